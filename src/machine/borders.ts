/** Where the records of a chip with two tables are parted: which records each table takes, and what is told to those at the border. */
import type { Chain, MachineTable } from './chips.ts';

export interface RecordRange {
  readonly first: number;
  readonly count: number;
}

/** Records of a table before its first chain. */
export function headRecords({ begin }: Chain): number {
  return begin === undefined ? 0 : 1;
}

/** The table's records of `total` if the first table takes so many chains; null if it takes all. A second table's head is the record before its chains. */
export function recordRange({ chain, secondOf }: MachineTable, total: number, chains: number | null): RecordRange {
  const heads = headRecords(chain);
  if (chains === null) return secondOf === null ? { first: 0, count: total } : { first: total, count: 0 };
  const first = chains * chain.records;
  return secondOf === null ? { first: 0, count: first + heads } : { first, count: total - first };
}

/**
 * Prepares the records at the border for a table that is filled next. A second table whose head takes the place of a first
 * table's last record is filled after all first ones.
 */
export function prepareBorder(
  { chain, secondOf }: MachineTable,
  { first, count }: RecordRange,
  total: number,
  record: (index: number) => Uint8Array,
): void {
  if (secondOf === null && first + count < total) chain.end?.(record(count - 1), record(count));
  if (secondOf !== null && first > 0) chain.begin?.(record(first), record(first + 1));
}
