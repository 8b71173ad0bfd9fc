// The field kernels against the host's arithmetic (itself held against BigInt), lane by lane, edge operands included.
import { beforeAll, describe, expect, it } from 'vitest';
import { type E, EXT_ONE, EXT_ZERO, extAdd, extInv, extMul, extScale, F, loadExt } from '../../src/field/index.ts';
import { type Kernels, loadKernels, randomWords } from './kernels.ts';

const N = 4096;
let kernels: Kernels;
beforeAll(async () => {
  kernels = await loadKernels();
});

/** A planar extension vector in memory, its stride not a power of two. */
const STRIDE = N * 4 + 64;
function putPlanar(seed: number, edgeShare: number): number {
  const address = kernels.arena.alloc(5 * STRIDE);
  for (let k = 0; k < 5; k++) {
    kernels.arena.words(address + k * STRIDE, N).set(randomWords(N, seed + k, edgeShare));
  }
  return address;
}
function element(address: number, i: number): E {
  return loadExt(
    [0, 1, 2, 3, 4].map((k) => kernels.arena.words(address + k * STRIDE + i * 4, 1)[0] as number),
    0,
  );
}

describe('words', () => {
  it.each([0, 0.5, 1])('add, sub, mul, scale agree with the host (edge share %d)', (edgeShare) => {
    const [a, b] = [randomWords(N, 1, edgeShare), randomWords(N, 2, edgeShare)];
    const [aPtr, bPtr, dst] = [kernels.put(a), kernels.put(b), kernels.put(a)];
    const operations: [string, (x: number, y: number) => number][] = [
      ['vectorAdd', F.add],
      ['vectorSub', F.sub],
      ['vectorMul', F.mul],
    ];
    for (const [fn, reference] of operations) {
      kernels.call(fn, dst, aPtr, bPtr, N);
      expect(kernels.take(dst, N)).toEqual(a.map((x, i) => reference(x, b[i] as number)));
    }
    kernels.call('vectorScale', dst, aPtr, F.P - 1, N);
    expect(kernels.take(dst, N)).toEqual(a.map((x) => F.mul(x, F.P - 1)));
  });

  it('converts, inverts and raises', () => {
    const a = randomWords(64, 3, 0.3);
    const [aPtr, dst] = [kernels.put(a), kernels.put(a)];
    kernels.call('vectorToWords', dst, kernels.put([0, 1, F.P - 1, F.P, 0xffffffff, 5, 6, 7]), 8);
    expect([...kernels.take(dst, 8)]).toEqual([0, 1, -1, 0, 0xffffffff, 5, 6, 7].map(F.toWord));
    kernels.call('vectorInverse', dst, aPtr, 64);
    expect(kernels.take(dst, 64)).toEqual(a.map(F.inv));
    kernels.call('vectorPowers', dst, F.toWord(7), F.GENERATOR, 64);
    expect([...kernels.take(dst, 64)]).toEqual(Array.from(a, (_, i) => F.mul(F.toWord(7), F.pow(F.GENERATOR, i))));
    for (let k = 0; k <= 27; k++) expect(kernels.call('rootOfUnity', k)).toBe(F.rootOfUnity(k));
  });
});

describe('extension', () => {
  it.each([0, 0.5, 1])('products, sums and accumulation agree with the host (edge share %d)', (edgeShare) => {
    const [a, b, dst] = [putPlanar(10, edgeShare), putPlanar(20, edgeShare), putPlanar(30, edgeShare)];
    const before = Array.from({ length: N }, (_, i) => element(dst, i));
    const e = element(b, 3);
    kernels.call('extVectorMulAdd', dst, STRIDE, a, kernels.put(e), N);
    for (let i = 0; i < N; i++) {
      expect(element(dst, i)).toEqual(extAdd(before[i] as E, extScale(e, element(a, i)[0])));
    }
    kernels.call('extVectorAdd', dst, a, b, STRIDE, N);
    for (let i = 0; i < N; i++) expect(element(dst, i)).toEqual(extAdd(element(a, i), element(b, i)));
    kernels.call('extVectorMul', dst, a, b, STRIDE, N);
    const single = kernels.arena.alloc(20);
    for (let i = 0; i < N; i++) {
      const [x, y] = [element(a, i), element(b, i)];
      const product = extMul(x, y);
      expect(element(dst, i)).toEqual(product);
      if (i % 16 !== 0) continue;
      kernels.arena.words(single, 5).set(y);
      const left = kernels.put(x);
      kernels.call('extMul', single, left, single);
      expect(loadExt(kernels.take(single, 5), 0)).toEqual(product);
    }
  });

  it('holds for the largest operands everywhere', () => {
    const a = kernels.arena.alloc(5 * STRIDE);
    for (let k = 0; k < 5; k++) kernels.arena.words(a + k * STRIDE, N).fill(F.P - 1);
    const dst = putPlanar(1, 0);
    kernels.call('extVectorMul', dst, a, a, STRIDE, 4);
    const x = element(a, 0);
    expect(element(dst, 3)).toEqual(extMul(x, x));
    const single = kernels.put(x);
    kernels.call('extMul', single, single, single);
    expect(loadExt(kernels.take(single, 5), 0)).toEqual(extMul(x, x));
  });

  it('inverts one', () => {
    const [dst, scratch] = [kernels.arena.alloc(20), kernels.arena.alloc(60)];
    const samples: E[] = [EXT_ZERO, EXT_ONE, [0, 0, 0, 0, 1], [F.P - 1, F.P - 1, F.P - 1, F.P - 1, F.P - 1]];
    for (let i = 0; i < 20; i++) samples.push(loadExt(randomWords(5, i), 0));
    for (const a of samples) {
      kernels.call('extInverse', dst, kernels.put(a), scratch);
      expect(loadExt(kernels.take(dst, 5), 0)).toEqual(extInv(a));
    }
  });

  it.each([4, 8, 1020, 1024, 1028, N])('inverts %d in place, zeros stay zero', (n) => {
    const a = putPlanar(n, 0.1);
    for (const i of [0, 3, n - 1]) for (let k = 0; k < 5; k++) kernels.arena.words(a + k * STRIDE + i * 4, 1)[0] = 0;
    const before = Array.from({ length: n }, (_, i) => element(a, i));
    const scratch = kernels.arena.alloc(kernels.call('batchInverseScratchBytes'));
    kernels.call('batchInverse', a, STRIDE, n, scratch);
    before.forEach((x, i) => {
      const isZero = x.every((word) => word === 0);
      expect(extMul(x, element(a, i))).toEqual(isZero ? EXT_ZERO : EXT_ONE);
      if (isZero) expect(element(a, i)).toEqual(EXT_ZERO);
    });
  });
});
