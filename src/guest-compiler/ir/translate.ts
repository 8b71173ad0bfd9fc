/**
 * WebAssembly to SSA, one pass over a function's instructions, which are checked against their types on the way (core
 * specification, appendix 7.3). Code that cannot be reached is skipped and not checked. Labels get block parameters for
 * results and for the locals that differ between the edges that arrive; loops for the locals they assign.
 */
import { CompileError } from '../errors.ts';
import type { Instruction } from '../parse/instructions.ts';
import type { FunctionBody, FunctionType, ValueType } from '../parse/module.ts';
import type { ModuleContext } from './context.ts';
import { type Frame, type Incoming, labelTypes, type Operand } from './frames.ts';
import {
  append,
  type Block,
  type BranchOp,
  constant,
  type Edge,
  type IrFunction,
  newBlock,
  newValue,
  type TrapReason,
  type Value,
} from './ir.ts';
import { assignedInLoops } from './loop-locals.ts';
import { make } from './operations.ts';
import { translateCall } from './translate-calls.ts';
import { translateNumeric } from './translate-numeric.ts';
import { NULL_REFERENCE, translateTable } from './translate-tables.ts';
import { translateVariable } from './translate-variables.ts';

/** @throws CompileError */
export function translateFunction(
  context: ModuleContext,
  body: FunctionBody,
  symbol: string,
  instructions: readonly Instruction[],
): IrFunction {
  return new Translator(context, body, symbol, instructions).run();
}

export class Translator {
  readonly context: ModuleContext;
  readonly fn: IrFunction;
  readonly type: FunctionType;
  readonly localTypes: readonly ValueType[];
  locals: Value[];
  readonly #stack: Operand[] = [];
  readonly #frames: Frame[] = [];
  readonly #instructions: readonly Instruction[];
  readonly #assigned: ReadonlyMap<number, readonly number[]>;
  /** Of the current instruction. */
  readonly #traps = new Map<TrapReason, Block>();
  /** Labels opened inside of code that cannot be reached. */
  #skippedDepth = 0;

