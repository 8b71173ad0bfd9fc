/** RV64IM operations on constants, as in the semantics column of src/isa/rv64im.ts; values are signed 64-bit BigInts. */

const s64 = (x: bigint): bigint => BigInt.asIntN(64, x);
const u64 = (x: bigint): bigint => BigInt.asUintN(64, x);
const s32 = (x: bigint): bigint => BigInt.asIntN(32, x);
const u32 = (x: bigint): bigint => BigInt.asUintN(32, x);
const quotient = (a: bigint, b: bigint): bigint => (b === 0n ? -1n : a / b);
const remainder = (a: bigint, b: bigint): bigint => (b === 0n ? a : a % b);

const operations: Record<string, (a: bigint, b: bigint) => bigint> = {
  add: (a, b) => s64(a + b),
  sub: (a, b) => s64(a - b),
  addw: (a, b) => s32(a + b),
  subw: (a, b) => s32(a - b),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  sll: (a, b) => s64(a << (b & 63n)),
  srl: (a, b) => s64(u64(a) >> (b & 63n)),
  sra: (a, b) => a >> (b & 63n),
  sllw: (a, b) => s32(a << (b & 31n)),
  srlw: (a, b) => s32(u32(a) >> (b & 31n)),
  sraw: (a, b) => s32(a) >> (b & 31n),
  slt: (a, b) => (a < b ? 1n : 0n),
  sltu: (a, b) => (u64(a) < u64(b) ? 1n : 0n),
  mul: (a, b) => s64(a * b),
  mulw: (a, b) => s32(a * b),
  mulh: (a, b) => (a * b) >> 64n,
  mulhu: (a, b) => s64((u64(a) * u64(b)) >> 64n),
  div: (a, b) => s64(quotient(a, b)),
  divu: (a, b) => s64(b === 0n ? -1n : u64(a) / u64(b)),
  rem: (a, b) => s64(remainder(a, b)),
  remu: (a, b) => s64(b === 0n ? a : u64(a) % u64(b)),
  divw: (a, b) => s32(quotient(s32(a), s32(b))),
  divuw: (a, b) => s32(u32(b) === 0n ? -1n : u32(a) / u32(b)),
  remw: (a, b) => s32(remainder(s32(a), s32(b))),
  remuw: (a, b) => s32(u32(b) === 0n ? a : u32(a) % u32(b)),
};

/** Register form -> immediate form. */
export const immediateForm: Record<string, string> = {
  ...{ add: 'addi', addw: 'addiw', and: 'andi', or: 'ori', xor: 'xori', slt: 'slti', sltu: 'sltiu' },
  ...{ sll: 'slli', srl: 'srli', sra: 'srai', sllw: 'slliw', srlw: 'srliw', sraw: 'sraiw' },
};
const registerForm = Object.fromEntries(Object.entries(immediateForm).map(([r, i]) => [i, r]));

export function isFoldable(op: string): boolean {
  return op in operations || op in registerForm;
}

/** Result of `op` on constants; `b` is the immediate of immediate forms. */
export function evaluate(op: string, a: bigint, b: bigint): bigint {
  return operations[registerForm[op] ?? op]!(a, b);
}

export function compare(op: string, a: bigint, b: bigint): boolean {
  switch (op) {
    case 'beq':
      return a === b;
    case 'bne':
      return a !== b;
    case 'blt':
      return a < b;
    case 'bge':
      return a >= b;
    case 'bltu':
      return u64(a) < u64(b);
    default:
      return u64(a) >= u64(b);
  }
}
