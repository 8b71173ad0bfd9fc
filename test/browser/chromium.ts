/** Debian's chromium, headless, with a profile of its own that is deleted afterwards. */
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const args = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** `CHROMIUM`, or the first of the usual names on the path; undefined if there is none. */
export function findChromium(): string | undefined {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface Chromium {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

export async function startChromium(executablePath: string): Promise<Chromium> {
  const profile = mkdtempSync(join(tmpdir(), 'vouch-chromium-'));
  const clean = () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  // Also when time is up and nobody calls `close`; playwright ends the browser with this process.
  process.once('exit', clean);
  const context = await chromium.launchPersistentContext(profile, { executablePath, args, headless: true });
  return {
    context,
    async close() {
      await context.close();
      clean();
    },
  };
}
