import { describe, expect, it } from 'vitest';
import {
  callProgram,
  dotWords,
  extDivCall,
  extMulCall,
  fieldDotCall,
  P_MINUS_1,
  productWords,
  quotientWords,
  randomWord,
  randomWords,
} from '../../../test/support/field-calls.ts';
import { Random } from '../../../test/support/random.ts';
import { checkTrace } from '../../../test/support/trace-checker.ts';
import { GuestRun } from '../guest-run.ts';
import { execute, type RecordedTrace, recordTrace } from '../index.ts';
import { MAX_DOT_TERMS } from '../layout.ts';

const empty = new Uint8Array(0);
const AT = 0x200000;

/** Words at an address after the run. */
async function left(calls: string, memory: Readonly<Record<number, readonly number[]>>, address: number, count = 5) {
  const run = await GuestRun.create(callProgram(calls, memory), empty, { mode: 'run' });
  for (let status = 0; status === 0; ) status = run.step(100);
  return [...new Uint32Array(run.read(address, 4 * count).buffer)];
}

describe('ext_mul', () => {
  const random = new Random(1);

  it('is the product in E, at both alignments, across pages', async () => {
    for (let i = 0; i < 40; i++) {
      const [a, b] = [randomWords(random, 5), randomWords(random, 5)];
      // Operands that begin 4 bytes further, end on a page's border or lie across it.
      const [atA, atB, out] = [AT + 4 * (i & 1), AT + 0x1000 + 2 * (i & 2), AT + 0x10000 - 4 * (i % 7)];
      const memory = { [atA]: a, [atB]: b, [out - 4]: [7, 1, 2, 3, 4, 5, 9] };
      const words = await left(extMulCall(out, atA, atB), memory, out - 4, 7);
      expect(words).toEqual([7, ...productWords(a, b), 9]);
    }
  });

  it('reads all before it writes, however operands overlap', async () => {
    const words = randomWords(random, 16);
    for (const [out, a, b] of [
      [0, 0, 0],
      [0, 0, 8],
      [8, 0, 8],
      [3, 3, 9],
      [1, 0, 0],
      [2, 1, 4],
      [5, 3, 7],
      [4, 0, 9],
    ] as const) {
      const expected = [...words];
      expected.splice(out, 5, ...productWords(words.slice(a, a + 5), words.slice(b, b + 5)));
      const at = (word: number) => AT + 4 * word;
      expect(await left(extMulCall(at(out), at(a), at(b)), { [AT]: words }, AT, 16)).toEqual(expected);
    }
  });

  it('takes the last bytes of memory', async () => {
    const end = 0x77ffffec;
    expect(await left(extMulCall(end, end, end), {}, end)).toEqual([0, 0, 0, 0, 0]);
  });

  it.each([
    [AT + 2, AT, AT, 'MisalignedPointer'],
    [AT, AT + 1, AT, 'MisalignedPointer'],
    [AT, AT, AT + 3, 'MisalignedPointer'],
    [0x77fffff0, AT, AT, 'StoreOutsideMemory'],
    [0x78000000, AT, AT, 'StoreOutsideMemory'],
    ['0x100200000', AT, AT, 'StoreOutsideMemory'],
    [AT, 0x77fffff0, AT, 'LoadOutsideMemory'],
    [AT, AT, '-20', 'LoadOutsideMemory'],
    [AT, AT, '0x8000000000000000', 'LoadOutsideMemory'],
  ])('traps for pointers %s, %s, %s', async (out, a, b, code) => {
    await expect(execute(callProgram(extMulCall(out, a, b)), empty)).rejects.toMatchObject({ code });
  });

  it('traps for every word of p or more', async () => {
    for (let i = 0; i < 10; i++) {
      const words = randomWords(random, 10);
      words[i] = random.pick([P_MINUS_1 + 1, 0x78010000, 0xffffffff, 0x7800ffff]);
      const program = callProgram(extMulCall(AT + 0x1000, AT, AT + 20), { [AT]: words });
      const trapped = { code: 'NonCanonicalWord', address: BigInt(AT + 4 * i) };
      await expect(execute(program, empty)).rejects.toMatchObject(trapped);
    }
  });
});

