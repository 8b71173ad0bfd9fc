import { blake3 } from '@noble/hashes/blake3.js';
import { describe, expect, it } from 'vitest';
import {
  BLAKE3_IV,
  BLOCK_AT,
  type CallPointers,
  type Compression,
  callSource,
  compressed,
  EXIT_SOURCE,
  programWith,
  VALUE_AT,
} from '../../../test/support/blake3-call.ts';
import { randomSteps, type Steps, stepsOf, stepsSource } from '../../../test/support/blake3-steps.ts';
import { Random } from '../../../test/support/random.ts';
import { checkTrace } from '../../../test/support/trace-checker.ts';
import { GuestRun } from '../guest-run.ts';
import { execute, recordTrace } from '../index.ts';

const empty = new Uint8Array(0);
const random = new Random(3);
const word = () => Number(random.u64() >> 32n);
const words = (count: number) => Array.from({ length: count }, word);

/** Memory from `address` on after the calls. */
async function left(source: string, memory: Record<number, readonly number[]>, address: number, count = 8) {
  const run = await GuestRun.create(programWith(`${source}${EXIT_SOURCE}`, memory), empty, { mode: 'run' });
  for (let status = 0; status === 0; ) status = run.step(100);
  return [...new Uint32Array(run.read(address, 4 * count).slice().buffer)];
}

const randomCall = (): Compression => ({
  value: words(8),
  block: words(16),
  counter: random.u64(),
  length: word(),
  flags: word(),
});
const fill = (word: number): Compression => ({
  value: new Array(8).fill(word),
  block: new Array(16).fill(word),
  counter: BigInt(word) * 0x1_0000_0001n,
  length: word,
  flags: word,
});

describe('blake3_compress', () => {
  const calls = [fill(0), fill(0xffffffff), fill(0x80000000), ...Array.from({ length: 20 }, randomCall)];

  it('compresses like @noble/hashes', async () => {
    for (const call of calls) {
      const memory = { [VALUE_AT]: call.value, [BLOCK_AT]: call.block };
      expect(await left(callSource(call), memory, VALUE_AT)).toEqual(compressed(call));
      // Across a border of the executor's pages; the block stays.
      const [value, block] = [VALUE_AT - 8, BLOCK_AT - 16];
      const across = { [value]: call.value, [block]: call.block };
      const source = callSource(call, { value, block });
      expect(await left(source, across, value)).toEqual(compressed(call));
      expect(await left(source, across, block, 16)).toEqual(call.block);
    }
  });

  it('hashes one block', async () => {
    for (const length of [0, 1, 3, 55, 63, 64]) {
      const input = Uint8Array.from({ length }, (_, i) => i % 251);
      const padded = new Uint8Array(64);
      padded.set(input);
      const block = [...new Uint32Array(padded.buffer)];
      const call: Compression = { value: BLAKE3_IV, block, counter: 0n, length, flags: 1 | 2 | 8 };
      const hash = await left(callSource(call), { [VALUE_AT]: call.value, [BLOCK_AT]: block }, VALUE_AT);
      expect(new Uint8Array(Uint32Array.from(hash).buffer)).toEqual(blake3(input));
    }
  });

  it('compresses what it left, and takes operands side by side and at the end of memory', async () => {
    const call = randomCall();
    const once = { ...call, value: compressed(call) };
    const memory = { [VALUE_AT]: call.value, [BLOCK_AT]: call.block };
    expect(await left(`${callSource(call)}\necall`, memory, VALUE_AT)).toEqual(compressed(once));
    const [value, block] = [0x77ffffe0, 0x77ffffa0];
    const zero = { ...call, value: words(8).fill(0), block: words(16).fill(0) };
    expect(await left(callSource(call, { value, block }), {}, value)).toEqual(compressed(zero));
    expect(await left(callSource(call, { value: block - 32, block }), {}, block - 32)).toEqual(compressed(zero));
  });

  it.each<[CallPointers, string]>([
    [{ value: VALUE_AT + 4 }, 'MisalignedPointer'],
    [{ block: BLOCK_AT + 1 }, 'MisalignedPointer'],
    [{ block: BLOCK_AT + 4 }, 'MisalignedPointer'],
    [{ value: 0x77ffffe8 }, 'LoadOutsideMemory'],
    [{ block: 0x77ffffc8 }, 'LoadOutsideMemory'],
    [{ value: 0x78000000 }, 'LoadOutsideMemory'],
    [{ value: '0x100200000' }, 'LoadOutsideMemory'],
    [{ block: -64 }, 'LoadOutsideMemory'],
    [{ value: BLOCK_AT }, 'OverlappingPointers'],
    [{ value: BLOCK_AT - 24 }, 'OverlappingPointers'],
    [{ value: BLOCK_AT + 56 }, 'OverlappingPointers'],
  ])('traps for %s', async (pointers, code) => {
    const program = programWith(`${callSource(fill(0), pointers)}${EXIT_SOURCE}`, {});
    await expect(execute(program, empty)).rejects.toMatchObject({ code });
  });

  it.each(['length', 'flags'] as const)('traps for a %s of 2^32', async (field) => {
    const program = programWith(`${callSource({ ...fill(0), [field]: 2 ** 32 })}${EXIT_SOURCE}`, {});
    await expect(execute(program, empty)).rejects.toMatchObject({ code: 'ArgumentTooLarge', address: 2n ** 32n });
  });
});

