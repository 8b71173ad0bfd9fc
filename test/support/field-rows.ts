/** Rows of the chips of the field precompiles, from values given by name. */
import type { Int } from '../../src/air/integer.ts';
import { type ChipRows, limbs, type RecordValues, recordBytes } from './chip-rows.ts';

type Layout = Readonly<Record<string, Int | readonly Int[]>>;
export type FieldValues = Readonly<Record<string, number | bigint | readonly (number | bigint)[]>>;

const flatten = <T>(values: Readonly<Record<string, T | readonly T[]>>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      Array.isArray(value) ? value.map((item: T, i): [string, T] => [`${name}${i}`, item]) : [[name, value as T]],
    ),
  );

/** Like `recordBytes`, with lists. */
export function fieldRecord(layout: Layout, size: number, values: FieldValues): Uint8Array {
  return recordBytes(flatten(layout), size, flatten(values) satisfies RecordValues);
}

/** u32s as cells, two in each. */
export function cellsOf(words: readonly number[]): bigint[] {
  return Array.from({ length: words.length / 2 }, (_, i) => BigInt(words[2 * i]!) | (BigInt(words[2 * i + 1]!) << 32n));
}

/** What a row says on buses that are no lookups, sorted. */
export function said(rows: ChipRows, row: number): string[] {
  return rows
    .report(row)
    .tuples.map(({ bus, isSend, tuple }) => `${bus} ${isSend ? '+' : '-'}${tuple}`)
    .sort();
}

/** The two tuples of an access. */
export function accessOf(
  bus: 'memory' | 'register',
  index: number,
  prevTs: number,
  ts: number,
  before: bigint,
  after = before,
): string[] {
  return [`${bus} -${[index, prevTs, ...limbs(before)]}`, `${bus} +${[index, ts, ...limbs(after)]}`];
}

/** Six half cells after an element was written among them. */
export function written(before: readonly number[], pointer: number, element: readonly number[]): number[] {
  const after = [...before];
  after.splice((pointer & 4) / 4, 5, ...element);
  return after;
}
