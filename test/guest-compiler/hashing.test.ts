/** blake3_chain and blake3_path as imports: results, and that values which live across the calls survive the registers that these move. */
import { describe, it } from 'vitest';
import { expectSame } from './expect-same.ts';

/** Every argument, and numbers beside them, are used again after the call, in a function of its own: arguments come and go in one place. */
const call = (name: string, index: string, type: string) => `(module
  (import "vouch" "${name}" (func $hash (param i32 i32 ${type} i32 i32)))
  (import "vouch" "write" (func $write (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 512) "the blocks or siblings that are hashed, some of which are zero; nothing comes behind them but this")
  (type $work (func (param i32 i32 ${type} i32 i32) (result i32)))
  (table funcref (elem $work))
  (func $work (param $value i32) (param $data i32) (param $index ${type}) (param $count i32) (param $flags i32) (result i32)
    (local $a i32) (local $b i32)
    (local.set $a (i32.mul (local.get $count) (i32.const 77)))
    (local.set $b (i32.xor (local.get $flags) (i32.const 99)))
    (call $hash (local.get $value) (local.get $data) (local.get $index) (local.get $count) (local.get $flags))
    (i32.add
      (i32.add (i32.add (local.get $a) (local.get $b)) (i32.add (local.get $value) (local.get $data)))
      (i32.add (i32.add (local.get $count) (local.get $flags)) ${index})))
  (func (export "main") (result i32)
    (local $i i32)
    (loop $again
      (i32.store (i32.const 256)
        (i32.add (i32.load (i32.const 256))
          (call_indirect (type $work) (i32.const 0) (i32.const 512) (${type}.const 21) (i32.add (local.get $i) (i32.const 1)) (i32.const 4) (i32.const 0))))
      (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 4))))
    (call $write (i32.const 0) (i32.const 32))
    (call $write (i32.const 256) (i32.const 4))
    (i32.const 0)))`;

describe('hashing in steps', () => {
  it('blake3_chain', async () => {
    await expectSame(call('blake3_chain', '(i32.wrap_i64 (local.get $index))', 'i64'));
  });

  it('blake3_path', async () => {
    await expectSame(call('blake3_path', '(local.get $index)', 'i32'));
  });
});
