/**
 * Random modules, one per seed, for holding the machine against V8: functions that call each other directly and through the table,
 * globals, data, memory that grows. What a run computes goes into a digest and, for the first words, into a buffer; both, the
 * globals and a digest of the memory are the public output. All of it is made by the module, so V8 and machine need only agree.
 */
import { Random } from '../../support/random.ts';
import { dataString, imports } from '../prelude.ts';
import { FunctionGenerator, list, type Signature, type Surroundings, type TableRange } from './function.ts';
import { constant, type Type } from './operations.ts';
import { tableDefinitions } from './tables.ts';

export interface RandomModuleOptions {
  /** Float types and instructions too. */
  readonly floats?: boolean;
  /** Modules that now and then go out of bounds: for a compiler that checks. */
  readonly outOfBounds?: boolean;
  /** Modules that change their tables. */
  readonly tables?: boolean;
  /** Modules that run for some thousand cycles, to be proven: one call of main's, and a digest of the first 2 KiB of memory only. */
  readonly small?: boolean;
}

/** The memory: a page for random addresses, whose accesses may reach a little into the second, which ends with the buffer. */
const BUFFER_START = 126_976;
const BUFFER_END = 131_072;
const PAGES = 2;
const MAX_PAGES = 5;

export function randomModule(
  seed: number,
  { floats = false, outOfBounds = false, tables = false, small = false }: RandomModuleOptions = {},
): string {
  const random = new Random(
    BigInt(seed) * 2654435761n + (floats ? 1n : 0n) + (outOfBounds ? 2n : 0n) + (tables ? 4n : 0n),
  );
  const types: readonly Type[] = floats ? ['i32', 'i32', 'i64', 'i64', 'f32', 'f64'] : ['i32', 'i64'];
  const some = (most: number) => Array.from({ length: random.below(most + 1) }, () => random.pick(types));
  const functions: Signature[] = Array.from({ length: random.between(2, 8) }, (_, index) => {
    const isWide = random.below(8) === 0;
    const results = random.below(4) === 0 ? some(isWide ? 9 : 4) : [random.pick(types)];
    return { name: `f${index}`, parameters: some(isWide ? 20 : 4), results };
  });
  const { table, size, elements } = tableOf(random, functions);
  const globals = Array.from({ length: random.between(1, 6) }, (_, index) => {
    const type = random.pick(types);
    return { name: `g${index}`, type, isMutable: random.below(4) !== 0, value: constant(random, type) };
  });
  const bytes = (most: number) => Array.from({ length: random.between(1, most) }, () => Number(random.u64() & 0xffn));
  const passive = Array.from({ length: random.below(3) }, (_, index) => [`d${index}`, bytes(60)] as const);
  const active = Array.from({ length: random.below(4) }, () => [random.below(60_000), bytes(300)] as const);
  const surroundings: Surroundings = {
    types,
    functions,
    table,
    globals,
    segments: passive.map(([name, data]) => [name, data.length]),
    traps: random.below(4) === 0,
    outOfBounds,
    tables,
  };
  const bodies = functions.map((signature) => new FunctionGenerator(random, surroundings, signature).text());
  const calls = Array.from({ length: small ? 1 : random.between(1, 6) }, () => {
    const { name, parameters, results } = random.pick(functions);
    const operands = parameters.map((type) => constant(random, type)).join(' ');
    const taken = [...results].reverse().map((type) => `(call $emit_${type})`);
    return `(global.set $fuel (i32.const 60)) (call $${name} ${operands}) ${taken.join(' ')} (call $emit_i64 (call $memory_digest)) (call $flush)`;
  });
  return `(module ${imports}
  (memory (export "memory") ${PAGES} ${MAX_PAGES})
  ${active.map(([at, data]) => `(data (i32.const ${at}) "${dataString(data)}")`).join('\n  ')}
  ${passive.map(([name, data]) => `(data $${name} "${dataString(data)}")`).join('\n  ')}
  ${functions.map(({ name, parameters, results }) => `(type $t_${name} (func${list('param', parameters)}${list('result', results)}))`).join('\n  ')}
  (table $t ${size} funcref)
  ${elements}
  ${
    tables
      ? tableDefinitions(
          size,
          table,
          functions.map(({ name }) => name),
        )
      : ''
  }
  ${globals.map(({ name, type, isMutable, value }) => `(global $${name} ${isMutable ? `(mut ${type})` : type} ${value})`).join('\n  ')}
  ${support(small ? 2048 : PAGES * 65_536)}
  ${floats ? floatSupport : ''}
  ${bodies.join('\n')}
  (func (export "main")
  ${calls.join('\n  ')}
  ${globals.map(({ name, type }) => `(call $emit_${type} (global.get $${name}))`).join(' ')}
  (call $emit_i32 (memory.size)) (call $flush)))`;
}

