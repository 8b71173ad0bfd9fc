/** The checks, page by page. */
import type { BrowserContext, Page } from 'playwright-core';
import { build } from 'vouch';
import type { BuildPageFunctions } from './build-page.ts';
import type { Job, PageFunctions } from './page.ts';
import type { Report } from './report.ts';
import type { VerifyPageFunctions } from './verify-page.ts';
import type { Blocked } from './watch-thread.ts';

/** What Node made of the same guest, input and preset. */
export interface Expected {
  /** Address of the guest, seen from the page. */
  readonly elf: string;
  readonly input: number[];
  readonly cycles: number;
  readonly exitCode: number;
  readonly publicOutput: string;
  readonly keyDigest: string;
  readonly key: string;
  readonly proof: string;
  readonly proveMs: number;
}

export interface Setting {
  readonly context: BrowserContext;
  readonly origin: string;
  readonly report: Report;
  readonly expected: Expected;
}

/** Functions that a page put on its global object. */
type Global<T> = { readonly vouchPage: T };

/** A page, and everything it complains about: errors, console errors, requests that were not answered with 200. */
async function open({ context, origin }: Setting, path: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('requestfailed', (request) => complaints.push(`${request.url()} ${request.failure()?.errorText}`));
  page.on('response', (response) => {
    if (response.status() !== 200) complaints.push(`${response.url()} ${response.status()}`);
  });
  await page.goto(`${origin}/${path}`);
  return { page, complaints };
}

const milliseconds = (ms: number) => `${Math.round(ms)} ms`;
const standstill = ({ longestMs, phase, longTasks, excessMs }: Blocked) =>
  `longest standstill ${milliseconds(longestMs)} (${phase}), ${longTasks} above 50 ms by ${milliseconds(excessMs)} in all`;

/** Execute, setup, prove, verify, abort on one page: the same with and without threads. */
async function proving(setting: Setting, name: string, page: Page, workersPerCall: number): Promise<void> {
  const { report, expected } = setting;
  const { elf, input, cycles, exitCode, publicOutput } = expected;
  const job: Job = { elf, input, preset: 'fast', threads: 2 };
  const run = await page.evaluate(
    (job) => (globalThis as unknown as Global<PageFunctions>).vouchPage.execute(job),
    job,
  );
  report.equal(`${name}: execute gives cycles, exit code and output as in Node`, run, {
    cycles,
    exitCode,
    publicOutput,
  });

  let numWorkers = 0;
  const count = () => numWorkers++;
  page.on('worker', count);
  const proved = await page.evaluate(
    (job) => (globalThis as unknown as Global<PageFunctions>).vouchPage.prove(job),
    job,
  );
  page.off('worker', count);
  report.equal(`${name}: digest of the key`, proved.keyDigest, expected.keyDigest);
  report.equal(`${name}: bytes of the key`, proved.key, expected.key);
  report.equal(
    `${name}: bytes of the proof`,
    proved.proof,
    expected.proof,
    `${Buffer.from(proved.proof, 'base64').length} bytes, ${proved.cycles} cycles`,
  );
  report.equal(`${name}: verified claim`, proved.claim, { exitCode, publicOutput });
  report.check(`${name}: a damaged proof is rejected`, /^[A-Z]\w+$/.test(proved.damaged), proved.damaged);
  report.equal(`${name}: progress until done`, proved.stages.at(-1), 'done', `${proved.stages.length} stages`);
  // One call of setup, one of prove.
  report.equal(`${name}: worker threads, asked for 2`, numWorkers / 2, workersPerCall, `${workersPerCall}`);
  report.note(
    `setup ${milliseconds(proved.setupMs)}, prove ${milliseconds(proved.proveMs)} (${milliseconds(proved.provedMs)} with start; ` +
      `Node ${milliseconds(expected.proveMs)}), verify ${milliseconds(proved.verifyMs)}`,
  );
  report.note(`${standstill(proved.blocked)}; ${proved.rounds.join(', ')}`);

  const aborted = await page.evaluate(
    (job) => (globalThis as unknown as Global<PageFunctions>).vouchPage.abort(job, 'lookup columns', 30),
    job,
  );
  report.equal(`${name}: abort rejects with the signal's reason`, aborted.outcome, 'reason', milliseconds(aborted.ms));
  report.equal(`${name}: the same prover proves afterwards`, aborted.proof, expected.proof);

  const inWorker = await page.evaluate(
    (job) => (globalThis as unknown as Global<PageFunctions>).vouchPage.proveInWorker(job),
    job,
  );
  report.equal(`${name}: proof made inside a worker`, inWorker.proof, expected.proof, milliseconds(inWorker.ms));
  report.note(standstill(inWorker.blocked));
}

export async function isolatedPage(setting: Setting): Promise<void> {
  const { report } = setting;
  const { page, complaints } = await open(setting, 'isolated/test/browser/page.html');
  const environment = await page.evaluate(() =>
    (globalThis as unknown as Global<PageFunctions>).vouchPage.environment(),
  );
  report.note(environment.userAgent);
  report.equal('isolated: page is cross-origin isolated', environment.isIsolated, true);
  await proving(setting, 'isolated', page, 2);
  report.equal('isolated: no complaints', complaints, []);
  await page.close();
}

