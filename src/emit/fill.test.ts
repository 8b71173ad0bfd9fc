import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChipBuilder } from '../air/chip.ts';
import { evaluateInt, intToField } from '../air/evaluate-integer.ts';
import { field, type Int, int } from '../air/integer.ts';
import { bitReverse, toWord } from '../air/modular.ts';
import { emitFill } from './fill.ts';

const STRIDE = 40;

/** One column per way to make an integer of two others. */
function everyOperation(a: Int, b: Int): Int[] {
  const binary = [
    ...['add', 'sub', 'mul', 'mulHighU', 'mulHighS', 'mulHighSU', 'divU', 'divS', 'remU', 'remS'],
    ...['and', 'or', 'xor', 'shl', 'shrU', 'shrS', 'eq', 'ne', 'ltU', 'ltS'],
  ] as const;
  const results = binary.map((name) => (a as unknown as Record<string, (b: Int) => Int>)[name]!.call(a, b));
  const unary = [a.signExtend32(), a.signExtend16(), a.signExtend8(), a.clz(), a.fieldInverse(), b.and(1).select(a, b)];
  // Both halves, so that all 64 bits are seen.
  return [...results, ...unary].flatMap((x) => [x, x.shrU(32)]);
}

function fillChip(isOrdered: boolean) {
  const chip = new ChipBuilder('TEST', 'test');
  const a = field.u64(0);
  const b = field.u64(8);
  const small = [field.u8(16), field.u16(18), field.u32(20), field.i32(20), int(7), int(-1)];
  const witnesses = [...everyOperation(a, b), ...everyOperation(field.i32(20), field.u8(16)), ...small];
  witnesses.push(a.add(b).mul(a.add(b)), int(6).mul(7), int(0).divS(0), a.limb(2), b.byte(3), a.bit(9));
  const columns = witnesses.map((witness, i) => chip.column(`c${i}`, witness));
  chip.assertZero(isOrdered ? chip.next(columns[0]!) : columns[0]!, 'not checked here');
  return { chip: chip.buildChip(), witnesses };
}

const edges = [0n, 1n, 2n, 0xffffffffffffffffn, 1n << 63n, (1n << 63n) - 1n, 0x78000001n, 0xffffffffn, 1n << 32n];
const operand = fc.oneof(fc.constantFrom(...edges), fc.bigInt(0n, (1n << 64n) - 1n));

describe('fill kernel', () => {
  it.each([false, true])('agrees with the interpreter, isOrdered = %s', (isOrdered) => {
    const { chip, witnesses } = fillChip(isOrdered);
    const memory = new WebAssembly.Memory({ initial: 40 });
    const module = new WebAssembly.Module(emitFill(chip, { isShared: false })!);
    const { fill } = new WebAssembly.Instance(module, { env: { memory } }).exports;
    const words = new Uint32Array(memory.buffer);
    const view = new DataView(memory.buffer);
    const logHeight = 8;
    const height = 2 ** logHeight;
    const count = 201;
    const records = 65536;
    const table = 32768;
    const columnAt = (c: number) => 131072 + 4 * c * (height + 16);
    for (const [c] of witnesses.entries()) {
      view.setUint32(table + 4 * c, columnAt(c), true);
      words.fill(0x55, columnAt(c) / 4, columnAt(c) / 4 + height);
    }
    fc.assert(
      fc.property(fc.array(fc.tuple(operand, operand), { minLength: count, maxLength: count }), (operands) => {
        for (const [i, [a, b]] of operands.entries()) {
          view.setBigUint64(records + STRIDE * i, a, true);
          view.setBigUint64(records + STRIDE * i + 8, b, true);
          view.setBigUint64(records + STRIDE * i + 16, a ^ (b << 7n), true);
        }
        // In two tasks.
        (fill as CallableFunction)(records, count, STRIDE, table, logHeight, 0, 128);
        (fill as CallableFunction)(records, count, STRIDE, table, logHeight, 128, height);
        for (let row = 0; row < height; row += row < count ? 13 : 1) {
          const position = isOrdered ? bitReverse(row, logHeight) : row;
          for (const [c, witness] of witnesses.entries()) {
            const expected = row < count ? intToField(evaluateInt(witness, view, records + STRIDE * row)) : 0;
            expect(words[columnAt(c) / 4 + position], `column ${c}, row ${row}`).toBe(toWord(expected));
          }
        }
      }),
      { numRuns: 10 },
    );
  });
});
