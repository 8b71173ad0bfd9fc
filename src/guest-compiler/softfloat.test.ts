/**
 * The soft-float library against V8's own float instructions, bit for bit: a module with one function per instruction, on bit
 * patterns, its results with NaNs made canonical by the test.
 */
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { mulHighU } from '../../test/guest-compiler/harness.ts';
import { Random } from '../../test/support/random.ts';
import { floatInstructions, floatSignature, softfloatFunction } from './ir/float-instructions.ts';
import { softfloatModule } from './softfloat.ts';

type Type = 'i32' | 'i64' | 'f32' | 'f64';
type Call = (...operands: (number | bigint)[]) => number | bigint;

interface Instruction {
  readonly name: string;
  readonly parameters: readonly Type[];
  readonly result: Type;
}

function signature(name: string): Instruction {
  const { params, result } = floatSignature(name);
  return { name, parameters: params as readonly Type[], result: result as Type };
}

const bits = (type: Type): 'i32' | 'i64' => (type.endsWith('32') ? 'i32' : 'i64');
const toBits = (type: Type) => (type.startsWith('f') ? `${bits(type)}.reinterpret_${type}` : 'nop');
const fromBits = (type: Type) => (type.startsWith('f') ? `${type}.reinterpret_${bits(type)}` : 'nop');

/** The oracle: every instruction as a function on bit patterns. */
function oracleText(instructions: readonly Instruction[]): string {
  const functions = instructions.map(({ name, parameters, result }) => {
    const operands = parameters.map((type, index) => `local.get ${index} ${fromBits(type)}`).join(' ');
    const types = parameters.map((type) => `(param ${bits(type)})`).join(' ');
    return `(func (export "${name.replaceAll('.', '_')}") ${types} (result ${bits(result)}) ${operands} ${name} ${toBits(result)})`;
  });
  return `(module ${functions.join('\n')})`;
}

const instructions = [...floatInstructions.values()].map(signature);
const { parseWat, readWasm } = await wabt();
const oracle = functionsOf(parseWat('oracle.wat', oracleText(instructions)).toBinary({}).buffer);
const soft = functionsOf(softfloatModule());

function functionsOf(bytes: Uint8Array): Record<string, Call> {
  const module = new WebAssembly.Module(Uint8Array.from(bytes));
  return new WebAssembly.Instance(module, { vouch: { mul_high_u: mulHighU } }).exports as Record<string, Call>;
}

function canonical(type: Type, value: number | bigint): bigint {
  if (bits(type) === 'i32') {
    const pattern = BigInt.asUintN(32, BigInt(value));
    return type === 'f32' && (pattern & 0x7fff_ffffn) > 0x7f80_0000n ? 0x7fc0_0000n : pattern;
  }
  const pattern = BigInt.asUintN(64, BigInt(value));
  const isPayload = type === 'f64' && (pattern & 0x7fff_ffff_ffff_ffffn) > 0x7ff0_0000_0000_0000n;
  return isPayload ? 0x7ff8_0000_0000_0000n : pattern;
}

/** Sign operations keep payloads, so their results are compared as they are. */
const isSignOperation = (name: string) => /\.(abs|neg|copysign)$/.test(name);

function outcome(
  run: Call,
  { name, result }: Instruction,
  operands: readonly bigint[],
  types: readonly Type[],
): string {
  const values = operands.map((value, index) =>
    bits(types[index]!) === 'i32' ? Number(BigInt.asIntN(32, value)) : BigInt.asIntN(64, value),
  );
  try {
    const value = run(...values);
    return (isSignOperation(name) ? BigInt.asUintN(64, BigInt(value)) : canonical(result, value)).toString(16);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) return 'trap';
    throw error;
  }
}

/** The library must give canonical NaNs itself: only the oracle's are made so. */
function softOutcome(
  instruction: Instruction,
  operands: readonly bigint[],
  types: readonly Type[],
  functionName: string,
): string {
  return outcome(soft[functionName]!, { ...instruction, result: bits(instruction.result) }, operands, types);
}

const layouts = { f32: { width: 32n, fraction: 23n }, f64: { width: 64n, fraction: 52n } } as const;

/** Numbers at the edges of exponents and fractions, and around the bounds of the integers. */
function edgePatterns(type: 'f32' | 'f64'): bigint[] {
  const { width, fraction } = layouts[type];
  const bias = (1n << (width - fraction - 2n)) - 1n;
  const patterns = new Set<bigint>();
  const exponents = [0n, 1n, 2n, bias - 54n, bias - 2n, bias - 1n, bias, bias + 1n, bias + 22n, bias + 23n, bias + 24n];
  exponents.push(bias + 30n, bias + 31n, bias + 32n, bias + 51n, bias + 52n, bias + 53n, bias + 62n, bias + 63n);
  exponents.push(bias + 64n, 2n * bias - 1n, 2n * bias, 2n * bias + 1n);
  const ones = (1n << fraction) - 1n;
  for (const exponent of exponents) {
    for (const mantissa of [0n, 1n, 1n << (fraction - 1n), (1n << (fraction - 1n)) + 1n, ones - 1n, ones]) {
      if (type === 'f32' && exponent > 255n) continue;
      const magnitude = (exponent << fraction) | mantissa;
      patterns.add(magnitude).add(magnitude | (1n << (width - 1n)));
    }
  }
  return [...patterns];
}

