/**
 * Kernels around the generated ones that no AIR changes: the second pass of running sums, selector columns, division by
 * the vanishing polynomial, and counts into multiplicity columns. One module, `common`.
 *
 * - `runningSum(column, offsets, perRow, logStreams, logHeight, firstVector, endVector)`: one coefficient. The column holds each row's sum;
 *   afterwards S, with S(next) = S + sum - c / n. Positions with the same low `logStreams` bits are neighbouring rows, so each is a
 *   stream of its own that starts at offsets[position mod 2^logStreams]. Streams 4 * firstVector .. 4 * endVector - 1; `perRow` is
 *   the word of c / n.
 * - `selectors(isFirst, isLast, isTransition, parameters, scratch, first, end)`: positions of s*H_(h+1); parameters: see
 *   `SELECTOR_PARAMETERS`.
 * - `scale(column, factor, first, end)`: multiplies positions by a word; the zerofier takes two values on s*H_(h+1).
 * - `mergeHistograms(column, base, stride, count, first, end)`: column[r] = word of the sum of `count` u32 histograms at base + i * stride.
 * All ranges are multiples of 4.
 */
import type { Code } from './code.ts';
import { BabyBear, P, R_SQUARED } from './field.ts';
import { type MemoryImport, ModuleBuilder } from './module.ts';
import { memory, op, simd } from './opcodes.ts';

/**
 * Byte offsets in the parameters of `selectors`, all words but the height: s ω_2^bitrev(0..3); ω_h^-1; ω_h; (s^n - 1) / n and (-s^n - 1) / n (x^n is s^n
 * on the lower half of the positions and -s^n on the upper one); the height n, an integer; then `steps`: for k = 0..31 the factor to x
 * where position / 4 goes from ...0 1..1 to ...1 0..0 (k ones); and `bits`: the factor that bit k of position / 4 contributes.
 */
export const SELECTOR_PARAMETERS = {
  lanes: 0,
  inverseRoot: 16,
  root: 20,
  lower: 24,
  upper: 28,
  height: 32,
  steps: 36,
  bits: 164,
} as const;
export const SELECTOR_PARAMETERS_BYTES = 292;

/** Vectors inverted at a time; scratch of `selectors`. */
const INVERSION_VECTORS = 128;
export const SELECTOR_SCRATCH_BYTES = 16 * INVERSION_VECTORS * 4;

export function emitCommon(memoryImport: MemoryImport): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder(memoryImport);
  emitRunningSum(module);
  emitSelectors(module);
  emitScale(module);
  emitMergeHistograms(module);
  return module.toBytes();
}

function emitRunningSum(module: ModuleBuilder): void {
  const streams = (vectors: number) =>
    // (column, offsets, perRow, logStreams, logHeight, vector)
    module.function(['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], [], (c) => {
      const [column, offsets, perRow, logStreams, logHeight, vector] = [0, 1, 2, 3, 4, 5];
      const field = new BabyBear(c);
      const sums = c.locals('v128', vectors);
      const step = c.local('v128');
      const row = c.local('v128');
      const [index, carryBits, address, ones] = [c.local('i32'), c.local('i32'), c.local('i32'), c.local('i32')];
      sums.forEach((sum, i) => {
        c.get(offsets)
          .get(vector)
          .i32(4)
          .op(op.i32Shl, op.i32Add)
          .vector(simd.v128Load, 16 * i)
          .set(sum);
      });
      c.get(perRow).simd(simd.i32x4Splat).set(step);
      c.get(logHeight).get(logStreams).op(op.i32Sub).set(carryBits);
      c.i32(0).set(index);
      c.get(column).get(vector).i32(4).op(op.i32Shl, op.i32Add).set(column);
      c.block(() => {
        c.loop(() => {
          c.get(column).get(index).get(logStreams).i32(2).op(op.i32Add, op.i32Shl, op.i32Add).set(address);
          sums.forEach((sum, i) => {
            c.get(address)
              .vector(simd.v128Load, 16 * i)
              .set(row);
            c.get(address)
              .get(sum)
              .vector(simd.v128Store, 16 * i);
            c.get(sum).get(row);
            field.add();
            c.get(step);
            field.sub();
            c.set(sum);
          });
          emitReverseIncrement(c, index, carryBits, ones);
          c.get(index).op(op.i32Eqz).branchIf(1).branch(0);
        });
      });
    });
  const [four, one] = [streams(4), streams(1)];
  module.function(
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (c) => {
      const [vector, end] = [5, 6];
      const call = (index: number, step: number) => {
        for (let i = 0; i < 6; i++) c.get(i);
        c.call(index).get(vector).i32(step).op(op.i32Add).set(vector);
      };
      c.block(() => {
        c.loop(() => {
          c.get(end).get(vector).op(op.i32Sub).i32(4).op(op.i32LtU).branchIf(1);
          call(four, 4);
          c.branch(0);
        });
      });
      c.block(() => {
        c.loop(() => {
          c.get(vector).get(end).op(op.i32GeU).branchIf(1);
          call(one, 1);
          c.branch(0);
        });
      });
    },
    'runningSum',
  );
}