describe.each([
  { name: 'blake3_chain', isChain: true },
  { name: 'blake3_path', isChain: false },
])('$name', ({ isChain }) => {
  const width = isChain ? 16 : 8;
  const calls = [1, 2, 3, 7].map((count) => randomSteps(random, isChain, count));
  const trap = async (change: Partial<Steps>, code: string, at: { value?: number; data?: number } = {}) => {
    const call = { ...randomSteps(random, isChain, 2), ...change };
    const program = programWith(`${stepsSource(call, at)}${EXIT_SOURCE}`, {});
    await expect(execute(program, empty)).rejects.toMatchObject({ code });
    // There is no trace either.
    await expect(recordTrace(program, empty)).rejects.toMatchObject({ code });
  };

  it('does its steps like @noble/hashes', async () => {
    for (const call of calls) {
      const expected = stepsOf(call).at(-1)!.result;
      // Across a border of the executor's pages.
      const at = { value: VALUE_AT - 8, data: BLOCK_AT - 16 };
      const memory = { [at.value]: call.value, [at.data]: call.data };
      expect(await left(stepsSource(call, at), memory, at.value)).toEqual(expected);
      expect(await left(stepsSource(call, at), memory, at.data, call.data.length)).toEqual(call.data);
    }
  });

  it('moves its registers', async () => {
    const call = calls[3]!;
    const saved = 'sd a0, 0(s0)\nsd a1, 8(s0)\nsd a2, 16(s0)\nsd a3, 24(s0)\nsd a4, 32(s0)\n';
    const source = `${stepsSource(call)}\nli s0, 0x40000000\n${saved}`;
    const words = await left(source, { [VALUE_AT]: call.value, [BLOCK_AT]: call.data }, 0x40000000, 10);
    const values = Array.from({ length: 5 }, (_, i) => BigInt(words[2 * i]!) | (BigInt(words[2 * i + 1]!) << 32n));
    const index = isChain ? call.index + 7n : call.index >> 7n;
    expect(values).toEqual([
      BigInt(VALUE_AT),
      BigInt(BLOCK_AT + 4 * width * 7),
      index,
      0n,
      BigInt(isChain ? 0 : call.flags),
    ]);
  });

  it('counts a cycle for each step', async () => {
    const cycles = async (count: number) => {
      const program = programWith(`${stepsSource({ ...calls[0]!, index: 0n, count })}${EXIT_SOURCE}`, {});
      return (await execute(program, empty)).cycles;
    };
    expect(Number(await cycles(100)) - Number(await cycles(1))).toBe(99);
  });

  it('has records that balance, with siblings and blocks of every age', async () => {
    const wait = (label: string) => `\nli s1, 12000\n${label}: addi s1, s1, -1\nbnez s1, ${label}\n`;
    const call = calls[3]!;
    const source = [
      `li s2, ${BLOCK_AT}\nsd s2, 24(s2)`,
      wait('first'),
      stepsSource({ ...call, index: 0n }),
      wait('second'),
      'sd s2, 0(s2)\nsd s1, 104(s2)',
      stepsSource({ ...call, index: 0x55n }),
      // On what it left, and side by side with it.
      stepsSource({ ...call, index: 2n }, { data: VALUE_AT + 32 }),
      stepsSource({ ...call, count: 1 }, { value: BLOCK_AT + 4 * width }),
    ].join('\n');
    const program = programWith(`${source}${EXIT_SOURCE}`, { [VALUE_AT]: call.value, [BLOCK_AT]: call.data });
    const trace = await recordTrace(program, empty);
    checkTrace(program, empty, trace);
    expect(trace.streams.get('blake3')!.count).toBe(1 + 3 * 7 + 1);
    expect(trace.streams.get('blake3Round')!.count).toBe(1 + 14 * 22);
  });

  it('traps for pointers that are misaligned, outside of memory, or the same, at any step', async () => {
    const bytes = 4 * width;
    await trap({}, 'MisalignedPointer', { value: VALUE_AT + 4 });
    await trap({}, 'MisalignedPointer', { data: BLOCK_AT + 4 });
    await trap({}, 'LoadOutsideMemory', { value: 0x77ffffe8 });
    await trap({}, 'LoadOutsideMemory', { data: 0x78000000 - bytes + 8 });
    // The second step.
    await trap({}, 'LoadOutsideMemory', { data: 0x78000000 - bytes });
    await trap({}, 'OverlappingPointers', { value: BLOCK_AT });
    await trap({}, 'OverlappingPointers', { value: BLOCK_AT + bytes - 8 });
    await trap({}, 'OverlappingPointers', { value: BLOCK_AT + 2 * bytes - 8 });
    await trap({}, 'OverlappingPointers', { value: BLOCK_AT - 24 });
    // Up to the end of memory, and side by side.
    const end = { ...calls[1]!, value: new Array(8).fill(0), data: new Array(2 * width).fill(0) };
    const data = 0x78000000 - 2 * bytes;
    expect(await left(stepsSource(end, { value: data - 32, data }), {}, data - 32)).toEqual(stepsOf(end)[1]!.result);
  });

  it('traps for no steps, and for numbers that are too large', async () => {
    await trap({ count: 0 }, 'NothingToHash');
    await trap({ count: 0x10000 }, 'ArgumentTooLarge');
    if (isChain) {
      await trap({ flags: 0x10000 }, 'ArgumentTooLarge');
      await trap({ flags: 0xfffe, count: 1 }, 'ArgumentTooLarge');
      await trap({ index: 0xffffn }, 'ArgumentTooLarge');
      // At the second step.
      await trap({ index: 0x1fffen }, 'ArgumentTooLarge');
    } else {
      await trap({ flags: 2 ** 32 }, 'ArgumentTooLarge');
      await trap({ index: 1n << 32n }, 'ArgumentTooLarge');
    }
  });
});

