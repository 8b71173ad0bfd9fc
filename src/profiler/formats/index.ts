/** Profiles as files, by the name of the format. */
import { ArgumentError } from '../../errors.ts';
import { toHtml } from '../html/page.ts';
import type { Profile } from '../profile.ts';
import { toCpuProfile } from './cpuprofile.ts';
import { toFolded } from './folded.ts';
import { toSpeedscope } from './speedscope.ts';

/** `json` is the report; `folded`, `speedscope` and `cpuprofile` are the call tree; `html` is a page with both. */
export type ProfileFormat = 'json' | 'folded' | 'speedscope' | 'cpuprofile' | 'html';

/** @throws ProfileError if the format cannot hold the call tree, ArgumentError */
export function formatProfile(profile: Profile, format: ProfileFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(profile.report, null, 2)}\n`;
    case 'folded':
      return toFolded(profile.callTree);
    case 'speedscope':
      return `${JSON.stringify(toSpeedscope(profile))}\n`;
    case 'cpuprofile':
      return `${JSON.stringify(toCpuProfile(profile.callTree))}\n`;
    case 'html':
      return toHtml(profile);
    default:
      throw new ArgumentError(`no format ${String(format)}; there are json, folded, speedscope, cpuprofile and html.`);
  }
}