/** index = bitrev(bitrev(index) + 1) over `bits` bits (a local), 0 after the last one. */
function emitReverseIncrement(c: Code, index: number, bits: number, ones: number): void {
  c.get(index)
    .i32(31)
    .get(bits)
    .op(op.i32Sub, op.i32Shl)
    .i32(1)
    .op(op.i32Shl)
    .i32(-1)
    .op(op.i32Xor, op.i32Clz)
    .set(ones);
  c.get(index);
  c.i32(-1).i32(31).get(ones).op(op.i32Sub, op.i32Shl);
  c.i32(31).get(bits).op(op.i32Sub, op.i32ShrU).i32(1).op(op.i32ShrU);
  c.op(op.i32Xor).set(index);
}

function emitSelectors(module: ModuleBuilder): void {
  const at = SELECTOR_PARAMETERS;
  const inverse = module.function(['v128'], ['v128'], (c) => {
    const field = new BabyBear(c);
    const r = c.local('v128');
    const [exponent, i, end] = [c.local('i32'), c.local('i32'), c.local('i32')];
    c.get(0).set(r);
    c.i32((P - 2) << 2)
      .set(exponent)
      .i32(0)
      .set(i)
      .i32(30)
      .set(end);
    c.forUpTo(i, end, 1, () => {
      field.mul(r, r);
      c.set(r).get(exponent).i32(31).op(op.i32ShrU);
      c.if(() => {
        field.mul(r, 0);
        c.set(r);
      });
      c.get(exponent).i32(1).op(op.i32Shl).set(exponent);
    });
    c.get(r);
  });

  // block(isFirst, isLast, isTransition, parameters, scratch, first, end): at most INVERSION_VECTORS vectors.
  const block = module.function(['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'], [], (c) => {
    const [isFirst, isLast, isTransition, parameters, scratch, first, end] = [0, 1, 2, 3, 4, 5, 6];
    const field = new BabyBear(c);
    const [x, one, root, inverseRoot, product, value, numerator] = c.locals('v128', 7) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const [row, place, k, offset] = c.locals('i32', 4) as [number, number, number, number];
    const load = (local: number, at: number) => c.get(parameters).vector(simd.v128Load32Splat, at).set(local);
    c.splat(0x0ffffffe).set(one);
    load(root, at.root);
    load(inverseRoot, at.inverseRoot);
    // x at the first position: the lanes, times a factor for each one bit of first / 4.
    c.get(parameters).vector(simd.v128Load, at.lanes).set(x);
    const multiplyBy = (table: number) => {
      c.get(parameters).get(k).i32(2).op(op.i32Shl, op.i32Add).vector(simd.v128Load32Splat, table).set(value);
      field.mul(x, value);
      c.set(x);
    };
    c.get(first).i32(2).op(op.i32ShrU).set(row);
    c.block(() => {
      c.loop(() => {
        c.get(row).op(op.i32Eqz).branchIf(1);
        c.get(row).op(op.i32Ctz).set(k);
        multiplyBy(at.bits);
        c.get(row).get(row).i32(1).op(op.i32Sub, op.i32And).set(row);
        c.branch(0);
      });
    });
    // Forwards: denominators x - 1 and x ω - 1, running products before each.
    c.get(one).set(product).get(scratch).set(place).get(first).set(row);
    c.forUpTo(row, end, 4, () => {
      c.get(isTransition).get(row).i32(2).op(op.i32Shl, op.i32Add).get(x).get(inverseRoot);
      field.sub();
      c.vector(simd.v128Store);
      const denominator = (slot: number) => {
        c.get(place)
          .get(product)
          .vector(simd.v128Store, 32 * slot);
        c.get(place)
          .get(value)
          .vector(simd.v128Store, 32 * slot + 16);
        field.mul(product, value);
        c.set(product);
      };
      c.get(x).get(one);
      field.sub();
      c.set(value);
      denominator(0);
      field.mul(x, root);
      c.get(one);
      field.sub();
      c.set(value);
      denominator(1);
      c.get(place).i32(64).op(op.i32Add).set(place);
      c.get(row).i32(2).op(op.i32ShrU).i32(-1).op(op.i32Xor, op.i32Ctz).set(k);
      multiplyBy(at.steps);
    });
    c.get(product).call(inverse).set(product);
    c.block(() => {
      c.loop(() => {
        c.get(row).get(first).op(op.i32Eq).branchIf(1);
        c.get(row).i32(4).op(op.i32Sub).set(row);
        c.get(place).i32(64).op(op.i32Sub).set(place);
        c.get(row).i32(2).op(op.i32Shl).set(offset);
        // The zerofier: x^n = s^n on the lower half of the positions, -s^n on the upper one.
        c.get(parameters).vector(simd.v128Load32Splat, at.lower);
        c.get(parameters).vector(simd.v128Load32Splat, at.upper);
        c.get(row).get(parameters).memory(memory.i32Load, at.height).op(op.i32LtU, op.select).set(numerator);
        for (const [slot, column] of [
          [1, isLast],
          [0, isFirst],
        ] as const) {
          c.get(place)
            .vector(simd.v128Load, 32 * slot)
            .set(value);
          field.mul(product, value);
          c.set(value).get(column).get(offset).op(op.i32Add);
          field.mul(value, numerator);
          c.vector(simd.v128Store);
          c.get(place)
            .vector(simd.v128Load, 32 * slot + 16)
            .set(value);
          field.mul(product, value);
          c.set(product);
        }
        c.branch(0);
      });
    });
  });
  module.function(
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (c) => {
      const [first, last] = [5, 6];
      const end = c.local('i32');
      const rows = 4 * INVERSION_VECTORS;
      c.forUpTo(first, last, rows, () => {
        c.get(first).i32(rows).op(op.i32Add).tee(end).get(last);
        c.get(end).get(last).op(op.i32LtU, op.select).set(end);
        for (let i = 0; i < 6; i++) c.get(i);
        c.get(end).call(block);
      });
    },
    'selectors',
  );
}

