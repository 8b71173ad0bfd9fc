/** Tables that change, more than one of them, references to functions: in the machine as in V8. */
import { describe, expect, it } from 'vitest';
import { compileWasm } from '../../src/guest-compiler/index.ts';
import { expectSame } from './expect-same.ts';
import { assemble, runInMachine, TRAP_EXIT_CODE } from './harness.ts';
import { module } from './prelude.ts';

/** Functions of two types, and what calls an entry of each table and tells what is there without calling. */
const functions = `(type $f (func (param i64) (result i64))) (type $g (func (result i32)))
  (func $double (type $f) (i64.shl (local.get 0) (i64.const 1)))
  (func $negate (type $f) (i64.sub (i64.const 0) (local.get 0)))
  (func $square (type $f) (i64.mul (local.get 0) (local.get 0)))
  (func $seven (type $g) (i32.const 7))`;
const inspect = (table: string) => `
  (func $call_${table} (param i32) (call $emit (call_indirect $${table} (type $f) (i64.const 21) (local.get 0))))
  (func $nulls_${table} (local i32)
    (block $end (loop $l
      (br_if $end (i32.ge_u (local.get 0) (table.size $${table})))
      (call $emit32 (ref.is_null (table.get $${table} (local.get 0))))
      (local.set 0 (i32.add (local.get 0) (i32.const 1)))
      (br $l))))`;
const call = (table: string, ...indices: number[]) =>
  indices.map((index) => `(call $call_${table} (i32.const ${index}))`).join(' ');

