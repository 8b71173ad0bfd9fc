// The machine description (docs/protocol.md, section 5) as plain objects: all tables' widths and constraint programs and the
// terms that the verifier adds to the buses itself. `encodeDescription` and `decodeDescription` are inverse to each other,
// and both validate; assembly/verifier/description.ts makes the same checks on its own.
//
// Every table's part has a digest of its own, and the description's digest covers these: so a verifier inside the machine need not
// be given, hash and check the parts of tables that a proof has none of (`pruneDescription`).
import { VouchError } from '../errors.ts';
import { chain, hashKind } from '../hash/blake3.ts';
import { MAX_TABLES } from './key.ts';

export const DESCRIPTION_VERSION = 2;
export const MAX_DESCRIPTION_WORDS = 2 ** 20;
/** No table may have more main or more preprocessed columns: bounds the verifier's scratch memory. */
export const MAX_WIDTH = 2 ** 14;
export const MAX_ARITY = 128;
const DESCRIPTION_MAGIC = 0x43534456; // "VDSC"
const HEADER_WORDS = 8;
/** What the description's digest covers begins here: the words before say which tables' parts follow. */
const DIGEST_START_WORDS = 4;
const DIGEST_WORDS = 8;
const TABLE_WORDS = 10;
const P = 0x78000001;

/** Opcodes of the constraint program. */
export const Op = {
  constant: 0,
  preprocessed: 1,
  main: 2,
  mainNext: 3,
  selector: 4,
  add: 5,
  sub: 6,
  mul: 7,
  assertZero: 8,
  interaction: 9,
  element: 10,
} as const;

export const Selector = { isFirst: 0, isLast: 1, isTransition: 2 } as const;

/** Kinds of a public term's operand. */
export const PublicOperandKind = {
  constant: 0,
  entry: 1,
  exitCodeLow: 2,
  exitCodeHigh: 3,
  outputLength: 4,
  index: 5,
  value: 6,
} as const;

/** How often a public term counts. */
export const PublicUnit = { once: 0, byte: 1, u32: 2 } as const;

/** A description that breaks a rule of the protocol; the message names table and instruction. */
export class DescriptionError extends VouchError {
  constructor(message: string) {
    super('BadDescription', `${message} (docs/protocol.md, section 5)`);
  }
}

/** Instruction i defines register i, unless it is an assertZero, interaction or element. */
export interface Instruction {
  readonly op: number;
  readonly a: number;
  readonly b: number;
}

export interface Interaction {
  /** Register of the multiplicity. */
  readonly multiplicity: number;
  readonly bus: number;
  readonly isSend: boolean;
  /** The fingerprint has a column of its own, which stands for it in the group. */
  readonly isCommitted: boolean;
  /** Registers of the tuple's elements. */
  readonly elements: readonly number[];
}

/** What an author of a table says; everything else follows from the instructions. */
export interface TableProgram {
  readonly preprocessedWidth: number;
  readonly mainWidth: number;
  /** Main columns that are opened at the next row too, strictly increasing. */
  readonly mainNext: readonly number[];
  readonly instructions: readonly Instruction[];
}

export interface DescriptionTable extends TableProgram {
  readonly numConstraints: number;
  readonly numInteractions: number;
  /** One or two interactions each; the last is the running sum's. */
  readonly groups: readonly (readonly Interaction[])[];
  /** Extension columns of the permutation round: one per group and one per committed fingerprint. */
  readonly numLogUpColumns: number;
}

export interface PublicTerm {
  readonly unit: number;
  readonly bus: number;
  readonly isSend: boolean;
  /** `value` is a field word (Montgomery form) for a constant and 0 otherwise. */
  readonly operands: readonly { readonly kind: number; readonly value: number }[];
}

export interface Description {
  readonly publicTerms: readonly PublicTerm[];
  readonly tables: readonly DescriptionTable[];
}

/** Word 1 of an interaction instruction. */
export function interactionWord(
  bus: number,
  isSend: boolean,
  closesGroup: boolean,
  arity: number,
  isCommitted = false,
): number {
  const bits = (isSend ? 2 ** 16 : 0) + (closesGroup ? 2 ** 17 : 0) + (isCommitted ? 2 ** 18 : 0);
  return (bus + bits + 2 ** 24 * arity) >>> 0;
}

function check(ok: boolean, message: string): asserts ok {
  if (!ok) throw new DescriptionError(message);
}

const isBelow = (value: number, bound: number) => Number.isInteger(value) && value >= 0 && value < bound;