describe('ext_div', () => {
  const random = new Random(4);

  it('is the quotient in E, in place too', async () => {
    for (let i = 0; i < 40; i++) {
      const [a, b] = [randomWords(random, 5), [...randomWords(random, 4), 1 + random.below(P_MINUS_1)]];
      const [atA, atB] = [AT + 4 * (i & 1), AT + 0x1000 + 2 * (i & 2)];
      const out = [atA, atB, AT + 0x2004][i % 3]!;
      const memory = { [atA]: a, [atB]: b };
      expect(await left(extDivCall(out, atA, atB), memory, out)).toEqual(quotientWords(a, b));
    }
    const one = [0x0ffffffe, 0, 0, 0, 0];
    expect(await left(extDivCall(AT, AT, AT), { [AT]: [5, 6, 7, 8, 9] }, AT)).toEqual(one);
  });

  it('traps for a divisor of 0 and a word of p or more', async () => {
    const memory = { [AT]: [0, 0, 0, 0, 0, 1, 2, 3, 4, 5, P_MINUS_1 + 1, 0, 0, 0, 0] };
    const trap = async (a: number, b: number, trapped: object) =>
      expect(execute(callProgram(extDivCall(AT, a, b), memory), empty)).rejects.toMatchObject(trapped);
    await trap(AT, AT, { code: 'DivisionByZero', address: BigInt(AT) });
    await trap(AT + 20, AT, { code: 'DivisionByZero', address: BigInt(AT) });
    await trap(AT + 20, AT + 40, { code: 'NonCanonicalWord', address: BigInt(AT + 40) });
    await trap(AT + 20, AT + 2, { code: 'MisalignedPointer' });
  });
});

describe('field_dot', () => {
  const random = new Random(2);

  it.each([0, 1, 2, 3, 4, 5, 10, 39, 40, 851])('is the weighted sum of %d words', async (count) => {
    const words = randomWords(random, count);
    const weights = randomWords(random, 5 * count);
    const out = AT - 64 + 4 * (count & 1);
    const memory = { [out]: [1, 2, 3, 4, 5, 6], [AT]: [...words, 0xffffffff], [AT + 0xff00]: [...weights, 0xffffffff] };
    expect(await left(fieldDotCall(out, AT, AT + 0xff00, count), memory, out, 6)).toEqual([
      ...dotWords(words, weights),
      6,
    ]);
  });

  it('reads all before it writes, however operands overlap', async () => {
    const memory = randomWords(random, 64);
    for (const [out, words, weights, count] of [
      [0, 0, 8, 3],
      [9, 0, 8, 4],
      [4, 0, 0, 5],
      [3, 8, 0, 6],
    ] as const) {
      const expected = [...memory];
      const sum = dotWords(memory.slice(words, words + count), memory.slice(weights, weights + 5 * count));
      expected.splice(out, 5, ...sum);
      const at = (word: number) => AT + 4 * word;
      const call = fieldDotCall(at(out), at(words), at(weights), count);
      expect(await left(call, { [AT]: memory }, AT, 64)).toEqual(expected);
    }
  });

  it.each([
    [AT, AT + 4, AT, 1, 'MisalignedPointer'],
    [AT, AT, AT + 4, 1, 'MisalignedPointer'],
    [AT + 2, AT, AT, 0, 'MisalignedPointer'],
    [AT, 0x77fffff8, AT, 3, 'LoadOutsideMemory'],
    [AT, AT, 0x77fffff0, 1, 'LoadOutsideMemory'],
    [AT, AT, 0x78000000, 0, 'LoadOutsideMemory'],
    [AT, '0x100200000', AT, 0, 'LoadOutsideMemory'],
    [0x77fffff0, AT, AT, 1, 'StoreOutsideMemory'],
    [AT, AT, AT, MAX_DOT_TERMS, 'TooManyTerms'],
    [AT, AT, AT, -1, 'TooManyTerms'],
  ])('traps for %s, %s, %s, %s', async (out, words, weights, count, code) => {
    await expect(execute(callProgram(fieldDotCall(out, words, weights, count)), empty)).rejects.toMatchObject({ code });
  });

  it('takes any pointers below the end of memory for no terms, and as many terms as fit', async () => {
    expect(await left(fieldDotCall(AT, 0x77ffffff, 1, 0), { [AT]: [1, 2, 3, 4, 5] }, AT)).toEqual([0, 0, 0, 0, 0]);
    const most = fieldDotCall(AT, 0x40000000, 0x50000000, MAX_DOT_TERMS - 1);
    expect(await left(most, {}, AT)).toEqual([0, 0, 0, 0, 0]);
    expect(await left(fieldDotCall(AT, 0x77fffff8, 0x77ffffe8, 1), {}, AT)).toEqual([0, 0, 0, 0, 0]);
  });

  it('traps for every word of p or more', async () => {
    for (let i = 0; i < 18; i++) {
      const words = Array.from({ length: 18 }, () => randomWord(random));
      words[i] = P_MINUS_1 + 1;
      const memory = { [AT]: words.slice(0, 3), [AT + 16]: words.slice(3) };
      const trapped = { code: 'NonCanonicalWord', address: BigInt(AT + 4 * (i < 3 ? i : i + 1)) };
      const program = callProgram(fieldDotCall(AT + 0x1000, AT, AT + 16, 3), memory);
      await expect(execute(program, empty)).rejects.toMatchObject(trapped);
    }
  });
});

