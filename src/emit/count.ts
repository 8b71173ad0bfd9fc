/**
 * Count kernel: how often a table's interactions use each row of the lookup tables (buses with a `lookup`, src/air/bus.ts),
 * evaluated from the filled columns by the AIR's own expressions, so multiplicities of lookup tables are never filled by
 * hand.
 *
 * `count(columns, offsets, histograms, constants, logHeight, first, end, error)`: positions first..end - 1 (multiples of 4);
 * `offsets` points to one u32 per bus of `buses`: where its histogram lies from `histograms` on (which may be a worker's scratch memory). A
 * histogram holds u32 counts per row of the lookup table, sends minus receives (mod 2^32). If a tuple is not in its lookup table, 1 + the
 * index of the interaction and the position are stored as two u32 at `error` and counting stops.
 */
import type { Air } from '../air/air.ts';
import type { Bus } from '../air/bus.ts';
import type { Expr } from '../air/expression.ts';
import { type Radix, SPREAD_DIGITS, SPREAD_START } from '../air/spread.ts';
import type { Code } from './code.ts';
import { ConstantLayout } from './constants.ts';
import { BabyBear } from './field.ts';
import type { MemoryImport } from './module.ts';
import { ModuleBuilder } from './module.ts';
import { memory, op } from './opcodes.ts';
import { emitNextPlace, RowEmitter, type RowPlace } from './rows.ts';

const BLOCK_ROWS = 1024;

export interface CountKernel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly constants: ConstantLayout;
  /** Buses in the order of the table of histograms. */
  readonly buses: readonly Bus[];
}

/** Interactions of a table that count in a lookup table (the lookup table's own receives do not). */
export function lookupInteractions(air: Air): { readonly index: number; readonly bus: Bus }[] {
  return air.interactions.flatMap(({ bus }, index) =>
    bus.lookup !== undefined && bus.lookup.table !== air.name ? [{ index, bus }] : [],
  );
}

/** Null if the table looks nothing up. */
export function emitCount(air: Air, memoryImport: MemoryImport): CountKernel | null {
  const counted = lookupInteractions(air);
  if (counted.length === 0) return null;
  const buses = [...new Set(counted.map(({ bus }) => bus))];
  const constants = new ConstantLayout();
  const items = counted.map(({ index, bus }) => {
    const interaction = air.interactions[index]!;
    const radix = bus.lookup!.index.kind === 'spread' ? interaction.tuple[0]! : null;
    return { index, bus, interaction, radix, rowIndex: rowIndexExpression(air, bus, interaction.tuple) };
  });
  const module = new ModuleBuilder(memoryImport);

  const params = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;
  const block = module.function(params, ['i32'], (c) => {
    const [columns, offsets, histograms, constantsPtr, logHeight, first, end, error] = [0, 1, 2, 3, 4, 5, 6, 7];
    const field = new BabyBear(c, true);
    const lastOffset = c.local('i32');
    const place: RowPlace = {
      columns,
      numPreprocessed: air.preprocessedColumns.length,
      selectors: { domain: 'trace', lastOffset },
      constants: constantsPtr,
      offset: c.local('i32'),
      nextOffset: c.local('i32'),
      nextOrder: c.local('v128'),
    };
    const one = c.local('v128');
    const index = c.local('v128');
    const radices4 = c.local('v128');
    const lane = c.local('i32');
    const address = c.local('i32');
    const carryBits = c.local('i32');
    c.splat(1).set(one);
    c.get(logHeight).i32(2).op(op.i32Sub).set(carryBits);
    c.i32(4).get(logHeight).op(op.i32Shl).i32(16).op(op.i32Sub).set(lastOffset);
    c.forUpTo(first, end, 4, () => {
      c.get(first).i32(2).op(op.i32Shl).set(place.offset);
      if (air.mainNext.length > 0) emitNextPlace(c, place, carryBits);
      const multiplicities = [...new Set(items.map(({ interaction }) => interaction.multiplicity))];
      const radices = items.flatMap(({ radix }) => (radix === null || constantRadix(radix) ? [] : [radix]));
      const roots = [...multiplicities, ...items.map(({ rowIndex }) => rowIndex), ...radices];
      const emitter = new RowEmitter(c, field, place, constants, roots);
      const canonical = new Map<Expr, number>();
      for (const multiplicity of multiplicities) {
        const word = emitter.hold(multiplicity);
        field.mul(word.local, one);
        const local = c.local('v128');
        c.set(local);
        canonical.set(multiplicity, local);
        emitter.drop(word);
      }
      for (const item of items) {
        const multiplicity = canonical.get(item.interaction.multiplicity)!;
        const word = emitter.hold(item.rowIndex);
        field.mul(word.local, one);
        c.set(index);
        emitter.drop(word);
        if (item.radix !== null && !constantRadix(item.radix)) {
          const radix = emitter.hold(item.radix);
          field.mul(radix.local, one);
          c.set(radices4);
          emitter.drop(radix);
        }
        for (let i = 0; i < 4; i++) {
          c.get(multiplicity).extractLane(i).tee(lane);
          c.if(() => {
            c.get(index).extractLane(i).set(address);
            if (item.radix !== null) {
              const radix = constantRadix(item.radix);
              if (radix) emitSpreadIndex(c, radix, address);
              else emitAnySpreadIndex(c, () => c.get(radices4).extractLane(i), address);
            }
            c.get(address).i32(item.bus.lookup!.rows).op(op.i32GeU);
            c.if(() => {
              c.get(error)
                .i32(item.index + 1)
                .memory(memory.i32Store);
              c.get(error).get(first).i32(i).op(op.i32Add).memory(memory.i32Store, 4);
              c.i32(1).op(op.return);
            });
            c.get(histograms)
              .get(offsets)
              .memory(memory.i32Load, 4 * buses.indexOf(item.bus))
              .op(op.i32Add);
            c.get(address).i32(2).op(op.i32Shl, op.i32Add).tee(address);
            c.get(address).memory(memory.i32Load).get(lane);
            c.op(item.interaction.isSend ? op.i32Add : op.i32Sub).memory(memory.i32Store);
          });
        }
      }
      for (const local of canonical.values()) c.release(local);
    });
    c.i32(0);
  });

  module.function(
    params,
    [],
    (c) => {
      const [first, last, error] = [5, 6, 7];
      const end = c.local('i32');
      c.forUpTo(first, last, BLOCK_ROWS, () => {
        c.get(first).i32(BLOCK_ROWS).op(op.i32Add).tee(end).get(last);
        c.get(end).get(last).op(op.i32LtU, op.select).set(end);
        for (let i = 0; i < 6; i++) c.get(i);
        c.get(end).get(error).call(block);
        c.if(() => c.op(op.return));
      });
    },
    'count',
  );
  return { bytes: module.toBytes(), constants, buses };
}

