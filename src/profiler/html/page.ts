/**
 * One self-contained page: totals, flame graph, tables per step. Style, script and data are inline and a content security policy
 * forbids everything else, so it opens offline and a hostile symbol name has nothing to call.
 */
import type { Profile } from '../profile.ts';
import type { ProfileRow, ProfileTables } from '../report.ts';
import { drawFlameGraph, type FlameData } from './flame-graph.ts';
import { style } from './style.ts';

export function toHtml({ report, callTree }: Profile): string {
  const data: FlameData = {
    frames: callTree.frames.map(({ name, file, line }) => (file === undefined ? name : `${name} (${file}:${line})`)),
    nodes: callTree.nodes.flatMap(({ parent, frame, selfCycles, totalCycles, step }) => [
      ...[parent, frame, selfCycles, totalCycles, step],
    ]),
  };
  const title = `${escapeHtml(report.program)}: ${count(report.cycles)} cycles`;
  const lost =
    report.lostCalls > 0
      ? `<p class="note">${count(report.lostCalls)} calls were too deep or of too many different stacks for the flame graph; there their cycles
are their callers'. The tables are exact.</p>`
      : '';
  const script = `(${drawFlameGraph.toString()})(JSON.parse(document.getElementById('data').textContent), Object.fromEntries(
['graph', 'info', 'search', 'reset'].map((id) => [id, document.getElementById(id)])));`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<h1>${title}</h1>
${facts(report)}
<p>exit code ${report.exitCode}</p>
<h2>Flame graph</h2>
${lost}
<p><button id="reset">whole run</button> <input id="search" type="search" placeholder="search" aria-label="search"> <span id="info"></span></p>
<div id="graph"></div>
<h2>Steps</h2>
${table(
  ['step', 'name', 'cycles', 'share', 'pcs', 'precompile calls'],
  report.steps.map(({ step, name, cycles, share, uniquePcs, precompileCalls }) => [
    ...[step, name, cycles, percent(share), uniquePcs, callsText(precompileCalls)],
  ]),
)}
<h2>Whole run</h2>
${tables(report)}
${report.steps
  .map(
    (
      step,
    ) => `<details><summary>${escapeHtml(step.name)}: ${count(step.cycles)} cycles, ${percent(step.share)}</summary>
${facts(step)}
${tables(step)}
</details>`,
  )
  .join('\n')}
<script type="application/json" id="data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script>${script.replaceAll('</', '<\\/')}</script>
</body>
</html>
`;
}

function facts({ uniquePcs, precompileCalls }: ProfileTables): string {
  return `<p>${count(uniquePcs)} distinct pcs; precompile calls: ${escapeHtml(callsText(precompileCalls))}</p>`;
}

function tables({ functions, lines }: ProfileTables): string {
  const row = ({ name, cycles, share, cumulativeShare, numPcs }: ProfileRow) => [
    ...[name, cycles, percent(share), percent(cumulativeShare), numPcs],
  ];
  const head = ['cycles', 'share', 'cumulative', 'pcs'];
  const byLine =
    lines.length === 0 ? '<p>No line information in the program.</p>' : table(['line', ...head], lines.map(row));
  const byFunction = functions.map((fn) => [...row(fn), fn.calls ?? 0]);
  return `${table(['function', ...head, 'calls'], byFunction)}\n${byLine}`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) =>
    typeof value === 'number' ? `<td class="n">${count(value)}</td>` : `<td>${escapeHtml(value)}</td>`;
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n');
  return `<table><thead><tr>${head.map((name) => `<th>${name}</th>`).join('')}</tr></thead>\n<tbody>${body}</tbody></table>`;
}

const count = (value: number): string => value.toLocaleString('en-US');
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const callsText = (calls: Readonly<Record<string, number>>): string =>
  Object.entries(calls)
    .map(([name, calls]) => `${name} ${count(calls)}`)
    .join(', ') || 'none';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character]!);