const cases: Record<string, readonly [definitions: string, body: string]> = {
  'table.set and table.get, null again': [
    `(table $t 4 funcref) (elem (i32.const 1) $double $negate) (elem declare func $square) ${functions} ${inspect('t')}`,
    `(call $nulls_t) ${call('t', 1, 2)} (table.set $t (i32.const 0) (ref.func $square)) (table.set $t (i32.const 3) (table.get $t (i32.const 1)))
     (table.set $t (i32.const 1) (ref.null func)) ${call('t', 0, 2, 3)} (call $nulls_t)`,
  ],
  'a call through a table that changes between two calls': [
    `(table $t 1 1 funcref) (elem (i32.const 0) $double) (elem declare func $square $negate) ${functions}
     (func $twice (param i64) (result i64)
       (local.set 0 (call_indirect $t (type $f) (local.get 0) (i32.const 0)))
       (table.set $t (i32.const 0) (ref.func $square))
       (call_indirect $t (type $f) (local.get 0) (i32.const 0)))`,
    '(call $emit (call $twice (i64.const 5)))',
  ],
  'table.grow, table.size, table.fill': [
    `(table $t 2 9 funcref) (elem (i32.const 0) $double $negate) (elem declare func $square) ${functions} ${inspect('t')}`,
    `(call $emit32 (table.size $t)) (call $emit32 (table.grow $t (ref.func $square) (i32.const 3))) (call $emit32 (table.size $t))
     ${call('t', 0, 1, 2, 3, 4)} (call $emit32 (table.grow $t (ref.null func) (i32.const 4))) (call $emit32 (table.grow $t (ref.null func) (i32.const 1)))
     (call $emit32 (table.grow $t (ref.null func) (i32.const -1))) (call $emit32 (table.grow $t (ref.null func) (i32.const 0)))
     (table.fill $t (i32.const 6) (ref.func $square) (i32.const 3)) (table.fill $t (i32.const 9) (ref.null func) (i32.const 0))
     (table.fill $t (i32.const 0) (ref.null func) (i32.const 1)) (call $nulls_t) ${call('t', 1, 6, 7, 8)}`,
  ],
  'table.init, elem.drop, active and declarative segments count as dropped': [
    `(table $t 6 funcref) (elem $active (i32.const 0) $seven) (elem $p func $double $negate $square) (elem $d declare func $seven)
     (elem $n funcref (ref.null func) (ref.func $square)) ${functions} ${inspect('t')}`,
    `(table.init $t $p (i32.const 1) (i32.const 0) (i32.const 3)) ${call('t', 1, 2, 3)}
     (table.init $t $p (i32.const 4) (i32.const 1) (i32.const 2)) ${call('t', 4, 5)} (table.init $t $n (i32.const 2) (i32.const 0) (i32.const 2))
     (table.init $t $active (i32.const 0) (i32.const 0) (i32.const 0)) (table.init $t $d (i32.const 6) (i32.const 0) (i32.const 0))
     (elem.drop $p) (elem.drop $p) (table.init $t $p (i32.const 0) (i32.const 0) (i32.const 0)) (call $nulls_t) ${call('t', 1, 3)}`,
  ],
  'table.copy: overlapping both ways, between tables, of nothing at the end': [
    `(table $t 6 funcref) (table $u 3 funcref) (elem (table $t) (i32.const 0) func $double $negate $square)
     (elem (table $u) (i32.const 1) func $square) ${functions} ${inspect('t')} ${inspect('u')}`,
    `(table.copy $t $t (i32.const 1) (i32.const 0) (i32.const 3)) ${call('t', 0, 1, 2, 3)} (table.copy $t $t (i32.const 0) (i32.const 1) (i32.const 4))
     ${call('t', 0, 1, 2)} (call $nulls_t) (table.copy $u $t (i32.const 0) (i32.const 0) (i32.const 2)) ${call('u', 0, 1)} (call $nulls_u)
     (table.copy $t $u (i32.const 6) (i32.const 3) (i32.const 0)) (table.copy $t $u (i32.const 4) (i32.const 1) (i32.const 2)) (call $nulls_t)`,
  ],
  'more than one table: calls, sizes, growth': [
    `(table $a 2 funcref) (table $b 3 funcref) (table $c 0 5 funcref) (elem (table $a) (i32.const 0) func $double $double)
     (elem (table $b) (i32.const 1) func $negate $seven) ${functions} ${inspect('a')} ${inspect('b')} ${inspect('c')}`,
    `${call('a', 0, 1)} ${call('b', 1)} (call $emit32 (call_indirect $b (type $g) (i32.const 2)))
     (call $emit32 (table.grow $c (table.get $b (i32.const 1)) (i32.const 2))) ${call('c', 0, 1)} (call $nulls_a) (call $nulls_b) (call $nulls_c)
     (call $emit32 (i32.add (table.size $a) (i32.mul (table.size $b) (table.size $c))))`,
  ],
  'references in globals, locals, parameters, results, blocks and select': [
    `(table $t 2 funcref) (elem declare func $double $negate $square) ${functions} ${inspect('t')}
     (global $constant funcref (ref.func $square)) (global $none funcref (ref.null func)) (global $g (mut funcref) (ref.func $double))
     (func $pick (param i32 funcref funcref) (result funcref) (select (result funcref) (local.get 1) (local.get 2) (local.get 0)))
     (func $local (param i32) (result funcref) (local funcref)
       (call $emit32 (ref.is_null (local.get 1)))
       (loop $l (if (local.get 0) (then
         (local.set 1 (if (result funcref) (ref.is_null (local.get 1)) (then (ref.func $negate)) (else (ref.null func))))
         (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br $l))))
       (local.get 1))
     (func $put (param funcref) (call $emit32 (ref.is_null (local.get 0)))
       (table.set $t (i32.const 1) (local.get 0)) (if (i32.eqz (ref.is_null (local.get 0))) (then (call $call_t (i32.const 1)))))`,
    `(call $put (global.get $constant)) (call $put (global.get $none)) (call $put (global.get $g)) (global.set $g (ref.func $negate))
     (call $put (global.get $g)) (call $put (call $pick (i32.const 0) (ref.func $double) (ref.func $square)))
     (call $put (call $pick (i32.const 9) (ref.func $double) (ref.null func)))
     ${[0, 1, 2, 5].map((n) => `(call $put (call $local (i32.const ${n})))`).join(' ')}`,
  ],
  'references without any indirect call': [
    `(table $t 3 funcref) (elem (i32.const 1) $double) ${functions}`,
    `(call $emit32 (ref.is_null (table.get $t (i32.const 0)))) (call $emit32 (ref.is_null (table.get $t (i32.const 1))))
     (call $emit32 (ref.is_null (ref.func $double)))`,
  ],
  'imports in a table': [
    `(table $t 4 funcref) (elem (i32.const 0) $input_ptr $input_len $step $write)
     (type $pointer (func (result i32))) (type $number (func (param i32))) (type $bytes (func (param i32 i32)))
     (data (i32.const 8) "text")`,
    `(call $emit32 (i32.eqz (call_indirect $t (type $pointer) (i32.const 0)))) (call $emit32 (call_indirect $t (type $pointer) (i32.const 1)))
     (call_indirect $t (type $number) (i32.const 5) (i32.const 2)) (call_indirect $t (type $bytes) (i32.const 8) (i32.const 4) (i32.const 3))`,
  ],
};