/** Nobody waits for a worker that never comes. */
export async function lostWorker(setting: Setting): Promise<void> {
  const { report, expected } = setting;
  const { page } = await open(setting, 'isolated/test/browser/page.html');
  await page.route('**/wasm/worker.js', (route) => route.abort());
  const { elf, input } = expected;
  const outcome = await page.evaluate(
    (job) =>
      (globalThis as unknown as Global<PageFunctions>).vouchPage.prove(job).then(
        () => 'proved',
        (error: unknown) => String(error),
      ),
    { elf, input, preset: 'fast', threads: 2 } as const,
  );
  report.check('isolated: a worker that cannot be loaded makes the call reject', /worker/.test(outcome), outcome);
  await page.close();
}

export async function plainPage(setting: Setting): Promise<void> {
  const { report } = setting;
  const { page, complaints } = await open(setting, 'plain/test/browser/page.html');
  const environment = await page.evaluate(() =>
    (globalThis as unknown as Global<PageFunctions>).vouchPage.environment(),
  );
  report.equal('plain: page is not isolated', environment.isIsolated || environment.hasSharedArrayBuffer, false);
  // No shared memory: everything falls back to the calling thread.
  await proving(setting, 'plain', page, 0);
  report.equal('plain: no complaints', complaints, []);
  await page.close();
}

/** Nothing but the verifier is loaded. */
const VERIFIER_FOLDERS = /\/dist\/(sdk|verify|archive|stark|generated|hash\/blake3\.js|errors\.js)/;
const PROVER_FILES = /prover|executor|wasm\/|emit|chips/;

export async function verifyPage(setting: Setting): Promise<void> {
  const { report, expected } = setting;
  const { page, complaints } = await open(setting, 'plain/test/browser/verify-page.html');
  const verified = await page.evaluate(
    ([proof, key]) => (globalThis as unknown as Global<VerifyPageFunctions>).vouchPage.verify(proof, key),
    [expected.proof, expected.key] as const,
  );
  const output = [...Buffer.from(expected.publicOutput, 'hex')];
  report.equal('verify only: claim', { ...verified, ms: 0 }, { exitCode: 0, publicOutput: output, ms: 0 });
  const damaged = Buffer.from(expected.proof, 'base64');
  damaged[1000]! ^= 1;
  const rejected = await page.evaluate(
    ([proof, key]) => (globalThis as unknown as Global<VerifyPageFunctions>).vouchPage.verify(proof, key),
    [damaged.toString('base64'), expected.key] as const,
  );
  report.check('verify only: a damaged proof is rejected', 'code' in rejected, JSON.stringify(rejected));
  const scripts = await page.evaluate(() => (globalThis as unknown as Global<VerifyPageFunctions>).vouchPage.scripts());
  const loaded = scripts.filter(({ path }) => path.includes('/dist/'));
  const bytes = loaded.reduce((sum, script) => sum + script.bytes, 0);
  const others = loaded.filter(({ path }) => !VERIFIER_FOLDERS.test(path) || PROVER_FILES.test(path));
  report.equal('verify only: no module of the prover', others, [], `${loaded.length} modules, ${bytes} bytes`);
  if ('ms' in verified) report.note(`first verification ${milliseconds(verified.ms ?? 0)}`);
  report.equal('verify only: no complaints', complaints, []);
  await page.close();
}

/** Guests in TypeScript: the same bytes as in Node, errors as errors, and a crash of the compiler is one of them. */
export async function buildPage(setting: Setting): Promise<void> {
  const { report } = setting;
  const { page, complaints } = await open(setting, 'plain/test/browser/build-page.html');
  const inPage = (files: Readonly<Record<string, string>>) =>
    page.evaluate((files) => (globalThis as unknown as Global<BuildPageFunctions>).vouchPage.build(files), files);
  const files = {
    'guest.ts': "import { commit } from 'vouch/guest';\nimport { two } from './two';\ncommit(two());\n",
    'two.ts': "export function two(): string { return 'two ' + (1.5).toString(); }\n",
  };
  const built = await inPage(files);
  const expected = await build('guest.ts', files);
  const time = milliseconds(built.ms ?? 0);
  report.check(
    'build: the bytes of a TypeScript guest as in Node',
    String(built.elf) === String([...expected.elf]),
    time,
  );
  report.check('build: its WebAssembly as well', (built.wasmElfBytes ?? 0) > 1000);
  const wrong = await inPage({ 'guest.ts': 'missing();' });
  report.equal('build: a guest that does not compile', wrong.code, 'GuestCompileError');
  report.equal('build: no complaints', complaints, []);
  const crash = await inPage({ 'guest.ts': 'enum A { x = B.x }\nenum B { x = A.x }\nA.x;\n' });
  report.equal('build: a crash of the compiler', crash.code, 'GuestCompilerCrash');
  await page.close();
}
