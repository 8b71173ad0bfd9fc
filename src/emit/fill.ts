/**
 * Fill kernel of a chip: from the executor's records to the main columns, one row per record, by straight-line 64-bit integer code
 * generated from the chip's witness expressions (src/air/integer.ts, defined by src/air/evaluate-integer.ts).
 *
 * `fill(records, count, stride, columns, logHeight, firstRow, lastRow)`: `columns` points to the u32 addresses of the main
 * columns. Fills rows firstRow..lastRow - 1 (multiples of 4): record i, at records + i * stride, goes to storage position i, or to
 * bitrev_logHeight(i) if the chip is ordered; rows from `count` on are zero. Values are stored as words.
 *
 * Perf: unordered chips first store integers, then turn 64 rows of each column into words at once, four lanes at a time.
 */
import type { Chip } from '../air/chip.ts';
import type { IntBinary, IntNode, IntUnary } from '../air/integer.ts';
import type { Code } from './code.ts';
import { BabyBear, P, P_INVERSE, R_SQUARED } from './field.ts';
import { type IntegerDag, integerDag } from './integer-dag.ts';
import type { MemoryImport } from './module.ts';
import { ModuleBuilder } from './module.ts';
import { memory, op, simd } from './opcodes.ts';

const BLOCK_ROWS = 64;

/** Module with the function `fill`; null for a chip without records. */
export function emitFill(chip: Chip, memoryImport: MemoryImport): Uint8Array<ArrayBuffer> | null {
  if (chip.stream === null) return null;
  const module = new ModuleBuilder(memoryImport);
  const helpers = emitHelpers(module);
  const dag = integerDag(chip.witnesses);
  const numColumns = chip.witnesses.length;

  // rows(records, stride, columns, logHeight, first, end): every row there has a record.
  const rows = module.function(['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], [], (c) => {
    const [records, stride, columns, logHeight, row, end] = [0, 1, 2, 3, 4, 5];
    const record = c.local('i32');
    const position = c.local('i32');
    c.forUpTo(row, end, 1, () => {
      c.get(records).get(row).get(stride).op(op.i32Mul, op.i32Add).set(record);
      c.get(row);
      if (chip.isOrdered) c.get(logHeight).call(helpers.reverse);
      c.i32(2).op(op.i32Shl).set(position);
      const emitter = new IntegerEmitter(c, dag, record, helpers);
      for (let column = 0; column < numColumns; column++) {
        c.get(columns)
          .memory(memory.i32Load, 4 * column)
          .get(position)
          .op(op.i32Add);
        emitter.push(dag.roots[column]!);
        c.op(op.i32WrapI64);
        if (chip.isOrdered) c.call(helpers.toWord);
        c.memory(memory.i32Store);
      }
    });
  });

  // zero(columns, logHeight, first, end)
  const zero = module.function(['i32', 'i32', 'i32', 'i32'], [], (c) => {
    const [columns, logHeight, row, end] = [0, 1, 2, 3];
    const position = c.local('i32');
    c.forUpTo(row, end, 1, () => {
      c.get(row);
      if (chip.isOrdered) c.get(logHeight).call(helpers.reverse);
      c.i32(2).op(op.i32Shl).set(position);
      for (let column = 0; column < numColumns; column++) {
        c.get(columns)
          .memory(memory.i32Load, 4 * column)
          .get(position)
          .op(op.i32Add)
          .i32(0)
          .memory(memory.i32Store);
      }
    });
  });

  // convert(columns, first, end): integers to words, storage positions first..end - 1.
  const convert = module.function(['i32', 'i32', 'i32'], [], (c) => {
    const [columns, first, end] = [0, 1, 2];
    const field = new BabyBear(c);
    const factor = c.local('v128');
    c.splat(R_SQUARED).set(factor);
    const address = c.local('i32');
    const last = c.local('i32');
    const entry = c.local('i32');
    const lastEntry = c.local('i32');
    const value = c.local('v128');
    c.get(columns).set(entry);
    c.get(columns)
      .i32(4 * numColumns)
      .op(op.i32Add)
      .set(lastEntry);
    c.forUpTo(entry, lastEntry, 4, () => {
      const columnPlus = (row: number) => c.get(entry).memory(memory.i32Load).get(row).i32(2).op(op.i32Shl, op.i32Add);
      columnPlus(first).set(address);
      columnPlus(end).set(last);
      c.forUpTo(address, last, 16, () => {
        c.get(address).get(address).vector(simd.v128Load).set(value);
        field.mul(value, factor);
        c.vector(simd.v128Store);
      });
    });
  });

  module.function(
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (c) => {
      const [records, count, stride, columns, logHeight, row, lastRow] = [0, 1, 2, 3, 4, 5, 6];
      const end = c.local('i32');
      const live = c.local('i32');
      const minimum = (a: number, b: number) => c.get(a).get(b).get(a).get(b).op(op.i32LtU, op.select);
      c.forUpTo(row, lastRow, BLOCK_ROWS, () => {
        c.get(row).i32(BLOCK_ROWS).op(op.i32Add).set(end);
        minimum(end, lastRow).set(end);
        minimum(end, count).set(live);
        c.get(live).get(row).get(live).get(row).op(op.i32GtU, op.select).set(live);
        c.get(records).get(stride).get(columns).get(logHeight).get(row).get(live).call(rows);
        c.get(columns).get(logHeight).get(live).get(end).call(zero);
        if (!chip.isOrdered) c.get(columns).get(row).get(end).call(convert);
      });
    },
    'fill',
  );
  return module.toBytes();
}

