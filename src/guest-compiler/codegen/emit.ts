/** Machine code of a function whose values have registers: prologue, values, moves of edges and calls, terminators, epilogue. */
import { findInstruction, type Mnemonic } from '../../isa/rv64im.ts';
import { compilerBug } from '../errors.ts';
import type { Block, BranchOp, IrFunction, Value } from '../ir/ir.ts';
import { type Allocation, fixedRegister } from '../regalloc/allocate.ts';
import {
  CALL_CLOBBERS,
  calleeSaved,
  calleeSavedMask,
  FIRST_ARGUMENT,
  NUM_ARGUMENT_REGISTERS,
  RA,
  SCRATCH,
  SP,
  TARGET,
} from '../regalloc/registers.ts';
import { arrange } from './arrange.ts';
import type { ConstantPool } from './constant-pool.ts';
import { type FrameLayout, layoutFrame } from './frame.ts';
import { CodeBuffer, type MachineFunction, type MachineInstruction } from './machine.ts';
import { emitMoves, loadFromStack, type Place, type PlaceMove, storeToStack } from './moves.ts';

/** a7. */
const SYSTEM_CALL_NUMBER = 17;

export interface EmittedBlock {
  readonly block: Block;
  readonly body: readonly MachineInstruction[];
  readonly end: BlockEnd;
  /** Of its end, in the module. */
  readonly offset: number;
}

export type BlockEnd =
  | { readonly kind: 'jump'; readonly target: Block }
  | {
      readonly kind: 'branch';
      readonly op: BranchOp;
      readonly rs1: number;
      readonly rs2: number;
      readonly targets: readonly [Block, Block];
    }
  /** The body ends by itself: return, trap, jump through a table. */
  | { readonly kind: 'none' };

export interface EmitOptions {
  readonly clobbers: (symbol: string) => number | undefined;
  /** Number of the system call that stands in place of a call of this function, if it does. */
  readonly inlineSystemCall: (symbol: string) => number | undefined;
  /** sp must not fall below it; undefined where the depth of calls is bounded. */
  readonly stackLimit: number | undefined;
  readonly pool?: ConstantPool | undefined;
}

export function emitFunction(fn: IrFunction, allocation: Allocation, options: EmitOptions): MachineFunction {
  return new Emitter(fn, allocation, options).run();
}

class Emitter {
  readonly #fn: IrFunction;
  readonly #allocation: Allocation;
  readonly #options: EmitOptions;
  readonly #frame: FrameLayout;
  #clobbers = 0;

  constructor(fn: IrFunction, allocation: Allocation, options: EmitOptions) {
    this.#fn = fn;
    this.#allocation = allocation;
    this.#options = options;
    const used = new Set(allocation.registers.values());
    const hasCalls = fn.blocks.some(({ values }) => values.some(({ op }) => op === 'call' || op === 'callIndirect'));
    const saved = calleeSaved.filter((register) => used.has(register));
    this.#frame = layoutFrame(fn, allocation.spills.numSlots, hasCalls ? [RA, ...saved] : saved);
  }

