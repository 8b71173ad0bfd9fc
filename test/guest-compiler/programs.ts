/** The programs of examples/wasm, compiled from C and Rust: inputs, and what each must commit, computed here a second time. */
import { readFileSync } from 'node:fs';

export const folder = 'examples/wasm';

export function program(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(`${folder}/${name}/${name}.wasm`));
}

export interface ProgramCase {
  readonly program: string;
  readonly name: string;
  readonly input: Uint8Array;
  /** Default 0. */
  readonly exitCode?: number;
  readonly output?: Uint8Array;
  /** What the text for the host contains. */
  readonly debug?: string;
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** Little-endian integers of so many bytes, one after the other. */
function littleEndian(...values: readonly (readonly [value: bigint, bytes: number])[]): Uint8Array {
  return Uint8Array.from(
    values.flatMap(([value, bytes]) =>
      Array.from({ length: bytes }, (_, i) => Number((BigInt.asUintN(8 * bytes, value) >> BigInt(8 * i)) & 255n)),
    ),
  );
}

function expression(text: string, value: bigint): ProgramCase {
  return { program: 'c', name: text.slice(0, 40), input: utf8(text), output: littleEndian([value, 8]) };
}

function salaries(name: string, values: readonly number[]): ProgramCase {
  const sorted = values.toSorted((a, b) => a - b);
  const sum = values.reduce((total, value) => total + BigInt(value), 0n);
  const squares = values.reduce((total, value) => total + BigInt(value) ** 2n, 0n);
  const mean = new DataView(new ArrayBuffer(8));
  mean.setFloat64(0, Number(sum) / values.length, true);
  const words = [values.length, sorted[0]!, sorted[Math.floor(values.length / 2)]!, sorted.at(-1)!];
  return {
    ...{ program: 'rust', name, input: littleEndian(...values.map((value) => [BigInt(value), 4] as const)) },
    output: littleEndian(
      ...words.map((word) => [BigInt(word), 4] as const),
      [squares, 16],
      [mean.getBigUint64(0, true), 8],
    ),
    debug: `${values.length} salaries, from ${sorted[0]} to ${sorted.at(-1)}\n`,
  };
}

function numbers(text: string, head: string): ProgramCase {
  const values = text.split(/\s+/).filter(Boolean).map(Number);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length);
  const tail = `mean ${mean.toFixed(4)}, standard deviation ${deviation.toFixed(4)}\n`;
  return {
    program: 'c-wasi',
    name: head,
    input: utf8(text),
    output: utf8(`${values.length} numbers ${head}\n${tail}`),
  };
}

function words(text: string): ProgramCase {
  const counts = new Map<string, number>();
  const all = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  for (const word of all) counts.set(word.toLowerCase(), (counts.get(word.toLowerCase()) ?? 0) + 1);
  const ranking = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, 3);
  const lines = ranking.map(([word, count]) => `${String(count).padStart(5)} ${word}\n`).join('');
  const output = utf8(`${all.length} words, ${counts.size} of them different\n${lines}`);
  return { program: 'rust-wasi', name: text.slice(0, 30), input: utf8(text), output };
}

const refusal = (name: string, input: string, exitCode: number, debug: string): ProgramCase => ({
  ...{ program: name, name: debug.slice(0, 40), input: utf8(input), exitCode, debug },
  output: new Uint8Array(0),
});

export const programCases: readonly ProgramCase[] = [
  expression('(1+2)*3 - 7/2 % 4\n', 6n),
  expression('-(-5)', 5n),
  expression('9223372036854775807 + 1', -(2n ** 63n)),
  expression('2*3+4*5-6*(7-8*(9-10))', 2n * 3n + 4n * 5n - 6n * 15n),
  expression(`${'('.repeat(200)}1${')'.repeat(200)}`, 1n),
  refusal('c', '(1+2', 101, 'panic: a closing parenthesis is missing\n'),
  refusal('c', '1+', 101, 'panic: an operand is missing\n'),
  refusal('c', '1 1', 101, 'panic: something is left over at the end\n'),
  refusal('c', '1/0', 134, ''),
  salaries('three salaries', [50_000, 30_000, 40_000]),
  salaries('one', [0xffff_ffff]),
  salaries(
    '1,000, by a formula',
    Array.from({ length: 1000 }, (_, i) => (i * 2_654_435_761) >>> 0),
  ),
  refusal('rust', 'abc', 101, "the input must be 1 to 4096 words: NotWords(3)', rust/main.rs:"),
  refusal('rust', 'four'.repeat(4097), 101, 'TooMany(4097)'),
  numbers('1 2.5 -3e3 7\n8', 'from -3000 to 8, median 2.5'),
  numbers('0.1 0.2 0.3 1e-3 1e17', 'from 0.001 to 1e+17, median 0.2'),
  numbers(Array.from({ length: 60 }, (_, i) => (i * i) / 7).join('\n'), 'from 0 to 497.286, median 128.571'),
  refusal('c-wasi', 'no number', 1, 'there is no number in the input\n'),
  words('The cat and the dog and the Ä, ä!'),
  words('one\ntwo one\nthree two one'),
  words(Array.from({ length: 400 }, (_, i) => `w${(i * i) % 97}`).join(' ')),
  refusal('rust-wasi', '...', 134, "thread 'main' panicked at 'the input has no words', rust-wasi/main.rs:"),
];
