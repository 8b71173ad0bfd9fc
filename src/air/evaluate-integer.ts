/**
 * Reference interpreter of witness expressions (src/air/integer.ts): BigInt, slow, obvious. It is the definition; the fill
 * kernel of src/emit is compared with it.
 */
import { inverseModP, P } from './expression.ts';
import type { Int, IntBinary, IntUnary } from './integer.ts';

const MASK = (1n << 64n) - 1n;
const signed = (x: bigint) => BigInt.asIntN(64, x);

/** The value of `int`, as an unsigned 64-bit integer, for the record at `offset`. */
export function evaluateInt(int: Int, records: DataView, offset: number): bigint {
  const known = new Map<Int, bigint>();
  const visit = (node: Int): bigint => {
    let value = known.get(node);
    if (value === undefined) {
      value = BigInt.asUintN(64, evaluate(node, visit, records, offset));
      known.set(node, value);
    }
    return value;
  };
  return visit(int);
}

/** What a main column holds for an integer: its low 32 bits mod p, canonical. */
export function intToField(value: bigint): number {
  return Number(value & 0xffffffffn) % P;
}

function evaluate(int: Int, visit: (node: Int) => bigint, records: DataView, recordOffset: number): bigint {
  const { node } = int;
  switch (node.kind) {
    case 'constant':
      return node.value;
    case 'field': {
      let value = 0n;
      for (let i = node.bytes - 1; i >= 0; i--)
        value = value * 256n + BigInt(records.getUint8(recordOffset + node.offset + i));
      return node.isSigned ? BigInt.asIntN(8 * node.bytes, value) : value;
    }
    case 'binary':
      return binary(node.op, visit(node.a), visit(node.b));
    case 'unary':
      return unary(node.op, visit(node.a));
    case 'select':
      return visit(node.condition) !== 0n ? visit(node.a) : visit(node.b);
  }
}

function binary(op: IntBinary, a: bigint, b: bigint): bigint {
  switch (op) {
    case 'add':
      return a + b;
    case 'sub':
      return a - b;
    case 'mul':
      return a * b;
    case 'mulHighU':
      return (a * b) >> 64n;
    case 'mulHighS':
      return (signed(a) * signed(b)) >> 64n;
    case 'mulHighSU':
      return (signed(a) * b) >> 64n;
    case 'divU':
      return b === 0n ? 0n : a / b;
    case 'divS':
      return b === 0n ? 0n : signed(a) / signed(b);
    case 'remU':
      return b === 0n ? 0n : a % b;
    case 'remS':
      return b === 0n ? 0n : signed(a) % signed(b);
    case 'and':
      return a & b;
    case 'or':
      return a | b;
    case 'xor':
      return a ^ b;
    case 'shl':
      return (a << (b % 64n)) & MASK;
    case 'shrU':
      return a >> (b % 64n);
    case 'shrS':
      return signed(a) >> (b % 64n);
    case 'eq':
      return a === b ? 1n : 0n;
    case 'ne':
      return a !== b ? 1n : 0n;
    case 'ltU':
      return a < b ? 1n : 0n;
    case 'ltS':
      return signed(a) < signed(b) ? 1n : 0n;
  }
}

function unary(op: IntUnary, a: bigint): bigint {
  switch (op) {
    case 'signExtend32':
      return BigInt.asIntN(32, a);
    case 'signExtend16':
      return BigInt.asIntN(16, a);
    case 'signExtend8':
      return BigInt.asIntN(8, a);
    case 'clz':
      return BigInt(64 - (a === 0n ? 0 : a.toString(2).length));
    case 'fieldInverse': {
      const x = intToField(a);
      return x === 0 ? 0n : inverseModP(x);
    }
  }
}