function emitScale(module: ModuleBuilder): void {
  module.function(
    ['i32', 'i32', 'i32', 'i32'],
    [],
    (c) => {
      const [column, factor, first, end] = [0, 1, 2, 3];
      const field = new BabyBear(c);
      const [f, value] = [c.local('v128'), c.local('v128')];
      const address = c.local('i32');
      c.get(factor).simd(simd.i32x4Splat).set(f);
      c.forUpTo(first, end, 4, () => {
        c.get(column).get(first).i32(2).op(op.i32Shl, op.i32Add).tee(address);
        c.get(address).vector(simd.v128Load).set(value);
        field.mul(value, f);
        c.vector(simd.v128Store);
      });
    },
    'scale',
  );
}

function emitMergeHistograms(module: ModuleBuilder): void {
  module.function(
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (c) => {
      const [column, base, stride, count, first, end] = [0, 1, 2, 3, 4, 5];
      const field = new BabyBear(c);
      const [total, factor] = [c.local('v128'), c.local('v128')];
      const [address, i] = [c.local('i32'), c.local('i32')];
      c.splat(R_SQUARED).set(factor);
      c.forUpTo(first, end, 4, () => {
        c.get(base).get(first).i32(2).op(op.i32Shl, op.i32Add).set(address);
        c.splat(0).set(total).i32(0).set(i);
        c.forUpTo(i, count, 1, () => {
          c.get(total).get(address).vector(simd.v128Load).simd(simd.i32x4Add).set(total);
          c.get(address).get(stride).op(op.i32Add).set(address);
        });
        // A negative count (more receives than sends) becomes count + p; both fit 32 bits.
        c.get(total).get(total).i32(31).simd(simd.i32x4ShrS).splat(P).simd(simd.v128And, simd.i32x4Add).set(total);
        c.get(column).get(first).i32(2).op(op.i32Shl, op.i32Add);
        field.mul(total, factor);
        c.vector(simd.v128Store);
      });
    },
    'mergeHistograms',
  );
}
