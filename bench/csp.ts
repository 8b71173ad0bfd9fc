/**
 * The client-side benchmark's workloads: `node bench/csp.ts [--runs N] [--threads N]`, some of them: `[--hash sha256] [--bytes N,N]
 * [--preset fast] [--precompile-only]`. Prints tables beside the published figures of others; `--json FILE` and `--svg FILE` write the
 * figures and the plot, `--record` both and the tables into docs/benchmarks.md. Each case runs in a process of its own.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Case, type Figures, hashes, type Report, sizes } from './csp/cases.ts';
import { measure } from './csp/measure.ts';
import { plot } from './csp/plot.ts';
import { ownTable, peerTable, summary } from './csp/table.ts';
import { describeMachine } from './machine.ts';

const { values } = parseArgs({
  options: {
    ...{ runs: { type: 'string', default: '5' }, threads: { type: 'string', default: '2' }, bytes: { type: 'string' } },
    ...{
      preset: { type: 'string' },
      hash: { type: 'string' },
      'precompile-only': { type: 'boolean' },
      record: { type: 'boolean' },
    },
    ...{ json: { type: 'string' }, svg: { type: 'string' }, one: { type: 'string' } },
  },
});
const [runs, threads] = [Number(values.runs), Number(values.threads)];

if (values.one !== undefined) {
  // The process of one case: prints its figures as JSON.
  console.log(JSON.stringify(await measure(JSON.parse(values.one) as Case, threads, runs)));
} else {
  const report: Report = {
    machine: describeMachine(),
    date: new Date().toISOString().slice(0, 10),
    ...{ threads, runs, figures: chosenCases().map(inOwnProcess) },
  };
  console.log(`${report.machine}; ${threads} threads; median of ${runs} warm runs\n`);
  console.log(`${ownTable(report)}\n\n${summary(report)}`);
  if (values.record) mkdirSync(new URL('../docs/benchmarks', import.meta.url), { recursive: true });
  const docs = (path: string) => (values.record ? new URL(`../docs/${path}`, import.meta.url) : undefined);
  const [json, svg] = [values.json ?? docs('benchmarks/csp.json'), values.svg ?? docs('benchmarks/csp.svg')];
  if (json) writeFileSync(json, `${JSON.stringify(report, null, 1)}\n`);
  if (svg) writeFileSync(svg, plot(report));
  if (values.record) writePage(new URL('../docs/benchmarks.md', import.meta.url), report);
}

function chosenCases(): Case[] {
  const chosenSizes = values.bytes?.split(',').map(Number) ?? sizes;
  const presets = (['fast', 'compact'] as const).filter((preset) => (values.preset ?? preset) === preset);
  const chosenHashes = hashes.filter((hash) => (values.hash ?? hash) === hash);
  return chosenHashes.flatMap((hash) =>
    (values['precompile-only'] ? [true] : [true, false]).flatMap((isPrecompile) =>
      presets.flatMap((preset) => chosenSizes.map((bytes) => ({ hash, bytes, isPrecompile, preset }))),
    ),
  );
}

function inOwnProcess(one: Case): Figures {
  const options = ['--one', JSON.stringify(one), '--runs', `${runs}`, '--threads', `${threads}`];
  const text = execFileSync(process.execPath, [import.meta.filename, ...options], { encoding: 'utf8' });
  const figures = JSON.parse(text) as Figures;
  process.stderr.write(`${JSON.stringify(figures)}\n`);
  return figures;
}

/** Replaces what stands between the page's marks. */
function writePage(path: URL, report: Report): void {
  const measured = `Measured on ${report.date}: ${report.machine}, ${threads} threads, median of ${runs} warm runs.`;
  const parts = {
    summary: `${measured}\n\n![Seconds to prove over bytes hashed](benchmarks/csp.svg)\n\n${summary(report)}`,
    own: ownTable(report),
    peers: peerTable(),
  };
  let text = readFileSync(path, 'utf8');
  for (const [name, content] of Object.entries(parts)) {
    const pattern = new RegExp(`(<!-- csp: ${name} -->\n)[\\s\\S]*?(<!-- end -->)`);
    text = text.replace(pattern, (_, start: string, end: string) => `${start}\n${content}\n\n${end}`);
  }
  writeFileSync(path, text);
}
