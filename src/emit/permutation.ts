/**
 * Permutation kernel of an AIR: from the trace columns and the fingerprint challenges to the LogUp columns of docs/protocol.md,
 * section 5. The column of group g < G - 1 gets the group's fraction; the last group's column gets the sum of all fractions of the row, from which
 * the running sum is made in a second pass (src/emit/common.ts, `runningSum`). Committed fingerprints are written as they are computed.
 *
 * `permutation(columns, outputs, constants, partialSums, scratch, logHeight, first, end)`: storage positions first..end - 1 (multiples
 * of 4) of the trace domain; `outputs` points to u32 addresses, coefficient by coefficient, of the G groups' columns and then of the
 * committed fingerprints' (`permutationOutputs` of src/stark/kernels/tasks.ts). Position j adds its row's
 * sum to entry j mod 64 of `partialSums`: per v128 of entries (j mod 64) / 4 five v128, coefficient by coefficient (1280 bytes, cleared by
 * the host; one per task).
 *
 * Denominators are inverted a block of rows at a time (Montgomery's trick, four independent chains in the lanes).
 */
import type { Air } from '../air/air.ts';
import { ConstantLayout } from './constants.ts';
import { BabyBear } from './field.ts';
import { emitFingerprint, fingerprintRoots, planFingerprints } from './fingerprints.ts';
import { type MemoryImport, ModuleBuilder } from './module.ts';
import { memory, op, simd } from './opcodes.ts';
import { E4_BYTES, Quintic } from './quintic.ts';
import { emitNextPlace, RowEmitter, type RowPlace } from './rows.ts';
import { splitWork } from './split.ts';

export interface PermutationKernel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly constants: ConstantLayout;
  readonly scratchBytes: number;
}

/** Streams of partial sums: a position's low bits choose one. */
export const NUM_STREAMS = 64;
export const PARTIAL_SUM_BYTES = NUM_STREAMS * 20;

/** Inversions per block: enough to make the one real inversion cheap, few enough to stay in the second-level cache. */
const BLOCK_FRACTIONS = 320;
/** Per fraction: denominator, numerator, running product. */
const FRACTION_BYTES = 3 * E4_BYTES;

