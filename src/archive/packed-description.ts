/**
 * A machine description as the package ships it: small. Straight-line programs refer to columns in regular steps and to what was just
 * computed; so an operand is stored as the step from the last column that the same opcode took, as the distance to the register, or as the step
 * from the last register that the same opcode took, whichever is less, in variable-length integers, by kind in streams of their own, as text that
 * compresses well in transport. Unpacking encodes again and so checks everything.
 */
import {
  createDescription,
  type Description,
  encodeDescription,
  type Instruction,
  Op,
  type PublicTerm,
  type TableProgram,
} from './description.ts';

export interface PackedDescription {
  readonly publicTerms: readonly PublicTerm[];
  /**
   * preprocessedWidth, mainWidth, number of instructions, then the columns opened at the next row; or -1 - the number of an earlier table that is the
   * same, then pairs of a bus there and the one that is here in its place.
   */
  readonly tables: readonly (readonly number[])[];
  /** Integers as bytes of text: opcodes, registers a, registers b, columns, other words. */
  readonly streams: readonly string[];
}

/** Takes or gives one integer per call, of the stream and in the order of the calls: one walk serves both directions. */
interface Coder {
  unsigned(stream: number, value: number): number;
}

const [OPS, A, B, COLUMNS, WORDS] = [0, 1, 2, 3, 4] as const;
const NUM_STREAMS = 5;
/** Character of byte 0: behind the quotation mark, so that the text needs few escapes. */
const FIRST_CHARACTER = 35;

const fold = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
const unfold = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);

/** One table's program through a coder; `instructions` is what is packed, or undefined when unpacking. */
function walk(coder: Coder, count: number, instructions: readonly Instruction[] | undefined): Instruction[] {
  /** Registers that hold a main column, and the register of each column's last load. */
  const columnOf = new Map<number, number>();
  const loadOf = new Map<number, number>();
  const last = new Map<string, number>();
  const step = (stream: number, key: string, value: number): number => {
    const before = last.get(key) ?? 0;
    const result = before + unfold(coder.unsigned(stream, fold(value - before)));
    last.set(key, result);
    return result;
  };
  const register = (stream: number, key: string, at: number, value: number): number => {
    const column = columnOf.get(value);
    const isLastLoad = column !== undefined && loadOf.get(column) === value;
    const [before, lastRegister] = [last.get(key) ?? 0, last.get(`${key} register`) ?? 0];
    const [back, on] = [at - value, fold(value - lastRegister)];
    const other = back <= on ? 4 * back : 4 * on + 2;
    const code = coder.unsigned(stream, isLastLoad ? 2 * fold(column - before) + 1 : other);
    if (code % 2 === 1) {
      const found = before + unfold((code - 1) / 2);
      last.set(key, found);
      return loadOf.get(found)!;
    }
    const found = code % 4 === 0 ? at - code / 4 : lastRegister + unfold((code - 2) / 4);
    last.set(`${key} register`, found);
    return found;
  };
  return Array.from({ length: count }, (_, i): Instruction => {
    const given = instructions?.[i] ?? { op: 0, a: 0, b: 0 };
    const op = coder.unsigned(OPS, given.op);
    let [a, b] = [0, 0];
    if (op >= Op.add) a = register(A, `a${op}`, i, given.a);
    if (op >= Op.add && op <= Op.mul) b = register(B, `b${op}`, i, given.b);
    else if (op === Op.preprocessed || op === Op.main) b = step(COLUMNS, `column${op}`, given.b);
    else if (op !== Op.assertZero && op !== Op.element) b = coder.unsigned(WORDS, given.b);
    if (op === Op.main) {
      columnOf.set(i, b);
      loadOf.set(b, i);
    }
    return { op, a, b };
  });
}

/** Of an interaction's word the bus; the rest is sign, grouping and arity. */
const BUS = 0xffff;

/** The table with other buses in its interactions. */
function withBuses(table: TableProgram, change: (bus: number) => number): TableProgram {
  const { preprocessedWidth, mainWidth, mainNext, instructions } = table;
  const changed = instructions.map(({ op, a, b }) => {
    const bus = b & BUS;
    return { op, a, b: op === Op.interaction ? b - bus + change(bus) : b };
  });
  return { preprocessedWidth, mainWidth, mainNext, instructions: changed };
}

/** Which bus of a table stands for which one of another that is the same but for buses; null if no such map is. */
function replacedBuses(from: TableProgram, to: TableProgram): Map<number, number> | null {
  const replaced = new Map<number, number>();
  for (const [i, { op, b }] of from.instructions.entries()) {
    if (op !== Op.interaction) continue;
    const bus = to.instructions[i]!.b & BUS;
    if ((replaced.get(b & BUS) ?? bus) !== bus) return null;
    replaced.set(b & BUS, bus);
  }
  return replaced;
}

export function packDescription({ publicTerms, tables }: Description): PackedDescription {
  const streams = Array.from({ length: NUM_STREAMS }, (): number[] => []);
  const writer: Coder = {
    unsigned(stream, value) {
      let rest = value;
      for (; rest >= 128; rest = Math.floor(rest / 128)) streams[stream]!.push((rest % 128) + 128);
      streams[stream]!.push(rest);
      return value;
    },
  };
  const shapes = tables.map((table) => JSON.stringify(withBuses(table, () => 0)));
  const heads = tables.map(({ preprocessedWidth, mainWidth, mainNext, instructions }, i) => {
    const same = shapes.indexOf(shapes[i]!);
    const replaced = same < i ? replacedBuses(tables[same]!, tables[i]!) : null;
    if (replaced !== null) return [-1 - same, ...[...replaced].filter(([from, to]) => from !== to).flat()];
    walk(writer, instructions.length, instructions);
    return [preprocessedWidth, mainWidth, instructions.length, ...mainNext];
  });
  const text = (bytes: readonly number[]) => bytes.map((byte) => String.fromCharCode(FIRST_CHARACTER + byte)).join('');
  return { publicTerms, tables: heads, streams: streams.map(text) };
}

/** The canonical bytes (docs/protocol.md, section 5). @throws DescriptionError */
export function unpackDescription({ publicTerms, tables, streams }: PackedDescription): Uint8Array {
  const sources = streams.map((text) => ({ text, at: 0 }));
  const reader: Coder = {
    unsigned(stream) {
      const source = sources[stream]!;
      let value = 0;
      for (let scale = 1; ; scale *= 128) {
        // Behind the end there is no character: 0.
        const byte = (source.text.charCodeAt(source.at++) || FIRST_CHARACTER) - FIRST_CHARACTER;
        value += (byte % 128) * scale;
        if (byte < 128) return value;
      }
    },
  };
  const programs: TableProgram[] = [];
  for (const head of tables) {
    const [preprocessedWidth = 0, mainWidth = 0, count = 0, ...mainNext] = head;
    if (preprocessedWidth < 0) {
      const replaced = new Map<number, number>();
      for (let i = 1; i < head.length; i += 2) replaced.set(head[i]!, head[i + 1]!);
      programs.push(withBuses(programs[-1 - preprocessedWidth]!, (bus) => replaced.get(bus) ?? bus));
    } else programs.push({ preprocessedWidth, mainWidth, mainNext, instructions: walk(reader, count, undefined) });
  }
  return encodeDescription(createDescription(publicTerms, programs));
}
