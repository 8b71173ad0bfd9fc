/** Control flow and memory at sizes and in combinations that programs rarely have: in the machine as in V8, checked and not. */
import { describe, it } from 'vitest';
import { expectSame } from './expect-same.ts';
import { dataString, module, type PreludeOptions } from './prelude.ts';

const range = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const join = (count: number, make: (index: number) => string): string => range(count, make).join(' ');
const types = (count: number) => range(count, (i) => (i % 3 === 0 ? 'i64' : 'i32'));
const emit = (type: string) => (type === 'i64' ? '(call $emit)' : '(call $emit32)');
const takeAll = (list: readonly string[]) => [...list].reverse().map(emit).join(' ');

/** Blocks around a br_table, the innermost first; behind block i the function returns 1000 + i. */
function manyLabels(count: number, targets: readonly number[], fallback: number): string {
  const table = `(br_table ${targets.join(' ')} ${fallback} (local.get 0))`;
  return `(func $f (param i32) (result i32)
    ${'(block '.repeat(count)} ${table} ${join(count, (i) => `) (return (i32.const ${1000 + i}))`)} (unreachable))`;
}
const callEach = (indices: readonly number[]) =>
  indices.map((index) => `(call $emit32 (call $f (i32.const ${index})))`).join(' ');

const control: Record<string, readonly [definitions: string, body: string]> = {
  'br_table of 60 labels, 300 entries in an order of its own': [
    manyLabels(
      60,
      range(300, (i) => (i * 77) % 60),
      59,
    ),
    callEach([...range(60, (i) => i * 5), 299, 300, 301, -1, 0x7fffffff]),
  ],
  'br_table of 500 entries with three targets, in runs and scattered': [
    manyLabels(
      3,
      range(500, (i) => (i < 200 ? 0 : i < 210 ? 2 : i % 3)),
      1,
    ),
    callEach([0, 1, 199, 200, 209, 210, 211, 212, 350, 499, 500, 501, -5]),
  ],
  'br_table with all entries the default': [
    manyLabels(
      2,
      range(40, () => 1),
      1,
    ),
    callEach([0, 39, 40, -1]),
  ],
  'br_table to loops and blocks at once, with values': [
    `(func $f (param i32) (result i32) (local $turns i32)
      (local.get 0)
      (loop $again (param i32) (result i32)
        (local.set $turns (i32.add (local.get $turns) (i32.const 1)))
        (block $out (param i32) (result i32)
          (i32.sub (i32.const 3))
          (br_table $out $again $out $again $again (i32.rem_u (local.get $turns) (i32.const 6))))
        (i32.mul (i32.const 100)) (i32.add (local.get $turns))))`,
    callEach([0, 1, 7, -50, 1000]),
  ],
  'br_table with several values to labels at different depths': [
    `(func $f (param i32) (result i32)
      (block $a (result i64 i32) (block $b (result i64 i32) (block $c (result i64 i32)
        (i64.const 5) (i32.const 6) (br_table $a $b $c $b (local.get 0)))
        (i32.add (i32.const 10)) (br $a))
        (i32.add (i32.const 100)))
      (call $emit32) (call $emit) (local.get 0))`,
    callEach([0, 1, 2, 3, 4, -1]),
  ],
  'blocks 60 deep, left at every depth': [
    `(func $f (param i32) (result i32) (local i32)
      ${'(block '.repeat(60)}
      ${join(60, (i) => `(br_if ${i} (i32.eq (local.get 0) (i32.const ${i})))`)}
      ${join(60, () => ') (local.set 1 (i32.add (i32.mul (local.get 1) (i32.const 3)) (i32.const 1)))')} (local.get 1))`,
    callEach([0, 1, 30, 58, 59, 60]),
  ],
  'a loop that permutes twelve values of both types': [
    `(func $f (param i32) (local ${types(12).join(' ')})
      ${join(12, (i) => `(${types(12)[i]}.const ${i * 1000 - 7})`)}
      (loop $l (param ${types(12).join(' ')}) (result ${types(12).join(' ')})
        ${join(12, (i) => `(local.set ${12 - i})`)}
        ${join(12, (i) => `(local.get ${1 + ((i + 3) % 12)})`)}
        (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
      ${takeAll(types(12))})`,
    '(call $f (i32.const 1)) (call $f (i32.const 2)) (call $f (i32.const 7))',
  ],
  'if with parameters: with else, without, one arm leaving': [
    `(func $f (param i32) (result i32)
      (i32.const 1) (i64.const 2)
      (if (param i32 i64) (result i32 i64) (local.get 0) (then (i64.add (i64.const 40))) (else (drop) (drop) (i32.const 9) (i64.const 8)))
      (if (param i32 i64) (result i32 i64) (i32.and (local.get 0) (i32.const 1)) (then (i64.mul (i64.const 3))))
      (if (param i32 i64) (result i32 i64) (i32.and (local.get 0) (i32.const 2)) (then (drop) (return)))
      (call $emit) (i32.add (i32.const 70)))`,
    callEach([0, 1, 2, 3, 4]),
  ],
  'several values out of loops in loops': [
    `(func $f (param i32) (result i32) (local $i i32) (local $j i32)
      (block $out (result i32 i64)
        (loop $outer
          (local.set $j (i32.const 0))
          (loop $inner
            (br_if $out (i32.mul (local.get $i) (i32.const 1000)) (i64.extend_i32_u (local.get $j))
              (i32.eq (i32.add (i32.mul (local.get $i) (i32.const 7)) (local.get $j)) (local.get 0)))
            (drop) (drop)
            (br_if $inner (i32.lt_u (local.tee $j (i32.add (local.get $j) (i32.const 1))) (i32.const 7))))
          (br_if $outer (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 9))))
        (i32.const -1) (i64.const -1))
      (call $emit))`,
    callEach([0, 6, 7, 40, 62, 63, 64]),
  ],
  'calls through the table: 24 parameters, 14 results, an index from another such call': [
    `(type $wide (func (param ${types(24).join(' ')}) (result ${types(14).join(' ')}))) (type $index (func (param i32) (result i32)))
     (table funcref (elem $forward $half $backward $next))
     (func $forward (type $wide) ${join(14, (i) => `(local.get ${i})`)})
     (func $backward (type $wide) ${join(14, (i) => `(${types(24)[i]}.add (local.get ${i}) (local.get ${i + 9}))`)})
     (func $half (type $index) (i32.shr_u (local.get 0) (i32.const 1)))
     (func $next (type $index) (i32.and (i32.add (local.get 0) (i32.const 1)) (i32.const 2)))
     (func $f (param i32) (result i32)
       (call_indirect (type $wide) ${join(24, (i) => `(${types(24)[i]}.const ${(i + 1) * (i % 2 ? -8e7 : 12345)})`)}
         (call_indirect (type $index) (call_indirect (type $index) (local.get 0) (i32.const 1)) (i32.const 3)))
       ${takeAll(types(14))} (local.get 0))`,
    callEach([0, 1, 2, 3, 4, 5]),
  ],
  'recursion through the table with results beyond the registers': [
    `(type $t (func (param i32 i64) (result ${'i64 '.repeat(12)}))) (table funcref (elem $down $up))
     (func $down (type $t) (if (i32.eqz (local.get 0)) (then (return ${join(12, (i) => `(i64.const ${i})`)})))
       (call_indirect (type $t) (i32.sub (local.get 0) (i32.const 1)) (i64.add (local.get 1) (i64.const 3)) (i32.and (local.get 0) (i32.const 1)))
       (i64.add (local.get 1)))
     (func $up (type $t) (local ${'i64 '.repeat(12)})
       (call $down (local.get 0) (i64.mul (local.get 1) (i64.const 5))) ${join(12, (i) => `(local.set ${13 - i})`)}
       ${join(12, (i) => `(i64.add (local.get ${2 + ((i + 5) % 12)}) (local.get 1))`)})
     (func $f (param i32) (result i32) (call_indirect (type $t) (local.get 0) (i64.const 1) (i32.const 1)) ${'(call $emit)'.repeat(12)} (i32.const 0))`,
    callEach([0, 1, 2, 5, 9]),
  ],
  'a function of 300 locals': [
    `(func $f (param i32) (result i32) (local ${'i32 '.repeat(300)})
      ${join(300, (i) => `(local.set ${i + 1} (i32.add (local.get 0) (i32.const ${i * i})))`)}
      (loop $l ${join(150, (i) => `(local.set ${i + 1} (i32.xor (local.get ${300 - i}) (i32.rotl (local.get ${i + 1}) (i32.const 5))))`)}
        (br_if $l (i32.lt_s (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 4))))
      (local.get 1) ${join(299, (i) => `(i32.add (local.get ${i + 2}))`)})`,
    callEach([0, 3, 9]),
  ],
};