  run(): MachineFunction {
    const { tables } = this.#fn.blocks.reduce(
      (all, { terminator }) => {
        if (terminator?.kind === 'table') {
          all.tables.push({ address: terminator.table, labels: terminator.edges.map(({ target }) => target.id) });
        }
        return all;
      },
      { tables: [] as { address: number; labels: number[] }[] },
    );
    const emitted = this.#fn.blocks.map((block) => this.#emitBlock(block));
    const { instructions, labels } = arrange(emitted, new Set(tables.flatMap((table) => table.labels)));
    for (const { op, rd, symbol } of instructions) {
      if (hasDestination(op)) this.#clobbers |= 1 << rd;
      // What a callee changes is changed here too.
      if (symbol !== undefined && rd === RA) this.#clobbers |= this.#options.clobbers(symbol) ?? CALL_CLOBBERS;
      if (op === 'jalr' && rd === RA) this.#clobbers |= CALL_CLOBBERS;
    }
    return {
      ...{ symbol: this.#fn.symbol, name: this.#fn.name, instructions, labels, tables },
      clobbers: (this.#clobbers & ~calleeSavedMask & ~1 & ~(1 << SP)) | (1 << RA) | (1 << SCRATCH),
      frameBytes: this.#frame.bytes,
    };
  }

  #register(value: Value): number {
    const register = fixedRegister(value) ?? this.#allocation.registers.get(value);
    if (register === undefined) throw compilerBug(this.#fn.name, `value ${value.id} (${value.op}) has no register`);
    return register;
  }

  #place(value: Value): Place {
    const { spills } = this.#allocation;
    if (value.op === 'const') return { kind: 'constant', value: value.constant };
    if (spills.isRemade(value)) return { kind: 'constant', value: value.constant };
    const slot = spills.slot(value);
    if (slot !== undefined) return { kind: 'memory', offset: this.#frame.slotOffset(slot) };
    return { kind: 'register', register: this.#register(value) };
  }

  #argument(index: number, memoryOffset: (index: number) => number): Place {
    if (index < NUM_ARGUMENT_REGISTERS) return { kind: 'register', register: FIRST_ARGUMENT + index };
    return { kind: 'memory', offset: memoryOffset(index) };
  }

  #emitBlock(block: Block): EmittedBlock {
    const code = new CodeBuffer(this.#options.pool);
    const end = (kind: BlockEnd): EmittedBlock => ({
      ...{ block, body: code.instructions, end: kind, offset: code.offset },
    });
    code.offset = block.offset;
    if (block === this.#fn.blocks[0]) this.#prologue(code);
    for (const value of block.values) {
      if (value.offset !== 0) code.offset = value.offset;
      this.#emitValue(code, value);
    }
    const terminator = block.terminator!;
    switch (terminator.kind) {
      case 'jump': {
        const [{ target, args }] = terminator.edges;
        const moves = args.map((arg, i) => ({ to: this.#place(target.params[i]!), from: this.#place(arg) }));
        this.#moves(code, moves);
        return end({ kind: 'jump', target });
      }
      case 'branch': {
        const [rs1, rs2] = [this.#register(terminator.a), this.#register(terminator.b)];
        const [first, second] = terminator.edges;
        return end({ kind: 'branch', op: terminator.op, rs1, rs2, targets: [first.target, second.target] });
      }
      case 'table':
        code.i('jalr', 0, this.#register(terminator.index), 0);
        break;
      case 'return': {
        const moves = terminator.args.map((arg, i) => ({
          to: this.#argument(i, this.#frame.incomingOffset),
          from: this.#place(arg),
        }));
        this.#moves(code, moves);
        this.#epilogue(code);
        code.i('jalr', 0, RA, 0);
        break;
      }
      case 'trap':
        code.offset = terminator.offset;
        // Nothing comes back: the register tells the host where the trap was.
        code.call(`trap.${terminator.reason}`, SCRATCH);
        break;
      default:
        throw compilerBug(this.#fn.name, 'a switch was not lowered');
    }
    return end({ kind: 'none' });
  }

  #moves(code: CodeBuffer, moves: readonly PlaceMove[]): void {
    emitMoves(code, moves, this.#frame.cycleOffset);
  }

  #prologue(code: CodeBuffer): void {
    const { bytes, saved, incomingOffset } = this.#frame;
    this.#adjustStack(code, -bytes);
    const { stackLimit } = this.#options;
    if (stackLimit !== undefined) {
      code.loadImmediate(SCRATCH, BigInt(stackLimit));
      // The branch is to the block of the trap, which every function with a limit has.
      code.branch('bltu', SP, SCRATCH, STACK_OVERFLOW_LABEL);
    }
    for (const { register, offset } of saved) storeToStack(code, register, offset);
    const moves = this.#fn.params.map(
      (param, i): PlaceMove => ({ to: this.#place(param), from: this.#argument(i, incomingOffset) }),
    );
    this.#moves(code, moves);
  }

  #epilogue(code: CodeBuffer): void {
    for (const { register, offset } of this.#frame.saved) loadFromStack(code, register, offset);
    this.#adjustStack(code, this.#frame.bytes);
  }

  #adjustStack(code: CodeBuffer, bytes: number): void {
    if (bytes === 0) return;
    if (bytes >= -2048 && bytes < 2048) code.i('addi', SP, SP, bytes);
    else {
      code.loadImmediate(SCRATCH, BigInt(bytes));
      code.r('add', SP, SP, SCRATCH);
    }
  }

  #emitValue(code: CodeBuffer, value: Value): void {
    const { op, args, imm } = value;
    switch (op) {
      case 'li':
        code.loadConstant(this.#register(value), value.constant);
        return;
      case 'getReg':
        if (fixedRegister(value) === undefined) code.move(this.#register(value), imm);
        return;
      case 'setReg':
        code.move(imm, this.#register(args[0]!));
        return;
      case 'marker':
        code.i('addi', 0, 0, imm);
        return;
      case 'reload':
        loadFromStack(code, this.#register(value), this.#frame.slotOffset(imm));
        return;
      case 'spill':
        storeToStack(code, this.#register(args[0]!), this.#frame.slotOffset(imm));
        return;
      case 'call':
      case 'callIndirect':
        this.#call(code, value);
        return;
    }
    const entry = findInstruction(op);
    if (!entry) throw compilerBug(this.#fn.name, `no code for ${op}`);
    const mnemonic = entry.mnemonic;
    if (entry.format === 'S') code.store(mnemonic, this.#register(args[1]!), this.#register(args[0]!), imm);
    else if (entry.format === 'R') {
      code.r(mnemonic, this.#register(value), this.#register(args[0]!), this.#register(args[1]!));
    } else code.i(mnemonic, this.#register(value), this.#register(args[0]!), imm);
  }

  #call(code: CodeBuffer, value: Value): void {
    const isIndirect = value.op === 'callIndirect';
    const args = isIndirect ? value.args.slice(0, -1) : value.args;
    const moves: PlaceMove[] = args.map((arg, i) => ({
      to: this.#argument(i, this.#frame.outgoingOffset),
      from: this.#place(arg),
    }));
    if (isIndirect) {
      moves.push({
        to: { kind: 'register', register: TARGET },
        from: { kind: 'register', register: this.#register(value.args.at(-1)!) },
      });
    }
    this.#moves(code, moves);
    if (isIndirect) code.i('jalr', RA, TARGET, 0);
    else this.#callOrSystemCall(code, value);
    const results = [...(value.hasResult ? [value] : []), ...value.extraResults];
    const taken = results.filter((result) => this.#isPlaced(result));
    const back = taken.map((result): PlaceMove => {
      const register = { kind: 'register', register: this.#register(result) } as const;
      return { to: register, from: this.#argument(results.indexOf(result), this.#frame.outgoingOffset) };
    });
    this.#moves(code, back);
  }

  /** Perf: without call and return around the system call, which are two of its five cycles. */
  #callOrSystemCall(code: CodeBuffer, value: Value): void {
    const number = this.#options.inlineSystemCall(value.callee);
    if (number === undefined) {
      code.call(value.callee, RA);
      return;
    }
    code.loadImmediate(SYSTEM_CALL_NUMBER, BigInt(number));
    code.r('ecall', 0, 0, 0);
    // The result says whether it succeeded; where it does not, it traps.
    if (value.hasResult && this.#isPlaced(value)) code.i('addi', FIRST_ARGUMENT, 0, 0);
    this.#clobbers |= this.#options.clobbers(value.callee) ?? CALL_CLOBBERS;
  }

  #isPlaced(value: Value): boolean {
    return this.#allocation.registers.has(value);
  }
}

/** Label of the trap of stack overflows; blocks have labels from 0. */
export const STACK_OVERFLOW_LABEL = -1;

function hasDestination(op: Mnemonic): boolean {
  const format = findInstruction(op)!.format;
  return format !== 'S' && format !== 'B' && format !== 'system';
}