const integerEdges = [31n, 32n, 63n, 64n, 24n, 25n, 53n, 54n, 0n].flatMap((power) => {
  const near = [-1n, 0n, 1n, 2n, 3n].map((offset) => (1n << power) + offset);
  // Halfway between two neighbours of f32 and of f64, and beside it.
  const ties = [24n, 53n].flatMap((digits) => (power > digits ? [(1n << power) + (1n << (power - digits))] : []));
  const halfway = ties.flatMap((tie) => [tie - 1n, tie, tie + 1n, 3n * tie - (1n << (power + 1n))]);
  return [...near, ...near.map((value) => -value), ...halfway];
});

const edges: Record<Type, readonly bigint[]> = {
  i32: integerEdges,
  i64: integerEdges,
  f32: edgePatterns('f32'),
  f64: edgePatterns('f64'),
};

/** A pattern with a random exponent near `around`, and a fraction of few or many ones. */
function randomPattern(random: Random, type: Type, around: bigint | undefined): bigint {
  const value = random.operand();
  if (type === 'i32' || type === 'i64') return value;
  const { width, fraction } = layouts[type];
  const pattern = BigInt.asUintN(Number(width), random.below(4) === 0 ? value : random.u64());
  if (around === undefined || random.below(3) === 0) return pattern;
  const low = (1n << fraction) - 1n;
  const exponent = ((around >> fraction) & ((1n << (width - 1n - fraction)) - 1n)) + BigInt(random.between(-4, 4));
  const field = exponent < 0n ? 0n : exponent;
  const mantissa = random.below(2) === 0 ? pattern & low : (low << BigInt(random.below(Number(fraction)))) & low;
  return BigInt.asUintN(Number(width), ((pattern >> (width - 1n)) << (width - 1n)) | (field << fraction) | mantissa);
}

function mismatches(instruction: Instruction, operands: Iterable<readonly bigint[]>): string[] {
  const { name, parameters } = instruction;
  const functionName = name.replaceAll('.', '_');
  const found: string[] = [];
  for (const values of operands) {
    const expected = outcome(oracle[functionName]!, instruction, values, parameters);
    const actual = softOutcome(instruction, values, parameters, functionName);
    if (expected !== actual) {
      const shown = values.map((value, index) => BigInt.asUintN(bits(parameters[index]!) === 'i32' ? 32 : 64, value));
      found.push(`${name}(${shown.map((value) => value.toString(16)).join(', ')}): ${expected}, got ${actual}`);
      if (found.length === 5) break;
    }
  }
  return found;
}

function* edgeOperands({ parameters }: Instruction): Generator<readonly bigint[]> {
  const [first, second] = parameters;
  for (const a of edges[first!]) {
    if (second === undefined) yield [a];
    else for (const b of edges[second]) yield [a, b];
  }
}

function* randomOperands({ name, parameters }: Instruction, count: number): Generator<readonly bigint[]> {
  const random = new Random([...name].reduce((hash, character) => hash * 31n + BigInt(character.charCodeAt(0)), 7n));
  for (let index = 0; index < count; index++) {
    const first = randomPattern(
      random,
      parameters[0]!,
      random.below(2) === 0 ? undefined : random.pick(edges[parameters[0]!]),
    );
    if (parameters.length === 1) yield [first];
    else yield [first, randomPattern(random, parameters[1]!, first)];
  }
}

describe('soft-float library', () => {
  const count = Number(process.env.SOFTFLOAT_RANDOM ?? 5_000);

  it.each(instructions.map((instruction) => [instruction.name, instruction] as const))('%s', (_, instruction) => {
    expect(mismatches(instruction, edgeOperands(instruction))).toEqual([]);
    expect(mismatches(instruction, randomOperands(instruction, count))).toEqual([]);
  });

  it('has no float type, memory or global, and imports one instruction', () => {
    const text = readWasm(softfloatModule(), { readDebugNames: false }).toText({});
    const code = text.replaceAll(/"[^"]*"/g, '""');
    expect(code).toMatch(/\bi64\.mul\b/);
    expect(code).not.toMatch(/\b(f32|f64|v128|memory|global|table)\b/);
    expect(WebAssembly.Module.imports(new WebAssembly.Module(softfloatModule()))).toEqual([
      { module: 'vouch', name: 'mul_high_u', kind: 'function' },
    ]);
  });

  it('exports one function per float instruction, and nothing else', () => {
    const names = [...floatInstructions.keys()].map(softfloatFunction);
    expect(names).toHaveLength(66);
    expect(Object.keys(soft).sort()).toEqual([...names].sort());
    expect([
      softfloatFunction(0xa0),
      softfloatFunction(0x63),
      softfloatFunction(0xfc07),
      softfloatFunction(0x6a),
    ]).toEqual(['f64_add', 'f64_lt', 'i64_trunc_sat_f64_u', undefined]);
  });
});
