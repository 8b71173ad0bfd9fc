/**
 * One Markdown page from the profiles of several runs, of a change alone or beside its base: totals with exact differences, then for every
 * program the functions of the whole run and, folded away, of every step.
 */
import { type ProfileReport, type ProfileTables, printable, type StepProfile } from '../../src/profiler/index.ts';
import type { Captures } from './captures.ts';

export interface Sides {
  /** Absent if there was nothing to compare with. */
  readonly base?: Captures | undefined;
  readonly change: Captures;
}

export function reportPage({ base, change }: Sides, title = 'Cycle profile'): string {
  const before = byProgram(base);
  const after = byProgram(change);
  const programs = [...new Set([...after.keys(), ...before.keys()])].sort();
  const parts = [`# ${printable(title)}`, ...notes('change', change), ...(base ? notes('base', base) : [])];
  if (programs.length === 0) parts.push('No profiles were captured, so there is nothing to compare.');
  else if (after.size === 0) parts.push('No profiles of the change were captured; this is the base alone.');
  else if (base && before.size === 0) parts.push('No profiles of the base were captured, so there are no differences.');
  if (programs.length > 0) parts.push(totals(programs, before, after));
  for (const program of programs) parts.push(programPart(program, before.get(program), after.get(program)));
  return `${parts.join('\n\n')}\n`;
}

/** A later capture of the same program replaces an earlier one. */
function byProgram(captures: Captures | undefined): Map<string, ProfileReport> {
  return new Map(captures?.reports.map((report) => [report.program, report]));
}

function notes(side: string, { reports, numUnreadable }: Captures): string[] {
  const twice = reports.length - new Set(reports.map(({ program }) => program)).size;
  return [
    ...(numUnreadable > 0 ? [`${numUnreadable} captured profiles of the ${side} could not be read.`] : []),
    ...(twice > 0 ? [`${twice} profiles of the ${side} were replaced by later ones of the same program.`] : []),
  ];
}

type Reports = ReadonlyMap<string, ProfileReport>;

function totals(programs: readonly string[], before: Reports, after: Reports): string {
  const rows = programs.map((program) => {
    const [old, now] = [before.get(program), after.get(program)];
    return [
      ...[code(program), count(old?.cycles), count(now?.cycles), difference(old?.cycles, now?.cycles)],
      ...[difference(old?.uniquePcs, now?.uniquePcs), callsText(old, now)],
    ];
  });
  const head = ['program', 'base', 'change', 'difference', 'unique pcs', 'precompile calls'];
  return table(head, ['left', 'right', 'right', 'right', 'right', 'left'], rows);
}

function programPart(program: string, old: ProfileReport | undefined, now: ProfileReport | undefined): string {
  const steps = new Map<number, { old?: StepProfile; now?: StepProfile }>();
  for (const step of old?.steps ?? []) steps.set(step.step, { old: step });
  for (const step of now?.steps ?? []) steps.set(step.step, { ...steps.get(step.step), now: step });
  const parts = [`## ${code(program)}`, functions(old, now)];
  for (const [, { old, now }] of [...steps].sort(([a], [b]) => Number(b === 0) - Number(a === 0) || a - b)) {
    const { name, step } = (now ?? old)!;
    const summary = `step ${step}, ${html(name)}: ${count(now?.cycles)} cycles (${difference(old?.cycles, now?.cycles)})`;
    const calls = callsText(old, now);
    const body = `${calls === '' ? '' : `Precompile calls: ${calls}\n\n`}${functions(old, now)}`;
    parts.push(`<details><summary>${summary}</summary>\n\n${body}\n\n</details>`);
  }
  return parts.join('\n\n');
}

function functions(old: ProfileTables | undefined, now: ProfileTables | undefined): string {
  const shown = now ?? old;
  const known = new Map(old?.functions.map((row) => [row.name, row]));
  const rows = (shown?.functions ?? []).map(({ name, cycles, share, cumulativeShare, numPcs, calls }) => {
    const previous = known.get(name);
    // A table has the most expensive functions only; what is not in the base's may have been anything up to its last row.
    const change = now && old ? (previous ? difference(previous.cycles, cycles) : 'not in the base’s table') : '';
    return [code(name), count(cycles), change, percent(share), percent(cumulativeShare), count(numPcs), count(calls)];
  });
  const isShown = new Set(shown?.functions.map(({ name }) => name));
  for (const { name, cycles } of (now && old?.functions) ?? []) {
    if (!isShown.has(name)) rows.push([code(name), '-', `was ${count(cycles)}`, '', '', '', '']);
  }
  const head = ['function', 'cycles', 'difference', 'share', 'cumulative', 'pcs', 'calls'];
  return table(head, ['left', 'right', 'right', 'right', 'right', 'right', 'right'], rows);
}

/** `keccak_f1600 12 (+2)`, for every precompile of either side. */
function callsText(old: ProfileTables | undefined, now: ProfileTables | undefined): string {
  const names = new Set([...Object.keys(now?.precompileCalls ?? {}), ...Object.keys(old?.precompileCalls ?? {})]);
  return [...names]
    .map((name) => {
      const calls = now && (now.precompileCalls[name] ?? 0);
      const before = old && (old.precompileCalls[name] ?? 0);
      return `${code(name)} ${count(calls ?? before)} (${difference(before, calls)})`;
    })
    .join(', ');
}

/** `+1,234 (+0.56 %)`; `=` for no difference; nothing to compare gives a dash. */
function difference(old: number | undefined, now: number | undefined): string {
  if (old === undefined || now === undefined) return '-';
  if (old === now) return '=';
  const sign = now > old ? '+' : '-';
  const share = old === 0 ? '' : ` (${sign}${((100 * Math.abs(now - old)) / old).toFixed(2)} %)`;
  return `${sign}${count(Math.abs(now - old))}${share}`;
}

const count = (value: number | undefined): string => value?.toLocaleString('en-US') ?? '-';
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

/** Names come from programs: nothing in them may end the cell, the code or the line. */
const code = (name: string): string => `\`${printable(name).replaceAll('`', "'").replaceAll('|', '\\|') || ' '}\``;
const html = (name: string): string =>
  printable(name).replaceAll(/[&<>*_`[\]\\|~@#!]/g, (character) => `&#${character.codePointAt(0)};`);

function table(
  head: readonly string[],
  align: readonly ('left' | 'right')[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(align.map((side) => (side === 'left' ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