/** Checks a program and derives counts and groups. `where` is put in front of error messages. */
export function analyseTable(program: TableProgram, where = 'table'): DescriptionTable {
  const { preprocessedWidth, mainWidth, mainNext, instructions } = program;
  check(isBelow(preprocessedWidth, MAX_WIDTH + 1), `${where}: preprocessedWidth ${preprocessedWidth}`);
  check(isBelow(mainWidth, MAX_WIDTH + 1) && mainWidth > 0, `${where}: mainWidth ${mainWidth}`);
  mainNext.forEach((column, i) => {
    const isIncreasing = i === 0 || column > mainNext[i - 1]!;
    check(isBelow(column, mainWidth) && isIncreasing, `${where}: entry ${i} of the mainNext list is ${column}`);
  });
  const groups: Interaction[][] = [];
  let group: Interaction[] = [];
  let numConstraints = 0;
  let numInteractions = 0;
  let numCommitted = 0;
  let elements: number[] = [];
  let missing = 0;
  instructions.forEach(({ op, a, b }, i) => {
    const at = `${where}, instruction ${i}`;
    check(isBelow(op, 11) && isBelow(a, 2 ** 24) && isBelow(b, 2 ** 32), `${at}: op ${op}, a ${a}, b ${b}`);
    const isRegister = (register: number) => isBelow(register, i) && instructions[register]!.op <= Op.mul;
    if (op <= Op.selector) check(a === 0, `${at}: a is ${a}, expected 0`);
    else check(isRegister(a), `${at}: a = ${a} is not a defined register`);
    if (op >= Op.add && op <= Op.mul) check(isRegister(b), `${at}: b = ${b} is not a defined register`);
    check((op === Op.element) === missing > 0, `${at}: op ${op} where ${missing} elements are due`);
    if (op === Op.constant) check(b < P, `${at}: non-canonical constant`);
    else if (op === Op.preprocessed) check(b < preprocessedWidth, `${at}: preprocessed column ${b}`);
    else if (op === Op.main) check(b < mainWidth, `${at}: main column ${b}`);
    else if (op === Op.mainNext) check(b < mainNext.length, `${at}: mainNext entry ${b}`);
    else if (op === Op.selector) check(b < 3, `${at}: selector ${b}`);
    else if (op === Op.assertZero) {
      check(b === 0, `${at}: b is ${b}, expected 0`);
      check(numInteractions === 0, `${at}: a constraint after an interaction`);
      numConstraints++;
    } else if (op === Op.interaction) {
      const arity = b >>> 24;
      check(arity >= 1 && arity <= MAX_ARITY && ((b >>> 19) & 31) === 0, `${at}: interaction word ${b}`);
      numInteractions++;
      missing = arity;
      elements = [];
      const isCommitted = (b & 0x40000) !== 0;
      if (isCommitted) numCommitted++;
      group.push({ multiplicity: a, bus: b & 0xffff, isSend: (b & 0x10000) !== 0, isCommitted, elements });
      if ((b & 0x20000) !== 0) {
        groups.push(group);
        group = [];
      }
      check(group.length < 2, `${at}: a group of more than two interactions`);
    } else if (op === Op.element) {
      check(b === 0, `${at}: b is ${b}, expected 0`);
      missing--;
      elements.push(a);
    }
  });
  check(missing === 0, `${where}: the last interaction lacks ${missing} elements`);
  check(group.length === 0, `${where}: the last interaction does not close its group`);
  const numLogUpColumns = groups.length + numCommitted;
  const counts = { numConstraints, numInteractions, numLogUpColumns };
  return { preprocessedWidth, mainWidth, mainNext, instructions, ...counts, groups };
}

function checkPublicTerm({ unit, bus, operands }: PublicTerm, where: string): void {
  check(isBelow(unit, 3), `${where}: unit ${unit}`);
  check(isBelow(bus, 2 ** 16), `${where}: bus ${bus}`);
  check(operands.length >= 1 && operands.length <= MAX_ARITY, `${where}: arity ${operands.length}`);
  operands.forEach(({ kind, value }, i) => {
    check(isBelow(kind, unit === PublicUnit.once ? 5 : 7), `${where}, operand ${i}: kind ${kind}`);
    check(isBelow(value, kind === PublicOperandKind.constant ? P : 1), `${where}, operand ${i}: value ${value}`);
  });
}

