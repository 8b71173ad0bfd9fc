/**
 * The machine description of docs/protocol.md section 5: decoding with every check, and encoding. The decoded form is
 * one object per table with its instructions as a tagged list.
 */
import { chain, KIND } from './blake3.ts';
import { bytesToWords, sameBytes, wordsToBytes } from './bytes.ts';
import { decodeWord, encodeWord, type F } from './field.ts';
import { require } from './rejection.ts';

const MAGIC = 0x43534456; // "VDSC"

export const UNIT = { once: 0, perByte: 1, perWord: 2 } as const;
export const OPERAND = { constant: 0, entry: 1, exitLow: 2, exitHigh: 3, outputLength: 4, index: 5, value: 6 } as const;

/** `value` is the field element of a constant, and 0 for the other kinds. */
export interface PublicOperand {
  kind: number;
  value: F;
}

export interface PublicTerm {
  unit: number;
  bus: number;
  isSend: boolean;
  operands: PublicOperand[];
}

export type Instruction =
  | { op: 'const'; value: F }
  | { op: 'preprocessed' | 'main' | 'mainNext' | 'selector'; index: number }
  | { op: 'add' | 'sub' | 'mul'; a: number; b: number }
  | { op: 'assertZero'; a: number }
  | {
      op: 'interaction';
      multiplicity: number;
      bus: number;
      isSend: boolean;
      closesGroup: boolean;
      isCommitted: boolean;
      arity: number;
    }
  | { op: 'element'; a: number };

export interface TableDescription {
  preprocessedWidth: number;
  mainWidth: number;
  /** Columns opened at the next row; mainNext instructions index this list. */
  nextColumns: number[];
  numConstraints: number;
  numInteractions: number;
  /** Permutation columns: a group each, and a committed fingerprint each. */
  numLogUpColumns: number;
  instructions: Instruction[];
}

export interface Description {
  publicTerms: PublicTerm[];
  tables: TableDescription[];
}

const BINARY = ['add', 'sub', 'mul'] as const;
const LOADS = ['preprocessed', 'main', 'mainNext', 'selector'] as const;

function bad(condition: boolean, message: string): asserts condition {
  require(condition, 'BadDescription', message);
}

class Reader {
  readonly words: number[];
  at = 0;
  constructor(words: number[]) {
    this.words = words;
  }
  next(): number {
    const word = this.words[this.at++];
    bad(word !== undefined, 'ends too early');
    return word;
  }
  field(): F {
    return decodeWord(this.next());
  }
}

export function decodeDescription(bytes: Uint8Array): Description {
  bad(bytes.length % 4 === 0 && bytes.length <= 4 * 2 ** 20, 'length');
  const reader = new Reader(bytesToWords(bytes));
  bad(reader.next() === MAGIC, 'magic');
  const mask = BigInt(reader.next()) + BigInt(reader.next()) * 2n ** 32n;
  bad(reader.next() === reader.words.length, 'number of words');
  bad(reader.next() === 2, 'version');
  const numTables = reader.next();
  bad(numTables >= 1 && numTables <= 64, 'numTables');
  const numPublicTerms = reader.next();
  bad(reader.next() === 0, 'reserved header word');
  // Only whole descriptions here: parts may be left out of what goes into a machine.
  bad(mask === 2n ** BigInt(numTables) - 1n, 'mask of the tables that are there');

  const busArity = new Map<number, number>();
  const checkBus = (bus: number, arity: number) => {
    bad(bus < 2 ** 16, 'bus number');
    bad(arity >= 1 && arity <= 128, 'arity');
    bad((busArity.get(bus) ?? arity) === arity, `two arities on bus ${bus}`);
    busArity.set(bus, arity);
  };
  const publicTerms: PublicTerm[] = [];
  for (let i = 0; i < numPublicTerms; i++) publicTerms.push(decodePublicTerm(reader, checkBus));
  const digestsAt = 4 * reader.at;
  bad(reader.words.length - reader.at >= 8 * numTables, 'digests');
  reader.at += 8 * numTables;
  const tables: TableDescription[] = [];
  const parts: Uint8Array[] = [];
  for (let i = 0; i < numTables; i++) {
    const start = 4 * reader.at;
    tables.push(decodeTable(reader, checkBus));
    parts.push(bytes.slice(start, 4 * reader.at));
  }
  bad(reader.at === reader.words.length, 'trailing words');
  for (const [i, part] of parts.entries()) {
    const stored = bytes.slice(digestsAt + 32 * i, digestsAt + 32 * i + 32);
    require(sameBytes(stored, tableDigest(i, part)), 'DescriptionMismatch', `digest of table ${i}`);
  }
  return { publicTerms, tables };
}