describe('traces', () => {
  const random = new Random(3);
  const memory = { [AT]: randomWords(random, 256) };
  const counts = (trace: RecordedTrace) =>
    (['extMul', 'dot', 'dotTerms', 'refreshMemory'] as const).map((name) => trace.streams.get(name)!.count);

  async function traced(calls: string): Promise<number[]> {
    const program = callProgram(calls, memory);
    const trace = await recordTrace(program, empty);
    checkTrace(program, empty, trace);
    return counts(trace);
  }

  it('balance for products, however operands overlap', async () => {
    let calls = '';
    for (let i = 0; i < 60; i++) {
      const [out, a, b] = [random.below(12), random.below(12), random.below(12)];
      const call = i % 3 === 0 ? extDivCall : extMulCall;
      calls += call(AT + 4 * out, AT + 4 * a, AT + 4 * b);
    }
    expect(await traced(calls)).toEqual([60, 0, 0, 0]);
  });

  it('balance for sums, however operands overlap', async () => {
    let calls = '';
    let rows = 0;
    for (let i = 0; i < 60; i++) {
      const [out, words, weights, count] = [random.below(40), random.below(20), random.below(20), random.below(12)];
      calls += fieldDotCall(AT + 4 * out, AT + 8 * words, AT + 8 * weights, count);
      rows += Math.ceil(count / 2);
    }
    expect((await traced(calls)).slice(0, 3)).toEqual([0, 60, rows]);
  });

  it('weights of one age need no refresh, however long ago they were used', async () => {
    const dot = (count: number) => fieldDotCall(AT - 24, AT, AT + 64, count);
    const pause = (label: string) => `li s0, 70000\n ${label}: addi s0, s0, -1\n bnez s0, ${label}\n`;
    // The words and the cells of the result are refreshed after the pause.
    expect(await traced(dot(7) + dot(7) + pause('once') + dot(7))).toEqual([0, 3, 12, 4 + 3]);
    // The third cell of the fifth weight is older than the others, then the cells of the sixth and what the fifth has left of its pair.
    expect(await traced(dot(5) + dot(6))).toEqual([0, 2, 6, 2]);
    expect(await traced(`li s1, ${AT + 64}\n lw s2, 36(s1)\n ${dot(4)}`)).toEqual([0, 1, 2, 4]);
  });
});
