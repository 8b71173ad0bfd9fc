/**
 * Witness expressions: how a main column of a chip is filled from the record that the executor wrote for the row. They
 * are 64-bit integer expressions (wrapping, like WebAssembly's i64), hash-consed, and compiled to a fill kernel by
 * `src/emit`; nothing is filled row by row in JavaScript.
 *
 * A column stores the low 32 bits of its integer, taken as an unsigned number mod p. Rows beyond the records are zero.
 * Nothing here is trusted: what a column may hold is decided by constraints alone.
 */

export type IntBinary =
  | 'add'
  | 'sub'
  | 'mul'
  | 'mulHighU'
  | 'mulHighS'
  | 'mulHighSU'
  | 'divU'
  | 'divS'
  | 'remU'
  | 'remS'
  | 'and'
  | 'or'
  | 'xor'
  | 'shl'
  | 'shrU'
  | 'shrS'
  | 'eq'
  | 'ne'
  | 'ltU'
  | 'ltS';

export type IntUnary = 'signExtend32' | 'signExtend16' | 'signExtend8' | 'clz' | 'fieldInverse';

export type IntNode =
  | { readonly kind: 'constant'; readonly value: bigint }
  /** Unsigned little-endian field of the row's record, zero-extended (sign-extended for `isSigned`). */
  | { readonly kind: 'field'; readonly offset: number; readonly bytes: 1 | 2 | 4 | 8; readonly isSigned: boolean }
  | { readonly kind: 'binary'; readonly op: IntBinary; readonly a: Int; readonly b: Int }
  /** `fieldInverse`: the low 32 bits as an element of F; its inverse as a canonical integer, 0 for 0. */
  | { readonly kind: 'unary'; readonly op: IntUnary; readonly a: Int }
  | { readonly kind: 'select'; readonly condition: Int; readonly a: Int; readonly b: Int };

export type IntOperand = Int | number | bigint;

/** A 64-bit integer expression. Division by zero yields 0, shifts take their count mod 64, comparisons yield 0 or 1. */
export class Int {
  readonly node: IntNode;

  constructor(node: IntNode) {
    this.node = node;
  }

  add(b: IntOperand): Int {
    return binary('add', this, b);
  }
  sub(b: IntOperand): Int {
    return binary('sub', this, b);
  }
  mul(b: IntOperand): Int {
    return binary('mul', this, b);
  }
  mulHighU(b: IntOperand): Int {
    return binary('mulHighU', this, b);
  }
  mulHighS(b: IntOperand): Int {
    return binary('mulHighS', this, b);
  }
  /** High half of signed this times unsigned b. */
  mulHighSU(b: IntOperand): Int {
    return binary('mulHighSU', this, b);
  }
  divU(b: IntOperand): Int {
    return binary('divU', this, b);
  }
  divS(b: IntOperand): Int {
    return binary('divS', this, b);
  }
  remU(b: IntOperand): Int {
    return binary('remU', this, b);
  }
  remS(b: IntOperand): Int {
    return binary('remS', this, b);
  }
  and(b: IntOperand): Int {
    return binary('and', this, b);
  }
  or(b: IntOperand): Int {
    return binary('or', this, b);
  }
  xor(b: IntOperand): Int {
    return binary('xor', this, b);
  }
  shl(b: IntOperand): Int {
    return binary('shl', this, b);
  }
  shrU(b: IntOperand): Int {
    return binary('shrU', this, b);
  }
  shrS(b: IntOperand): Int {
    return binary('shrS', this, b);
  }
  eq(b: IntOperand): Int {
    return binary('eq', this, b);
  }
  ne(b: IntOperand): Int {
    return binary('ne', this, b);
  }
  ltU(b: IntOperand): Int {
    return binary('ltU', this, b);
  }
  ltS(b: IntOperand): Int {
    return binary('ltS', this, b);
  }
  signExtend32(): Int {
    return new Int({ kind: 'unary', op: 'signExtend32', a: this });
  }
  signExtend16(): Int {
    return new Int({ kind: 'unary', op: 'signExtend16', a: this });
  }
  signExtend8(): Int {
    return new Int({ kind: 'unary', op: 'signExtend8', a: this });
  }
  /** Leading zeros of the 64-bit value. */
  clz(): Int {
    return new Int({ kind: 'unary', op: 'clz', a: this });
  }
  fieldInverse(): Int {
    return new Int({ kind: 'unary', op: 'fieldInverse', a: this });
  }
  /** this != 0 ? a : b */
  select(a: IntOperand, b: IntOperand): Int {
    return new Int({ kind: 'select', condition: this, a: int(a), b: int(b) });
  }
  /** 16-bit limb i, least significant first. */
  limb(i: number): Int {
    return this.shrU(16 * i).and(0xffff);
  }
  /** Byte i, least significant first. */
  byte(i: number): Int {
    return this.shrU(8 * i).and(0xff);
  }
  bit(i: number): Int {
    return this.shrU(i).and(1);
  }
}

export function int(value: IntOperand): Int {
  return value instanceof Int ? value : new Int({ kind: 'constant', value: BigInt.asUintN(64, BigInt(value)) });
}

/** Fields of the row's record at a byte offset (for the record layouts see src/executor/records.ts). */
export const field = {
  u8: (offset: number): Int => new Int({ kind: 'field', offset, bytes: 1, isSigned: false }),
  u16: (offset: number): Int => new Int({ kind: 'field', offset, bytes: 2, isSigned: false }),
  u32: (offset: number): Int => new Int({ kind: 'field', offset, bytes: 4, isSigned: false }),
  i32: (offset: number): Int => new Int({ kind: 'field', offset, bytes: 4, isSigned: true }),
  u64: (offset: number): Int => new Int({ kind: 'field', offset, bytes: 8, isSigned: false }),
};

function binary(op: IntBinary, a: Int, b: IntOperand): Int {
  return new Int({ kind: 'binary', op, a, b: int(b) });
}
