/**
 * The body of one random function, well typed by construction. Every run ends: each call and each turn of a loop that is not
 * counted takes from a common store of fuel, and without fuel functions return at once and loops end.
 */
import type { Random } from '../../support/random.ts';
import { constant, divisions, floatArithmetic, floatBits, loads, operations, stores, type Type } from './operations.ts';
import { tableStatement } from './tables.ts';

export interface Signature {
  readonly name: string;
  readonly parameters: readonly Type[];
  readonly results: readonly Type[];
}

/** Functions of one type, at `start` in the table; their number is a power of two. */
export interface TableRange {
  readonly type: string;
  readonly signature: Signature;
  readonly start: number;
  readonly count: number;
  /** The functions, as operands. */
  readonly names: readonly string[];
}

export interface Surroundings {
  readonly types: readonly Type[];
  readonly functions: readonly Signature[];
  readonly table: readonly TableRange[];
  readonly globals: readonly { readonly name: string; readonly type: Type; readonly isMutable: boolean }[];
  /** Names and lengths of passive data segments. */
  readonly segments: readonly (readonly [name: string, length: number])[];
  /** Now and then what may trap: a division without a guard, a bad index of the table, `unreachable`. */
  readonly traps: boolean;
  /** Now and then an address out of bounds. */
  readonly outOfBounds: boolean;
  /** Statements on tables. */
  readonly tables: boolean;
}

interface Label {
  readonly name: string;
  readonly types: readonly Type[];
  readonly isLoop: boolean;
}

/** Number of loops around, beyond which there are no more: bounds the work of counted loops. */
const MAX_LOOP_DEPTH = 2;

export class FunctionGenerator {
  readonly #random: Random;
  readonly #around: Surroundings;
  readonly #signature: Signature;
  readonly #locals: Type[];
  readonly #counters: number[] = [];
  readonly #labels: Label[] = [];
  #loopDepth = 0;
  #numLabels = 0;
  /** What is left of the function's size. */
  #budget: number;

  constructor(random: Random, around: Surroundings, signature: Signature) {
    this.#random = random;
    this.#around = around;
    this.#signature = signature;
    const numLocals = random.below(3) === 0 ? random.between(10, 40) : random.below(6);
    this.#locals = [...signature.parameters, ...Array.from({ length: numLocals }, () => random.pick(around.types))];
    this.#budget = random.pick([30, 80, 200, 400]);
  }

  text(): string {
    const { name, parameters, results } = this.#signature;
    const numDeclared = this.#locals.length;
    const statements = this.#statements(this.#random.between(1, 8), 4);
    const result = results.map((type) => this.#expression(type, 3)).join(' ');
    const zeros = results.map((type) => `(${type}.const 0)`).join(' ');
    // Loop counters were added behind the declared locals.
    const locals = [...this.#locals.slice(parameters.length, numDeclared), ...this.#counters.map(() => 'i32')];
    return `(func $${name}${list('param', parameters)}${list('result', results)}${list('local', locals)}
  (if (i32.eqz (call $burn)) (then (return ${zeros})))
  ${statements}
  ${result})`;
  }

  #chance(oneIn: number): boolean {
    return this.#random.below(oneIn) === 0;
  }

  // Expressions

  #expression(type: Type, depth: number): string {
    this.#budget--;
    if (depth <= 0 || this.#budget <= 0) return this.#leaf(type);
    const random = this.#random;
    switch (random.below(24)) {
      case 0:
      case 1:
        return this.#leaf(type);
      case 2:
      case 3:
        return `(${random.pick(loads[type])} ${this.#address(depth - 1)})`;
      case 4:
        return this.#division(type, depth);
      case 5:
        return `(select ${this.#expression(type, depth - 1)} ${this.#expression(type, depth - 1)} ${this.#expression('i32', depth - 1)})`;
      case 6: {
        const local = this.#local(type);
        return local === undefined ? this.#leaf(type) : `(local.tee ${local} ${this.#expression(type, depth - 1)})`;
      }
      case 7: {
        const condition = this.#expression('i32', depth - 1);
        const label = this.#push([type]);
        const arms = ['then', 'else'].map(
          (arm) => `(${arm} ${this.#statements(random.below(2), depth - 1)} ${this.#expression(type, depth - 1)})`,
        );
        this.#labels.pop();
        return `(if $${label} (result ${type}) ${condition} ${arms.join(' ')})`;
      }
      case 8: {
        const label = this.#push([type]);
        const body = `${this.#statements(random.between(1, 2), depth - 1)} ${this.#expression(type, depth - 1)}`;
        this.#labels.pop();
        return `(block $${label} (result ${type}) ${body})`;
      }
      case 9:
        return this.#call(type, depth);
      case 10: {
        // A branch that keeps its value when it is not taken.
        const labels = this.#labels.filter(
          (label) => !label.isLoop && label.types.length === 1 && label.types[0] === type,
        );
        if (labels.length === 0) return this.#operation(type, depth);
        return `(br_if $${random.pick(labels).name} ${this.#expression(type, depth - 1)} ${this.#expression('i32', depth - 1)})`;
      }
      case 11:
        return type === 'i32' && this.#chance(2) ? this.#memoryOperation(depth) : this.#operation(type, depth);
      case 12:
        return this.#chance(6)
          ? `(block (result ${type}) ${this.#leave(depth - 1)} ${this.#statements(1, 1)})`
          : this.#operation(type, depth);
      default:
        return this.#operation(type, depth);
    }
  }

