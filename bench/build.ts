/** `node bench/build.ts [runs]`, after `npm run build`: what `vouch build` of a small TypeScript guest takes, cold and from the cache. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const runs = Number(process.argv[2] ?? 5);
const folder = mkdtempSync(join(tmpdir(), 'vouch-bench-build-'));

/** Of the process as a whole, as the user waits for it. */
function buildMs(guest: string, cache: string): number {
  const start = performance.now();
  execFileSync(
    process.execPath,
    ['dist/cli/main.js', 'build', `examples/guests/${guest}.ts`, '-o', join(folder, 'elf')],
    {
      ...{ env: { ...process.env, XDG_CACHE_HOME: join(folder, cache) }, stdio: 'ignore' },
    },
  );
  return performance.now() - start;
}

for (const guest of ['fibonacci', 'csv-mean', 'signed-price']) {
  const cold = Array.from({ length: runs }, (_, i) => buildMs(guest, `${guest}-${i}`));
  const cached = Array.from({ length: runs }, () => buildMs(guest, `${guest}-0`));
  const least = (times: readonly number[]) => `${(Math.min(...times) / 1000).toFixed(2)} s`;
  console.log(`${guest.padEnd(14)} cold ${least(cold)}   cached ${least(cached)}   (least of ${runs})`);
}
rmSync(folder, { recursive: true, force: true });
