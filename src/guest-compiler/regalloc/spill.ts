/**
 * Values in memory. A spilled web has one slot in the frame: results are stored once where they are made, and loaded before they are
 * used, first once per block, and if that finds no register either, once per use. Moves (edges, calls, returns) read and
 * write slots directly. Constants have no slot: they are made again.
 */
import { compilerBug } from '../errors.ts';
import { type Block, type IrFunction, newValue, terminatorOperands, type Value } from '../ir/ir.ts';

export class Spills {
  numSlots = 0;
  readonly #fn: IrFunction;
  readonly #slots = new Map<Value, number>();
  readonly #constants = new Set<Value>();
  readonly #pieces = new Set<Value>();
  /** Of the reloads shared by a block: what they reload. */
  readonly #origin = new Map<Value, Value>();
  /** Shared reloads that found no register: from now on each use reloads. */
  readonly #unshared = new Set<Value>();
  #fresh: Value[] = [];

  constructor(fn: IrFunction) {
    this.#fn = fn;
  }

  slot(value: Value): number | undefined {
    return this.#slots.get(value);
  }

  /** A constant that is made where it is needed. */
  isRemade(value: Value): boolean {
    return this.#constants.has(value);
  }

  /** Needs no register: moves find it in its slot, or it is a constant made again. */
  isInMemory(value: Value): boolean {
    return (this.#slots.has(value) && value.op === 'param') || this.#constants.has(value);
  }

  /** Lives for an instruction only and must get a register. */
  isPiece(value: Value): boolean {
    return this.#pieces.has(value);
  }

  spill(members: readonly Value[]): void {
    const [first] = members;
    if (members.some((member) => this.#pieces.has(member))) {
      throw compilerBug(this.#fn.name, 'no register for a piece of a spilled value');
    }
    if (members.length === 1 && this.#origin.has(first!)) {
      this.#unshared.add(first!);
    } else if (members.length === 1 && first!.op === 'li') {
      this.#constants.add(first!);
    } else {
      const slot = this.numSlots++;
      for (const member of members) this.#slots.set(member, slot);
    }
    this.#fresh.push(...members);
  }

  /** Inserts the stores and loads for what was spilled since the last time. */
  rewrite(): void {
    const fresh = new Set(this.#fresh);
    this.#fresh = [];
    for (const block of this.#fn.blocks) this.#rewriteBlock(block, fresh);
  }

  #rewriteBlock(block: Block, fresh: ReadonlySet<Value>): void {
    const result: Value[] = [];
    const shared = new Map<Value, Value>();
    const reload = (value: Value): Value => {
      if (!fresh.has(value)) return value;
      const isUnshared = this.#unshared.has(value);
      const origin = isUnshared ? this.#origin.get(value)! : value;
      const known = isUnshared ? undefined : shared.get(value);
      if (known) return known;
      const copy = this.#constants.has(origin) ? newValue(this.#fn, 'li', []) : newValue(this.#fn, 'reload', []);
      copy.constant = origin.constant;
      copy.imm = this.#slots.get(origin) ?? 0;
      copy.block = block;
      result.push(copy);
      if (isUnshared) this.#pieces.add(copy);
      else {
        shared.set(value, copy);
        this.#origin.set(copy, origin);
      }
      return copy;
    };
    for (const value of block.values) {
      if (fresh.has(value) && (this.#constants.has(value) || this.#unshared.has(value))) continue;
      if (value.op !== 'call') {
        const first = value.op === 'callIndirect' ? value.args.length - 1 : 0;
        for (let i = first; i < value.args.length; i++) value.args[i] = reload(value.args[i]!);
      }
      // Moves take it from the slot.
      for (let i = 0; i < value.args.length; i++) value.args[i] = this.#moved(value.args[i]!, fresh);
      result.push(value);
      for (const made of [value, ...value.extraResults]) {
        if (fresh.has(made) && this.#slots.has(made) && made.op !== 'reload') {
          const store = newValue(this.#fn, 'spill', [made], this.#slots.get(made)!);
          store.hasResult = false;
          store.block = block;
          result.push(store);
          this.#pieces.add(made);
        }
      }
    }
    const terminator = block.terminator!;
    if (terminator.kind === 'branch') {
      terminator.a = reload(terminator.a);
      terminator.b = reload(terminator.b);
    } else if (terminator.kind === 'switch' || terminator.kind === 'table') terminator.index = reload(terminator.index);
    else if (terminator.kind === 'return') {
      terminator.args = terminatorOperands(terminator).map((arg) => this.#moved(arg, fresh));
    }
    for (const edge of terminator.edges) edge.args = edge.args.map((arg) => this.#moved(arg, fresh));
    block.values = result;
  }

  /** In moves, a block's shared reload is its origin again. */
  #moved(value: Value, fresh: ReadonlySet<Value>): Value {
    return fresh.has(value) && this.#unshared.has(value) ? this.#origin.get(value)! : value;
  }
}
