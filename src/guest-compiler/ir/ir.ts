/**
 * The compiler's intermediate form: per function a graph of basic blocks in SSA form with block parameters. Operations are
 * those of RV64IM (mnemonics as in src/isa) plus a few of our own; every value is 64 bits wide.
 *
 * Invariant: a value of WebAssembly type i32 is kept sign-extended. So i32 arithmetic is the `w` instructions, an address below
 * 2^31 is itself, and comparisons of i32, signed and unsigned, are those of 64 bits. f32 and f64 are their bit patterns.
 */

/** RISC-V mnemonics, and: const, param, call, callIndirect, result, getReg, setReg, marker. */
export type Op = string;

export class Value {
  readonly id: number;
  op: Op;
  args: Value[];
  /** Immediate of I-type instructions, offset of loads and stores; register of getReg and setReg; index of result. */
  imm: number;
  /** Of const. */
  constant = 0n;
  /** Of call. */
  callee = '';
  /** Of calls with more than one result; they are in no block's list. */
  extraResults: Value[] = [];
  /** Of calls: whether the value itself is the first result. */
  hasResult: boolean;
  /** Known to be sign-extended from 32 bits because of its WebAssembly type. */
  isI32 = false;
  /** Lives in the register of the pinned global (opt/pin.ts). */
  isPinned = false;
  block: Block | undefined;
  /** Byte offset in the module of the instruction it is for; 0 for what the compiler added. */
  offset = 0;
  /** Set when an optimisation found an equal value. */
  replacement: Value | undefined;

  constructor(id: number, op: Op, args: Value[], imm = 0) {
    this.id = id;
    this.op = op;
    this.args = args;
    this.imm = imm;
    this.hasResult = !hasNoResult.has(op);
  }
}

const hasNoResult = new Set(['sb', 'sh', 'sw', 'sd', 'setReg', 'marker']);

export interface Edge {
  target: Block;
  args: Value[];
}

export type BranchOp = 'beq' | 'bne' | 'blt' | 'bge' | 'bltu' | 'bgeu';

export type Terminator =
  | { readonly kind: 'jump'; edges: [Edge] }
  /** edges[0] if `a op b`, else edges[1]. */
  | { readonly kind: 'branch'; op: BranchOp; a: Value; b: Value; edges: [Edge, Edge] }
  /** edges[i] for index i, the last one for all others. */
  | { readonly kind: 'switch'; index: Value; edges: Edge[] }
  /** Jumps to the address `index`, which was loaded from the jump table; its entries are the edges. */
  | { readonly kind: 'table'; index: Value; readonly table: number; edges: Edge[] }
  | { readonly kind: 'return'; args: Value[]; edges: [] }
  | { readonly kind: 'trap'; reason: TrapReason; offset: number; edges: [] };

export type TrapReason =
  | 'unreachable'
  | 'divisionByZero'
  | 'integerOverflow'
  | 'invalidConversion'
  | 'outOfBounds'
  | 'tableOutOfBounds'
  | 'nullElement'
  | 'signatureMismatch'
  | 'stackOverflow';

export interface Block {
  readonly id: number;
  params: Value[];
  values: Value[];
  terminator: Terminator | undefined;
  /** Loops around it; block order and frequencies derive from it. */
  loopDepth: number;
  /** Byte offset of the instruction that made it; for blocks without values. */
  readonly offset: number;
  /** Only left by a trap. */
  isCold: boolean;
}

export interface IrFunction {
  readonly symbol: string;
  readonly name: string;
  readonly params: Value[];
  readonly numResults: number;
  /** Entry first; after `orderBlocks` in order of emission. */
  blocks: Block[];
  readonly constants: Map<bigint, Value>;
  nextValue: number;
  nextBlock: number;
  /** Byte offset of the instruction that values are made for; 0 if for none. */
  offset: number;
  /** Where operations are placed as they are made. */
  cursor: Block | undefined;
}

export function newValue(fn: IrFunction, op: Op, args: Value[], imm = 0): Value {
  const value = new Value(fn.nextValue++, op, args, imm);
  value.offset = fn.offset;
  return value;
}

/** Makes a value at the end of the cursor's block. */
export function append(fn: IrFunction, op: Op, args: Value[], imm = 0): Value {
  const value = newValue(fn, op, args, imm);
  value.block = fn.cursor;
  fn.cursor?.values.push(value);
  return value;
}

/** Constants are in no block; register allocation places those that need a register. */
export function constant(fn: IrFunction, value: bigint): Value {
  const known = fn.constants.get(value);
  if (known) return known;
  const result = newValue(fn, 'const', []);
  result.constant = value;
  fn.constants.set(value, result);
  return result;
}

export function newBlock(fn: IrFunction): Block {
  const block: Block = {
    ...{ id: fn.nextBlock++, params: [], values: [], terminator: undefined },
    ...{ loopDepth: 0, isCold: false, offset: fn.offset },
  };
  fn.blocks.push(block);
  return block;
}

/** Follows replacements, shortening the path. */
export function resolve(value: Value): Value {
  let root = value;
  while (root.replacement) root = root.replacement;
  for (let at = value; at.replacement; ) {
    const next = at.replacement;
    at.replacement = root;
    at = next;
  }
  return root;
}

export function terminatorOperands(terminator: Terminator): Value[] {
  switch (terminator.kind) {
    case 'branch':
      return [terminator.a, terminator.b];
    case 'switch':
    case 'table':
      return [terminator.index];
    case 'return':
      return terminator.args;
    default:
      return [];
  }
}

const sideEffects = new Set(['sb', 'sh', 'sw', 'sd', 'setReg', 'marker', 'call', 'callIndirect']);
const notPure = new Set([...sideEffects, 'lb', 'lbu', 'lh', 'lhu', 'lw', 'lwu', 'ld', 'getReg', 'result', 'param']);

export function hasSideEffect(value: Value): boolean {
  return sideEffects.has(value.op);
}

/** Depends on its operands alone. */
export function isPure(value: Value): boolean {
  return !notPure.has(value.op);
}
