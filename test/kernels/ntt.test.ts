// Transforms against evaluation by Horner's rule: everywhere for short ones, at some points for long ones.
import { beforeAll, describe, expect, it } from 'vitest';
import { F } from '../../src/field/index.ts';
import { type Kernels, loadKernels, randomWords } from './kernels.ts';

const LOG_INVERSE = 18;
const LOG_FORWARD = 19;
let kernels: Kernels;
/** Tables: inverses on the subgroup, values on the coset, inverses on the coset, values on the subgroup. */
let toCoefficients: number;
let toCoset: number;
let fromCoset: number;
let toSubgroup: number;

beforeAll(async () => {
  kernels = await loadKernels();
  const table = (logSize: number, shift: number, isInverse: boolean): number => {
    const address = kernels.arena.alloc(kernels.call('twiddleBytes', logSize));
    kernels.call('buildTwiddles', address, logSize, shift, isInverse ? 1 : 0);
    return address;
  };
  toCoefficients = table(LOG_INVERSE, F.ONE, true);
  toCoset = table(LOG_FORWARD, F.GENERATOR, false);
  fromCoset = table(LOG_FORWARD, F.GENERATOR, true);
  toSubgroup = table(LOG_FORWARD, F.ONE, false);
});

const bitReverse = (j: number, log: number): number => {
  let r = 0;
  for (let i = 0; i < log; i++) r = r * 2 + ((j >>> i) & 1);
  return r;
};
const pointAt = (j: number, log: number, shift: number): number =>
  F.mul(shift, F.pow(F.rootOfUnity(log), bitReverse(j, log)));
const horner = (coefficients: Uint32Array, x: number): number =>
  coefficients.reduceRight((sum, c) => F.add(F.mul(sum, x), c), 0);

/** All positions of a short vector; the ends, the middle and some others of a long one. */
const positions = (log: number): number[] => {
  const n = 2 ** log;
  if (log <= 8) return Array.from({ length: n }, (_, j) => j);
  return [0, 1, 2, 3, 17, n / 2 - 1, n / 2, n - 1, ...Array.from({ length: 12 }, (_, k) => (k * 48_271 * 16_807) % n)];
};

function expectValues(values: Uint32Array, coefficients: Uint32Array, log: number, shift: number): void {
  for (const j of positions(log)) expect(values[j]).toBe(horner(coefficients, pointAt(j, log, shift)));
}

const logs = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17];

describe.each(logs)('length 2^%d', (log) => {
  const n = 2 ** log;
  const values = randomWords(n, log, 0.2);
  const scratch = (): number => kernels.arena.alloc(kernels.call('nttScratchBytes', log + 1));

  it('interpolates on the subgroup and on the coset, also in place, and evaluates back', () => {
    const tables = [
      { inverse: toCoefficients, logInverse: LOG_INVERSE, forward: toSubgroup, shift: F.ONE },
      { inverse: fromCoset, logInverse: LOG_FORWARD, forward: toCoset, shift: F.GENERATOR },
    ];
    for (const { inverse, logInverse, forward, shift } of tables) {
      const [src, dst, work] = [kernels.put(values), kernels.put(values), scratch()];
      kernels.call('intt', src, dst, log, inverse, logInverse, work);
      const coefficients = kernels.take(dst, n);
      expectValues(values, coefficients, log, shift);
      expect(kernels.take(src, n)).toEqual(values);
      kernels.call('intt', src, src, log, inverse, logInverse, work);
      expect(kernels.take(src, n)).toEqual(coefficients);
      kernels.call('dft', src, src, log, 0, forward, LOG_FORWARD, work);
      expect(kernels.take(src, n)).toEqual(values);
    }
  });

  it.each([1, 2].filter((logBlowup) => log + logBlowup <= LOG_FORWARD))('extends by 2^%d', (logBlowup) => {
    const logTotal = log + logBlowup;
    const [src, work] = [kernels.put(values), scratch()];
    const dst = kernels.arena.alloc(4 * 2 ** logTotal);
    kernels.call('lde', src, dst, log, logBlowup, toCoefficients, LOG_INVERSE, toCoset, LOG_FORWARD, work);
    const extension = kernels.take(dst, 2 ** logTotal);
    expect(extension.every((word) => word < F.P)).toBe(true);
    kernels.call('intt', src, src, log, toCoefficients, LOG_INVERSE, work);
    const coefficients = kernels.take(src, n);
    expectValues(extension, coefficients, logTotal, F.GENERATOR);
    // The same from coefficients, and with the coefficients or values in the last part of the destination.
    const last = dst + 4 * (2 ** logTotal - n);
    kernels.call('dft', src, dst, log, logBlowup, toCoset, LOG_FORWARD, work);
    expect(kernels.take(dst, 2 ** logTotal)).toEqual(extension);
    kernels.arena.words(last, n).set(coefficients);
    kernels.call('dft', last, dst, log, logBlowup, toCoset, LOG_FORWARD, work);
    expect(kernels.take(dst, 2 ** logTotal)).toEqual(extension);
    kernels.arena.words(last, n).set(values);
    kernels.call('lde', last, dst, log, logBlowup, toCoefficients, LOG_INVERSE, toCoset, LOG_FORWARD, work);
    expect(kernels.take(dst, 2 ** logTotal)).toEqual(extension);
    // Its first half is the extension by half as much; its inverse has zeros above the degree.
    kernels.call(
      'intt',
      dst,
      dst,
      logTotal,
      fromCoset,
      LOG_FORWARD,
      kernels.arena.alloc(kernels.call('nttScratchBytes', logTotal)),
    );
    const padded = new Uint32Array(2 ** logTotal);
    padded.set(coefficients);
    expect(kernels.take(dst, 2 ** logTotal)).toEqual(padded);
  });
});

it('extends 2^20 rows', () => {
  const [log, logTotal] = [20, 21];
  const values = randomWords(2 ** log, 5);
  const inverse = kernels.arena.alloc(4 * 2 ** log);
  const forward = kernels.arena.alloc(4 * 2 ** logTotal);
  kernels.call('buildTwiddles', inverse, log, F.ONE, 1);
  kernels.call('buildTwiddles', forward, logTotal, F.GENERATOR, 0);
  const [src, work] = [kernels.put(values), kernels.arena.alloc(kernels.call('nttScratchBytes', log))];
  const dst = kernels.arena.alloc(4 * 2 ** logTotal);
  kernels.call('lde', src, dst, log, 1, inverse, log, forward, logTotal, work);
  const extension = kernels.take(dst, 2 ** logTotal);
  kernels.call('intt', src, src, log, inverse, log, work);
  const coefficients = kernels.take(src, 2 ** log);
  for (const j of positions(log).slice(0, 8)) expect(values[j]).toBe(horner(coefficients, pointAt(j, log, F.ONE)));
  for (const j of positions(logTotal).slice(0, 8)) {
    expect(extension[j]).toBe(horner(coefficients, pointAt(j, logTotal, F.GENERATOR)));
  }
});
