/**
 * The built package in a browser: `npm run build && npm run test:browser`. Runs, proves and verifies a guest in headless chromium, with
 * worker threads on a cross-origin isolated page, without on any other, and compares everything with the same calls made here, in
 * Node, byte by byte. Prints a line per check; skips if there is no chromium.
 */
import { existsSync, readFileSync } from 'node:fs';
import { execute, prove, setup } from 'vouch';
import { findChromium, startChromium } from './chromium.ts';
import { buildPage, type Expected, isolatedPage, lostWorker, plainPage, verifyPage } from './pages.ts';
import { Report } from './report.ts';
import { startServer } from './server.ts';

const LIMIT_MS = 180_000;
const GUEST = 'guests/sha256/sha256.elf';

const executable = findChromium();
if (executable === undefined) {
  process.stdout.write('skipped: no chromium found (Debian: apt-get install chromium; or set CHROMIUM to its path)\n');
  process.exit(0);
}
if (!existsSync('dist/sdk/index.js')) {
  process.stderr.write('dist/ is missing: npm run build\n');
  process.exit(1);
}

const report = new Report();
setTimeout(() => {
  report.check('time', false, `more than ${LIMIT_MS / 1000} s`);
  process.stdout.write(`${report.summary}\n`);
  process.exit(1);
}, LIMIT_MS).unref();

async function expected(): Promise<Expected> {
  const elf = new Uint8Array(readFileSync(GUEST));
  const input = new TextEncoder().encode('abc');
  const { cycles, exitCode, publicOutput } = await execute(elf, { input });
  const key = await setup(elf, { preset: 'fast' });
  const { proof, proveMs } = await prove(elf, { input, preset: 'fast', threads: 2 });
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  return {
    ...{ elf: `../../${GUEST}`, input: [...input], cycles, exitCode, publicOutput: hex(publicOutput), proveMs },
    ...{ keyDigest: hex(key.digest), key: base64(key.bytes), proof: base64(proof) },
  };
}

let last = performance.now();
/** Where the time went, for when it runs out. */
function noteTime(what: string): void {
  const now = performance.now();
  report.note(`${what}: ${((now - last) / 1000).toFixed(1)} s`);
  last = now;
}

const facts = await expected();
noteTime('the same in Node');
const server = await startServer();
const { context, close } = await startChromium(executable);
noteTime('start of chromium');
try {
  for (const test of [isolatedPage, lostWorker, plainPage, verifyPage, buildPage]) {
    try {
      await test({ context, origin: server.origin, report, expected: facts });
    } catch (error) {
      report.check(test.name, false, error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    noteTime(test.name);
  }
} finally {
  await close();
  await server.close();
  noteTime('end of chromium');
}
process.stdout.write(`${report.summary}\n`);
process.exitCode = report.hasFailed ? 1 : 0;
