import { describe, expect, test } from 'vitest';
import { chain, compress, join, node } from '../../src/hash/blake3.ts';
import { label, Transcript } from '../../src/stark/transcript.ts';
import { KernelInstance, Random } from './instance.ts';

const random = new Random(1);
const randomWords = (length: number) => Uint32Array.from({ length }, () => random.u32());

describe('compression kernels', () => {
  test('four at once and one alone agree with the plain compression', () => {
    const k = new KernelInstance();
    for (let round = 0; round < 20; round++) {
      const cvs = Array.from({ length: 4 }, () => randomWords(8));
      const blocks = Array.from({ length: 4 }, () => randomWords(16));
      const parameters = [random.u32(), random.u32(), random.u32() % 65, random.u32() % 128] as const;
      const expected = cvs.map((cv, lane) => {
        const out = cv.slice();
        compress(out, blocks[lane]!, ...parameters);
        return out;
      });
      const interleave = (rows: Uint32Array[]) => Array.from(rows[0]!, (_, i) => rows.map((r) => r[i]!)).flat();
      const cv4 = k.writeWords(interleave(cvs));
      k.call('compress4', cv4, k.writeWords(interleave(blocks)), ...parameters);
      expect(k.readWords(cv4, 32)).toEqual(interleave(expected));
      const cv = k.writeWords(cvs[2]!);
      k.call('compress', cv, k.writeWords(blocks[2]!), ...parameters);
      expect(k.readWords(cv, 8)).toEqual([...expected[2]!]);
    }
  });
});

describe('Merkle kernels', () => {
  test.each([
    [1, 4],
    [15, 8],
    [16, 16],
    [17, 128],
    [33, 132],
    [64, 512],
  ])('leaves of %i columns, %i rows', (numColumns, numRows) => {
    const k = new KernelInstance();
    const scratch = k.allocate(k.call('hashScratchBytes'));
    const columns = Array.from({ length: numColumns }, () => randomWords(numRows));
    const table = k.writeWords(columns.map((column) => k.writeWords(column)));
    const out = k.allocate(32 * numRows);
    const half = (numRows >> 3) << 2;
    k.call('hashLeaves', table, numColumns, out, 0, half, 2, 9, scratch);
    k.call('hashLeaves', table, numColumns, out, half, numRows - half, 2, 9, scratch);
    for (let row = 0; row < numRows; row++) {
      const words = Uint32Array.from(columns, (column) => column[row]!);
      expect(k.readBytes(out + 32 * row, 32)).toEqual(chain(2, 9, new Uint8Array(words.buffer)));
    }
  });

  test.each([1, 2, 3])('leaves of a FRI layer with arity 2^%i', (logArity) => {
    const k = new KernelInstance();
    const scratch = k.allocate(k.call('hashScratchBytes'));
    const numLeaves = 16;
    const arity = 2 ** logArity;
    const planes = Array.from({ length: 5 }, () => randomWords(numLeaves * arity));
    const addresses = planes.map((plane) => k.writeWords(plane));
    const out = k.allocate(32 * numLeaves);
    const stride = addresses[1]! - addresses[0]!;
    k.call('hashFriLeaves', addresses[0]!, stride, logArity, out, 0, 4, 4, scratch);
    k.call('hashFriLeaves', addresses[0]!, stride, logArity, out, 4, 12, 4, scratch);
    for (let leaf = 0; leaf < numLeaves; leaf++) {
      const words = Uint32Array.from(
        { length: 5 * arity },
        (_, i) => planes[i % 5]![leaf * arity + Math.floor(i / 5)]!,
      );
      expect(k.readBytes(out + 32 * leaf, 32)).toEqual(chain(6, 4, new Uint8Array(words.buffer)));
    }
  });

  test.each([1, 2, 3, 4, 7, 16])('%i nodes', (count) => {
    const k = new KernelInstance();
    const scratch = k.allocate(k.call('hashScratchBytes'));
    const children = k.writeWords(randomWords(16 * count));
    const leaves = k.writeWords(randomWords(8 * count));
    const parents = k.allocate(32 * count);
    k.call('hashNodes', children, parents, 0, count, scratch);
    for (let j = 0; j < count; j++) {
      const expected = node(k.readBytes(children + 64 * j, 32), k.readBytes(children + 64 * j + 32, 32));
      expect(k.readBytes(parents + 32 * j, 32)).toEqual(expected);
    }
    const before = k.readBytes(parents, 32 * count);
    k.call('joinNodes', parents, leaves, 1, count - 1, scratch);
    for (let j = 0; j < count; j++) {
      const old = before.slice(32 * j, 32 * j + 32);
      const expected = j === 0 ? old : join(old, k.readBytes(leaves + 32 * j, 32));
      expect(k.readBytes(parents + 32 * j, 32)).toEqual(expected);
    }
  });
});

describe('grinding', () => {
  test('finds the lowest nonce', () => {
    const k = new KernelInstance();
    const scratch = k.allocate(k.call('hashScratchBytes'));
    for (let round = 0; round < 8; round++) {
      const transcript = new Transcript();
      transcript.observe(label.statement, Uint8Array.of(round));
      let expected = 0;
      while (!transcript.acceptsNonce(label.grindQuery, 7, BigInt(expected))) expected++;
      const state = k.writeWords(transcript.state);
      const result = k.allocate(4);
      const grind = (useLabel: number, bits: number, low: number, high: number, count: number) => {
        k.call('grind', state, useLabel, bits, low, high, count, result, scratch);
        return k.words[result / 4]!;
      };
      expect(grind(label.grindQuery, 7, 0, 0, 4096)).toBe(expected);
      expect(grind(label.grindQuery, 7, 0, 0, expected & ~3)).toBe(2 ** 32 - 1);
      expect(grind(label.grindQuery, 32, 0, 0, 400)).toBe(2 ** 32 - 1);
      const offset = grind(label.grindDeep, 7, 64, 3, 4096);
      expect(transcript.acceptsNonce(label.grindDeep, 7, (3n << 32n) + 64n + BigInt(offset))).toBe(true);
    }
  });
});
