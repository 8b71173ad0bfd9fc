// The host's side of the verifier's imports against independent models: @noble/hashes, the reference's compression, BigInt.
import { keccakP } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compress, IV } from '../../test/reference/blake3.ts';
import { primitivesWasmBase64 } from '../generated/primitives-wasm.ts';

const P = 0x78000001n;
/** 2^-32 mod p. */
const R_INVERSE = 943718400n;

const memory = new WebAssembly.Memory({ initial: 1 });
const bytes = Uint8Array.from(atob(primitivesWasmBase64), (c) => c.charCodeAt(0));
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
const u32 = new Uint32Array(memory.buffer);

function call(name: string, ...values: (number | bigint)[]): unknown {
  const f = exports[name];
  if (typeof f !== 'function') throw new Error(`no export ${name}`);
  return f(...values);
}

const word = fc.oneof(fc.integer({ min: 0, max: Number(P) - 1 }), fc.constantFrom(0, 1, Number(P) - 1));
const element = fc.array(word, { minLength: 5, maxLength: 5 });

/** Product of elements given as Montgomery words: x^5 = 2, and one factor 2^-32. */
function product(a: readonly number[], b: readonly number[]): number[] {
  const c = new Array<bigint>(5).fill(0n);
  for (const [i, x] of a.entries()) {
    for (const [j, y] of b.entries()) {
      const k = (i + j) % 5;
      c[k] = (c[k]! + BigInt(x) * BigInt(y) * (i + j >= 5 ? 2n : 1n) * R_INVERSE) % P;
    }
  }
  return c.map(Number);
}

test('2^-32', () => expect((R_INVERSE * 2n ** 32n) % P).toBe(1n));

test('it has no static data and imports nothing but the memory', () => {
  const module = new WebAssembly.Module(bytes);
  expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
  const fresh = new WebAssembly.Memory({ initial: 1 });
  new WebAssembly.Instance(module, { env: { memory: fresh } });
  expect(new Uint8Array(fresh.buffer).every((x) => x === 0)).toBe(true);
});

test('blake3_compress', () => {
  const words = (count: number) =>
    fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: count, maxLength: count });
  fc.assert(
    fc.property(words(8), words(16), words(4), (cv, block, [low, high, length, flags]) => {
      u32.set(cv, 64);
      u32.set(block, 128);
      const counter = BigInt(low!) + (BigInt(high!) << 32n);
      call('blake3_compress', 256, 512, counter, length!, flags!);
      expect([...u32.subarray(64, 72)]).toEqual([...compress(cv, block, low!, high!, length!, flags!)]);
      expect([...u32.subarray(128, 144)]).toEqual(block);
    }),
  );
});

const randomWords = (count: number) =>
  fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: count, maxLength: count });
const upTo5 = fc.integer({ min: 1, max: 5 });

test('blake3_chain', () => {
  fc.assert(
    fc.property(randomWords(8), upTo5, randomWords(80), randomWords(2), (cv, count, data, [counter, flags]) => {
      u32.set(cv, 64);
      u32.set(data, 128);
      call('blake3_chain', 256, 512, BigInt(counter!), count, flags!);
      let expected: readonly number[] = cv;
      for (let i = 0; i < count; i++) {
        const blockFlags = ((i === 0 ? flags! : 0) | (i === count - 1 ? 2 : 0)) >>> 0;
        const [low, high] = [(counter! + i) >>> 0, counter! + i >= 2 ** 32 ? 1 : 0];
        expected = [...compress(expected, data.slice(16 * i, 16 * i + 16), low, high, 64, blockFlags)];
      }
      expect([...u32.subarray(64, 72)]).toEqual(expected);
      expect([...u32.subarray(128, 208)]).toEqual(data);
    }),
  );
});

test('blake3_path', () => {
  fc.assert(
    fc.property(randomWords(8), upTo5, randomWords(40), randomWords(2), (node, count, siblings, [index, flags]) => {
      u32.set(node, 64);
      u32.set(siblings, 128);
      call('blake3_path', 256, 512, index! | 0, count, flags!);
      let expected: readonly number[] = node;
      for (let i = 0; i < count; i++) {
        const sibling = siblings.slice(8 * i, 8 * i + 8);
        const block = (index! >>> i) & 1 ? [...sibling, ...expected] : [...expected, ...sibling];
        expected = [...compress(IV, block, 0, 0, 64, flags!)];
      }
      expect([...u32.subarray(64, 72)]).toEqual(expected);
      expect([...u32.subarray(128, 168)]).toEqual(siblings);
    }),
  );
});

test('keccak_f', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 200, maxLength: 200 }), (state) => {
      new Uint8Array(memory.buffer).set(state, 256);
      call('keccak_f', 256);
      const expected = new Uint32Array(state.slice().buffer);
      keccakP(expected);
      expect([...u32.subarray(64, 114)]).toEqual([...expected]);
    }),
  );
});

describe('ext_mul', () => {
  test('multiplies, in place too', () => {
    fc.assert(
      fc.property(element, element, fc.constantFrom(256, 512, 768), (a, b, out) => {
        u32.set(a, 64);
        u32.set(b, 128);
        expect(call('ext_mul', out, 256, 512)).toBe(0);
        expect([...u32.subarray(out / 4, out / 4 + 5)]).toEqual(product(a, b));
      }),
    );
  });
  test('refuses a word of p or more in any place', () => {
    for (const bad of [Number(P), 2 ** 32 - 1]) {
      for (let i = 0; i < 10; i++) {
        u32.fill(1, 64, 69).fill(1, 128, 133);
        u32[i < 5 ? 64 + i : 123 + i] = bad;
        expect(call('ext_mul', 768, 256, 512)).not.toBe(0);
      }
    }
  });
});

describe('dot', () => {
  const model = (words: readonly number[], weights: readonly (readonly number[])[]) =>
    [0, 1, 2, 3, 4].map((k) => {
      const sum = words.reduce((total, x, i) => total + BigInt(x) * BigInt(weights[i]![k]!), 0n);
      return Number((sum * R_INVERSE) % P);
    });
  test('sums products', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, element), { maxLength: 60 }), (terms) => {
        const words = terms.map(([x]) => x);
        const weights = terms.map(([, e]) => e);
        u32.set(words, 64);
        u32.set(weights.flat(), 1024);
        expect(call('dot', 768 * 4, 256, 4096, terms.length)).toBe(0);
        expect([...u32.subarray(768, 773)]).toEqual(model(words, weights));
      }),
    );
  });
  test('the largest operands, many of them', () => {
    const words = new Array<number>(2000).fill(Number(P) - 1);
    const weights = words.map(() => new Array<number>(5).fill(Number(P) - 1));
    u32.set(words, 64);
    u32.set(weights.flat(), 4096);
    expect(call('dot', 0, 256, 16384, 2000)).toBe(0);
    expect([...u32.subarray(0, 5)]).toEqual(model(words, weights));
  });
  test('refuses a word of p or more in any place', () => {
    for (let count = 1; count <= 9; count++) {
      for (let i = 0; i < 6 * count; i++) {
        u32.fill(1, 64, 64 + count).fill(1, 1024, 1024 + 5 * count);
        expect(call('dot', 0, 256, 4096, count)).toBe(0);
        u32[i < count ? 64 + i : 1024 + i - count] = Number(P);
        expect(call('dot', 0, 256, 4096, count)).not.toBe(0);
      }
    }
  });
});
