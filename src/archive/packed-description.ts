/**
 * A machine description as the package ships it: small. Straight-line programs refer to nearby registers in regular steps, so an operand is
 * stored as its difference from the last one of the same opcode, as a variable-length integer; opcodes and the two kinds of
 * operands are streams of their own, which compress well. Unpacking encodes again and so checks everything.
 */
import {
  createDescription,
  type Description,
  encodeDescription,
  type Instruction,
  Op,
  type PublicTerm,
} from './description.ts';

export interface PackedDescription {
  readonly publicTerms: readonly PublicTerm[];
  /** preprocessedWidth, mainWidth, number of instructions, then the columns opened at the next row. */
  readonly tables: readonly (readonly number[])[];
  /** A letter per instruction. */
  readonly ops: string;
  /** Base64 of variable-length integers. */
  readonly a: string;
  readonly b: string;
}

const FIRST_LETTER = 65;
const hasA = (op: number): boolean => op >= Op.add;
const hasB = (op: number): boolean => op !== Op.assertZero && op !== Op.element;
/** Constants and interaction words follow no other. */
const isStep = (op: number): boolean => op !== Op.constant && op !== Op.interaction;

export function packDescription({ publicTerms, tables }: Description): PackedDescription {
  const [a, b] = [new IntegerWriter(), new IntegerWriter()];
  let ops = '';
  for (const { instructions } of tables) {
    const [lastA, lastB] = [new Uint32Array(16), new Uint32Array(16)];
    for (const { op, a: first, b: second } of instructions) {
      ops += String.fromCharCode(FIRST_LETTER + op);
      if (hasA(op)) a.signed(first - lastA[op]!);
      if (hasB(op)) {
        if (isStep(op)) b.signed(second - lastB[op]!);
        else b.unsigned(second);
      }
      [lastA[op], lastB[op]] = [first, second];
    }
  }
  const heads = tables.map(({ preprocessedWidth, mainWidth, mainNext, instructions }) => [
    ...[preprocessedWidth, mainWidth, instructions.length],
    ...mainNext,
  ]);
  return { publicTerms, tables: heads, ops, a: a.base64(), b: b.base64() };
}

/** The canonical bytes (docs/protocol.md, section 5). @throws DescriptionError */
export function unpackDescription(packed: PackedDescription): Uint8Array {
  const [a, b] = [new IntegerReader(packed.a), new IntegerReader(packed.b)];
  let position = 0;
  const programs = packed.tables.map(([preprocessedWidth = 0, mainWidth = 0, numInstructions = 0, ...mainNext]) => {
    const [lastA, lastB] = [new Uint32Array(16), new Uint32Array(16)];
    const instructions = Array.from({ length: numInstructions }, (): Instruction => {
      const op = packed.ops.charCodeAt(position++) - FIRST_LETTER;
      const first = hasA(op) ? lastA[op]! + a.signed() : 0;
      const second = hasB(op) ? (isStep(op) ? lastB[op]! + b.signed() : b.unsigned()) : 0;
      [lastA[op], lastB[op]] = [first, second];
      return { op, a: first, b: second };
    });
    return { preprocessedWidth, mainWidth, mainNext, instructions };
  });
  return encodeDescription(createDescription(packed.publicTerms, programs));
}

/** Seven bits per byte, the least significant first; signed numbers have their sign in bit 0. */
class IntegerWriter {
  readonly #bytes: number[] = [];

  unsigned(value: number): void {
    for (; value >= 128; value = Math.floor(value / 128)) this.#bytes.push((value % 128) + 128);
    this.#bytes.push(value);
  }

  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  base64(): string {
    return btoa(this.#bytes.map((byte) => String.fromCharCode(byte)).join(''));
  }
}

class IntegerReader {
  readonly #bytes: string;
  #at = 0;

  constructor(base64: string) {
    this.#bytes = atob(base64);
  }

  unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes.charCodeAt(this.#at++);
      value += (byte % 128) * scale;
      if (!(byte >= 128)) return value;
    }
  }

  signed(): number {
    const value = this.unsigned();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }
}
