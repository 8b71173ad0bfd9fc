/** The rows of SHA256, SHA256_ROUNDS and SHA256_SCHEDULE for a run with some calls, in record order. */
import type { Chip } from '../../src/air/chip.ts';
import { sha256Chip } from '../../src/chips/sha256/air.ts';
import { sha256RoundsChip } from '../../src/chips/sha256-rounds/air.ts';
import { sha256ScheduleChip } from '../../src/chips/sha256-schedule/air.ts';
import { recordTrace, type StreamName, streamRecordBytes } from '../../src/executor/index.ts';
import { EXIT_SOURCE, programWith } from './blake3-call.ts';
import { ChipRows, fillRows } from './chip-rows.ts';
import { Random } from './random.ts';
import { BLOCK_AT, callSource, SHA256_IV, VALUE_AT } from './sha256-call.ts';

const random = new Random(11);
const words = (count: number) => Array.from({ length: count }, () => Number(random.u64() >> 32n));
const uniform = (word: number) => ({
  value: new Array<number>(8).fill(word),
  block: new Array<number>(16).fill(word),
});

/** Each call has memory of its own. */
export const compressions: readonly { readonly value: readonly number[]; readonly block: readonly number[] }[] = [
  uniform(0),
  uniform(0xffffffff),
  { ...uniform(0), value: SHA256_IV },
  ...Array.from({ length: 4 }, () => ({ value: words(8), block: words(16) })),
];
export const valueAt = (call: number) => VALUE_AT + 64 * call;
export const blockAt = (call: number) => BLOCK_AT + 64 * call;

export const compressionsProgram = programWith(
  compressions.map((_, i) => callSource(valueAt(i), blockAt(i))).join('\n') + EXIT_SOURCE,
  Object.fromEntries(
    compressions.flatMap(({ value, block }, i) => [
      [valueAt(i), value],
      [blockAt(i), block],
    ]),
  ),
);

/** Call i is row i of SHA256, rows 17 i.. of SHA256_ROUNDS and 16 i.. of SHA256_SCHEDULE. */
export async function sha256Rows(): Promise<{ calls: ChipRows; rounds: ChipRows; schedule: ChipRows }> {
  const trace = await recordTrace(compressionsProgram, new Uint8Array(0));
  const rows = (chip: Chip, logHeight: number) => {
    const name = chip.stream as StreamName;
    const { address, count } = trace.streams.get(name)!;
    const bytes = streamRecordBytes[name];
    const records = Array.from(
      { length: count },
      (_, i) => new Uint8Array(trace.memory.buffer, address + i * bytes, bytes),
    );
    return new ChipRows(fillRows(chip, records, logHeight));
  };
  return {
    calls: rows(sha256Chip(), 4),
    rounds: rows(sha256RoundsChip(), 7),
    schedule: rows(sha256ScheduleChip(), 7),
  };
}
