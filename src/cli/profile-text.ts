/** A profile's report for people: totals, steps, and the tables of the whole run and of every step. */
import { type ProfileReport, type ProfileRow, type ProfileTables, printable } from '../profiler/index.ts';
import { facts, number, pc, table } from './text.ts';

/** Longer names, of templates mostly, are cut in the middle. */
const MAX_NAME = 72;

export function profileText(report: ProfileReport): string {
  const { cycles, exitCode, uniquePcs, steps, lostCalls } = report;
  const lines: (readonly [string, string])[] = [
    ['program', printable(report.program)],
    ['exit code', String(exitCode)],
    ['cycles', number(cycles)],
    ['unique pcs', number(uniquePcs)],
    ['precompile calls', callsText(report.precompileCalls)],
  ];
  if (lostCalls > 0) lines.push(['stacks', `incomplete: ${number(lostCalls)} calls too deep or of too many stacks`]);
  const parts = [facts(lines)];
  if (steps.length > 1) {
    const head = ['step', 'name', 'cycles', 'share', 'unique pcs', 'precompile calls'];
    const rows = steps.map((step) => [
      ...[String(step.step), printable(step.name), step.cycles, percent(step.share), step.uniquePcs],
      callsText(step.precompileCalls),
    ]);
    parts.push(table(head, rows));
  }
  parts.push(...tables('whole run', report));
  if (steps.length > 1) {
    for (const step of steps) {
      const calls = callsText(step.precompileCalls);
      const title = `${printable(step.name)}: ${number(step.cycles)} cycles, ${percent(step.share).trim()} of the run`;
      parts.push(...tables(`${title}${calls === 'none' ? '' : `, precompile calls: ${calls}`}`, step));
    }
  }
  return `${parts.join('\n\n')}\n`;
}

function tables(title: string, { functions, lines }: ProfileTables): string[] {
  const row = ({ cycles, share, cumulativeShare, numPcs }: ProfileRow) => [
    ...[cycles, percent(share), percent(cumulativeShare), numPcs],
  ];
  const head = ['cycles', 'share', 'cumulative', 'pcs'];
  const byFunction = table(
    [...head, 'calls', 'function'],
    functions.map((fn) => [...row(fn), fn.calls ?? 0, shorten(fn.name)]),
  );
  const byLine =
    lines.length === 0
      ? []
      : [
          table(
            [...head, 'line'],
            lines.map((line) => [...row(line), shorten(line.name)]),
          ),
        ];
  return [`${pc.bold(title)}\n${byFunction}`, ...byLine];
}

const percent = (share: number): string => `${(100 * share).toFixed(2).padStart(6)} %`;

function callsText(calls: Readonly<Record<string, number>>): string {
  const entries = Object.entries(calls).map(([name, count]) => `${name} ${number(count)}`);
  return entries.join(', ') || 'none';
}

function shorten(name: string): string {
  const text = printable(name);
  if (text.length <= MAX_NAME) return text;
  const half = (MAX_NAME - 3) / 2;
  return `${text.slice(0, Math.ceil(half))}...${text.slice(text.length - Math.floor(half))}`;
}