/** The arity of every bus is the same everywhere, public terms included. */
function checkArities({ publicTerms, tables }: Description): void {
  const arities = new Map<number, number>();
  const see = (bus: number, arity: number, where: string) => {
    const known = arities.get(bus) ?? arity;
    check(known === arity, `${where}: arity ${arity} on bus ${bus}, elsewhere ${known}`);
    arities.set(bus, arity);
  };
  publicTerms.forEach((term, i) => {
    see(term.bus, term.operands.length, `public term ${i}`);
  });
  tables.forEach(({ groups }, i) => {
    for (const { bus, elements } of groups.flat()) see(bus, elements.length, `table ${i}`);
  });
}

/** Checks everything and derives what follows. */
export function createDescription(publicTerms: readonly PublicTerm[], programs: readonly TableProgram[]): Description {
  check(programs.length >= 1 && programs.length <= MAX_TABLES, `${programs.length} tables, expected 1..${MAX_TABLES}`);
  publicTerms.forEach((term, i) => {
    checkPublicTerm(term, `public term ${i}`);
  });
  const description = { publicTerms, tables: programs.map((program, i) => analyseTable(program, `table ${i}`)) };
  checkArities(description);
  return description;
}

/** The canonical bytes, whose digest stands in the key. */
export function encodeDescription({ publicTerms, tables }: Description): Uint8Array {
  createDescription(publicTerms, tables);
  const words: number[] = [DESCRIPTION_MAGIC, ...maskOf(tables.map(() => true)), 0];
  words.push(DESCRIPTION_VERSION, tables.length, publicTerms.length, 0);
  for (const { unit, bus, isSend, operands } of publicTerms) {
    words.push(unit, bus, isSend ? 1 : 0, operands.length);
    for (const { kind, value } of operands) words.push(kind, value);
  }
  const parts = tables.map(tableWords);
  parts.forEach((part, i) => {
    words.push(...wordsOf(chain(hashKind.descriptionTable, i, bytesOf(part))));
  });
  for (const part of parts) for (const word of part) words.push(word);
  words[3] = words.length;
  check(words.length <= MAX_DESCRIPTION_WORDS, `${words.length} words, expected at most ${MAX_DESCRIPTION_WORDS}`);
  return bytesOf(words);
}

/** Lists of columns are padded to an even number, so that every part begins at a multiple of 8 bytes, where the machine hashes it. */
const evenCount = (count: number): number => count + (count % 2);

/** Which tables' parts are there, a bit each. */
function maskOf(isThere: readonly boolean[]): [low: number, high: number] {
  const half = (from: number) => isThere.slice(from, from + 32).reduce((mask, bit, i) => mask + (bit ? 2 ** i : 0), 0);
  return [half(0), half(32)];
}

function tableWords(table: TableProgram): number[] {
  const { numConstraints, numInteractions, numLogUpColumns } = analyseTable(table);
  const words = [table.preprocessedWidth, table.mainWidth, 0, table.mainNext.length, 0];
  words.push(numConstraints, numInteractions, numLogUpColumns, table.instructions.length, 0);
  for (const column of table.mainNext) words.push(column);
  if (table.mainNext.length % 2 === 1) words.push(0);
  for (const { op, a, b } of table.instructions) words.push(op + 2 ** 8 * a, b);
  return words;
}

function bytesOf(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => {
    view.setUint32(4 * i, word, true);
  });
  return bytes;
}

function wordsOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => view.getUint32(4 * i, true));
}

/** Word index behind the table digests. Without meaning, but within reason, for bytes that are no description. */
function endOfDigests(words: readonly number[]): number {
  const [numTables = 0, numPublicTerms = 0] = words.slice(5, 7);
  let at = HEADER_WORDS;
  for (let i = 0; i < numPublicTerms && at < words.length; i++) at += 4 + 2 * (words[at + 3] ?? 0);
  return at + DIGEST_WORDS * numTables;
}

/** Whether no table's part is left out. */
export function isWholeDescription(bytes: Uint8Array): boolean {
  const [low, high, , , numTables = 0] = wordsOf(bytes.subarray(4, 4 * HEADER_WORDS));
  const [wholeLow, wholeHigh] = maskOf(Array.from({ length: Math.min(numTables, MAX_TABLES) }, () => true));
  return low === wholeLow && high === wholeHigh;
}

/** What stands in the key. */
export function descriptionDigest(bytes: Uint8Array): Uint8Array {
  const end = endOfDigests(wordsOf(bytes));
  return chain(hashKind.machineDescription, 0, bytes.subarray(4 * DIGEST_START_WORDS, 4 * end));
}

