/** What traps in V8 ends the run in the machine with exit code 134, a message on fd 2, and the output written until then. */
import { describe, expect, it } from 'vitest';
import { expectSame } from './expect-same.ts';
import { assemble, runInMachine, TRAP_EXIT_CODE } from './harness.ts';
import { prelude } from './prelude.ts';

const MIN32 = '-0x80000000';
const MIN64 = '-0x8000000000000000';

const withFunction = (definitions: string, call: string) => `(module ${prelude()} ${definitions}
  (func (export "main") (call $emit (i64.const 1)) (call $flush) ${call} (call $emit (i64.const 2)) (call $flush)))`;

function division(type: string, operation: string, a: string, b: string): Record<string, string> {
  const name = `${type}.${operation}`;
  const f = `(func $f (param ${type} ${type}) (result ${type}) (${name} (local.get 0) (local.get 1)))
    (func $unused (param ${type} ${type}) (drop (${name} (local.get 0) (local.get 1))))
    (func $by (param ${type}) (result ${type}) (${name} (local.get 0) (${type}.const ${b})))`;
  const operands = `(${type}.const ${a}) (${type}.const ${b})`;
  return {
    [`${name} ${a} ${b}`]: withFunction(f, `(drop (call $f ${operands}))`),
    [`${name} ${a} ${b}, constants`]: withFunction('', `(drop (${name} ${operands}))`),
    [`${name} ${a} ${b}, constant divisor`]: withFunction(f, `(drop (call $by (${type}.const ${a})))`),
    [`${name} ${a} ${b}, result unused`]: withFunction(f, `(call $unused ${operands})`),
  };
}

const cases: Record<string, string> = {
  unreachable: withFunction('', '(unreachable)'),
  'unreachable in a called function': withFunction(
    '(func $f (param i32) (result i32) (if (local.get 0) (then (unreachable))) (i32.const 1))',
    '(drop (call $f (i32.const 1)))',
  ),
  ...division('i32', 'div_s', '5', '0'),
  ...division('i32', 'div_s', MIN32, '-1'),
  ...division('i32', 'div_u', '5', '0'),
  ...division('i32', 'rem_s', '5', '0'),
  ...division('i32', 'rem_u', '5', '0'),
  ...division('i64', 'div_s', '5', '0'),
  ...division('i64', 'div_s', MIN64, '-1'),
  ...division('i64', 'div_u', '5', '0'),
  ...division('i64', 'rem_s', '5', '0'),
  ...division('i64', 'rem_u', '5', '0'),
  'i32.div_u by a number whose low half is 0': withFunction(
    '(func $f (param i64) (result i32) (i32.div_u (i32.const 7) (i32.wrap_i64 (local.get 0))))',
    '(drop (call $f (i64.const 0x100000000)))',
  ),
  'endless recursion': withFunction(
    '(func $f (param i64) (result i64) (i64.add (i64.const 1) (call $f (i64.mul (local.get 0) (i64.const 3)))))',
    '(drop (call $f (i64.const 1)))',
  ),
  'endless mutual recursion through the table': withFunction(
    `(type $t (func (param i32) (result i32))) (table 2 funcref) (elem (i32.const 0) $f $g)
     (func $f (type $t) (i32.add (i32.const 1) (call_indirect (type $t) (local.get 0) (i32.const 1))))
     (func $g (type $t) (i32.add (i32.const 1) (call_indirect (type $t) (local.get 0) (i32.const 0))))`,
    '(drop (call $f (i32.const 1)))',
  ),
};

const indirect = (index: string, type = '$unary') =>
  withFunction(
    `(type $unary (func (param i64) (result i64))) (type $other (func (param i32) (result i32))) (type $none (func))
   (table 8 funcref) (elem (i32.const 2) $id $nothing)
   (func $id (type $unary) (local.get 0)) (func $nothing (type $none))
   (func $call (param i32) (result ${type === '$other' ? 'i32' : 'i64'})
     (call_indirect (type ${type}) (${type === '$other' ? 'i32' : 'i64'}.const 1) (local.get 0)))`,
    `(drop (call $call (i32.const ${index})))`,
  );
