/**
 * Quotient kernel of an AIR: all its constraints, LogUp groups included (docs/protocol.md, section 5), on the coset s*H_(h+1), times their
 * powers of alpha, added to the sum of all tables of the height. Division by x^n - 1 is a later pass (src/emit/common.ts).
 *
 * `quotient(columns, permutation, selectors, constants, accumulator, scratch, logHeight, first, end)`: positions first..end - 1 (multiples of
 * 4) of 2^(logHeight + 1). `columns`, `permutation` (5 per LogUp column), `selectors` (isFirst, isLast, isTransition) and `accumulator` (5)
 * point to u32 addresses of columns over that coset; the last is added to.
 */
import type { Air } from '../air/air.ts';
import { ConstantLayout, type ConstantSource } from './constants.ts';
import { BabyBear } from './field.ts';
import { emitFingerprint, fingerprintRoots, planFingerprints } from './fingerprints.ts';
import { type MemoryImport, ModuleBuilder } from './module.ts';
import { memory, op, simd } from './opcodes.ts';
import { E4_BYTES, Quintic } from './quintic.ts';
import { emitNextPlace, RowEmitter, type RowPlace } from './rows.ts';
import { splitWork } from './split.ts';

export interface QuotientKernel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly constants: ConstantLayout;
  readonly scratchBytes: number;
  /** Constraints and LogUp columns: as many powers of alpha. */
  readonly numWeights: number;
  readonly usesSelectors: boolean;
}

const BLOCK_POSITIONS = 256;

type Work = { readonly kind: 'constraint' | 'group'; readonly index: number };