describe('the records of blake3_compress', () => {
  it('balance, with blocks of every age and without a refresh that is not needed', async () => {
    const call = { ...randomCall(), counter: 5n };
    const wait = (label: string) => `\nli s1, 12000\n${label}: addi s1, s1, -1\nbnez s1, ${label}\n`;
    const memory = { [VALUE_AT]: call.value, [BLOCK_AT]: call.block, [BLOCK_AT + 64]: call.block };
    const source = [
      `li s2, ${BLOCK_AT + 64}\nsd s2, 24(s2)`,
      // Never touched, but for the second block's fourth cell.
      wait('first'),
      callSource(call),
      callSource(call, { block: BLOCK_AT + 64 }),
      // One cell younger than the others, which are of another window then.
      wait('second'),
      'sd s2, 0(s2)\nsd s1, 8(s2)',
      callSource(call, { block: BLOCK_AT + 64 }),
      callSource(call, { value: BLOCK_AT + 32, block: VALUE_AT - 64 }),
      EXIT_SOURCE,
    ].join('\n');
    const program = programWith(source, memory);
    const trace = await recordTrace(program, empty);
    checkTrace(program, empty, trace);
    expect(trace.streams.get('blake3')!.count).toBe(5);
    expect(trace.streams.get('blake3Round')!.count).toBe(1 + 4 * 14);
    const { address, count } = trace.streams.get('refreshMemory')!;
    const view = new DataView(trace.memory.buffer);
    const cells = Array.from({ length: count }, (_, i) => 8 * view.getUint32(address + 24 * i, true));
    const isBlock = (cell: number) => cell >= BLOCK_AT + 64 && cell < BLOCK_AT + 128;
    // Two for the stores, six for the call after them; none for blocks whose cells are of one age.
    expect(cells.filter(isBlock)).toEqual([0, 8, 16, 24, 32, 40, 48, 56].map((offset) => BLOCK_AT + 64 + offset));
  });
});