const traps: Record<string, string> = {
  'table.get beyond the end': '(drop (table.get $t (i32.const 4)))',
  'table.get at -1': '(drop (table.get $t (i32.const -1)))',
  'table.set beyond the end': '(table.set $t (i32.const 4) (ref.null func))',
  'table.set beyond a table that grows': '(table.set $u (i32.const 1) (ref.null func))',
  'table.fill beyond the end': '(table.fill $t (i32.const 2) (ref.null func) (i32.const 3))',
  'table.fill of -1 entries': '(table.fill $t (i32.const 2) (ref.null func) (i32.const -1))',
  'table.copy from beyond the end': '(table.copy $t $t (i32.const 0) (i32.const 3) (i32.const 2))',
  'table.copy to beyond the end': '(table.copy $u $t (i32.const 0) (i32.const 0) (i32.const 2))',
  'table.copy of nothing behind the end': '(table.copy $u $t (i32.const 2) (i32.const 0) (i32.const 0))',
  'table.init beyond the segment': '(table.init $t $p (i32.const 0) (i32.const 1) (i32.const 2))',
  'table.init beyond the table': '(table.init $t $p (i32.const 3) (i32.const 0) (i32.const 2))',
  'table.init of a dropped segment': '(elem.drop $p) (table.init $t $p (i32.const 0) (i32.const 0) (i32.const 1))',
  'table.init of an active segment': '(table.init $t $a (i32.const 0) (i32.const 0) (i32.const 1))',
  'call of an entry set to null':
    '(table.set $t (i32.const 1) (ref.null func)) (drop (call_indirect $t (type $f) (i64.const 1) (i32.const 1)))',
  'call of an entry of another type':
    '(table.set $t (i32.const 1) (ref.func $seven)) (drop (call_indirect $t (type $f) (i64.const 1) (i32.const 1)))',
  'call beyond a table that grows': '(drop (call_indirect $u (type $f) (i64.const 1) (i32.const 1)))',
  'call of a grown entry that is null':
    '(drop (table.grow $u (ref.null func) (i32.const 3))) (drop (call_indirect $u (type $f) (i64.const 1) (i32.const 2)))',
};