/** Null if the table has no interactions. */
export function emitPermutation(air: Air, memoryImport: MemoryImport): PermutationKernel | null {
  if (air.interactions.length === 0) return null;
  const module = new ModuleBuilder(memoryImport);
  const quintic = new Quintic(module);
  const layout = new ConstantLayout();
  const plans = planFingerprints(air);
  const numGroups = air.groups.length;
  const committed = air.interactions.flatMap(({ isCommitted }, i) => (isCommitted ? [i] : []));
  const maxArity = Math.max(...air.interactions.map(({ tuple }) => tuple.length));

  // The frame in scratch memory.
  const values = 0;
  const multiplicities = values + 16 * maxArity;
  const inverse = multiplicities + 32;
  const result = inverse + E4_BYTES;
  const rowSum = result + E4_BYTES;
  const inverseScratch = rowSum + E4_BYTES;
  const fingerprints = inverseScratch + 2 * E4_BYTES;
  // One product before the first fraction: 1.
  const fractions = fingerprints + E4_BYTES * air.interactions.length + FRACTION_BYTES;
  const blockVectors = Math.min(64, Math.max(4, Math.floor(BLOCK_FRACTIONS / numGroups)));
  const scratchBytes = fractions + blockVectors * numGroups * FRACTION_BYTES;
  const [denominator, numerator, product] = [0, E4_BYTES, 2 * E4_BYTES];

  // fractions(columns, constants, frame, offset, nextOffset, out, lastOffset, outputs, nextOrder): groups of a chunk at four positions.
  const chunks = splitWork(air.groups.map((group, g) => ({ item: g, roots: groupRoots(air, plans, group) })));
  const chunkFunctions = chunks.map((chunk) =>
    module.function(['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'v128'], [], (c) => {
      const [columns, constants, frame, offset, nextOffset, out, lastOffset, outputs, nextOrder] = [
        0, 1, 2, 3, 4, 5, 6, 7, 8,
      ];
      const field = new BabyBear(c, true);
      const place: RowPlace = {
        columns,
        numPreprocessed: air.preprocessedColumns.length,
        selectors: { domain: 'trace', lastOffset },
        constants,
        offset,
        nextOffset,
        nextOrder,
      };
      const roots = chunk.flatMap((g) => groupRoots(air, plans, air.groups[g]!));
      const emitter = new RowEmitter(c, field, place, layout, roots);
      const address = (local: number, at: number) => c.get(local).i32(at).op(op.i32Add);
      for (const g of chunk) {
        const group = air.groups[g]!;
        const at = g * FRACTION_BYTES;
        group.forEach((i, k) => {
          emitFingerprint(c, emitter, quintic, layout, plans, i, { frame, constants, fingerprints, values });
          const { isSend, multiplicity, isCommitted } = air.interactions[i]!;
          for (let n = 0; isCommitted && n < 5; n++) {
            c.get(outputs)
              .memory(memory.i32Load, 20 * (numGroups + committed.indexOf(i)) + 4 * n)
              .get(offset)
              .op(op.i32Add);
            c.get(frame)
              .vector(simd.v128Load, fingerprints + E4_BYTES * i + 16 * n)
              .vector(simd.v128Store);
          }
          c.get(frame);
          if (!isSend) c.splat(0);
          emitter.push(multiplicity);
          if (!isSend) field.sub();
          c.vector(simd.v128Store, multiplicities + 16 * k);
        });
        const f = (k: number) => address(frame, fingerprints + E4_BYTES * group[k]!);
        if (group.length === 2) {
          address(out, at + denominator);
          address(out, at + numerator);
          f(0);
          f(1);
          address(frame, multiplicities).call(quintic.pairFraction);
        } else {
          for (let k = 0; k < 5; k++) {
            c.get(out)
              .get(frame)
              .vector(simd.v128Load, fingerprints + E4_BYTES * group[0]! + 16 * k);
            c.vector(simd.v128Store, at + denominator + 16 * k);
            c.get(out);
            if (k === 0) c.get(frame).vector(simd.v128Load, multiplicities);
            else c.splat(0);
            c.vector(simd.v128Store, at + numerator + 16 * k);
          }
        }
      }
    }),
  );

  // emit(outputs, frame, offset, partialSums, fractionsEnd): the four positions whose fractions end there, last group first.
  const emitRow = module.function(['i32', 'i32', 'i32', 'i32', 'i32'], [], (c) => {
    const [outputs, frame, offset, partialSums, fractionsEnd] = [0, 1, 2, 3, 4];
    const field = new BabyBear(c);
    const [fraction, entry, start] = [c.local('i32'), c.local('i32'), c.local('i32')];
    const address = (local: number, at: number) => c.get(local).i32(at).op(op.i32Add);
    const column = (pointer: number, k: number) =>
      c
        .get(pointer)
        .memory(memory.i32Load, 4 * k)
        .get(offset)
        .op(op.i32Add);
    address(fractionsEnd, -FRACTION_BYTES).set(fraction);
    address(fractionsEnd, -FRACTION_BYTES * numGroups).set(start);
    address(outputs, 20 * (numGroups - 1)).set(entry);
    const step = () => {
      address(frame, result);
      address(frame, inverse);
      address(fraction, product - FRACTION_BYTES);
      address(fraction, denominator);
      address(fraction, numerator).call(quintic.backward);
    };
    step();
    for (let k = 0; k < 5; k++) {
      c.get(frame)
        .get(frame)
        .vector(simd.v128Load, result + 16 * k)
        .vector(simd.v128Store, rowSum + 16 * k);
    }
    c.block(() => {
      c.loop(() => {
        c.get(fraction).get(start).op(op.i32Eq).branchIf(1);
        address(fraction, -FRACTION_BYTES).set(fraction);
        address(entry, -20).set(entry);
        step();
        for (let k = 0; k < 5; k++) {
          column(entry, k)
            .get(frame)
            .vector(simd.v128Load, result + 16 * k)
            .vector(simd.v128Store);
          c.get(frame)
            .get(frame)
            .vector(simd.v128Load, rowSum + 16 * k);
          c.get(frame).vector(simd.v128Load, result + 16 * k);
          field.add();
          c.vector(simd.v128Store, rowSum + 16 * k);
        }
        c.branch(0);
      });
    });
    address(outputs, 20 * (numGroups - 1)).set(entry);
    // 80 bytes per v128 of streams.
    const stream = c.local('i32');
    c.get(offset)
      .i32(4)
      .op(op.i32ShrU)
      .i32(NUM_STREAMS / 4 - 1)
      .op(op.i32And)
      .i32(E4_BYTES)
      .op(op.i32Mul);
    c.get(partialSums).op(op.i32Add).set(stream);
    for (let k = 0; k < 5; k++) {
      column(entry, k)
        .get(frame)
        .vector(simd.v128Load, rowSum + 16 * k)
        .vector(simd.v128Store);
      c.get(stream)
        .get(stream)
        .vector(simd.v128Load, 16 * k)
        .get(frame)
        .vector(simd.v128Load, rowSum + 16 * k);
      field.add();
      c.vector(simd.v128Store, 16 * k);
    }
  });

  // block(columns, outputs, constants, partialSums, frame, logHeight, first, end)
  const block = module.function(['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'], [], (c) => {
    const [columns, outputs, constants, partialSums, frame, logHeight, first, end] = [0, 1, 2, 3, 4, 5, 6, 7];
    const [offset, nextOffset, carryBits, row, out, stop, lastOffset] = c.locals('i32', 7) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const nextOrder = c.local('v128');
    const address = (local: number, at: number) => c.get(local).i32(at).op(op.i32Add);
    const place = { offset, nextOffset, nextOrder };
    c.get(logHeight).i32(2).op(op.i32Sub).set(carryBits);
    c.i32(4).get(logHeight).op(op.i32Shl).i32(16).op(op.i32Sub).set(lastOffset);
    address(frame, fractions).set(out);
    c.get(first).set(row);
    c.forUpTo(row, end, 4, () => {
      c.get(row).i32(2).op(op.i32Shl).set(offset);
      if (air.mainNext.length > 0) emitNextPlace(c, place, carryBits);
      for (const index of chunkFunctions) {
        c.get(columns).get(constants).get(frame).get(offset).get(nextOffset).get(out);
        c.get(lastOffset).get(outputs).get(nextOrder).call(index);
      }
      address(out, FRACTION_BYTES * numGroups).set(out);
    });
    // Running products, their inverse, and backwards.
    c.get(out).set(stop);
    for (let k = 0; k < 5; k++) {
      c.get(frame);
      if (k === 0) c.splat(0x0ffffffe);
      else c.splat(0);
      c.vector(simd.v128Store, fractions - FRACTION_BYTES + product + 16 * k);
    }
    address(frame, fractions).set(out);
    c.forUpTo(out, stop, FRACTION_BYTES, () => {
      address(out, product);
      address(out, product - FRACTION_BYTES);
      address(out, denominator).call(quintic.mul);
    });
    address(frame, inverse);
    address(stop, product - FRACTION_BYTES);
    address(frame, inverseScratch).call(quintic.inverse);
    c.block(() => {
      c.loop(() => {
        c.get(row).get(first).op(op.i32Eq).branchIf(1);
        address(row, -4).set(row);
        c.get(outputs).get(frame).get(row).i32(2).op(op.i32Shl).get(partialSums).get(stop).call(emitRow);
        address(stop, -FRACTION_BYTES * numGroups).set(stop);
        c.branch(0);
      });
    });
  });

  module.function(
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (c) => {
      const [columns, outputs, constants, partialSums, frame, logHeight, first, last] = [0, 1, 2, 3, 4, 5, 6, 7];
      const end = c.local('i32');
      c.forUpTo(first, last, 4 * blockVectors, () => {
        c.get(first)
          .i32(4 * blockVectors)
          .op(op.i32Add)
          .tee(end)
          .get(last);
        c.get(end).get(last).op(op.i32LtU, op.select).set(end);
        c.get(columns)
          .get(outputs)
          .get(constants)
          .get(partialSums)
          .get(frame)
          .get(logHeight)
          .get(first)
          .get(end)
          .call(block);
      });
    },
    'permutation',
  );
  return { bytes: module.toBytes(), constants: layout, scratchBytes };
}

function groupRoots(air: Air, plans: ReturnType<typeof planFingerprints>, group: readonly number[]) {
  return [...fingerprintRoots(plans, group), ...group.map((i) => air.interactions[i]!.multiplicity)];
}
