/** Constants, arithmetic with its traps, and the numeric instructions that are calls. */
import { CompileError } from '../errors.ts';
import type { Instruction } from '../parse/instructions.ts';
import type { ValueType } from '../parse/module.ts';
import type { Value } from './ir.ts';
import { newBlock } from './ir.ts';
import { numericInstructions } from './numeric.ts';
import { type RuntimeCall, runtimeCalls } from './runtime-calls.ts';
import type { Translator } from './translate.ts';
import { call } from './translate-calls.ts';

export function translateNumeric(t: Translator, { opcode, imm, wide }: Instruction): void {
  switch (opcode) {
    case 0x41:
      t.push('i32', t.constant(BigInt(imm)));
      return;
    case 0x42:
      t.push('i64', t.constant(wide));
      return;
    case 0x43:
      t.push('f32', t.constant(BigInt(imm)));
      return;
    case 0x44:
      t.push('f64', t.constant(wide));
      return;
  }
  const numeric = numericInstructions.get(opcode);
  if (numeric) {
    const [a, b] = t.popAll(numeric.params) as [Value, Value];
    t.push(numeric.result, numeric.make(t.fn, a, b));
    return;
  }
  if (opcode >= 0x6d && opcode <= 0x70) {
    divide(t, 'i32', opcode - 0x6d);
    return;
  }
  if (opcode >= 0x7f && opcode <= 0x82) {
    divide(t, 'i64', opcode - 0x7f);
    return;
  }
  const runtime = runtimeCalls.get(opcode);
  if (!runtime) t.unsupported(`opcode 0x${opcode.toString(16)}`);
  callRuntime(t, runtime!);
}

/** div_s div_u rem_s rem_u: the machine's do not trap, WebAssembly's do (core specification, 4.3.2). */
function divide(t: Translator, type: ValueType, which: number): void {
  const [a, b] = t.popAll([type, type]) as [Value, Value];
  const name = ['div', 'divu', 'rem', 'remu'][which]!;
  const divisor = b.op === 'const' ? b.constant : undefined;
  if (divisor === 0n) t.trapIf('beq', t.constant(0n), t.constant(0n), 'divisionByZero');
  else if (divisor === undefined) t.trapIf('beq', b, t.constant(0n), 'divisionByZero');
  if (name === 'div' && (divisor === undefined || divisor === -1n)) {
    const least = t.constant(type === 'i32' ? -(2n ** 31n) : -(2n ** 63n));
    const overflow = newBlock(t.fn);
    const next = newBlock(t.fn);
    const minusOne = t.constant(-1n);
    t.block!.terminator = {
      ...{ kind: 'branch', op: 'bne', a: b, b: minusOne },
      edges: [
        { target: next, args: [] },
        { target: overflow, args: [] },
      ],
    };
    overflow.terminator = {
      ...{ kind: 'branch', op: 'beq', a, b: least },
      edges: [
        { target: t.trapBlock('integerOverflow'), args: [] },
        { target: next, args: [] },
      ],
    };
    overflow.isCold = true;
    t.block = next;
  }
  t.push(type, t.make(type === 'i32' ? `${name}w` : name, [a, b]));
}

function callRuntime(t: Translator, { name, params, result, isFloat }: RuntimeCall): void {
  const symbol = isFloat ? t.context.floatFunction(name) : `runtime.${name}`;
  if (symbol === undefined) {
    throw new CompileError(
      'WasmNeedsSoftFloat',
      `${name.replace('_', '.')} needs a soft-float library with a function "${name}"`,
      { offset: t.offset, functionName: t.fn.name },
    );
  }
  call(t, symbol, t.popAll(params), { params, results: [result] });
}