Object.assign(cases, {
  'indirect call of an empty entry': indirect('0'),
  'indirect call of an empty entry behind the functions': indirect('7'),
  'indirect call beyond the table': indirect('8'),
  'indirect call of index -1': indirect('-1'),
  'indirect call of index -2^31': indirect('-2147483648'),
  'indirect call with another type': indirect('2', '$other'),
  'indirect call of a function without parameters': indirect('3'),
});

describe('traps', () => {
  it.each(Object.keys(cases))('%s', async (name) => {
    const { output } = await expectSame(cases[name]!, { exitCode: TRAP_EXIT_CODE });
    expect([...output]).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('say what happened', async () => {
    for (const text of Object.values(cases)) {
      const { debug } = await runInMachine(assemble(text));
      expect(debug).not.toBe('');
    }
  });
});

const out = (statement: string) =>
  withFunction(
    `(data $d "passive") (func $load (param i32) (result i64) (i64.load offset=8 (local.get 0)))
   (func $grow (param i32) (drop (memory.grow (local.get 0))))`,
    statement,
  );
const outOfBounds: Record<string, string> = {
  'a load over the end': out('(drop (i64.load (i32.const 131065)))'),
  'a load at -1': out('(drop (i32.load8_u (i32.const -1)))'),
  'a load whose offset passes 2^32': out('(drop (call $load (i32.const -8)))'),
  'a load with an offset over the end': out('(drop (call $load (i32.const 131060)))'),
  'a store over the end': out('(i32.store (i32.const 131069) (i32.const 1))'),
  'a store far beyond': out('(i32.store8 (i32.const 0x70000000) (i32.const 1))'),
  'a load whose value is not used': out('(drop (i64.load offset=65536 (i32.const 65536)))'),
  'memory.fill over the end': out('(memory.fill (i32.const 131000) (i32.const 1) (i32.const 73))'),
  'memory.fill of no bytes behind the end': out('(memory.fill (i32.const 131073) (i32.const 1) (i32.const 0))'),
  'memory.fill of -1 bytes': out('(memory.fill (i32.const 1) (i32.const 1) (i32.const -1))'),
  'memory.copy from behind the end': out('(memory.copy (i32.const 0) (i32.const 131070) (i32.const 3))'),
  'memory.copy to behind the end': out('(memory.copy (i32.const 131070) (i32.const 0) (i32.const 3))'),
  'memory.init over the segment': out('(memory.init $d (i32.const 0) (i32.const 5) (i32.const 3))'),
  'memory.init of a dropped segment': out('(data.drop $d) (memory.init $d (i32.const 0) (i32.const 0) (i32.const 1))'),
  'memory.init over the end': out('(memory.init $d (i32.const 131070) (i32.const 0) (i32.const 3))'),
};

describe('out of bounds, checked', () => {
  it.each(Object.keys(outOfBounds))('%s', async (name) => {
    const { output } = await expectSame(outOfBounds[name]!, { exitCode: TRAP_EXIT_CODE, options: { checked: true } });
    expect([...output]).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  });

  it.each([
    ['the last word', '(i64.store (i32.const 131064) (i64.const 9)) (call $emit (i64.load (i32.const 131064)))'],
    ['the last byte', '(i32.store8 (i32.const 131071) (i32.const 9)) (call $emit (i64.load8_u (i32.const 131071)))'],
    ['no bytes at the end', '(memory.fill (i32.const 131072) (i32.const 1) (i32.const 0))'],
    [
      'a grown page',
      '(call $grow (i32.const 1)) (i64.store (i32.const 196600) (i64.const 9)) (call $emit (call $load (i32.const 196592)))',
    ],
  ])('in bounds: %s', async (_, statement) => {
    await expectSame(out(statement), { options: { checked: true } });
  });
});

/** In V8 the input lies in pages of its own, so that what is beyond its end can only be seen in the machine. */
describe('the private input, checked', () => {
  const input = Uint8Array.from({ length: 21 }, (_, i) => 100 + i);
  const at = (offset: number) => `(i32.add (call $input_ptr) (i32.const ${offset}))`;
  const options = { checked: true };

  it.each([
    ['every byte', input.map((_, i) => i), (i: number) => `(call $emit (i64.load8_u ${at(i)}))`],
    ['words at every alignment', Uint8Array.of(0, 1, 5, 12, 13), (i: number) => `(call $emit (i64.load ${at(i)}))`],
    ['constant offsets', Uint8Array.of(0, 4, 19), (i: number) => `(call $emit (i64.load16_u offset=${i} ${at(0)}))`],
    [
      'stores',
      Uint8Array.of(0, 13),
      (i: number) => `(i64.store ${at(i)} (i64.const 9)) (call $emit (i64.load ${at(i)}))`,
    ],
    [
      'copies out of it',
      Uint8Array.of(0, 11),
      (i: number) => `(memory.copy (i32.const 64) ${at(i)} (i32.const 10)) (call $emit (i64.load (i32.const 66)))`,
    ],
    [
      'copies into it',
      Uint8Array.of(0, 13),
      (i: number) => `(memory.copy ${at(i)} (i32.const 64) (i32.const 8)) (call $emit (i64.load ${at(i)}))`,
    ],
    [
      'filled',
      Uint8Array.of(0, 13),
      (i: number) => `(memory.fill ${at(i)} (i32.const 7) (i32.const 8)) (call $emit (i64.load ${at(i)}))`,
    ],
    [
      'a copy of no bytes at its end',
      Uint8Array.of(21),
      (i: number) => `(memory.copy (i32.const 64) ${at(i)} (i32.const 0))`,
    ],
    ['written to the output', Uint8Array.of(0, 20), (i: number) => `(call $write ${at(i)} (i32.const 1))`],
  ])('in bounds: %s', async (_, offsets, statement) => {
    const body = [...offsets].map(statement).join(' ');
    const { output } = await expectSame(withFunction('', body), { input, options });
    expect(output.length).toBeGreaterThan(8);
  });

  it.each([
    ['a byte beyond it', `(drop (i32.load8_u ${at(21)}))`],
    ['a word that ends beyond it', `(drop (i64.load ${at(14)}))`],
    ['a constant offset beyond it', `(drop (i32.load8_u offset=20 ${at(1)}))`],
    ['a store beyond it', `(i32.store16 ${at(20)} (i32.const 1))`],
    ['its header', `(drop (i32.load ${at(-4)}))`],
    ['the byte before it', `(drop (i32.load8_u ${at(-1)}))`],
    ['a copy from beyond it', `(memory.copy (i32.const 64) ${at(12)} (i32.const 10))`],
    ['a fill beyond it', `(memory.fill ${at(20)} (i32.const 0) (i32.const 2))`],
    ['output from beyond it', `(call $write ${at(14)} (i32.const 8))`],
    ['text from beyond it', `(call $print ${at(21)} (i32.const 1))`],
    ['output from beyond the memory', '(call $write (i32.const 131070) (i32.const 3))'],
    ['output from -1', '(call $write (i32.const -1) (i32.const 1))'],
  ])('out of bounds: %s', async (_, statement) => {
    const run = await runInMachine(assemble(withFunction('', statement)), input, options);
    expect(run).toMatchObject({ exitCode: TRAP_EXIT_CODE, debug: 'trap: memory access out of bounds\n' });
    expect([...run.output]).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('without any input nothing of it is in bounds', async () => {
    const run = await runInMachine(assemble(withFunction('', `(drop (i32.load8_u ${at(0)}))`)), undefined, options);
    expect(run.exitCode).toBe(TRAP_EXIT_CODE);
  });
});