  constructor(context: ModuleContext, body: FunctionBody, symbol: string, instructions: readonly Instruction[]) {
    this.context = context;
    this.type = context.module.types[body.typeIndex]!;
    this.localTypes = [...this.type.params, ...body.locals];
    this.#instructions = instructions;
    this.#assigned = assignedInLoops(instructions);
    this.fn = {
      ...{ symbol, name: body.name, params: [], numResults: this.type.results.length },
      ...{ blocks: [], constants: new Map(), nextValue: 0, nextBlock: 0, offset: body.start, cursor: undefined },
    };
    this.block = newBlock(this.fn);
    const params = this.type.params.map((type) => this.#param(this.block!, type));
    this.fn.params.push(...params);
    const zero = constant(this.fn, 0n);
    this.locals = [
      ...params,
      ...body.locals.map((type) => (type === 'funcref' ? constant(this.fn, NULL_REFERENCE) : zero)),
    ];
  }

  /** Of the current instruction in the module. */
  get offset(): number {
    return this.fn.offset;
  }

  /** Undefined in code that cannot be reached. */
  get block(): Block | undefined {
    return this.fn.cursor;
  }

  set block(block: Block | undefined) {
    this.fn.cursor = block;
  }

  run(): IrFunction {
    this.#open('function', { params: [], results: this.type.results });
    for (const [index, instruction] of this.#instructions.entries()) {
      this.fn.offset = instruction.offset;
      this.#traps.clear();
      if (this.block) this.#translate(instruction, index);
      else this.#skip(instruction);
    }
    this.fn.offset = 0;
    return this.fn;
  }

  // Operand stack.

  push(type: ValueType, value: Value): void {
    if (type === 'i32' || type === 'f32') {
      // Only values that keep the invariant come here; this remembers that they do.
      if (value.op !== 'const') value.isI32 = true;
    }
    this.#stack.push({ type, value });
  }

  pop(type?: ValueType): Value {
    return this.popOperand(type).value;
  }

  popOperand(type?: ValueType): Operand {
    const frame = this.#frames.at(-1)!;
    const operand = this.#stack.length > frame.height ? this.#stack.pop() : undefined;
    if (!operand) this.invalid(`an operand${type ? ` of type ${type}` : ''} is missing`);
    if (type && operand!.type !== type) this.invalid(`operand of type ${operand!.type} where ${type} is expected`);
    return operand!;
  }

  popAll(types: readonly ValueType[]): Value[] {
    const values = new Array<Value>(types.length);
    for (let i = types.length - 1; i >= 0; i--) values[i] = this.pop(types[i]);
    return values;
  }

  invalid(message: string): never {
    throw new CompileError('WasmInvalid', message, { offset: this.offset, functionName: this.fn.name });
  }

  unsupported(message: string): never {
    throw new CompileError('WasmUnsupported', message, { offset: this.offset, functionName: this.fn.name });
  }

  // Code.

  make(op: string, args: Value[], imm = 0): Value {
    return make(this.fn, op, args, imm);
  }

  constant(value: bigint): Value {
    return constant(this.fn, value);
  }

  /** A value with an effect or reading memory. */
  emit(op: string, args: Value[], imm = 0): Value {
    return append(this.fn, op, args, imm);
  }

  /** Ends the block; the code continues in a new one when `a op b` does not hold. */
  trapIf(op: BranchOp, a: Value, b: Value, reason: TrapReason): void {
    const next = newBlock(this.fn);
    const trap = this.trapBlock(reason);
    const edges: [Edge, Edge] = [
      { target: trap, args: [] },
      { target: next, args: [] },
    ];
    this.block!.terminator = { kind: 'branch', op, a, b, edges };
    this.block = next;
  }

  /** Rarely taken: `body` runs if `a op b`, then the code goes on as if not. */
  unlikelyIf(op: BranchOp, a: Value, b: Value, body: () => void): void {
    const rare = newBlock(this.fn);
    rare.isCold = true;
    const next = newBlock(this.fn);
    const edges: [Edge, Edge] = [
      { target: rare, args: [] },
      { target: next, args: [] },
    ];
    this.block!.terminator = { kind: 'branch', op, a, b, edges };
    this.block = rare;
    body();
    this.#jump({ target: next, args: [] });
    this.block = next;
  }

  /** Every instruction has its own, so that its address tells where the trap was. */
  trapBlock(reason: TrapReason): Block {
    let block = this.#traps.get(reason);
    if (!block) {
      block = newBlock(this.fn);
      block.isCold = true;
      block.terminator = { kind: 'trap', reason, offset: this.offset, edges: [] };
      this.#traps.set(reason, block);
    }
    return block;
  }

  /** `condition ? a : b` as two edges into a block with one parameter. */
  choose(condition: Value, a: Value, b: Value, type: ValueType): Value {
    const next = newBlock(this.fn);
    const result = this.#param(next, type);
    const edges: [Edge, Edge] = [
      { target: next, args: [a] },
      { target: next, args: [b] },
    ];
    this.block!.terminator = { kind: 'branch', op: 'bne', a: condition, b: this.constant(0n), edges };
    this.block = next;
    return result;
  }

  #param(block: Block, type: ValueType): Value {
    const value = newValue(this.fn, 'param', []);
    value.isI32 = type === 'i32' || type === 'f32';
    value.block = block;
    block.params.push(value);
    return value;
  }

  // Control.

