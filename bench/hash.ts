/**
 * Prices of the hashing, DEEP and FRI kernels on one core: `node bench/hash.ts [log rows] [columns]`, after `npm run build:wasm`.
 * Each line is the best of five runs.
 */
import { KernelInstance } from '../test/kernels/instance.ts';

const logRows = Number(process.argv[2] ?? 14);
const numColumns = Number(process.argv[3] ?? 100);
const n = 2 ** logRows;
const P = 0x78000001;

const k = new KernelInstance(Math.ceil((n * 4 * (numColumns + 40) * 1.02) / 65536) + 128);
const filled = (words: number) => {
  const address = k.allocate(words * 4);
  for (let i = 0; i < words; i++) k.words[address / 4 + i] = (Math.imul(i + address, 2654435761) >>> 0) % P;
  return address;
};
const planar = (length: number) => {
  const stride = length * 4 + 80;
  return { base: filled((5 * stride) / 4), stride };
};

function measure(name: string, units: number, unit: string, run: () => void): void {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  process.stdout.write(`${name.padEnd(28)} ${((best * 1e6) / units).toFixed(2).padStart(8)} ns per ${unit}\n`);
}

const scratch = k.allocate(Math.max(k.call('hashScratchBytes'), k.call('deepScratchBytes'), k.call('friScratchBytes')));
const columns = Array.from({ length: numColumns }, () => {
  k.allocate(64);
  return filled(n);
});
const table = k.writeWords(columns);
const digests = k.allocate(32 * n);
const parents = k.allocate(16 * n);

const sums = k.allocate(20 * numColumns);

measure('leaves', n * numColumns * 4, 'byte', () =>
  k.call('hashLeaves', table, numColumns, digests, 0, n, 2, logRows, scratch),
);
measure('nodes', n / 2, 'node', () => k.call('hashNodes', digests, parents, 0, n / 2, scratch));
measure('joins', n / 2, 'node', () => k.call('joinNodes', parents, digests, 0, n / 2, scratch));
measure('grinding', 2 ** 18, 'nonce', () => k.call('grind', columns[0]!, 24, 32, 0, 0, 2 ** 18, sums, scratch));

const zeta = filled(5);
const inverses = planar(n);
measure('inverses 1/(x - zeta)', n, 'row', () =>
  k.call('deepInverses', zeta, inverses.base, inverses.stride, 0, n, scratch),
);
measure('out-of-domain sums', n * numColumns, 'cell', () =>
  k.call('outOfDomainSums', table, numColumns, inverses.base, inverses.stride, 0, n, sums, scratch),
);
const weights = filled(5 * numColumns);
const batch = planar(n);
measure('DEEP combination', n * numColumns, 'cell', () =>
  k.call('deepCombine', table, weights, numColumns, batch.base, batch.stride, 0, n, 1),
);
measure('DEEP quotient', n, 'row', () =>
  k.call(
    'deepQuotient',
    batch.base,
    batch.stride,
    batch.base,
    batch.stride,
    inverses.base,
    inverses.stride,
    zeta,
    0,
    n,
    0,
    scratch,
  ),
);
const folded = planar(n / 2);
for (const logArity of [1, 2, 3]) {
  const length = n >> logArity;
  measure(`leaves of a layer, arity ${2 ** logArity}`, n, 'element', () =>
    k.call('hashFriLeaves', batch.base, batch.stride, logArity, digests, 0, length, logRows - logArity, scratch),
  );
  measure(`fold, arity ${2 ** logArity}`, n, 'element', () =>
    k.call('friFold', batch.base, batch.stride, folded.base, folded.stride, logArity, zeta, 0, 0, 0, length, scratch),
  );
}
