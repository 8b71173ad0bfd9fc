// Prices of the field kernels and transforms on one thread, in nanoseconds. `node bench/kernels.ts`.
import { F } from '../src/field/index.ts';
import { loadKernels, randomWords } from '../test/kernels/kernels.ts';

const { arena, call, put } = await loadKernels();

/** Best of five timings of about 40 ms each, per unit. */
function nanoseconds(units: number, work: () => void): string {
  for (const start = performance.now(); performance.now() - start < 40; ) work();
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    let runs = 0;
    const start = performance.now();
    do {
      work();
      runs++;
    } while (performance.now() - start < 40);
    best = Math.min(best, ((performance.now() - start) * 1e6) / runs / units);
  }
  return best.toFixed(2);
}

const n = 1024;
const stride = n * 4 + 64;
const [a, b, c] = [
  put(randomWords(5 * (n + 16), 1)),
  put(randomWords(5 * (n + 16), 2)),
  put(randomWords(5 * (n + 16), 3)),
];
const scratch = arena.alloc(call('batchInverseScratchBytes'));
console.log(
  'mul                      ',
  nanoseconds(n, () => call('vectorMul', c, a, b, n)),
);
console.log(
  'ext mul                  ',
  nanoseconds(n, () => call('extVectorMul', c, a, b, stride, n)),
);
console.log(
  'ext mul, call included   ',
  nanoseconds(1, () => call('extMul', c, a, b)),
);
console.log(
  'base x ext accumulate    ',
  nanoseconds(n, () => call('extVectorMulAdd', c, stride, a, b, n)),
);
console.log(
  'batch inversion          ',
  nanoseconds(n, () => call('batchInverse', c, stride, n, scratch)),
);

const logMax = 20;
const inverse = arena.alloc(4 << logMax);
const forward = arena.alloc(8 << logMax);
call('buildTwiddles', inverse, logMax, F.ONE, 1);
call('buildTwiddles', forward, logMax + 1, F.GENERATOR, 0);
const src = put(randomWords(2 ** logMax, 4));
const dst = arena.alloc(8 << logMax);
const work = arena.alloc(call('nttScratchBytes', logMax + 1));
console.log('\nlog height   butterfly   lde, per element of the extension (blowup 2)');
for (let log = 12; log <= logMax; log++) {
  const size = 2 ** log;
  const extend = () => call('lde', src, dst, log, 1, inverse, logMax, forward, logMax + 1, work);
  const price = Number(nanoseconds(2 * size, extend));
  console.log(`${log}           ${((price * 2) / (1.5 * log)).toFixed(3)}       ${price.toFixed(2)}`);
}