/** A table with a range of functions for each of some types, and gaps before and behind. */
function tableOf(
  random: Random,
  functions: readonly Signature[],
): { table: TableRange[]; size: number; elements: string } {
  const table: TableRange[] = [];
  const segments: string[] = [];
  let start = random.below(3);
  for (const signature of functions) {
    if (random.below(2) === 0) continue;
    const key = ({ parameters, results }: Signature) => `${parameters} ${results}`;
    const alike = functions.filter((other) => key(other) === key(signature));
    const count = random.pick([1, 2, 4]);
    const names = Array.from({ length: count }, () => `$${random.pick(alike).name}`);
    segments.push(`(elem (i32.const ${start}) ${names.join(' ')})`);
    table.push({ type: `t_${signature.name}`, signature, start, count, names });
    start += count + random.below(2);
  }
  return { table, size: start + random.below(3), elements: segments.join('\n  ') };
}

const support = (digestBytes: number) => `(global $fuel (mut i32) (i32.const 0))
  (global $digest (mut i64) (i64.const 0x6a09e667f3bcc908))
  (global $cursor (mut i32) (i32.const ${BUFFER_START}))
  (func $burn (result i32)
    (if (i32.le_s (global.get $fuel) (i32.const 0)) (then (return (i32.const 0))))
    (global.set $fuel (i32.sub (global.get $fuel) (i32.const 1)))
    (i32.const 1))
  (func $emit_i64 (param i64)
    (global.set $digest (i64.mul (i64.rotl (i64.xor (global.get $digest) (local.get 0)) (i64.const 23)) (i64.const 0x9e3779b97f4a7c15)))
    (if (i32.lt_u (global.get $cursor) (i32.const ${BUFFER_END})) (then
      (i64.store (global.get $cursor) (local.get 0))
      (global.set $cursor (i32.add (global.get $cursor) (i32.const 8))))))
  (func $emit_i32 (param i32) (call $emit_i64 (i64.extend_i32_s (local.get 0))))
  (func $memory_digest (result i64) (local $at i32) (local $h i64)
    (loop $l
      (local.set $h (i64.mul (i64.xor (i64.rotl (local.get $h) (i64.const 7)) (i64.load (local.get $at))) (i64.const 0x100000001b3)))
      (br_if $l (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (i32.const ${digestBytes}))))
    (local.get $h))
  (func $flush
    (call $emit_i64 (global.get $digest))
    (call $write (i32.const ${BUFFER_START}) (i32.sub (global.get $cursor) (i32.const ${BUFFER_START})))
    (global.set $cursor (i32.const ${BUFFER_START})))`;

const floatSupport = `
  (func $canonical_f32 (param f32) (result f32) (select (local.get 0) (f32.const nan) (f32.eq (local.get 0) (local.get 0))))
  (func $canonical_f64 (param f64) (result f64) (select (local.get 0) (f64.const nan) (f64.eq (local.get 0) (local.get 0))))
  (func $emit_f32 (param f32) (call $emit_i32 (i32.reinterpret_f32 (local.get 0))))
  (func $emit_f64 (param f64) (call $emit_i64 (i64.reinterpret_f64 (local.get 0))))`;