function decodePublicTerm(reader: Reader, checkBus: (bus: number, arity: number) => void): PublicTerm {
  const unit = reader.next();
  bad(unit <= 2, 'unit');
  const bus = reader.next();
  const sign = reader.next();
  bad(sign <= 1, 'sign');
  const arity = reader.next();
  checkBus(bus, arity);
  const operands: PublicOperand[] = [];
  for (let i = 0; i < arity; i++) {
    const kind = reader.next();
    bad(kind <= 6, 'operand kind');
    // Index and value exist only for a term that stands for a byte or u32.
    bad(kind < OPERAND.index || unit !== UNIT.once, 'index or value in a term of unit 0');
    if (kind === OPERAND.constant) operands.push({ kind, value: reader.field() });
    else {
      bad(reader.next() === 0, 'operand value');
      operands.push({ kind, value: 0n });
    }
  }
  return { unit, bus, isSend: sign === 1, operands };
}

function decodeTable(reader: Reader, checkBus: (bus: number, arity: number) => void): TableDescription {
  const preprocessedWidth = reader.next();
  const mainWidth = reader.next();
  bad(mainWidth >= 1, 'mainWidth');
  bad(reader.next() === 0, 'boundaryWidth');
  const numMainNext = reader.next();
  bad(reader.next() === 0, 'numPreprocessedNext');
  const numConstraints = reader.next();
  const numInteractions = reader.next();
  const numLogUpColumns = reader.next();
  const numInstructions = reader.next();
  bad(reader.next() === 0, 'flags');

  const nextColumns: number[] = [];
  for (let i = 0; i < numMainNext; i++) {
    const column = reader.next();
    bad(column < mainWidth && (i === 0 || column > nextColumns[i - 1]!), 'next columns');
    nextColumns.push(column);
  }
  if (numMainNext % 2 === 1) bad(reader.next() === 0, 'padding of the next columns');

  const limits = [preprocessedWidth, mainWidth, numMainNext, 3];
  const instructions: Instruction[] = [];
  const defines: boolean[] = [];
  const counts = { asserts: 0, interactions: 0, logUpColumns: 0, groupSize: 0, elementsDue: 0 };
  for (let i = 0; i < numInstructions; i++) {
    const word0 = reader.next();
    const op = word0 % 256;
    const a = Math.floor(word0 / 256);
    const register = (r: number) => {
      bad(r < i && defines[r] === true, `instruction ${i} refers to ${r}`);
      return r;
    };
    bad(op <= 10, 'op');
    bad(counts.elementsDue > 0 === (op === 10), 'elements of an interaction');
    defines.push(op <= 7);
    if (op === 0) {
      bad(a === 0, 'a');
      instructions.push({ op: 'const', value: reader.field() });
      continue;
    }
    const b = reader.next();
    if (op <= 4) {
      bad(a === 0, 'a');
      bad(b < limits[op - 1]!, 'index');
      instructions.push({ op: LOADS[op - 1]!, index: b });
    } else if (op <= 7) {
      instructions.push({ op: BINARY[op - 5]!, a: register(a), b: register(b) });
    } else if (op === 8) {
      bad(b === 0, 'b');
      bad(counts.interactions === 0, 'a constraint after an interaction');
      counts.asserts++;
      instructions.push({ op: 'assertZero', a: register(a) });
    } else if (op === 9) {
      const bus = b % 2 ** 16;
      const isSend = Math.floor(b / 2 ** 16) % 2 === 1;
      const closesGroup = Math.floor(b / 2 ** 17) % 2 === 1;
      const isCommitted = Math.floor(b / 2 ** 18) % 2 === 1;
      bad(Math.floor(b / 2 ** 19) % 32 === 0, 'reserved bits of an interaction');
      const arity = Math.floor(b / 2 ** 24);
      checkBus(bus, arity);
      counts.interactions++;
      counts.groupSize++;
      bad(counts.groupSize <= 2, 'a group of more than two');
      if (isCommitted) counts.logUpColumns++;
      if (closesGroup) {
        counts.logUpColumns++;
        counts.groupSize = 0;
      }
      counts.elementsDue = arity;
      instructions.push({ op: 'interaction', multiplicity: register(a), bus, isSend, closesGroup, isCommitted, arity });
    } else {
      bad(b === 0, 'b');
      counts.elementsDue--;
      instructions.push({ op: 'element', a: register(a) });
    }
  }
  bad(counts.elementsDue === 0, 'elements missing');
  bad(counts.groupSize === 0, 'the last group is open');
  bad(counts.asserts === numConstraints, 'numConstraints');
  bad(counts.interactions === numInteractions, 'numInteractions');
  bad(counts.logUpColumns === numLogUpColumns, 'numLogUpColumns');
  return { preprocessedWidth, mainWidth, nextColumns, numConstraints, numInteractions, numLogUpColumns, instructions };
}