  #blockType(instruction: Instruction): FunctionType {
    const block = instruction.block!;
    if ('result' in block) return { params: [], results: block.result ? [block.result] : [] };
    const type = this.context.module.types[block.typeIndex];
    if (!type) this.invalid(`type ${block.typeIndex} does not exist`);
    return type!;
  }

  #open(kind: Frame['kind'], type: FunctionType, extra: Partial<Frame> = {}): void {
    this.#frames.push({
      ...{ kind, params: type.params, results: type.results, height: this.#stack.length },
      ...{ incoming: [], header: undefined, assigned: [], otherwise: undefined },
      ...extra,
    });
  }

  #skip({ opcode }: Instruction): void {
    if (opcode === 0x02 || opcode === 0x03 || opcode === 0x04) this.#skippedDepth++;
    else if (opcode === 0x0b && this.#skippedDepth > 0) this.#skippedDepth--;
    else if (opcode === 0x0b) this.#end();
    else if (opcode === 0x05 && this.#skippedDepth === 0) this.#else();
  }

  #translate(instruction: Instruction, index: number): void {
    const { opcode } = instruction;
    switch (opcode) {
      case 0x00:
        this.block!.terminator = { kind: 'jump', edges: [{ target: this.trapBlock('unreachable'), args: [] }] };
        this.block = undefined;
        return;
      case 0x01:
        return;
      case 0x02: {
        const type = this.#blockType(instruction);
        const params = this.popAll(type.params);
        this.#open('block', type);
        for (const [i, param] of params.entries()) this.push(type.params[i]!, param);
        return;
      }
      case 0x03:
        this.#loop(this.#blockType(instruction), index);
        return;
      case 0x04:
        this.#if(this.#blockType(instruction));
        return;
      case 0x05:
        this.#else();
        return;
      case 0x0b:
        this.#end();
        return;
      case 0x0c:
        this.#jump(this.#branchTo(instruction.imm, true));
        return;
      case 0x0d: {
        const condition = this.pop('i32');
        const next = newBlock(this.fn);
        const edges: [Edge, Edge] = [this.#branchTo(instruction.imm, false), { target: next, args: [] }];
        this.block!.terminator = { kind: 'branch', op: 'bne', a: condition, b: this.constant(0n), edges };
        this.block = next;
        return;
      }
      case 0x0e: {
        const selector = this.pop('i32');
        const edges = instruction.labels.map((label) => this.#branchTo(label, false));
        this.block!.terminator = { kind: 'switch', index: selector, edges };
        this.block = undefined;
        return;
      }
      case 0x0f:
        this.#jump(this.#branchTo(this.#frames.length - 1, true));
        return;
      case 0x10:
      case 0x11:
        translateCall(this, instruction);
        return;
      case 0x1a:
        this.pop();
        return;
      case 0x1b: {
        const condition = this.pop('i32');
        const b = this.popOperand();
        const a = this.popOperand(b.type);
        if (b.type === 'funcref' && instruction.imm === 0) this.invalid('select of references must name its type');
        this.push(a.type, a.value === b.value ? a.value : this.choose(condition, a.value, b.value, a.type));
        return;
      }
      default:
        if (opcode === 0x25 || opcode === 0x26 || (opcode >= 0xd0 && opcode <= 0xd2) || opcode >= 0xfc0c) {
          translateTable(this, instruction);
        } else if (opcode >= 0x20 && opcode <= 0x40) translateVariable(this, instruction);
        else if (opcode >= 0xfc08) translateVariable(this, instruction);
        else translateNumeric(this, instruction);
    }
  }

  #jump(edge: Edge): void {
    this.block!.terminator = { kind: 'jump', edges: [edge] };
    this.block = undefined;
  }

  /** The edge to a label; forward labels fill in its arguments when they are reached. */
  #branchTo(depth: number, doesPop: boolean): Edge {
    const frame = this.#frames[this.#frames.length - 1 - depth];
    if (!frame) return this.invalid(`label ${depth} does not exist`);
    const types = labelTypes(frame);
    const values = this.popAll(types);
    if (!doesPop) for (const [i, value] of values.entries()) this.push(types[i]!, value);
    return this.#edgeTo(frame, values);
  }

  #edgeTo(frame: Frame, values: readonly Value[]): Edge {
    if (frame.header) {
      return { target: frame.header, args: [...values, ...frame.assigned.map((local) => this.locals[local]!)] };
    }
    const edge: Edge = { target: this.fn.blocks[0]!, args: [] };
    frame.incoming.push({ edge, stack: values, locals: this.locals.slice() });
    return edge;
  }

  #loop(type: FunctionType, index: number): void {
    const values = this.popAll(type.params);
    const header = newBlock(this.fn);
    const assigned = this.#assigned.get(index)!;
    for (const local of assigned) if (local >= this.locals.length) this.invalid(`local ${local} does not exist`);
    const args = [...values, ...assigned.map((local) => this.locals[local]!)];
    const params = type.params.map((param) => this.#param(header, param));
    for (const local of assigned) this.locals[local] = this.#param(header, this.localTypes[local]!);
    this.block!.terminator = { kind: 'jump', edges: [{ target: header, args }] };
    this.block = header;
    this.#open('loop', type, { header, assigned });
    for (const [i, param] of params.entries()) this.push(type.params[i]!, param);
  }

  #if(type: FunctionType): void {
    const condition = this.pop('i32');
    const params = this.popAll(type.params);
    const then = newBlock(this.fn);
    const edges: [Edge, Edge] = [
      { target: then, args: [] },
      { target: then, args: [] },
    ];
    this.block!.terminator = { kind: 'branch', op: 'bne', a: condition, b: this.constant(0n), edges };
    this.block = then;
    const stack = params.map((value, i) => ({ type: type.params[i]!, value }));
    this.#open('if', type, { otherwise: { edge: edges[1], stack, locals: this.locals.slice() } });
    this.#stack.push(...stack);
  }

  #leave(frame: Frame): void {
    if (!this.block) return;
    const values = this.popAll(frame.results);
    if (this.#stack.length > frame.height) this.invalid('operands left over at the end of a block');
    const edge: Edge = { target: this.fn.blocks[0]!, args: [] };
    frame.incoming.push({ edge, stack: values, locals: this.locals.slice() });
    this.#jump(edge);
  }

  #else(): void {
    const frame = this.#frames.at(-1)!;
    if (frame.kind !== 'if' || !frame.otherwise) this.invalid('else without if');
    this.#leave(frame);
    this.#enterElse(frame);
  }

  #enterElse(frame: Frame): void {
    const { edge, stack, locals } = frame.otherwise!;
    this.#stack.length = frame.height;
    this.#frames[this.#frames.length - 1] = { ...frame, kind: 'else', otherwise: undefined };
    this.block = newBlock(this.fn);
    edge.target = this.block;
    this.locals = locals.slice();
    this.#stack.push(...stack);
  }

  #end(): void {
    let frame = this.#frames.at(-1)!;
    this.#leave(frame);
    if (frame.otherwise) {
      if (frame.params.join() !== frame.results.join())
        this.invalid('if without else must leave its operands as they are');
      this.#enterElse(frame);
      frame = this.#frames.at(-1)!;
      this.#leave(frame);
    }
    this.#frames.pop();
    this.#stack.length = frame.height;
    if (frame.incoming.length === 0) {
      this.block = undefined;
      return;
    }
    this.block = newBlock(this.fn);
    const values = this.#merge(frame, this.block);
    if (frame.kind === 'function') {
      this.block.terminator = { kind: 'return', args: values, edges: [] };
      return;
    }
    for (const [i, value] of values.entries()) this.push(frame.results[i]!, value);
  }

  /** Results and locals where all edges to a label's end meet. */
  #merge(frame: Frame, block: Block): Value[] {
    const { incoming } = frame;
    for (const { edge } of incoming) edge.target = block;
    const join = (type: ValueType, of: (from: Incoming) => Value): Value => {
      const first = of(incoming[0]!);
      if (incoming.every((from) => of(from) === first)) return first;
      for (const from of incoming) from.edge.args.push(of(from));
      return this.#param(block, type);
    };
    const values = frame.results.map((type, i) => join(type, (from) => from.stack[i]!));
    if (frame.kind !== 'function') {
      this.locals = this.localTypes.map((type, local) => join(type, (from) => from.locals[local]!));
    }
    return values;
  }
}
