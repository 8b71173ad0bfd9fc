/** Control flow, calls, locals and globals: the same in the machine as in V8. */
import { describe, expect, it } from 'vitest';
import { compileWasm } from '../../src/guest-compiler/index.ts';
import { expectSame } from './expect-same.ts';
import { assemble } from './harness.ts';
import { module } from './prelude.ts';

/** Name -> definitions and the body of main. */
const cases: Record<string, readonly [definitions: string, body: string]> = {
  'nested blocks, a break out of each': [
    `(func $f (param i32) (result i32) (local i32)
      (block $a (block $b (block $c (block $d
        (br_if $d (i32.eq (local.get 0) (i32.const 0)))
        (br_if $c (i32.eq (local.get 0) (i32.const 1)))
        (br_if $b (i32.eq (local.get 0) (i32.const 2)))
        (br_if $a (i32.eq (local.get 0) (i32.const 3)))
        (return (i32.const 100)))
        (local.set 1 (i32.add (local.get 1) (i32.const 1))))
        (local.set 1 (i32.add (local.get 1) (i32.const 10))))
        (local.set 1 (i32.add (local.get 1) (i32.const 100))))
      (i32.add (local.get 1) (i32.const 1000)))`,
    [0, 1, 2, 3, 4].map((x) => `(call $emit32 (call $f (i32.const ${x})))`).join(' '),
  ],
  'br_table: every index, the default, huge and negative': [
    `(func $f (param i32) (result i32)
      (block $default (block $two (block $one (block $zero
        (br_table $zero $one $two $one $zero $default (local.get 0)))
        (return (i32.const 7))) (return (i32.const 8))) (return (i32.const 9)))
      (i32.const 10))`,
    [0, 1, 2, 3, 4, 5, 6, 1000, -1, -2147483648].map((x) => `(call $emit32 (call $f (i32.const ${x})))`).join(' '),
  ],
  'br_table with one label, with none, with a value, out of a loop': [
    `(func $f (param i32) (result i32)
      (block $a (result i32) (block $b (result i32)
        (br_table $a $b $a (i32.mul (local.get 0) (i32.const 3)) (local.get 0)))
        (i32.add (i32.const 1000))))
     (func $g (param i32) (result i32) (local i32)
      (block $out (loop $again
        (local.set 1 (i32.add (local.get 1) (i32.const 1)))
        (br_table $again $again $again $out (i32.sub (local.get 1) (local.get 0)))))
      (local.get 1))
     (func $h (param i32) (block (br_table 0 (local.get 0))) (block (br_table 0 0 (local.get 0))))`,
    `${[0, 1, 2, 5, -1].map((x) => `(call $emit32 (call $f (i32.const ${x})))`).join(' ')}
     ${[0, 1, 2, 9].map((x) => `(call $emit32 (call $g (i32.const ${x})))`).join(' ')} (call $h (i32.const 1))`,
  ],
  'loops: sum, nested, with continue': [
    `(func $f (param $n i64) (result i64) (local $i i64) (local $j i64) (local $sum i64)
      (loop $outer
        (local.set $j (i64.const 0))
        (loop $inner
          (local.set $j (i64.add (local.get $j) (i64.const 1)))
          (br_if $inner (i64.eqz (i64.rem_u (local.get $j) (i64.const 3))))
          (local.set $sum (i64.add (local.get $sum) (i64.mul (local.get $i) (local.get $j))))
          (br_if $inner (i64.lt_u (local.get $j) (local.get $n))))
        (local.set $i (i64.add (local.get $i) (i64.const 1)))
        (br_if $outer (i64.lt_u (local.get $i) (local.get $n))))
      (local.get $sum))`,
    [1, 2, 3, 7, 50].map((x) => `(call $emit (call $f (i64.const ${x})))`).join(' '),
  ],
  'loop with parameters and results': [
    `(func $f (param i32) (result i32 i64) (local $p i64) (local $n i32)
      (local.get 0) (i64.const 1)
      (loop $l (param i32 i64) (result i32 i64)
        (local.set $p) (local.set $n)
        (i32.sub (local.get $n) (i32.const 1))
        (i64.mul (local.get $p) (i64.const 3))
        (br_if $l (i32.gt_s (local.get $n) (i32.const 1)))))`,
    [1, 2, 10, 40].map((x) => `(call $f (i32.const ${x})) (call $emit) (call $emit32)`).join(' '),
  ],
  'swapped values carried around a loop': [
    `(func $fib (param i32) (result i64) (local i64 i64 i64)
      (local.set 2 (i64.const 1))
      (loop $l
        (local.set 3 (i64.add (local.get 1) (local.get 2)))
        (local.set 1 (local.get 2)) (local.set 2 (local.get 3))
        (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
      (local.get 1))
     (func $rotate (param i32) (result i64) (local i64 i64 i64 i64)
      (local.set 1 (i64.const 1)) (local.set 2 (i64.const 2)) (local.set 3 (i64.const 3))
      (loop $l
        (local.set 4 (local.get 1)) (local.set 1 (local.get 2)) (local.set 2 (local.get 3)) (local.set 3 (local.get 4))
        (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
      (i64.add (i64.mul (local.get 1) (i64.const 100)) (i64.add (i64.mul (local.get 2) (i64.const 10)) (local.get 3))))`,
    [1, 2, 3, 50, 93]
      .map((x) => `(call $emit (call $fib (i32.const ${x}))) (call $emit (call $rotate (i32.const ${x})))`)
      .join(' '),
  ],
  'several results of blocks, ifs and functions': [
    `(func $divmod (param i32 i32) (result i32 i32)
      (i32.div_u (local.get 0) (local.get 1)) (i32.rem_u (local.get 0) (local.get 1)))
     (func $many (param i64) (result i64 i32 i64 i32 i64 i32 i64 i32 i64 i32 i64 i32)
      (local.get 0) (i32.const 1) (i64.const 2) (i32.const 3) (i64.const 4) (i32.const 5)
      (i64.add (local.get 0) (i64.const 6)) (i32.const 7) (i64.const 8) (i32.const 9) (i64.const 10) (i32.wrap_i64 (local.get 0)))
     (func $pick (param i32) (result i32 i64)
      (if (result i32 i64) (local.get 0) (then (i32.const 1) (i64.const 2)) (else (i32.const 3) (i64.const 4))))
     (func $blockParameters (param i32) (result i32)
      (local.get 0) (i32.const 5)
      (block (param i32 i32) (result i32) (i32.sub)))`,
    `(call $divmod (i32.const 1000007) (i32.const 97)) (call $emit32) (call $emit32)
     (call $many (i64.const -5)) ${'(call $emit32) (call $emit) '.repeat(6)}
     (call $pick (i32.const 0)) (call $emit) (call $emit32) (call $pick (i32.const -1)) (call $emit) (call $emit32)
     (call $emit32 (call $blockParameters (i32.const 3)))`,
  ],
  'many parameters of both types, beyond the argument registers': [
    `(func $f (param i32 i64 i32 i64 i32 i64 i32 i64 i32 i64 i32 i64 i32 i64 i32 i64 i32 i64 i32 i64) (result i64)
      ${Array.from({ length: 19 }, () => '(i64.mul (i64.const 31) (i64.add').join(' ')}
      (i64.const 7)
      ${Array.from({ length: 19 }, (_, i) => ((i + 1) % 2 === 0 ? `(i64.extend_i32_s (local.get ${i + 1})) ))` : `(local.get ${i + 1}) ))`)).join(' ')})
     (func $again (param i32 i64 i32 i64 i32 i64 i32 i64 i32 i64 i32 i64 i32 i64 i32 i64 i32 i64 i32 i64) (result i64)
      (i64.add (call $f ${[0, 19, 2, 17, 4, 15, 6, 13, 8, 11, 10, 9, 12, 7, 14, 5, 16, 3, 18, 1].map((i) => `(local.get ${i})`).join(' ')})
        (call $f ${[18, 1, 16, 3, 14, 5, 12, 7, 10, 9, 8, 11, 6, 13, 4, 15, 2, 17, 0, 19].map((i) => `(local.get ${i})`).join(' ')})))`,
    `(call $emit (call $again ${Array.from({ length: 20 }, (_, i) => `(${i % 2 ? 'i64' : 'i32'}.const ${(i - 9) * 123456789})`).join(' ')}))`,
  ],
  'recursion: factorial, Ackermann, mutual': [
    `(func $factorial (param i64) (result i64)
      (if (result i64) (i64.eqz (local.get 0)) (then (i64.const 1))
        (else (i64.mul (local.get 0) (call $factorial (i64.sub (local.get 0) (i64.const 1)))))))
     (func $ackermann (param i32 i32) (result i32)
      (if (i32.eqz (local.get 0)) (then (return (i32.add (local.get 1) (i32.const 1)))))
      (if (i32.eqz (local.get 1)) (then (return (call $ackermann (i32.sub (local.get 0) (i32.const 1)) (i32.const 1)))))
      (call $ackermann (i32.sub (local.get 0) (i32.const 1)) (call $ackermann (local.get 0) (i32.sub (local.get 1) (i32.const 1)))))
     (func $even (param i32) (result i32)
      (if (result i32) (local.get 0) (then (call $odd (i32.sub (local.get 0) (i32.const 1)))) (else (i32.const 1))))
     (func $odd (param i32) (result i32)
      (if (result i32) (local.get 0) (then (call $even (i32.sub (local.get 0) (i32.const 1)))) (else (i32.const 0))))`,
    `(call $emit (call $factorial (i64.const 20))) (call $emit32 (call $ackermann (i32.const 2) (i32.const 9)))
     (call $emit32 (call $even (i32.const 1001))) (call $emit32 (call $odd (i32.const 1001)))`,
  ],
  'values that live across calls, more than there are registers': [
    `(func $g (param i64) (result i64) (i64.mul (local.get 0) (i64.const 0x9e3779b97f4a7c15)))
     (func $f (param i64) (result i64) (local ${'i64 '.repeat(40)})
      ${Array.from({ length: 40 }, (_, i) => `(local.set ${i + 1} (call $g (i64.add (local.get ${i}) (i64.const ${i}))))`).join(' ')}
      ${Array.from({ length: 40 }, () => '(i64.xor (i64.rotl').join(' ')} (local.get 0)
      ${Array.from({ length: 40 }, (_, i) => `(i64.const ${i}) ) (local.get ${i + 1}) )`).join(' ')})`,
    '(call $emit (call $f (i64.const 1))) (call $emit (call $f (i64.const -77)))',
  ],
  'indirect calls, table with gaps and two segments': [
    `(type $unary (func (param i64) (result i64))) (type $pair (func (param i32 i32) (result i32 i32)))
     (table 10 funcref)
     (elem (i32.const 1) $double $negate) (elem (i32.const 5) $swap $square)
     (func $double (type $unary) (i64.shl (local.get 0) (i64.const 1)))
     (func $negate (type $unary) (i64.sub (i64.const 0) (local.get 0)))
     (func $square (param i64) (result i64) (i64.mul (local.get 0) (local.get 0)))
     (func $swap (type $pair) (local.get 1) (local.get 0))
     (func $apply (param i32 i64) (result i64) (call_indirect (type $unary) (local.get 1) (local.get 0)))`,
    `(call $emit (call $apply (i32.const 1) (i64.const 21))) (call $emit (call $apply (i32.const 2) (i64.const 21)))
     (call $emit (call $apply (i32.const 6) (i64.const -21)))
     (call_indirect (type $pair) (i32.const 1) (i32.const 2) (i32.const 5)) (call $emit32) (call $emit32)`,
  ],
  'globals: both types, constant and mutable, an initial value from another': [
    `(global $a i32 (i32.const -5)) (global $b (mut i64) (i64.const 0x123456789abcdef)) (global $c (mut i32) (i32.const 7))
     (global $d i64 (i64.const -1))
     (func $bump (global.set $b (i64.add (global.get $b) (i64.extend_i32_s (global.get $a))))
       (global.set $c (i32.mul (global.get $c) (global.get $a))))`,
    `(call $bump) (call $emit (global.get $b)) (call $emit32 (global.get $c)) (call $bump) (call $bump)
     (call $emit (global.get $b)) (call $emit32 (global.get $c)) (call $emit (global.get $d))
     (call $emit (i64.extend_i32_s (global.get $c)))`,
  ],
  'select, tee, drop, nop': [
    `(func $f (param i32 i64 i64) (result i64) (local i64)
      (nop) (drop (i32.const 1))
      (i64.add (local.tee 3 (select (local.get 1) (local.get 2) (local.get 0))) (i64.xor (local.get 3) (local.get 1))))
     (func $g (param i32) (result i32) (select (i32.const -1) (local.get 0) (i32.lt_s (local.get 0) (i32.const 0))))`,
    `(call $emit (call $f (i32.const 0) (i64.const 5) (i64.const 9))) (call $emit (call $f (i32.const 256) (i64.const 5) (i64.const 9)))
     (call $emit32 (call $g (i32.const -9))) (call $emit32 (call $g (i32.const 9)))`,
  ],
  'a local read before a tee in the same expression': [
    `(func $f (param i32) (result i32) (i32.sub (local.get 0) (local.tee 0 (i32.const 10))))
     (func $g (param i32) (result i32) (i32.add (local.get 0) (block (result i32) (local.set 0 (i32.const 100)) (local.get 0))))
     (func $h (param i32) (result i32) (local.get 0) (if (i32.const 1) (then (local.set 0 (i32.const 5)))) (local.get 0) (i32.sub))`,
    '(call $emit32 (call $f (i32.const 3))) (call $emit32 (call $g (i32.const 3))) (call $emit32 (call $h (i32.const 3)))',
  ],
  'loads and calls keep their order': [
    `(global $n (mut i32) (i32.const 0))
     (func $next (result i32) (global.set $n (i32.add (global.get $n) (i32.const 1))) (i32.store (i32.const 64) (global.get $n)) (global.get $n))
     (func $f (result i32) (i32.sub (i32.mul (i32.load (i32.const 64)) (i32.const 100)) (i32.add (call $next) (i32.load (i32.const 64)))))
     (func $g (result i32) (i32.sub (global.get $n) (i32.mul (call $next) (global.get $n))))`,
    '(call $emit32 (call $f)) (call $emit32 (call $f)) (call $emit32 (call $g)) (call $emit32 (call $g))',
  ],
  'code after a branch, a return and unreachable': [
    `(func $f (param i32) (result i32)
      (block (result i32) (br 0 (local.get 0)) (i32.add (i32.const 1)) (drop) (i32.const 5))
      (return (i32.mul (i32.const 3))) (drop) (loop (br 0)) (unreachable) (i32.add) (select))
     (func $g (param i32) (result i64)
      (if (i32.eqz (local.get 0)) (then (unreachable) (drop) (br_if 0 (i32.const 1)) (i64.add) (drop)))
      (block (result i64) (block (br_if 0 (local.get 0)) (unreachable)) (i64.const 77)))`,
    '(call $emit32 (call $f (i32.const 14))) (call $emit (call $g (i32.const 1)))',
  ],
  'br_if with a value that is kept, several values': [
    `(func $f (param i32) (result i32)
      (block (result i32) (i32.add (br_if 0 (i32.const 10) (local.get 0)) (i32.const 5))))
     (func $g (param i32) (result i64)
      (block (result i32 i64) (i32.const 1) (i64.const 2) (br_if 0 (local.get 0)) (i64.mul (i64.const 50)) )
      (i64.shl (i64.const 8)) (drop) (i64.extend_i32_u))`,
    `(call $emit32 (call $f (i32.const 0))) (call $emit32 (call $f (i32.const 1)))
     (call $emit (call $g (i32.const 0))) (call $emit (call $g (i32.const 1)))`,
  ],
  'if without else, with one arm that leaves': [
    `(func $f (param i32) (result i32) (local i32)
      (if (local.get 0) (then (local.set 1 (i32.const 1))))
      (if (i32.gt_s (local.get 0) (i32.const 5)) (then (return (i32.const 99))) (else (local.set 1 (i32.add (local.get 1) (i32.const 2)))))
      (if $l (i32.eq (local.get 0) (i32.const 3)) (then (br_if $l (local.get 1)) (local.set 1 (i32.const 50))))
      (local.get 1))`,
    [0, 1, 3, 5, 6, -1].map((x) => `(call $emit32 (call $f (i32.const ${x})))`).join(' '),
  ],
  'a condition of each width: only the low 32 bits of an i32 count': [
    `(func $f (param i64) (result i32) (if (result i32) (i32.wrap_i64 (local.get 0)) (then (i32.const 1)) (else (i32.const 2))))
     (func $g (param i64) (result i32) (select (i32.const 1) (i32.const 2) (i32.wrap_i64 (local.get 0))))
     (func $h (param i64) (result i32) (block (br_if 0 (i32.wrap_i64 (local.get 0))) (return (i32.const 2))) (i32.const 1))
     (func $t (param i64) (result i32) (block (block (br_table 0 1 (i32.wrap_i64 (local.get 0)))) (return (i32.const 2))) (i32.const 1))`,
    ['f', 'g', 'h', 't']
      .flatMap((f) =>
        ['0x100000000', '0', '1', '0x100000001'].map((x) => `(call $emit32 (call $${f} (i64.const ${x})))`),
      )
      .join(' '),
  ],
  'deep recursion with small frames': [
    `(func $depth (param i32) (result i32)
      (if (result i32) (local.get 0) (then (i32.add (i32.const 1) (call $depth (i32.sub (local.get 0) (i32.const 1))))) (else (i32.const 0))))`,
    '(call $emit32 (call $depth (i32.const 5000)))',
  ],
};