const digest = `(func $digest (param $at i32) (param $end i32) (result i64) (local $h i64)
  (loop $l
    (local.set $h (i64.mul (i64.xor (i64.rotl (local.get $h) (i64.const 9)) (i64.load8_u (local.get $at))) (i64.const 0x100000001b3)))
    (br_if $l (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (local.get $end))))
  (local.get $h))`;
const emitDigest = (from: number, to: number) => `(call $emit (call $digest (i32.const ${from}) (i32.const ${to})))`;
const loads = ['i32.load16_s', 'i32.load16_u', 'i32.load', 'i64.load16_s', 'i64.load32_s', 'i64.load32_u', 'i64.load'];
const stores = ['i32.store16', 'i32.store', 'i64.store16', 'i64.store32', 'i64.store'];
const bytes = dataString(range(40, (i) => (i * 89 + 131) & 255));
/** Bytes that an access takes: its own number, else its type's. */
const bytesOf = (name: string) => Number(/\d+/.exec(name.slice(4))?.[0] ?? name.slice(1, 3)) / 8;

const memory: Record<string, readonly [definitions: string, body: string, options?: PreludeOptions]> = {
  'misaligned over the end of a page, every width': [
    `(data (i32.const 65516) "${bytes}") ${digest}
     ${loads.map((name, i) => `(func $l${i} (param i32) (result ${name.slice(0, 3)}) (${name} (local.get 0)))`).join(' ')}
     ${stores.map((name, i) => `(func $s${i} (param i32) (${name} offset=1 (local.get 0) (${name.slice(0, 3)}.const -0x12345679)))`).join(' ')}`,
    `${loads.map((name, i) => join(9, (k) => `(call $l${i} (i32.const ${65_536 - k})) ${emit(name.slice(0, 3))}`)).join(' ')}
     ${stores.map((_, i) => join(9, (k) => `(call $s${i} (i32.const ${65_535 - k})) ${emitDigest(65_510, 65_560)}`)).join(' ')}`,
    { pages: 2 },
  ],
  'the last bytes of the memory, before and after it grows': [
    `(func $end (result i32) (i32.shl (memory.size) (i32.const 16)))
     (func $ends ${loads.map((name) => `(${name} (i32.sub (call $end) (i32.const ${bytesOf(name)}))) ${emit(name.slice(0, 3))}`).join(' ')})
     (func $fill ${stores.map((name) => `(${name} (i32.sub (call $end) (i32.const ${bytesOf(name)})) (${name.slice(0, 3)}.const 0x1234567)) (call $ends)`).join(' ')})`,
    `(call $fill) (call $emit32 (memory.grow (i32.const 1))) (call $ends) (call $fill) (call $emit32 (memory.grow (i32.const 2))) (call $fill)`,
    { maximum: 5 },
  ],
  'growth between accesses, failed growth, sizes in a loop': [
    `(func $f (param i32) (result i32) (local i32)
      (i32.store (i32.const 16) (memory.size))
      (if (i32.eq (memory.grow (local.get 0)) (i32.const -1)) (then (call $emit32 (i32.const 99))))
      (local.set 1 (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 4)))
      (i32.store (local.get 1) (i32.load (i32.const 16)))
      (i32.add (i32.load (local.get 1)) (i32.mul (memory.size) (i32.const 1000))))
     (func $loop (loop $l (br_if $l (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))))`,
    `${callEach([0, 1, 0, 3, 100, -1])} (call $loop) ${callEach([0, 1])}`,
    { maximum: 9 },
  ],
  'bulk operations into and over grown pages': [
    `(data $p "${bytes}") ${digest}`,
    `(drop (memory.grow (i32.const 2))) (memory.fill (i32.const 131000) (i32.const 0x5a) (i32.const 70000))
     (memory.init $p (i32.const 196590) (i32.const 3) (i32.const 37)) (memory.copy (i32.const 131071) (i32.const 196580) (i32.const 60))
     (memory.copy (i32.const 131075) (i32.const 131071) (i32.const 65000)) (memory.fill (i32.const 262144) (i32.const 1) (i32.const 0))
     (memory.copy (i32.const 262144) (i32.const 262144) (i32.const 0)) (memory.init $p (i32.const 262144) (i32.const 40) (i32.const 0))
     (memory.fill (i32.const 262143) (i32.const -1) (i32.const 1)) ${emitDigest(130_000, 262_144)}`,
    { maximum: 4 },
  ],
  'overlapping copies at every distance': [
    `(func $pattern (local i32) (loop $l (i32.store8 (local.get 0) (i32.mul (local.get 0) (i32.const 181)))
       (br_if $l (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 300)))))
     (func $move (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2))) ${digest}`,
    join(
      41,
      (
        d,
      ) => `(call $pattern) (call $move (i32.const ${50 + d}) (i32.const 50) (i32.const ${150 - d})) ${emitDigest(0, 300)}
      (call $pattern) (call $move (i32.const 50) (i32.const ${50 + d}) (i32.const ${100 + d})) ${emitDigest(0, 300)}`,
    ),
  ],
};

describe.each([false, true])('checked: %s', (checked) => {
  it.each(Object.keys(control))('%s', async (name) => {
    await expectSame(module(...control[name]!), { options: { checked } });
  });

  it.each(Object.keys(memory))('%s', async (name) => {
    const [definitions, body, options] = memory[name]!;
    await expectSame(module(definitions, body, options), { options: { checked } });
  });
});
