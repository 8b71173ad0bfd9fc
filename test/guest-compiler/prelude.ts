/**
 * What the modules of the tests begin with: the imports of `vouch`, and a buffer of 64-bit words for results, which `$flush`
 * writes to the public output. The buffer is in a page of its own behind the page or pages of the test.
 */

export interface PreludeOptions {
  /** Pages of the test's own, before the buffer. Default 1. */
  readonly pages?: number;
  /** Pages of the buffer, 8192 words each. Default 1. */
  readonly bufferPages?: number;
  /** Text after the minimum of the memory: its maximum. */
  readonly maximum?: number;
}

export const imports = `
  (import "vouch" "input_ptr" (func $input_ptr (result i32)))
  (import "vouch" "input_len" (func $input_len (result i32)))
  (import "vouch" "write" (func $write (param i32 i32)))
  (import "vouch" "print" (func $print (param i32 i32)))
  (import "vouch" "exit" (func $exit (param i32)))
  (import "vouch" "panic" (func $panic (param i32 i32)))
  (import "vouch" "step" (func $step (param i32)))`;

export function prelude({ pages = 1, bufferPages = 1, maximum }: PreludeOptions = {}): string {
  const start = pages * 65_536;
  return `${imports}
  (memory (export "memory") ${pages + bufferPages} ${maximum ?? ''})
  (global $cursor (mut i32) (i32.const ${start}))
  (func $emit (param i64)
    (i64.store (global.get $cursor) (local.get 0))
    (global.set $cursor (i32.add (global.get $cursor) (i32.const 8))))
  (func $emit32 (param i32) (call $emit (i64.extend_i32_u (local.get 0))))
  (func $flush
    (call $write (i32.const ${start}) (i32.sub (global.get $cursor) (i32.const ${start})))
    (global.set $cursor (i32.const ${start})))`;
}

/** A module around functions and a main body that emits words. */
export function module(definitions: string, mainBody: string, options: PreludeOptions = {}): string {
  return `(module ${prelude(options)}
  ${definitions}
  (func (export "main") ${mainBody}
    (call $flush)))`;
}

/** Escapes bytes for a data segment. */
export function dataString(bytes: Iterable<number>): string {
  return [...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
}
