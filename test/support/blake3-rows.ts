/** The rows of BLAKE3 and BLAKE3_ROUND for a run with some calls, in record order. */
import { blake3Chip } from '../../src/chips/blake3/air.ts';
import { blake3RoundChip } from '../../src/chips/blake3-round/air.ts';
import { recordTrace, streamRecordBytes } from '../../src/executor/index.ts';
import {
  BLAKE3_IV,
  BLOCK_AT,
  type Compression,
  callSource,
  EXIT_SOURCE,
  programWith,
  VALUE_AT,
} from './blake3-call.ts';
import { ChipRows, fillRows } from './chip-rows.ts';
import { Random } from './random.ts';

export function randomCompression(random: Random): Compression {
  const word = () => Number(random.u64() >> 32n);
  const words = (count: number) => Array.from({ length: count }, word);
  return { value: words(8), block: words(16), counter: random.u64(), length: word(), flags: word() };
}

/** All words the same. */
export function uniformCompression(word: number): Compression {
  const words = (count: number) => new Array<number>(count).fill(word);
  return { value: words(8), block: words(16), counter: BigInt(word) * 0x1_0000_0001n, length: word, flags: word };
}

const random = new Random(11);
/** Each call has memory of its own. */
export const compressions: readonly Compression[] = [
  uniformCompression(0),
  uniformCompression(0xffffffff),
  { ...uniformCompression(0), value: BLAKE3_IV },
  ...Array.from({ length: 4 }, () => randomCompression(random)),
];
export const valueAt = (call: number) => VALUE_AT + 64 * call;
export const blockAt = (call: number) => BLOCK_AT + 64 * call;

export const compressionsProgram = programWith(
  compressions.map((call, i) => callSource(call, { value: valueAt(i), block: blockAt(i) })).join('\n') + EXIT_SOURCE,
  Object.fromEntries(
    compressions.flatMap(({ value, block }, i) => [
      [valueAt(i), value],
      [blockAt(i), block],
    ]),
  ),
);

/** Row 0 is no call; call i is row 1 + i of BLAKE3 and rows 1 + 14 i.. of BLAKE3_ROUND. */
export async function blake3Rows(): Promise<{ calls: ChipRows; rounds: ChipRows }> {
  const trace = await recordTrace(compressionsProgram, new Uint8Array(0));
  const records = (name: 'blake3' | 'blake3Round') => {
    const { address, count } = trace.streams.get(name)!;
    const bytes = streamRecordBytes[name];
    return Array.from({ length: count }, (_, i) => new Uint8Array(trace.memory.buffer, address + i * bytes, bytes));
  };
  return {
    calls: new ChipRows(fillRows(blake3Chip(), records('blake3'), 4)),
    rounds: new ChipRows(fillRows(blake3RoundChip(), records('blake3Round'), 7)),
  };
}