describe('control flow', () => {
  it.each(Object.keys(cases))('%s', async (name) => {
    const [definitions, body] = cases[name]!;
    await expectSame(module(definitions, body));
  });
});

describe('entry and exit', () => {
  const entry = (text: string) => `(module
    (import "vouch" "write" (func $write (param i32 i32))) (import "vouch" "exit" (func $exit (param i32)))
    (import "vouch" "print" (func $print (param i32 i32))) (import "vouch" "panic" (func $panic (param i32 i32)))
    (import "vouch" "step" (func $step (param i32)))
    (import "vouch" "input_ptr" (func $input_ptr (result i32))) (import "vouch" "input_len" (func $input_len (result i32)))
    (memory (export "memory") 1) (data (i32.const 0) "start at zero") ${text})`;

  it.each([
    ['main with a result', '(func (export "main") (result i32) (i32.const 42))', 42],
    ['main with a negative result', '(func (export "main") (result i32) (i32.const -1))', 0xffff_ffff],
    [
      '_start before main',
      '(func (export "main") (result i32) (i32.const 1)) (func (export "_start") (call $write (i32.const 0) (i32.const 5)))',
      0,
    ],
    [
      'exit in the middle',
      '(func (export "main") (call $write (i32.const 0) (i32.const 5)) (call $exit (i32.const 3)) (call $write (i32.const 0) (i32.const 5)))',
      3,
    ],
    ['exit 0 before a trap', '(func (export "main") (call $exit (i32.const 0)) (unreachable))', 0],
    [
      'print and write',
      '(func (export "main") (call $print (i32.const 0) (i32.const 5)) (call $write (i32.const 9) (i32.const 4)) (call $print (i32.const 5) (i32.const 0)))',
      0,
    ],
    [
      'panic',
      '(func (export "main") (call $write (i32.const 0) (i32.const 2)) (call $panic (i32.const 9) (i32.const 4)))',
      101,
    ],
    [
      'step markers',
      '(func (export "main") (call $step (i32.const 1)) (call $step (i32.const 2000)) (call $step (i32.add (i32.const 2046) (i32.const 1))))',
      0,
    ],
    [
      'a start function before main',
      '(global $g (mut i32) (i32.const 5)) (func $init (global.set $g (i32.const 6))) (start $init) (func (export "main") (result i32) (global.get $g))',
      6,
    ],
  ] as const)('%s', async (_, text, exitCode) => {
    await expectSame(entry(text), { exitCode });
  });

  it.each([
    ['a variable', '(call $input_len)', /must be a constant/],
    ['0', '(i32.const 0)', /is 0; it must be 1 to 2047/],
    ['2048', '(i32.const 2048)', /is 2048; it must be 1 to 2047/],
  ])('refuses step of %s', (_, number, message) => {
    const wasm = assemble(entry(`(func (export "main") (call $step ${number}))`));
    expect(() => compileWasm(wasm)).toThrow(message);
  });

  it('reads the private input', async () => {
    const text = entry(`(func (export "main") (call $write (call $input_ptr) (call $input_len))
      (i32.store (i32.const 100) (call $input_len)) (call $write (i32.const 100) (i32.const 4)))`);
    for (const length of [0, 1, 13, 5000]) {
      await expectSame(text, { input: Uint8Array.from({ length }, (_, index) => index * 7) });
    }
  });
});