  #leaf(type: Type): string {
    const random = this.#random;
    const local = this.#chance(3) ? undefined : this.#readable(type);
    if (local !== undefined) return `(local.get ${local})`;
    const globals = this.#around.globals.filter((global) => global.type === type);
    if (globals.length > 0 && this.#chance(4)) return `(global.get $${random.pick(globals).name})`;
    return constant(random, type);
  }

  #operation(type: Type, depth: number): string {
    const random = this.#random;
    const hasFloats = this.#around.types.includes('f64');
    if (type === 'f32' || type === 'f64') {
      if (this.#chance(4)) return this.#apply(random.pick(floatBits[type]), depth);
      return `(call $canonical_${type} ${this.#apply(random.pick(floatArithmetic[type]), depth)})`;
    }
    if (hasFloats && this.#chance(4)) return this.#apply(random.pick(floatBits[type]), depth);
    return this.#apply(random.pick(operations[type]), depth);
  }

  #apply({ name, operands }: { readonly name: string; readonly operands: readonly Type[] }, depth: number): string {
    return `(${name} ${operands.map((type) => this.#expression(type, depth - 1)).join(' ')})`;
  }

  #division(type: Type, depth: number): string {
    if (type === 'f32' || type === 'f64') return this.#operation(type, depth);
    const name = this.#random.pick(divisions);
    const dividend = this.#expression(type, depth - 1);
    const divisor = this.#expression(type, depth - 1);
    if (this.#around.traps && this.#chance(8)) return `(${type}.${name} ${dividend} ${divisor})`;
    // Neither 0 nor -1: the lowest bits are 01; or a constant.
    if (this.#chance(3))
      return `(${type}.${name} ${dividend} (${type}.const ${this.#random.pick([1, 2, 3, -2, -3, 7, 8, 10, 1000, 0x7fff_ffff])}))`;
    return `(${type}.${name} ${dividend} (${type}.or (${type}.and ${divisor} (${type}.const -4)) (${type}.const 1)))`;
  }

  /** An immediate offset and an address that stay in bounds, mostly. */
  #address(depth: number): string {
    const random = this.#random;
    const offset = this.#chance(3) ? `offset=${random.pick([1, 4, 8, 100, 2040, 2048, 4096, 20_000])}` : '';
    if (this.#around.outOfBounds && this.#chance(30)) return `${offset} ${this.#expression('i32', depth)}`;
    if (this.#chance(4)) return `${offset} (i32.const ${random.below(65_536)})`;
    const masked = `(i32.and ${this.#expression('i32', depth)} (i32.const ${random.pick([0xff, 0xfff8, 0xfff, 0x7ffc, 0xffff])}))`;
    switch (random.below(4)) {
      case 0:
        return `${offset} (i32.add ${masked} (i32.const ${random.pick([8, 16, 1024, 40_000])}))`;
      case 1:
        return `${offset} (i32.shl (i32.and ${this.#expression('i32', depth)} (i32.const 0x1ff)) (i32.const 3))`;
      default:
        return `${offset} ${masked}`;
    }
  }

  #arguments(types: readonly Type[], depth: number): string {
    return types.map((type) => this.#expression(type, depth - 1)).join(' ');
  }

  #call(type: Type, depth: number): string {
    const matches = ({ results }: Signature) => results.length === 1 && results[0] === type;
    const ranges = this.#around.table.filter(({ signature }) => matches(signature));
    if (ranges.length > 0 && this.#chance(3)) return this.#callIndirect(this.#random.pick(ranges), depth);
    const functions = this.#around.functions.filter(matches);
    if (functions.length === 0) return this.#operation(type, depth);
    const { name, parameters } = this.#random.pick(functions);
    return `(call $${name} ${this.#arguments(parameters, depth)})`;
  }

  #callIndirect({ type, signature, start, count }: TableRange, depth: number): string {
    const values = this.#arguments(signature.parameters, depth);
    const index = this.#expression('i32', depth - 1);
    if (this.#around.traps && this.#chance(20))
      return `(call_indirect (type $${type}) ${values} (i32.and ${index} (i32.const 31)))`;
    const masked = `(i32.and ${index} (i32.const ${count - 1}))`;
    return `(call_indirect (type $${type}) ${values} (i32.add ${masked} (i32.const ${start})))`;
  }

  #memoryOperation(depth: number): string {
    if (this.#chance(2)) return '(memory.size)';
    if (this.#chance(5)) return `(memory.grow ${this.#expression('i32', depth - 1)})`;
    return `(memory.grow (i32.and ${this.#expression('i32', depth - 1)} (i32.const 1)))`;
  }

  // Statements

  #statements(count: number, depth: number): string {
    return Array.from({ length: count }, () => this.#statement(depth)).join('\n  ');
  }

  #statement(depth: number): string {
    this.#budget--;
    if (depth <= 0 || this.#budget <= 0) return this.#assignment(1);
    const random = this.#random;
    const { tables, table, traps } = this.#around;
    if (tables && table.length > 0 && this.#chance(6)) {
      return tableStatement(random, random.pick(table), () => this.#expression('i32', depth - 1), traps);
    }
    switch (random.below(22)) {
      case 0:
      case 1:
      case 2: {
        const type = random.pick(this.#around.types);
        const address = this.#address(depth - 1);
        return `(${random.pick(stores[type])} ${address} ${this.#expression(type, depth - 1)})`;
      }
      case 3:
      case 4:
        return this.#if(depth);
      case 5:
        return this.#block(depth);
      case 6:
      case 7:
        return this.#loopDepth < MAX_LOOP_DEPTH ? this.#loop(depth) : this.#assignment(depth);
      case 8:
        return this.#branch(depth);
      case 9:
        return this.#table(depth);
      case 10:
      case 11:
        return this.#callStatement(depth);
      case 12: {
        const type = random.pick(this.#around.types);
        return `(call $emit_${type} ${this.#expression(type, depth)})`;
      }
      case 13:
        return this.#bulk(depth);
      case 14:
        return this.#chance(2) ? '(nop)' : `(drop ${this.#expression(random.pick(this.#around.types), depth)})`;
      case 15:
        return `(if ${this.#expression('i32', depth - 1)} (then ${this.#chance(2) ? this.#statement(depth - 1) : ''} ${this.#leave(depth - 1)}))`;
      case 16:
        return this.#multiBlock(depth);
      default:
        return this.#assignment(depth);
    }
  }

  #assignment(depth: number): string {
    const type = this.#random.pick(this.#around.types);
    const globals = this.#around.globals.filter((global) => global.type === type && global.isMutable);
    if (globals.length > 0 && this.#chance(4))
      return `(global.set $${this.#random.pick(globals).name} ${this.#expression(type, depth)})`;
    const local = this.#local(type);
    if (local === undefined) return `(call $emit_${type} ${this.#expression(type, depth)})`;
    return `(local.set ${local} ${this.#expression(type, depth)})`;
  }

  #if(depth: number): string {
    const condition = this.#expression('i32', depth);
    const label = this.#push([]);
    const then = `(then ${this.#statements(this.#random.between(1, 3), depth - 1)})`;
    const otherwise = this.#chance(2) ? `(else ${this.#statements(this.#random.between(1, 3), depth - 1)})` : '';
    this.#labels.pop();
    return `(if $${label} ${condition} ${then} ${otherwise})`;
  }

  #block(depth: number): string {
    const label = this.#push([]);
    const body = this.#statements(this.#random.between(2, 5), depth - 1);
    this.#labels.pop();
    return `(block $${label} ${body})`;
  }

  #loop(depth: number): string {
    this.#loopDepth++;
    const isCounted = this.#chance(2);
    const exit = this.#push([]);
    const label = this.#push([], true);
    const count = this.#random.between(1, 3);
    let text: string;
    if (isCounted) {
      // The counter is a local of its own that the body can read, but not set.
      this.#counters.push(this.#locals.length);
      const counter = this.#locals.length;
      this.#locals.push('i32');
      const body = this.#statements(count, depth - 1);
      const step = `(local.tee ${counter} (i32.add (local.get ${counter}) (i32.const 1)))`;
      text = `(local.set ${counter} (i32.const 0)) (block $${exit} (loop $${label} ${body} (br_if $${label} (i32.lt_u ${step} (i32.const ${this.#random.between(1, 6)})))))`;
    } else if (this.#chance(2)) {
      const body = this.#statements(count, depth - 1);
      text = `(block $${exit} (loop $${label} (br_if $${exit} (i32.eqz (call $burn))) (br_if $${exit} ${this.#expression('i32', depth - 1)}) ${body} (br $${label})))`;
    } else {
      const body = this.#statements(count, depth - 1);
      text = `(block $${exit} (loop $${label} ${body} (br_if $${label} ${this.#guarded(depth)})))`;
    }
    this.#labels.splice(-2);
    this.#loopDepth--;
    return text;
  }

  /** A condition that fails without fuel. */
  #guarded(depth: number): string {
    return `(i32.and (call $burn) (i32.ne (i32.const 0) ${this.#expression('i32', depth - 1)}))`;
  }

  #branch(depth: number): string {
    const labels = this.#labels.filter(({ types }) => types.length === 0);
    if (labels.length === 0) return this.#assignment(depth);
    const { name, isLoop } = this.#random.pick(labels);
    return `(br_if $${name} ${isLoop ? this.#guarded(depth) : this.#expression('i32', depth - 1)})`;
  }

  /** Leaves this place for good: what follows is dead. */
  #leave(depth: number): string {
    const labels = this.#labels.filter(({ isLoop }) => !isLoop);
    if (this.#around.traps && this.#chance(40)) return '(unreachable)';
    if (labels.length === 0 || this.#chance(4)) return `(return ${this.#arguments(this.#signature.results, depth)})`;
    const { name, types } = this.#random.pick(labels);
    const alike = labels.filter((label) => label.types.join() === types.join());
    const values = this.#arguments(types, depth);
    if (this.#chance(2)) return `(br $${name} ${values})`;
    const targets = Array.from({ length: this.#random.between(1, 5) }, () => `$${this.#random.pick(alike).name}`).join(
      ' ',
    );
    return `(br_table ${targets} ${values} (i32.and ${this.#expression('i32', depth - 1)} (i32.const 7)))`;
  }

  /** A switch: nested blocks, some of which fall through into the next. */
  #table(depth: number): string {
    const random = this.#random;
    const labels = Array.from({ length: random.between(1, 6) }, () => this.#push([]));
    const exit = labels[0]!;
    const targets = Array.from({ length: random.between(1, 9) }, () => `$${random.pick(labels)}`).join(' ');
    const mask = random.pick([1, 3, 7, 15, -1]);
    let text = `(br_table ${targets} (i32.and ${this.#expression('i32', depth - 1)} (i32.const ${mask})))`;
    for (let index = labels.length - 1; index >= 0; index--) {
      const label = this.#labels.pop()!.name;
      text = `(block $${label} ${text})`;
      if (index > 0) text += ` ${this.#statement(depth - 1)} ${this.#chance(2) ? `(br $${exit})` : ''}`;
    }
    return text;
  }

  #callStatement(depth: number): string {
    if (this.#around.table.length > 0 && this.#chance(3)) {
      const range = this.#random.pick(this.#around.table);
      return `${this.#callIndirect(range, depth)} ${this.#take(range.signature.results)}`;
    }
    const { name, parameters, results } = this.#random.pick(this.#around.functions);
    return `(call $${name} ${this.#arguments(parameters, depth)}) ${this.#take(results)}`;
  }

  /** Takes results off the stack, last first. */
  #take(results: readonly Type[]): string {
    const places = [...results].reverse().map((type) => {
      const local = this.#chance(4) ? undefined : this.#local(type);
      if (local !== undefined) return `(local.set ${local})`;
      return this.#chance(2) ? '(drop)' : `(call $emit_${type})`;
    });
    return places.join(' ');
  }

  /** A block or loop with parameters and several results. */
  #multiBlock(depth: number): string {
    const random = this.#random;
    const some = (most: number) =>
      Array.from({ length: random.below(most + 1) }, () => random.pick(this.#around.types));
    const [parameters, results] = [some(3), some(4)];
    const values = this.#arguments(parameters, depth);
    const isLoop = this.#chance(3) && this.#loopDepth < MAX_LOOP_DEPTH;
    if (isLoop) this.#loopDepth++;
    const label = this.#push(isLoop ? parameters : results, isLoop);
    const signature = `${list('param', parameters)}${list('result', results)}`;
    const taken = this.#take(parameters);
    const body = `${taken} ${this.#statements(random.below(3), depth - 1)}`;
    const again =
      isLoop && this.#chance(2)
        ? `${this.#arguments(parameters, depth - 1)} (br_if $${label} ${this.#guarded(depth - 1)}) ${this.#take(parameters)}`
        : '';
    const early =
      !isLoop && this.#chance(2)
        ? `${this.#arguments(results, depth - 1)} (br_if $${label} ${this.#expression('i32', depth - 1)}) ${this.#take(results)}`
        : '';
    const end = this.#arguments(results, depth - 1);
    this.#labels.pop();
    if (isLoop) this.#loopDepth--;
    return `${values} (${isLoop ? 'loop' : 'block'} $${label}${signature} ${body} ${again} ${early} ${end}) ${this.#take(results)}`;
  }

  #bulk(depth: number): string {
    const random = this.#random;
    const small = (mask: number) =>
      this.#chance(2)
        ? `(i32.const ${random.below(mask + 1)})`
        : `(i32.and ${this.#expression('i32', depth - 1)} (i32.const ${mask}))`;
    const wild = () =>
      this.#around.outOfBounds && this.#chance(20) ? this.#expression('i32', depth - 1) : small(0xffff);
    const segment = this.#around.segments.length > 0 ? random.pick(this.#around.segments) : undefined;
    switch (random.below(segment === undefined ? 2 : 4)) {
      case 0:
        return `(memory.fill ${wild()} ${this.#expression('i32', depth - 1)} ${small(0x3ff)})`;
      case 1:
        return `(memory.copy ${wild()} ${wild()} ${small(0x3ff)})`;
      case 2: {
        const [name, length] = segment!;
        const [from, count] = this.#around.outOfBounds
          ? [small(63), small(31)]
          : ['(i32.const 0)', `(i32.const ${random.below(length + 1)})`];
        return `(memory.init $${name} ${wild()} ${from} ${count})`;
      }
      default:
        // Without checks a dropped segment must not be used again, so it is dropped only where that is checked.
        return this.#around.outOfBounds && this.#chance(4) ? `(data.drop $${segment![0]})` : this.#assignment(depth);
    }
  }

  // Names

  #push(types: readonly Type[], isLoop = false): string {
    const name = `l${this.#numLabels++}`;
    this.#labels.push({ name, types, isLoop });
    return name;
  }

  #readable(type: Type): number | undefined {
    const found = this.#locals.flatMap((local, index) => (local === type ? [index] : []));
    return found.length === 0 ? undefined : this.#random.pick(found);
  }

  /** A local that may be set: no loop's counter. */
  #local(type: Type): number | undefined {
    const found = this.#locals.flatMap((local, index) =>
      local === type && !this.#counters.includes(index) ? [index] : [],
    );
    return found.length === 0 ? undefined : this.#random.pick(found);
  }
}

/** ` (param i32 i64)`, or nothing. */
export function list(keyword: 'param' | 'result' | 'local', types: readonly string[]): string {
  return types.length === 0 ? '' : ` (${keyword} ${types.join(' ')})`;
}