export function emitQuotient(air: Air, memoryImport: MemoryImport): QuotientKernel {
  const module = new ModuleBuilder(memoryImport);
  const quintic = new Quintic(module);
  const layout = new ConstantLayout();
  const plans = planFingerprints(air);
  const numGroups = air.groups.length;
  const numConstraints = air.constraints.length;
  const columnOfGroup = air.logUpColumns.flatMap(({ kind }, column) => (kind === 'group' ? [column] : []));
  const columnOfFingerprint = new Map(
    air.logUpColumns.flatMap((what, column) => (what.kind === 'fingerprint' ? [[what.interaction, column]] : [])),
  );
  const maxArity = Math.max(1, ...air.interactions.map(({ tuple }) => tuple.length));
  const weight = (index: number): ConstantSource => ({ kind: 'weight', index });

  const rootsOf = ({ kind, index }: Work) => {
    if (kind === 'constraint') return [air.constraints[index]!.expr];
    const group = air.groups[index]!;
    return [...fingerprintRoots(plans, group), ...group.map((i) => air.interactions[i]!.multiplicity)];
  };
  const work: Work[] = [
    ...air.constraints.map((_, index) => ({ kind: 'constraint' as const, index })),
    ...air.groups.map((_, index) => ({ kind: 'group' as const, index })),
  ];
  const chunks = splitWork(work.map((item) => ({ item, roots: rootsOf(item) })));

  // The frame in scratch memory.
  const accumulated = 0;
  const phi = accumulated + E4_BYTES;
  const phiSum = phi + E4_BYTES;
  const multiplicities = phiSum + E4_BYTES;
  // Committed fingerprints of a group. On the coset they differ from what they stand for, which later fingerprints are computed from.
  const committed = multiplicities + 32;
  const values = committed + 2 * E4_BYTES;
  const constraintValues = values + 16 * maxArity;
  const maxConstraints = Math.max(
    0,
    ...chunks.map((chunk) => chunk.filter(({ kind }) => kind === 'constraint').length),
  );
  const fingerprints = constraintValues + 16 * (maxConstraints + 1);
  const scratchBytes = fingerprints + E4_BYTES * air.interactions.length;

  // chunk(columns, permutation, selectors, constants, frame, offset, nextOffset, nextOrder)
  const chunkFunctions = chunks.map((chunk) =>
    module.function(['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'v128'], [], (c) => {
      const [columns, permutation, selectors, constants, frame, offset, nextOffset, nextOrder] = [
        0, 1, 2, 3, 4, 5, 6, 7,
      ];
      const field = new BabyBear(c, true);
      const numPreprocessed = air.preprocessedColumns.length;
      const place: RowPlace = {
        columns,
        numPreprocessed,
        selectors: { domain: 'coset', table: selectors },
        constants,
        offset,
        nextOffset,
        nextOrder,
      };
      const emitter = new RowEmitter(c, field, place, layout, chunk.flatMap(rootsOf));
      const address = (local: number, at: number) => c.get(local).i32(at).op(op.i32Add);

      const constraints = chunk.filter(({ kind }) => kind === 'constraint').map(({ index }) => index);
      constraints.forEach((index, i) => {
        c.get(frame);
        emitter.push(air.constraints[index]!.expr);
        c.vector(simd.v128Store, constraintValues + 16 * i);
      });
      if (constraints.length > 0) {
        // An even number: a zero with any weight fills up.
        const isOdd = constraints.length % 2 === 1;
        if (isOdd)
          c.get(frame)
            .splat(0)
            .vector(simd.v128Store, constraintValues + 16 * constraints.length);
        const weights = layout.offset(...constraints.map(weight), ...(isOdd ? [weight(constraints[0]!)] : []));
        address(frame, accumulated);
        address(frame, constraintValues);
        address(constants, weights);
        address(frame, constraintValues + 16 * (constraints.length + (isOdd ? 1 : 0))).call(quintic.accumulate);
      }

      /** Coefficient k of a LogUp column, here or (for the running sum) in the next row. */
      const column = (index: number, k: number, isNext: boolean) => {
        c.get(permutation)
          .memory(memory.i32Load, 20 * index + 4 * k)
          .get(isNext ? nextOffset : offset)
          .op(op.i32Add);
        c.vector(simd.v128Load);
        if (isNext) c.get(nextOrder).simd(simd.i8x16Swizzle);
      };
      for (const { kind, index: g } of chunk) {
        if (kind !== 'group') continue;
        const group = air.groups[g]!;
        const isLast = g === numGroups - 1;
        const perRow = layout.offset({ kind: 'sumPerRow' });
        for (let k = 0; k < 5; k++) {
          if (isLast) {
            // D = S(next) - S - sum of the other groups' columns + c / n.
            c.get(frame);
            column(columnOfGroup[g]!, k, true);
            column(columnOfGroup[g]!, k, false);
            field.sub();
            if (numGroups > 1) {
              c.get(frame).vector(simd.v128Load, phiSum + 16 * k);
              field.sub();
            }
            c.get(constants).vector(simd.v128Load32Splat, perRow + 4 * k);
            field.add();
            c.vector(simd.v128Store, phi + 16 * k);
          } else {
            const value = c.local('v128');
            column(columnOfGroup[g]!, k, false);
            c.set(value)
              .get(frame)
              .get(value)
              .vector(simd.v128Store, phi + 16 * k);
            c.get(frame).get(value);
            if (g > 0) {
              c.get(frame).vector(simd.v128Load, phiSum + 16 * k);
              field.add();
            }
            c.vector(simd.v128Store, phiSum + 16 * k);
            c.release(value);
          }
        }
        group.forEach((i, k) => {
          emitFingerprint(c, emitter, quintic, layout, plans, i, { frame, constants, fingerprints, values });
          const { isSend, multiplicity } = air.interactions[i]!;
          // Minus the signed multiplicity.
          c.get(frame);
          if (isSend) c.splat(0);
          emitter.push(multiplicity);
          if (isSend) field.sub();
          c.vector(simd.v128Store, multiplicities + 16 * k);
          const psi = columnOfFingerprint.get(i);
          if (psi === undefined) return;
          for (let n = 0; n < 5; n++) {
            c.get(frame);
            column(psi, n, false);
            c.vector(simd.v128Store, committed + E4_BYTES * k + 16 * n);
          }
          address(frame, accumulated);
          address(frame, fingerprints + E4_BYTES * i);
          address(frame, committed + E4_BYTES * k);
          address(constants, layout.offset(weight(numConstraints + psi)));
          c.call(quintic.fingerprintConstraint);
        });
        address(frame, accumulated);
        group.forEach((i, k) => {
          address(frame, columnOfFingerprint.has(i) ? committed + E4_BYTES * k : fingerprints + E4_BYTES * i);
        });
        address(frame, multiplicities);
        address(frame, phi);
        address(constants, layout.offset(weight(numConstraints + columnOfGroup[g]!)));
        c.call(group.length === 2 ? quintic.pairConstraint : quintic.singleConstraint);
      }
    }),
  );

  // block(columns, permutation, selectors, constants, accumulator, frame, logHeight, first, end)
  const params = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;
  const block = module.function(params, [], (c) => {
    const [columns, permutation, selectors, constants, accumulator, frame, logHeight, position, end] = [
      0, 1, 2, 3, 4, 5, 6, 7, 8,
    ];
    const field = new BabyBear(c);
    const [offset, nextOffset, carryBits, target] = [c.local('i32'), c.local('i32'), c.local('i32'), c.local('i32')];
    const nextOrder = c.local('v128');
    const place = { offset, nextOffset, nextOrder };
    c.get(logHeight).i32(2).op(op.i32Sub).set(carryBits);
    c.forUpTo(position, end, 4, () => {
      c.get(position).i32(2).op(op.i32Shl).set(offset);
      if (air.mainNext.length > 0 || numGroups > 0) emitNextPlace(c, place, carryBits);
      for (let k = 0; k < 5; k++)
        c.get(frame)
          .splat(0)
          .vector(simd.v128Store, accumulated + 16 * k);
      for (const index of chunkFunctions) {
        c.get(columns).get(permutation).get(selectors).get(constants).get(frame).get(offset).get(nextOffset);
        c.get(nextOrder).call(index);
      }
      for (let k = 0; k < 5; k++) {
        c.get(accumulator)
          .memory(memory.i32Load, 4 * k)
          .get(offset)
          .op(op.i32Add)
          .tee(target);
        c.get(target)
          .vector(simd.v128Load)
          .get(frame)
          .vector(simd.v128Load, accumulated + 16 * k);
        field.add();
        c.vector(simd.v128Store);
      }
    });
  });

  module.function(
    params,
    [],
    (c) => {
      const [first, last] = [7, 8];
      const end = c.local('i32');
      c.forUpTo(first, last, BLOCK_POSITIONS, () => {
        c.get(first).i32(BLOCK_POSITIONS).op(op.i32Add).tee(end).get(last);
        c.get(end).get(last).op(op.i32LtU, op.select).set(end);
        for (let i = 0; i < 8; i++) c.get(i);
        c.get(end).call(block);
      });
    },
    'quotient',
  );
  return {
    bytes: module.toBytes(),
    constants: layout,
    scratchBytes,
    numWeights: numConstraints + air.logUpColumns.length,
    usesSelectors: air.expressions.nodes.some(({ node }) => node.kind === 'selector'),
  };
}