const tableDigest = (i: number, part: Uint8Array) => chain(KIND.descriptionTable, i, part.length, part);

/** Digest of the words from the version to the tables' digests. @param bytes of a description that decodes */
export function descriptionDigest(bytes: Uint8Array): Uint8Array {
  const words = bytesToWords(bytes);
  let at = 8;
  for (let i = 0; i < words[6]! && at < words.length; i++) at += 4 + 2 * (words[at + 3] ?? 0);
  const covered = bytes.slice(16, 4 * (at + 8 * (words[5] ?? 0)));
  return chain(KIND.description, 0, covered.length, covered);
}

export function encodeDescription(description: Description): Uint8Array {
  const mask = 2n ** BigInt(description.tables.length) - 1n;
  const words: number[] = [MAGIC, Number(mask % 2n ** 32n), Number(mask / 2n ** 32n), 0];
  words.push(2, description.tables.length, description.publicTerms.length, 0);
  for (const term of description.publicTerms) {
    words.push(term.unit, term.bus, term.isSend ? 1 : 0, term.operands.length);
    for (const { kind, value } of term.operands) words.push(kind, encodeWord(value));
  }
  const parts = description.tables.map((table) => [
    ...[table.preprocessedWidth, table.mainWidth, 0, table.nextColumns.length, 0],
    ...[table.numConstraints, table.numInteractions, table.numLogUpColumns, table.instructions.length, 0],
    ...table.nextColumns,
    ...(table.nextColumns.length % 2 === 1 ? [0] : []),
    ...table.instructions.flatMap(encodeInstruction),
  ]);
  for (const [i, part] of parts.entries()) words.push(...bytesToWords(tableDigest(i, wordsToBytes(part))));
  for (const part of parts) words.push(...part);
  words[3] = words.length;
  return wordsToBytes(words);
}

function encodeInstruction(i: Instruction): [number, number] {
  switch (i.op) {
    case 'const':
      return [0, encodeWord(i.value)];
    case 'preprocessed':
    case 'main':
    case 'mainNext':
    case 'selector':
      return [1 + LOADS.indexOf(i.op), i.index];
    case 'add':
    case 'sub':
    case 'mul':
      return [5 + BINARY.indexOf(i.op) + 256 * i.a, i.b];
    case 'assertZero':
      return [8 + 256 * i.a, 0];
    case 'interaction':
      return [
        9 + 256 * i.multiplicity,
        i.bus +
          (i.isSend ? 2 ** 16 : 0) +
          (i.closesGroup ? 2 ** 17 : 0) +
          (i.isCommitted ? 2 ** 18 : 0) +
          2 ** 24 * i.arity,
      ];
    case 'element':
      return [10 + 256 * i.a, 0];
  }
}