describe('tables and references', () => {
  it.each(Object.keys(cases))('%s', async (name) => {
    const text = module(...cases[name]!);
    for (const checked of [false, true]) await expectSame(text, { options: { checked } });
  });

  it.each(Object.keys(traps))('trap: %s', async (name) => {
    const definitions = `(table $t 4 funcref) (table $u 1 9 funcref) (elem $a (i32.const 0) $double $negate) (elem $p func $square $seven)
      (elem declare func $seven) ${functions} (func $grow (drop (table.grow $u (ref.null func) (i32.const 0))))`;
    const text = module(definitions, `(call $emit (i64.const 1)) (call $flush) ${traps[name]}`);
    const { output } = await expectSame(text, { exitCode: TRAP_EXIT_CODE });
    expect([...output]).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('a table without a maximum grows to 65,536 entries', async () => {
    const text = module(
      `(table $t 1 funcref) (elem declare func $double) ${functions} ${inspect('t')}`,
      `(call $emit32 (table.grow $t (ref.func $double) (i32.const 65535))) ${call('t', 1, 65_535)}
       (call $emit32 (table.grow $t (ref.null func) (i32.const 1)))`,
    );
    const { output } = await runInMachine(assemble(text));
    expect([...new BigInt64Array(output.slice().buffer)]).toEqual([1n, 42n, 42n, 0xffffffffn]);
  });
});

describe('what is refused, with function and byte offset', () => {
  const section = (id: number, ...bytes: number[]) => [id, bytes.length, ...bytes];
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const types = section(1, 1, 0x60, 0, 0);
  /** A module of one function `main` with a body. */
  const body = (...code: number[]) =>
    Uint8Array.of(
      ...[...header, ...types, ...section(3, 1, 0), ...section(7, 1, 4, 0x6d, 0x61, 0x69, 0x6e, 0, 0)],
      ...section(10, 1, code.length + 2, 0, ...code, 0x0b),
    );

  it.each([
    ['SIMD', body(0xfd, 0x0c), /function main, byte 0x[0-9a-f]+: SIMD is not supported/],
    ['atomics', body(0xfe, 0x03, 0), /function main, byte 0x[0-9a-f]+: threads and atomics are not supported/],
    ['try', body(0x06, 0x40), /function main, byte 0x[0-9a-f]+: exceptions are not supported/],
    ['try_table', body(0x1f, 0x40), /function main, byte 0x[0-9a-f]+: exceptions are not supported/],
    ['return_call', body(0x12, 0), /function main, byte 0x[0-9a-f]+: tail calls are not supported/],
    ['call_ref', body(0x14, 0), /function main, byte 0x[0-9a-f]+: instructions on typed references are not supported/],
    ['GC', body(0xfb, 0), /function main, byte 0x[0-9a-f]+: GC is not supported/],
    ['ref.null extern', body(0xd0, 0x6f, 0x1a), /function main, byte 0x[0-9a-f]+: externref is not supported/],
    ['an unknown opcode', body(0x27), /function main, byte 0x[0-9a-f]+: opcode 0x27 is not supported/],
    ['an unknown opcode after 0xfc', body(0xfc, 0x12), /function main, byte 0x[0-9a-f]+: opcode 0xfc 18/],
    ['a second memory', body(0x3f, 1, 0x1a), /function main, byte 0x[0-9a-f]+: more than one memory is not supported/],
    [
      'a table of externref',
      Uint8Array.of(...header, ...section(4, 1, 0x6f, 0, 1)),
      /byte 0x[0-9a-f]+: externref is not supported/,
    ],
    [
      'a table with an expression',
      Uint8Array.of(...header, ...section(4, 1, 0x40, 0, 0x70, 0, 1, 0xd0, 0x70, 0x0b)),
      /byte 0x[0-9a-f]+: reference type 0x40 is not supported/,
    ],
    [
      'a shared memory',
      Uint8Array.of(...header, ...section(5, 1, 3, 1, 1)),
      /byte 0x[0-9a-f]+: shared memory is not supported/,
    ],
    [
      'a 64-bit memory',
      Uint8Array.of(...header, ...section(5, 1, 4, 1)),
      /byte 0x[0-9a-f]+: 64-bit memory is not supported/,
    ],
    [
      'tags',
      Uint8Array.of(...header, ...types, ...section(13, 1, 0, 0)),
      /byte 0x[0-9a-f]+: exceptions are not supported/,
    ],
    [
      'struct types',
      Uint8Array.of(...header, ...section(1, 1, 0x5f, 0)),
      /byte 0x[0-9a-f]+: types of the GC proposal are not supported/,
    ],
    [
      'a v128 local',
      Uint8Array.of(...header, ...types, ...section(3, 1, 0), ...section(10, 1, 4, 1, 1, 0x7b, 0x0b)),
      /byte 0x[0-9a-f]+: SIMD \(v128\) is not supported/,
    ],
    [
      'an imported global',
      Uint8Array.of(...header, ...section(2, 1, 1, 0x61, 1, 0x62, 3, 0x7f, 0)),
      /byte 0x[0-9a-f]+: import of "a\.b" is a global; only/,
    ],
    [
      'arithmetic in a constant',
      Uint8Array.of(...header, ...section(6, 1, 0x7f, 0, 0x41, 1, 0x41, 2, 0x6a, 0x0b)),
      /byte 0x[0-9a-f]+: constant expressions of more than one instruction/,
    ],
    [
      'a component',
      Uint8Array.of(0, 0x61, 0x73, 0x6d, 13, 0, 1, 0),
      /byte 0x4: only version 1 of the binary format is supported; components are not/,
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => compileWasm(bytes)).toThrow(message);
    expect(() => compileWasm(bytes)).toThrow(expect.objectContaining({ code: 'WasmUnsupported' }));
  });
});
