/** Every float instruction on edge operands, in the machine (with the soft-float library) as in V8. See float-modules.ts. */
import { describe, expect, it } from 'vitest';
import { expectSame } from './expect-same.ts';
import { floatModule, floatNames } from './float-modules.ts';
import { TRAP_EXIT_CODE } from './harness.ts';
import { module } from './prelude.ts';

describe('float instructions', () => {
  it.each(floatNames)('%s', async (name) => {
    const { text, labels } = floatModule(name);
    const { output } = await expectSame(text, { label: (offset) => labels[offset >> 3] ?? `word ${offset >> 3}` });
    expect(output.length).toBe(labels.length * 8);
  });

  it('constants, locals, parameters, results, globals, select, loads and stores', async () => {
    const definitions = `(global $x (mut f64) (f64.const -0.1)) (global $y f32 (f32.const 3.5))
      (func $mix (param f32 f64 i32 f64 f32 f64 f32 f64 f32 f64 f32) (result f64 f32) (local f64 f32)
        (local.set 11 (f64.add (local.get 1) (f64.mul (local.get 9) (f64.convert_i32_s (local.get 2)))))
        (local.set 12 (f32.sub (local.get 10) (local.get 0)))
        (f64.div (local.get 11) (local.get 7)) (select (local.get 12) (local.get 8) (f64.gt (local.get 3) (local.get 5))))
      (func $sum (param i32) (result f64) (local f64)
        (loop $l (local.set 1 (f64.add (local.get 1) (f64.div (f64.const 1) (f64.convert_i32_u (local.get 0)))))
          (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
        (local.get 1))`;
    const body = `(local f64 f32) (call $mix (f32.const 1.5) (f64.const 2.25) (i32.const -3) (f64.const 1e300) (f32.const 5) (f64.const -1e-300)
        (f32.const nan) (f64.const 7) (f32.const 8) (f64.const 0x1.fffffffffffffp+10) (f32.const -0))
      (local.set 1) (local.set 0) (f32.store (i32.const 17) (local.get 1)) (f64.store (i32.const 33) (local.get 0)) (call $emit (i64.load (i32.const 17))) (call $emit (i64.load (i32.const 33)))
      (global.set $x (f64.sqrt (f64.neg (global.get $x)))) (call $emit (i64.reinterpret_f64 (global.get $x)))
      (f64.store offset=3 (i32.const 60) (f64.promote_f32 (global.get $y))) (call $emit (i64.load (i32.const 63)))
      (call $emit (i64.reinterpret_f64 (call $sum (i32.const 100))))`;
    await expectSame(module(definitions, body));
  });

  it.each([
    ['i32.trunc_f64_s', 'f64.const 2147483648'],
    ['i32.trunc_f64_u', 'f64.const -1'],
    ['i64.trunc_f32_s', 'f32.const nan'],
    ['i64.trunc_f64_u', 'f64.const inf'],
  ])('%s (%s) traps', async (name, operand) => {
    const text = module('', `(call $emit (i64.const 1)) (call $flush) (drop (${name} (${operand})))`);
    const { output } = await expectSame(text, { exitCode: TRAP_EXIT_CODE });
    expect(output.length).toBe(8);
  });
});
