/**
 * Reports of `vouch profile --json` in captured text: JSON files as they are, or logs with reports among other lines, with the
 * timestamps and colours that CI systems add. What is no whole report is counted, not fatal.
 */
import { type ProfileReport, REPORT_FORMAT, REPORT_VERSION } from '../../src/profiler/index.ts';

export interface Captures {
  readonly reports: readonly ProfileReport[];
  /** Beginnings of reports that were cut off, or are of another version. */
  readonly numUnreadable: number;
}

const start = new RegExp(`\\{\\s*"format":\\s*"${REPORT_FORMAT}"`, 'g');
const timestamp = /^(?:\[?\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)?\]?)[ \t]/gm;
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const colours = /\x1b\[[0-9;]*[A-Za-z]/g;

export function readCaptures(text: string): Captures {
  const clean = text.replaceAll(colours, '').replaceAll(timestamp, '');
  const reports: ProfileReport[] = [];
  let numUnreadable = 0;
  let end = 0;
  for (const { index } of clean.matchAll(start)) {
    // Inside of the report before: a program's name may contain anything.
    if (index < end) continue;
    const length = objectLength(clean, index);
    const report = length === 0 ? null : parseReport(clean.slice(index, index + length));
    if (report) {
      reports.push(report);
      end = index + length;
    } else numUnreadable++;
  }
  return { reports, numUnreadable };
}

/** Characters from the brace at `from` to the one that closes it; 0 if none does. */
function objectLength(text: string, from: number): number {
  let depth = 0;
  let isString = false;
  for (let i = from; i < text.length; i++) {
    const character = text[i];
    if (isString) {
      if (character === '\\') i++;
      else if (character === '"') isString = false;
    } else if (character === '"') isString = true;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return i + 1 - from;
  }
  return 0;
}

function parseReport(text: string): ProfileReport | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const report = value as ProfileReport;
  const isWhole =
    report.version === REPORT_VERSION &&
    typeof report.program === 'string' &&
    areTables(report) &&
    Array.isArray(report.steps) &&
    report.steps.every((step) => Number.isInteger(step?.step) && typeof step.name === 'string' && areTables(step));
  return isWhole ? report : null;
}

function areTables(value: Partial<ProfileReport> | undefined): boolean {
  const isCount = (count: unknown) => Number.isSafeInteger(count) && (count as number) >= 0;
  return (
    isCount(value?.cycles) &&
    isCount(value?.uniquePcs) &&
    typeof value?.precompileCalls === 'object' &&
    Object.values(value.precompileCalls ?? {}).every(isCount) &&
    Array.isArray(value.functions) &&
    value.functions.every((row) => typeof row?.name === 'string' && isCount(row.cycles) && Number.isFinite(row.share))
  );
}