interface Helpers {
  readonly reverse: number;
  readonly toWord: number;
  readonly fieldInverse: number;
  readonly mulHighU: number;
}

function emitHelpers(module: ModuleBuilder): Helpers {
  const reverse = module.function(['i32', 'i32'], ['i32'], (c) => {
    for (const [shift, mask] of [
      [1, 0x55555555],
      [2, 0x33333333],
      [4, 0x0f0f0f0f],
      [8, 0x00ff00ff],
    ] as const) {
      c.get(0).i32(shift).op(op.i32ShrU).i32(mask).op(op.i32And);
      c.get(0).i32(mask).op(op.i32And).i32(shift).op(op.i32Shl, op.i32Or).set(0);
    }
    c.get(0).i32(16).op(op.i32Rotl).i32(32).get(1).op(op.i32Sub, op.i32ShrU);
  });
  const toWord = module.function(['i32'], ['i32'], (c) => {
    const [x, factor] = [c.local('i64'), c.local('i64')];
    c.get(0).op(op.i64ExtendI32U).set(x).i64(BigInt(R_SQUARED)).set(factor);
    montgomeryMul(c, x, factor);
    c.op(op.i32WrapI64);
  });
  // x^(p-2), p - 2 = 0x77ffffff: 0b1110, then nine times (three squarings, times x^7).
  // Perf: 40 dependent products, some 130 ns; rows that need one cost ten times that elsewhere.
  const fieldInverse = module.function(['i64'], ['i64'], (c) => {
    const [x, seventh, result] = [c.local('i64'), c.local('i64'), c.local('i64')];
    const mul = (to: number, a: number, b: number) => {
      montgomeryMul(c, a, b);
      c.set(to);
    };
    c.get(0).op(op.i32WrapI64).call(toWord).op(op.i64ExtendI32U).set(x);
    mul(result, x, x);
    mul(result, result, x);
    mul(result, result, result);
    mul(seventh, result, x);
    mul(result, seventh, seventh);
    const [i, end] = [c.local('i32'), c.local('i32')];
    c.i32(0).set(i).i32(9).set(end);
    c.forUpTo(i, end, 1, () => {
      for (let k = 0; k < 3; k++) mul(result, result, result);
      mul(result, result, seventh);
    });
    c.i64(1n).set(x);
    montgomeryMul(c, result, x);
  });
  const mulHighU = module.function(['i64', 'i64'], ['i64'], (c) => {
    const low = (x: number) => c.get(x).i64(0xffffffffn).op(op.i64And);
    const high = (x: number) => c.get(x).i64(32n).op(op.i64ShrU);
    const t = c.local('i64');
    const u = c.local('i64');
    high(0);
    low(1).op(op.i64Mul);
    low(0);
    low(1).op(op.i64Mul).i64(32n).op(op.i64ShrU, op.i64Add).set(t);
    low(0);
    high(1).op(op.i64Mul);
    low(t).op(op.i64Add).set(u);
    high(0);
    high(1).op(op.i64Mul);
    high(t).op(op.i64Add);
    high(u).op(op.i64Add);
  });
  return { reverse, toWord, fieldInverse, mulHighU };
}

/** a * b / 2^32 mod p on the stack, for words in i64 locals. */
function montgomeryMul(c: Code, a: number, b: number): void {
  const [product, t] = [c.local('i64'), c.local('i64')];
  c.get(a).get(b).op(op.i64Mul).tee(product).i64(32n).op(op.i64ShrU);
  c.get(product).i64(BigInt(P_INVERSE)).op(op.i64Mul).i64(0xffffffffn).op(op.i64And).i64(BigInt(P)).op(op.i64Mul);
  c.i64(32n).op(op.i64ShrU, op.i64Sub).tee(t);
  // Between -p and p.
  c.get(t).i64(63n).op(op.i64ShrS).i64(BigInt(P)).op(op.i64And, op.i64Add);
  c.release(product);
  c.release(t);
}