/** The lookup table's row that holds the tuple. */
function rowIndexExpression(air: Air, bus: Bus, tuple: readonly Expr[]): Expr {
  const { index } = bus.lookup!;
  const pool = air.expressions;
  if (index.kind === 'linear') return pool.sum(index.coefficients.map((k, i) => pool.mul(k, tuple[i]!)));
  // The number; `emitSpreadIndex` makes the index of it.
  if (index.kind === 'spread') return tuple[1]!;
  // (k, x, 2^k): 2^k - 1 + x.
  return pool.sub(pool.add(tuple[2]!, tuple[1]!), 1);
}

/** The radix if it is a constant; 0 if rows have their own. */
function constantRadix({ node }: Expr): Radix | 0 {
  return node.kind === 'constant' && (node.value === 2 || node.value === 3) ? node.value : 0;
}

/** As `emitSpreadIndex`, with a radix that `pushRadix` pushes. */
function emitAnySpreadIndex(c: Code, pushRadix: () => void, number: number): void {
  const other = c.local('i32');
  c.get(number).set(other);
  emitSpreadIndex(c, 2, number);
  emitSpreadIndex(c, 3, other);
  c.get(number);
  c.get(other).i32(-1);
  pushRadix();
  c.i32(3).op(op.i32Eq, op.select);
  pushRadix();
  c.i32(2).op(op.i32Eq, op.select).set(number);
  c.release(other);
}

/** Replaces a number by the row of the spread numbers that holds it, or by 2^32 - 1 if none does. */
function emitSpreadIndex(c: Code, radix: Radix, number: number): void {
  const [row, digit, isBad] = c.locals('i32', 3) as [number, number, number];
  c.i32(SPREAD_START[radix]).set(row);
  c.get(number)
    .i32(radix * SPREAD_DIGITS[radix])
    .op(op.i32ShrU)
    .set(isBad);
  for (let n = 0; n < SPREAD_DIGITS[radix]; n++) {
    c.get(number)
      .i32(radix * n)
      .op(op.i32ShrU)
      .i32(2 ** radix - 1)
      .op(op.i32And)
      .tee(digit);
    c.i32(radix ** n)
      .op(op.i32Mul)
      .get(row)
      .op(op.i32Add)
      .set(row);
    c.get(digit).i32(radix).op(op.i32GeU).get(isBad).op(op.i32Or).set(isBad);
  }
  c.i32(-1).get(row).get(isBad).op(op.select).set(number);
  for (const local of [row, digit, isBad]) c.release(local);
}