/** The same description, with the same digest, without the parts of tables that are not kept. @param bytes a whole description */
export function pruneDescription(bytes: Uint8Array, isKept: (table: number) => boolean): Uint8Array {
  const words = wordsOf(bytes);
  const { tables } = decodeDescription(bytes);
  const kept = tables.map((_, i) => isKept(i));
  let at = endOfDigests(words);
  const result = words.slice(0, at);
  tables.forEach(({ mainNext, instructions }, i) => {
    const end = at + TABLE_WORDS + evenCount(mainNext.length) + 2 * instructions.length;
    if (kept[i]) for (const word of words.slice(at, end)) result.push(word);
    at = end;
  });
  [result[1], result[2]] = maskOf(kept);
  result[3] = result.length;
  return bytesOf(result);
}

/** Parses and validates a whole description, its tables' digests included; throws a {@link DescriptionError}. */
export function decodeDescription(bytes: Uint8Array): Description {
  check(bytes.length % 4 === 0 && bytes.length <= 4 * MAX_DESCRIPTION_WORDS, `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numWords = bytes.length / 4;
  let position = 0;
  const next = () => {
    check(position < numWords, `ends after ${numWords} words, in the middle of something`);
    return view.getUint32(4 * position++, true);
  };
  const expect = (what: string, expected: number) => {
    const word = next();
    check(word === expected, `${what} is ${word}, expected ${expected}`);
  };
  expect('magic', DESCRIPTION_MAGIC);
  const mask = [next(), next()];
  expect('number of words', numWords);
  expect('version', DESCRIPTION_VERSION);
  const numTables = next();
  const numPublicTerms = next();
  check(numTables >= 1 && numTables <= MAX_TABLES, `${numTables} tables, expected 1..${MAX_TABLES}`);
  expect('reserved word of the header', 0);
  maskOf(Array.from({ length: numTables }, () => true)).forEach((half, i) => {
    check(mask[i] === half, `mask ${mask[i]} of the tables that are there, expected ${half}: some are left out`);
  });
  const publicTerms: PublicTerm[] = [];
  for (let i = 0; i < numPublicTerms; i++) {
    const unit = next();
    const bus = next();
    const sign = next();
    const arity = next();
    check(sign <= 1, `public term ${i}: sign ${sign}`);
    check(arity >= 1 && arity <= MAX_ARITY, `public term ${i}: arity ${arity}`);
    const operands = Array.from({ length: arity }, () => ({ kind: next(), value: next() }));
    publicTerms.push({ unit, bus, isSend: sign === 1, operands });
  }
  check(DIGEST_WORDS * numTables <= numWords - position, 'ends within the digests of the tables');
  const digestsAt = 4 * position;
  position += DIGEST_WORDS * numTables;
  const programs: TableProgram[] = [];
  const counts: number[][] = [];
  const parts: Uint8Array[] = [];
  for (let i = 0; i < numTables; i++) {
    const start = 4 * position;
    const preprocessedWidth = next();
    const mainWidth = next();
    expect(`boundaryWidth of table ${i}`, 0);
    const numMainNext = next();
    expect(`numPreprocessedNext of table ${i}`, 0);
    counts.push([next(), next(), next()]);
    const numInstructions = next();
    expect(`flags of table ${i}`, 0);
    check(
      evenCount(numMainNext) + 2 * numInstructions <= numWords - position,
      `table ${i} is longer than the description`,
    );
    const mainNext = Array.from({ length: numMainNext }, next);
    if (numMainNext % 2 === 1) expect(`padding of table ${i}'s list of columns`, 0);
    const instructions = Array.from({ length: numInstructions }, () => {
      const word = next();
      return { op: word & 0xff, a: word >>> 8, b: next() };
    });
    programs.push({ preprocessedWidth, mainWidth, mainNext, instructions });
    parts.push(bytes.subarray(start, 4 * position));
  }
  check(position === numWords, `${numWords} words, but the tables end after ${position}`);
  const description = createDescription(publicTerms, programs);
  description.tables.forEach(({ numConstraints, numInteractions, numLogUpColumns }, i) => {
    const derived = [numConstraints, numInteractions, numLogUpColumns];
    check(
      derived.every((count, j) => count === counts[i]![j]),
      `table ${i}: constraints, interactions, LogUp columns are ${derived}, its header says ${counts[i]}`,
    );
  });
  parts.forEach((part, i) => {
    const digest = chain(hashKind.descriptionTable, i, part);
    const stored = bytes.subarray(digestsAt + 32 * i, digestsAt + 32 * i + 32);
    check(
      digest.every((byte, j) => byte === stored[j]),
      `table ${i}: its digest is not the one that stands before the tables`,
    );
  });
  return description;
}
