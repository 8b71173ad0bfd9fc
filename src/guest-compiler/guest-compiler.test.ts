import { describe, expect, it } from 'vitest';
import wabtInit from 'wabt';
import { loadElf } from '../elf/index.ts';
import { execute } from '../executor/index.ts';
import { CompileError, compileWasm } from './index.ts';

const wabt = await wabtInit();

function toWasm(wat: string): Uint8Array {
  return wabt.parseWat('test.wat', wat).toBinary({}).buffer;
}

async function inMachine(module: Uint8Array, checked: boolean) {
  const { elf } = compileWasm(module, { checked });
  return execute(loadElf(elf, { allowPageZero: true }), new Uint8Array(0), {});
}

/** Public output as V8 gives it; traps are `null`. */
async function inV8(module: Uint8Array): Promise<Uint8Array | null> {
  const output: number[] = [];
  let memory: WebAssembly.Memory | undefined;
  const vouch = {
    write: (ptr: number, length: number) => output.push(...new Uint8Array(memory!.buffer, ptr, length)),
    step: () => {},
  };
  const { instance } = await WebAssembly.instantiate(module.slice(), { vouch });
  memory = instance.exports.memory as WebAssembly.Memory;
  try {
    (instance.exports.main as () => void)();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) return null;
    throw error;
  }
  return Uint8Array.from(output);
}

async function expectSame(wat: string): Promise<void> {
  const module = toWasm(wat);
  const expected = await inV8(module);
  for (const checked of [false, true]) {
    const { exitCode, publicOutput } = await inMachine(module, checked);
    if (expected === null) expect(exitCode).toBe(134);
    else {
      expect(exitCode).toBe(0);
      expect([...publicOutput]).toEqual([...expected]);
    }
  }
}

/** A module whose main stores results one after the other and writes them. */
function storing(expressions: readonly { type: 'i32' | 'i64'; wat: string }[], rest = ''): string {
  const stores = expressions.map(({ type, wat }, i) => `(${type}.store (i32.const ${1024 + 8 * i}) ${wat})`);
  return `(module (import "vouch" "write" (func $write (param i32 i32))) (memory (export "memory") 2) ${rest}
    (func (export "main") ${stores.join('\n')} (call $write (i32.const 1024) (i32.const ${8 * stores.length}))))`;
}

const values32 = [0, 1, 2, 7, 31, 32, 33, -1, -2, 255, 0x7fffffff, -0x80000000, 0x12345678, -0x12345678];
const values64 = [0n, 1n, 63n, 64n, -1n, 0x7fffffffffffffffn, -0x8000000000000000n, 0x80000000n, 0x123456789abcdef0n];
const binary = 'add sub mul and or xor shl shr_s shr_u rotl rotr eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u'.split(
  ' ',
);
const divisions = ['div_s', 'div_u', 'rem_s', 'rem_u'];
const isComparison = (op: string): boolean => /^(eq|ne|[lg][te]_[su]|eqz)$/.test(op);

