/** `vouch security`: provable bits of the presets round by round, and their parameters for the public soundcalc tool. */
import { security as securityOf } from '../../sdk/index.ts';
import { type Preset, presets } from '../../stark/options.ts';
import { SECURITY_BITS } from '../../stark/security.ts';
import { soundcalcToml } from '../../stark/soundcalc.ts';
import type { JsonOption } from '../arguments.ts';
import { type Status, status, UsageError } from '../failure.ts';
import { checkWritable, writeFile } from '../files.ts';
import { json, table } from '../text.ts';
import { version } from '../version.ts';

export interface SecurityArguments extends JsonOption {
  readonly preset?: Preset;
  readonly logHeight?: number;
  readonly soundcalc?: string;
}

const ANOTHER_FILE = 'Choose another file with --soundcalc.';

export async function security(options: SecurityArguments): Promise<Status> {
  const { logHeight, soundcalc } = options;
  const asked = options.preset ? [options.preset] : (Object.keys(presets) as Preset[]);
  const isPossible = (name: Preset) =>
    logHeight === undefined || (logHeight >= presets[name].logFinalLength && logHeight <= presets[name].maxLogHeight);
  // Presets whose tables cannot be so high are left out.
  const names = asked.filter(isPossible);
  if (names.length === 0) {
    const least = Math.min(...asked.map((name) => presets[name].logFinalLength));
    const most = Math.max(...asked.map((name) => presets[name].maxLogHeight));
    const subject = options.preset ?? 'any preset';
    throw new UsageError('BadLogHeight', `--log-height must be ${least} to ${most} for ${subject}.`);
  }
  if (soundcalc !== undefined) checkWritable(soundcalc, ANOTHER_FILE);
  const found = names.map((preset) => ({ preset, ...securityOf(preset, logHeight) }));
  if (soundcalc !== undefined) {
    // A preset that is insecure on purpose has no place in a published table, unless it was asked for.
    const published = found.filter(({ preset }) => options.preset !== undefined || preset !== 'one-query');
    const circuits = published.map(({ preset, options: parameters, counts, numColumns }) => ({
      ...{ name: preset, options: parameters, counts, numColumns },
    }));
    writeFile(soundcalc, soundcalcToml('vouch', version, circuits), ANOTHER_FILE);
  }
  if (options.json) {
    console.log(json({ presets: found, ...(soundcalc !== undefined && { soundcalc }) }));
    return status.done;
  }
  const rounds = [...new Set(found.flatMap(({ terms }) => terms.map(({ round }) => round)))];
  const cells = found.map(({ preset, regime, bits, terms }) => [
    preset,
    `2^${logHeight ?? presets[preset].maxLogHeight}`,
    regime,
    bits,
    ...rounds.map((round) => terms.find((term) => term.round === round)?.bits.toFixed(1) ?? '-'),
  ]);
  console.log(table(['preset', 'rows', 'regime', 'bits', ...rounds], cells));
  console.log(`\nProvable bits with grinding; keys below ${SECURITY_BITS} are refused without --insecure.`);
  if (soundcalc !== undefined) console.log(`Parameters for soundcalc: ${soundcalc}`);
  return status.done;
}
