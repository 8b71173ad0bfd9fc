/**
 * One module per integer instruction: every pair of edge operands, each in several forms that a compiler treats differently:
 * operands from memory, constant on either side or both, as parameters, as i32 with unclean upper halves; comparisons also as
 * conditions. Each result is one word of the output, and `labels` says which.
 */
import { dataString, module } from './prelude.ts';

export type IntegerType = 'i32' | 'i64';

export interface LabelledModule {
  readonly text: string;
  readonly labels: readonly string[];
}

export const binaryOperations = 'add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr'.split(' ');
export const comparisons = 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u'.split(' ');

export const unaryInstructions: readonly (readonly [name: string, operand: IntegerType, result: IntegerType])[] = [
  ...(['i32', 'i64'] as const).flatMap((type) =>
    ['clz', 'ctz', 'popcnt', 'extend8_s', 'extend16_s'].map((name) => [`${type}.${name}`, type, type] as const),
  ),
  ['i64.extend32_s', 'i64', 'i64'],
  ['i32.eqz', 'i32', 'i32'],
  ['i64.eqz', 'i64', 'i32'],
  ['i32.wrap_i64', 'i64', 'i32'],
  ['i64.extend_i32_s', 'i32', 'i64'],
  ['i64.extend_i32_u', 'i32', 'i64'],
];

const edges32 = [0n, 1n, 2n, 31n, 32n, 33n, 0x7ffn, 0x800n, 0x8000n, 0x12345678n, 0x7fffffffn].flatMap((x) => [
  x,
  -x - 1n,
]);
const edges64 = [
  ...edges32,
  63n,
  64n,
  0x80000000n,
  0xffffffffn,
  0x123456789abcdef0n,
  0x7fffffffffffffffn,
  -0x80000000n,
];
export const edges: Record<IntegerType, readonly bigint[]> = {
  i32: edges32.map((x) => BigInt.asIntN(32, x)),
  i64: [...edges64, -0x8000000000000000n, 0x5555555555555555n],
};

const width = (type: IntegerType) => (type === 'i32' ? 32 : 64);

function isTrapping(operation: string, type: IntegerType, a: bigint, b: bigint): boolean {
  if (!/^(div|rem)/.test(operation)) return false;
  return b === 0n || (operation === 'div_s' && b === -1n && a === -(1n << BigInt(width(type) - 1)));
}

/** Collects expressions of a type, emits their values (an i32 both zero- and sign-extended), and keeps their labels. */
class Emitter {
  readonly labels: string[] = [];
  readonly statements: string[] = [];

  /** @param isBit 0 and 1 are extended either way in the same manner, so one will do */
  emit(type: IntegerType, label: string, expression: string, isBit = false): void {
    if (isBit) {
      this.#push(label, `(i64.extend_i32_${this.labels.length % 2 === 0 ? 's' : 'u'} ${expression})`);
    } else if (type === 'i64') {
      this.#push(label, expression);
    } else {
      this.#push(`${label}, zero-extended`, `(i64.extend_i32_u ${expression})`);
      this.#push(`${label}, sign-extended`, `(i64.extend_i32_s ${expression})`);
    }
  }

  #push(label: string, expression: string): void {
    this.labels.push(label);
    this.statements.push(`(call $emit ${expression})`);
  }

  module(definitions: string, operands: readonly bigint[]): LabelledModule {
    const bytes = new DataView(new ArrayBuffer(operands.length * 8));
    for (const [index, value] of operands.entries()) bytes.setBigInt64(index * 8, value, true);
    const data = `(data (i32.const 1024) "${dataString(new Uint8Array(bytes.buffer))}")`;
    // Functions of a few hundred statements: what a compiler does in more than linear time must not rule the test.
    const chunks: string[] = [];
    for (let at = 0; at < this.statements.length; at += 400)
      chunks.push(this.statements.slice(at, at + 400).join('\n'));
    const functions = chunks.map((chunk, index) => `(func $chunk${index} ${chunk})`).join('\n');
    const body = chunks.map((_, index) => `(call $chunk${index})`).join('\n');
    const bufferPages = Math.ceil((this.labels.length * 8) / 65_536);
    return { text: module(`${definitions} ${data} ${functions}`, body, { bufferPages }), labels: this.labels };
  }
}