/** Operations that are one or two instructions, operands on the stack. */
const SIMPLE: Partial<Record<IntBinary | IntUnary, readonly number[]>> = {
  signExtend32: [op.i64Extend32S],
  signExtend16: [op.i64Extend16S],
  signExtend8: [op.i64Extend8S],
  clz: [op.i64Clz],
  add: [op.i64Add],
  sub: [op.i64Sub],
  mul: [op.i64Mul],
  and: [op.i64And],
  or: [op.i64Or],
  xor: [op.i64Xor],
  shl: [op.i64Shl],
  shrU: [op.i64ShrU],
  shrS: [op.i64ShrS],
  eq: [op.i64Eq, op.i64ExtendI32U],
  ne: [op.i64Ne, op.i64ExtendI32U],
  ltU: [op.i64LtU, op.i64ExtendI32U],
  ltS: [op.i64LtS, op.i64ExtendI32U],
};

/** Pushes nodes of the DAG; a node that is used again is kept in a local. */
class IntegerEmitter {
  readonly #c: Code;
  readonly #dag: IntegerDag;
  readonly #record: number;
  readonly #helpers: Helpers;
  readonly #locals = new Map<number, number>();
  readonly #usesLeft: number[];

  constructor(c: Code, dag: IntegerDag, record: number, helpers: Helpers) {
    this.#c = c;
    this.#dag = dag;
    this.#record = record;
    this.#helpers = helpers;
    this.#usesLeft = [...dag.uses];
  }

  push(index: number): void {
    const c = this.#c;
    const node = this.#dag.nodes[index]!;
    if (node.kind === 'constant') {
      c.i64(node.value);
      return;
    }
    const known = this.#locals.get(index);
    const usesLeft = --this.#usesLeft[index]!;
    if (known !== undefined) {
      c.get(known);
      if (usesLeft === 0) c.release(known);
      return;
    }
    this.#compute(node, this.#dag.operands[index]!);
    if (usesLeft > 0) {
      const local = c.local('i64');
      c.tee(local);
      this.#locals.set(index, local);
    }
  }

  #compute(node: Exclude<IntNode, { kind: 'constant' }>, operands: readonly number[]): void {
    const c = this.#c;
    if (node.kind === 'field') {
      const loads = node.isSigned
        ? { 1: memory.i64Load8S, 2: memory.i64Load16S, 4: memory.i64Load32S, 8: memory.i64Load }
        : { 1: memory.i64Load8U, 2: memory.i64Load16U, 4: memory.i64Load32U, 8: memory.i64Load };
      c.get(this.#record).memory(loads[node.bytes], node.offset);
      return;
    }
    if (node.kind === 'select') {
      this.push(operands[1]!);
      this.push(operands[2]!);
      this.push(operands[0]!);
      c.i64(0n).op(op.i64Ne, op.select);
      return;
    }
    for (const operand of operands) this.push(operand);
    const simple = SIMPLE[node.op];
    if (simple !== undefined) {
      c.op(...simple);
      return;
    }
    switch (node.op) {
      case 'fieldInverse':
        c.call(this.#helpers.fieldInverse);
        break;
      case 'mulHighU':
        c.call(this.#helpers.mulHighU);
        break;
      case 'mulHighS':
      case 'mulHighSU':
        this.#signedMulHigh(node.op === 'mulHighS');
        break;
      case 'divU':
        this.#guarded(op.i64DivU, false);
        break;
      case 'divS':
        this.#guarded(op.i64DivS, true);
        break;
      case 'remU':
        this.#guarded(op.i64RemU, false);
        break;
      case 'remS':
        this.#guarded(op.i64RemS, false);
        break;
    }
  }

  /** high(a b) - (a < 0 ? b : 0) - (isBoth and b < 0 ? a : 0), operands on the stack. */
  #signedMulHigh(isBothSigned: boolean): void {
    const c = this.#c;
    const [a, b] = [c.local('i64'), c.local('i64')];
    c.set(b).set(a);
    const signMask = (x: number) => c.get(x).i64(63n).op(op.i64ShrS);
    c.get(a).get(b).call(this.#helpers.mulHighU);
    signMask(a).get(b).op(op.i64And, op.i64Sub);
    if (isBothSigned) signMask(b).get(a).op(op.i64And, op.i64Sub);
    c.release(a);
    c.release(b);
  }

  /** Division without traps, operands on the stack: by zero gives 0, MIN / -1 gives MIN. */
  #guarded(opcode: number, mayOverflow: boolean): void {
    const c = this.#c;
    const [a, b] = [c.local('i64'), c.local('i64')];
    c.set(b).set(a);
    // Divide by 1 where the divisor is 0 (or -1, if that may overflow); then choose.
    const isZero = () => c.get(b).op(op.i64Eqz);
    c.i64(0n);
    if (mayOverflow) {
      c.i64(0n).get(a).op(op.i64Sub);
      c.get(a);
      c.i64(1n).get(b);
      c.get(b).i64(1n).op(op.i64Add).i64(2n).op(op.i64LtU, op.select).op(opcode);
      c.get(b).i64(-1n).op(op.i64Eq, op.select);
    } else {
      c.get(a);
      c.i64(1n).get(b);
      isZero().op(op.select).op(opcode);
    }
    isZero().op(op.select);
    c.release(a);
    c.release(b);
  }
}