describe('compileWasm: same results as V8', () => {
  for (const type of ['i32', 'i64'] as const) {
    const values = type === 'i32' ? values32.map(String) : values64.map(String);
    for (const op of [...binary, ...divisions]) {
      it(`${type}.${op}`, async () => {
        const expressions = [];
        const rest = [
          `(func $f (param ${type} ${type}) (result ${isComparison(op) ? 'i32' : type})
          (${type}.${op} (local.get 0) (local.get 1)))`,
        ];
        const result = isComparison(op) ? 'i32' : type;
        for (const [j, b] of values.entries()) {
          if (divisions.includes(op) && (b === '0' || (b === '-1' && op === 'div_s'))) continue;
          rest.push(`(func $right${j} (param ${type}) (result ${result})
            (${type}.${op} (local.get 0) (${type}.const ${b})))`);
          for (const a of values) {
            const call = `(call $f (${type}.const ${a}) (${type}.const ${b}))`;
            expressions.push({ type: result, wat: call } as const);
            expressions.push({ type: result, wat: `(call $right${j} (${type}.const ${a}))` } as const);
            expressions.push({
              type: result,
              wat: `(${type}.${op} (${type}.const ${a}) (${type}.const ${b}))`,
            } as const);
            if (result === 'i32') {
              const wat = `(if (result i32) (${type}.${op} (${type}.const ${a}) (i32.wrap_i64 (i64.const 5))) (then (i32.const 3)) (else (i32.const 4)))`;
              if (type === 'i32') expressions.push({ type: result, wat } as const);
            }
          }
        }
        await expectSame(storing(expressions, rest.join('\n')));
      });
    }
    it(`${type}: unary`, async () => {
      const ops = ['clz', 'ctz', 'popcnt', 'extend8_s', 'extend16_s', 'eqz', ...(type === 'i64' ? ['extend32_s'] : [])];
      const rest = ops.map(
        (op) => `(func $${op} (param ${type}) (result ${op === 'eqz' ? 'i32' : type}) (${type}.${op} (local.get 0)))`,
      );
      const expressions = ops.flatMap((op) =>
        values.map((a) => ({
          type: op === 'eqz' ? ('i32' as const) : type,
          wat: `(call $${op} (${type}.const ${a}))`,
        })),
      );
      await expectSame(storing(expressions, rest.join('\n')));
    });
  }

  it('conversions', async () => {
    const rest = `
      (func $wrap (param i64) (result i32) (i32.wrap_i64 (local.get 0)))
      (func $s (param i32) (result i64) (i64.extend_i32_s (local.get 0)))
      (func $u (param i32) (result i64) (i64.extend_i32_u (local.get 0)))
      (func $mul (param i32 i32) (result i64) (i64.mul (i64.extend_i32_u (local.get 0)) (i64.extend_i32_u (local.get 1))))`;
    await expectSame(
      storing(
        [
          ...values64.map((a) => ({ type: 'i32' as const, wat: `(call $wrap (i64.const ${a}))` })),
          ...values32.flatMap((a) => [
            { type: 'i64' as const, wat: `(call $s (i32.const ${a}))` },
            { type: 'i64' as const, wat: `(call $u (i32.const ${a}))` },
            { type: 'i64' as const, wat: `(call $mul (i32.const ${a}) (i32.const -5))` },
          ]),
        ],
        rest,
      ),
    );
  });

  it('loads and stores of every width, misaligned, with large offsets', async () => {
    const body = `
      (i64.store (local.get $p) (i64.const 0x8182838485868788))
      (i64.store offset=8 (local.get $p) (i64.const 0x7172737475767778))
      ${['8', '16', '32'].map((bits, i) => `(i64.store${bits} offset=${4000 + 9 * i} (local.get $p) (i64.const -7777777777))`).join('')}
      ${['8', '16'].map((bits, i) => `(i32.store${bits} offset=${5000 + 5 * i} (i32.add (local.get $p) (i32.const 6)) (i32.const -777777))`).join('')}
      ${['i32.load', 'i32.load8_s', 'i32.load8_u', 'i32.load16_s', 'i32.load16_u']
        .map((op, i) => `(i32.store offset=${6000 + 8 * i} (local.get $p) (${op} offset=3 (local.get $p)))`)
        .join('')}
      ${['load', 'load8_s', 'load8_u', 'load16_s', 'load16_u', 'load32_s', 'load32_u']
        .map((op, i) => `(i64.store offset=${6100 + 8 * i} (local.get $p) (i64.${op} offset=5 (local.get $p)))`)
        .join('')}
      (i32.store offset=70000 (i32.const 0) (i32.load offset=6000 (i32.sub (local.get $p) (i32.const -4))))`;
    await expectSame(`(module (import "vouch" "write" (func $write (param i32 i32))) (memory (export "memory") 2)
      (data (i32.const 3) "page zero") (data (i32.const 90000) "later")
      (func $run (param $p i32) ${body})
      (func (export "main") (call $run (i32.const 1001)) (call $run (i32.const 20000))
        (call $write (i32.const 0) (i32.const 100000))))`);
  });

  it('control flow: loops, br_table, nested blocks, multi-value, select', async () => {
    const cases = [...Array(9).keys()];
    const rest = `
      (type $two (func (param i32 i64) (result i64 i32)))
      (func $swap (type $two) (local.get 1) (local.get 0))
      (func $fibonacci (param i32) (result i32)
        (if (result i32) (i32.lt_s (local.get 0) (i32.const 2)) (then (local.get 0))
          (else (i32.add (call $fibonacci (i32.sub (local.get 0) (i32.const 1)))
                         (call $fibonacci (i32.sub (local.get 0) (i32.const 2)))))))
      (func $table (param i32) (result i32)
        (block $d (block $c (block $b (block $a (br_table $a $b $c $b $a $c $d (local.get 0)))
          (return (i32.const 10))) (return (i32.const 20))) (return (i32.const 30))) (i32.const 40))
      (func $short (param i32) (result i32)
        (block $b (block $a (br_table $a $b (local.get 0))) (return (i32.const 10))) (i32.const 40))
      (func $sum (param $n i32) (result i64) (local $s i64) (local $i i32)
        (loop $l (local.set $s (i64.add (local.get $s) (i64.extend_i32_u (i32.mul (local.get $i) (local.get $i)))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $l (i32.lt_u (local.get $i) (local.get $n))))
        (local.get $s))
      (func $gcd (param i32 i32) (result i32)
        (loop $l (result i32)
          (if (result i32) (i32.eqz (local.get 1)) (then (local.get 0)) (else
            (local.get 1) (i32.rem_u (local.get 0) (local.get 1)) (local.set 1) (local.set 0) (br $l)))))
      (func $pairs (param i32) (result i32)
        (local.get 0) (i64.const 5) (block (param i32 i64) (result i64 i32) (call $swap))
        (drop) (i32.wrap_i64))
      (func $select (param i32) (result i32)
        (select (i32.const 5) (i32.mul (local.get 0) (i32.const 3)) (i32.gt_s (local.get 0) (i32.const 3))))
      (func $many (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i64 i32) (result i32 i32 i32 i32 i32 i32 i32 i32 i64 i32)
        (local.get 10) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5) (local.get 6)
        (local.get 7) (local.get 9) (local.get 8))
      (func $callMany (param i32) (result i32)
        (call $many (local.get 0) (i32.const 2) (i32.const 3) (i32.const 4) (i32.const 5) (i32.const 6) (i32.const 7)
          (i32.const 8) (i32.const 9) (i64.const 10) (i32.add (local.get 0) (i32.const 100)))
        (i32.shl (i32.const 3)) (local.set 0) (i32.wrap_i64) (local.get 0) (i32.sub)
        (i32.add) (i32.sub) (i32.add) (i32.sub) (i32.add) (i32.sub) (i32.add) (i32.sub))`;
    await expectSame(
      storing(
        [
          { type: 'i32', wat: '(call $fibonacci (i32.const 12))' },
          { type: 'i64', wat: '(call $sum (i32.const 100))' },
          { type: 'i32', wat: '(call $gcd (i32.const 1071) (i32.const 462))' },
          ...[...cases, -1].flatMap((n) =>
            ['table', 'short', 'select', 'pairs', 'callMany'].map((f) => ({
              ...{ type: 'i32' as const, wat: `(call $${f} (i32.const ${n}))` },
            })),
          ),
        ],
        rest,
      ),
    );
  });

  it('many live values, across calls too', async () => {
    const locals = [...Array(60).keys()];
    const rest = `
      (global $g (mut i32) (i32.const 7)) (global $h (mut i64) (i64.const -1))
      (func $touch (param i32) (result i32) (global.set $g (i32.add (global.get $g) (local.get 0))) (global.get $g))
      (func $f (param $x i32) (result i32) ${locals.map((i) => `(local $v${i} i32)`).join('')}
        ${locals.map((i) => `(local.set $v${i} (i32.mul (local.get $x) (i32.const ${i + 3})))`).join('')}
        (loop $l
          ${locals.map((i) => `(local.set $v${i} (i32.xor (local.get $v${(i + 7) % 60}) (i32.add (local.get $v${i}) (i32.const ${i * 1000}))))`).join('')}
          (local.set $v3 (call $touch (local.get $v5)))
          (br_if $l (i32.gt_s (local.tee $x (i32.sub (local.get $x) (i32.const 1))) (i32.const 0))))
        ${locals.map((i) => `(local.get $v${i})`).join('')} ${locals
          .slice(1)
          .map(() => '(i32.add)')
          .join('')})`;
    await expectSame(
      storing(
        [5, 1, 20].map((n) => ({ type: 'i32', wat: `(call $f (i32.const ${n}))` })),
        rest,
      ),
    );
  });

  it('indirect calls, bulk memory, grow', async () => {
    await expectSame(`(module (import "vouch" "write" (func $write (param i32 i32))) (memory (export "memory") 2 5)
      (type $unary (func (param i32) (result i32)))
      (table 5 funcref) (elem (i32.const 1) $twice $square $nothing)
      (func $twice (type $unary) (i32.shl (local.get 0) (i32.const 1)))
      (func $square (type $unary) (i32.mul (local.get 0) (local.get 0)))
      (func $nothing)
      (data $passive "some bytes that are copied when asked for")
      (data (i32.const 500) "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
      (func (export "main")
        (i32.store (i32.const 0) (call_indirect (type $unary) (i32.const 21) (i32.const 1)))
        (i32.store (i32.const 4) (call_indirect (type $unary) (i32.const 21) (i32.const 2)))
        (call_indirect (i32.const 3))
        (memory.init $passive (i32.const 100) (i32.const 3) (i32.const 20))
        (memory.copy (i32.const 505) (i32.const 500) (i32.const 50))
        (memory.copy (i32.const 601) (i32.const 605) (i32.const 50))
        (memory.copy (i32.const 700) (i32.const 500) (i32.const 67))
        (memory.fill (i32.const 800) (i32.const 0x1ab) (i32.const 45))
        (memory.copy (i32.const 900) (i32.const 500) (i32.const 0))
        (i32.store (i32.const 8) (memory.grow (i32.const 2)))
        (i32.store (i32.const 12) (memory.grow (i32.const 2)))
        (i32.store (i32.const 16) (memory.size))
        (i32.store (i32.const 20) (memory.grow (i32.const -1)))
        (call $write (i32.const 0) (i32.const 1000))))`);
  });

  for (const [name, body] of [
    ['unreachable', 'unreachable'],
    ['division by zero', '(drop (i32.div_s (i32.const 1) (i32.load (i32.const 0))))'],
    ['remainder by zero', '(i64.store (i32.const 8) (i64.rem_u (i64.const 1) (i64.load (i32.const 0))))'],
    [
      'overflow',
      '(i64.store (i32.const 8) (i64.div_s (i64.const -9223372036854775808) (i64.sub (i64.load (i32.const 0)) (i64.const 1))))',
    ],
    ['null element', '(call_indirect (i32.load (i32.const 0)))'],
    ['wrong type', '(drop (call_indirect (result i32) (i32.const 1)))'],
    ['outside of the table', '(call_indirect (i32.const 10))'],
    ['unbounded recursion', '(call $again)'],
  ] as const) {
    it(`trap: ${name}`, async () => {
      await expectSame(`(module (memory (export "memory") 1) (table 3 funcref) (elem (i32.const 1) $again)
        (func $again (call $again) (i32.store (i32.const 0) (i32.const 1))) (func (export "main") ${body}))`);
    });
  }

  it('floats, by the soft-float library', async () => {
    await expectSame(
      storing(
        [
          { type: 'i64', wat: '(i64.reinterpret_f64 (call $f (f64.const 1.5) (f64.const -0.1)))' },
          { type: 'i32', wat: '(i32.trunc_f64_s (f64.neg (f64.const 1e9)))' },
          { type: 'i32', wat: '(i32.reinterpret_f32 (call $g (f32.const 3.25) (f32.const -7.75)))' },
        ],
        `(func $f (param f64 f64) (result f64) (f64.sqrt (f64.abs (f64.div (f64.add (local.get 0) (local.get 1)) (local.get 1)))))
         (func $g (param f32 f32) (result f32) (f32.copysign (f32.neg (f32.mul (local.get 0) (local.get 1))) (local.get 1)))`,
      ),
    );
  });
});

describe('compileWasm: what is refused', () => {
  const refuse = (wat: string, code: string, text: string): void => {
    const module = wabt.parseWat('t.wat', wat, { simd: true, threads: true }).toBinary({}).buffer;
    expect(() => compileWasm(module)).toThrowError(expect.objectContaining({ code }));
    expect(() => compileWasm(module)).toThrowError(new RegExp(text));
  };
  it('names function and byte offset', () => {
    refuse(
      '(module (func $spin (export "main") (drop (v128.const i32x4 1 2 3 4))))',
      'WasmUnsupported',
      'function main, byte 0x.*SIMD',
    );
    refuse('(module (import "env" "foo" (func)) (func (export "main")))', 'WasmUnknownImport', 'env.foo');
    refuse('(module (func (export "other")))', 'WasmNoEntry', '_start');
    expect(() => compileWasm(Uint8Array.of(1, 2, 3))).toThrowError(CompileError);
  });
});