interface Forms {
  readonly constant: string;
  readonly loaded: string;
  /** An i32 whose register may have anything above bit 31. */
  readonly unclean: string;
}

/** The forms of operand `index`, whose value is in the table at 1024 with its upper half inverted for i32. */
function forms(type: IntegerType, value: bigint, index: number): Forms {
  const address = 1024 + index * 8;
  const loaded = `(${type}.load (i32.const ${address}))`;
  const unclean = type === 'i32' ? `(i32.wrap_i64 (i64.load (i32.const ${address})))` : loaded;
  return { constant: `(${type}.const ${value})`, loaded, unclean };
}

/** An i32 in the table: the upper half is anything but its extension. */
const stored = (type: IntegerType, value: bigint) =>
  type === 'i64' ? value : BigInt.asIntN(64, BigInt.asUintN(32, value) | (0x5a5a5a5an << 32n));

export function binaryModule(type: IntegerType, operation: string): LabelledModule {
  const isComparison = comparisons.includes(operation);
  const result = isComparison ? 'i32' : type;
  const name = `${type}.${operation}`;
  const emitter = new Emitter();
  const values = edges[type];
  for (const [i, a] of values.entries()) {
    for (const [j, b] of values.entries()) {
      if (isTrapping(operation, type, a, b)) continue;
      const [left, right] = [forms(type, a, i), forms(type, b, j)];
      const emit = (form: string, expression: string) =>
        emitter.emit(result, `${name}(${a}, ${b}) ${form}`, expression, isComparison);
      emit('from memory', `(${name} ${left.loaded} ${right.loaded})`);
      emit('constant right', `(${name} ${left.loaded} ${right.constant})`);
      emit('constant left', `(${name} ${left.constant} ${right.loaded})`);
      if ((i + j) % 3 === 0) emit('constants', `(${name} ${left.constant} ${right.constant})`);
      if ((i + j) % 3 === 1) emit('parameters', `(call $f ${left.unclean} ${right.unclean})`);
      if (type === 'i32') emit('unclean', `(${name} ${left.unclean} ${right.unclean})`);
      if (!isComparison) continue;
      const condition = `(${name} ${left.unclean} ${(i + j) % 2 === 0 ? right.constant : right.unclean})`;
      // Each pair with one of the four, each operand of it with all.
      const conditions: readonly (readonly [form: string, expression: string])[] = [
        ['if', `(if (result i32) ${condition} (then (i32.const 11)) (else (i32.const 22)))`],
        ['if not', `(if (result i32) (i32.eqz ${condition}) (then (i32.const 11)) (else (i32.const 22)))`],
        ['select', `(select (i32.const 11) (i32.const 22) ${condition})`],
        ['br_if', `(block (result i32) (drop (br_if 0 (i32.const 11) ${condition})) (i32.const 22))`],
      ];
      emit(...conditions[(i + (j >> 1)) % 4]!);
    }
  }
  const f = `(func $f (param ${type} ${type}) (result ${result}) (${name} (local.get 0) (local.get 1)))`;
  return emitter.module(
    f,
    values.map((value) => stored(type, value)),
  );
}

export function unaryModule(name: string, type: IntegerType, result: IntegerType): LabelledModule {
  const emitter = new Emitter();
  const values = edges[type].flatMap((value) => [value, value << 3n, value >> 1n, value ^ 0x80n, value ^ 0x8000n]);
  const wrapped = values.map((value) => BigInt.asIntN(width(type), value));
  for (const [index, value] of wrapped.entries()) {
    const operand = forms(type, value, index);
    const emit = (form: string, expression: string) => emitter.emit(result, `${name}(${value}) ${form}`, expression);
    emit('from memory', `(${name} ${operand.loaded})`);
    emit('constant', `(${name} ${operand.constant})`);
    emit('parameter', `(call $f ${operand.unclean})`);
    emit('unclean', `(${name} ${operand.unclean})`);
  }
  const f = `(func $f (param ${type}) (result ${result}) (${name} (local.get 0)))`;
  return emitter.module(
    f,
    wrapped.map((value) => stored(type, value)),
  );
}
