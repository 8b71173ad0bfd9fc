// The machine description (docs/protocol.md, section 5): two passes, then the digests. Parts of tables may be left out; layout.ts refuses
// a proof that has such a table. The first walks over it, checks that everything lies
// inside, fills the tables' records and computes how much scratch memory there must be. The second checks every operand and
// count, so that the interpreter (program.ts, publics.ts) need not check anything.
import { P } from './field';
import { K_DESCRIPTION_DIGEST } from './key';
import {
  BAD_DESCRIPTION,
  DESCRIPTION,
  DESCRIPTION_LENGTH,
  DESCRIPTION_MISMATCH,
  DIGEST,
  E_BYTES,
  fail,
  KEY,
  MAX_ARITY,
  MAX_LEVELS,
  MAX_TABLES,
  MAX_WIDTH,
  NUM_PUBLIC_TERMS,
  NUM_TABLES,
  OK,
  T_INSTRUCTIONS,
  T_MAIN_WIDTH,
  T_NEXT_COLUMNS,
  T_NUM_CONSTRAINTS,
  T_NUM_INSTRUCTIONS,
  T_NUM_INTERACTIONS,
  T_NUM_LOGUP_COLUMNS,
  T_NUM_NEXT,
  T_PREPROCESSED_WIDTH,
  TABLE_BYTES,
  TABLES,
  VARIABLE,
} from './state';
import { Hash } from './transcript';

const MAGIC: u32 = 0x43534456;
const VERSION: u32 = 2;
const MAX_WORDS: u32 = 1 << 20;
const KIND_DESCRIPTION: u32 = 8;
const KIND_DESCRIPTION_TABLE: u32 = 9;
const HEADER_WORDS: u32 = 8;
const DIGEST_START_WORDS: u32 = 4;
const DIGEST_WORDS: u32 = 8;
const TABLE_WORDS: u32 = 10;

export const OP_CONSTANT: u32 = 0;
export const OP_PREPROCESSED: u32 = 1;
export const OP_MAIN: u32 = 2;
export const OP_MAIN_NEXT: u32 = 3;
export const OP_SELECTOR: u32 = 4;
export const OP_ADD: u32 = 5;
export const OP_SUB: u32 = 6;
export const OP_MUL: u32 = 7;
export const OP_ASSERT_ZERO: u32 = 8;
export const OP_INTERACTION: u32 = 9;
export const OP_ELEMENT: u32 = 10;

export const IS_SEND: u32 = 1 << 16;
export const CLOSES_GROUP: u32 = 1 << 17;
export const COMMITS_FINGERPRINT: u32 = 1 << 18;
const RESERVED_BITS: u32 = 0x00f80000;

export const UNIT_ONCE: u32 = 0;
export const UNIT_BYTE: u32 = 1;
export const UNIT_U32: u32 = 2;
export const KIND_CONSTANT: u32 = 0;
export const KIND_ENTRY: u32 = 1;
export const KIND_EXIT_LOW: u32 = 2;
export const KIND_EXIT_HIGH: u32 = 3;
export const KIND_OUTPUT_LENGTH: u32 = 4;
export const KIND_INDEX: u32 = 5;
export const KIND_VALUE: u32 = 6;

/** Bus arities while they are checked: `sparse` u16 by bus, then `dense` u32 (bus, arity) by order of appearance. */
const SPARSE_BYTES: usize = 2 << 16;
const ARITIES_BYTES: usize = SPARSE_BYTES + (4 << 16);

/** An interpreter's register: a pointer and, for what is computed, a value. */
export const REGISTER_BYTES: usize = 4 + E_BYTES;

class Word {
  @inline static at(description: usize, index: u32): u32 {
    return load<u32>(description + ((index as usize) << 2));
  }
}

/** Lists of columns are padded to an even number: every part begins at a multiple of 8 bytes. */
class Even {
  @inline static count(count: u32): u32 {
    return (count + 1) & ~1;
  }
}

/**
 * First pass. Returns the scratch bytes that `verify` needs, or -1 - (index of the word that is wrong). `tables`: where to
 * write the tables' records, or 0. Safety: counts are checked against the words that are left before they are added.
 */
export function scanDescription(description: usize, length: u32, tables: usize): i64 {
  const words: u32 = length >> 2;
  if ((length & 3) != 0 || words < HEADER_WORDS || words > MAX_WORDS) return -1;
  if (Word.at(description, 0) != MAGIC) return -1;
  if (Word.at(description, 3) != words) return -4;
  if (Word.at(description, 4) != VERSION) return -5;
  const numTables = Word.at(description, 5);
  if (numTables == 0 || numTables > MAX_TABLES) return -6;
  const numPublicTerms = Word.at(description, 6);
  if (Word.at(description, 7) != 0) return -8;
  let mask: u64 = load<u64>(description, 4);
  if (numTables < 64 && mask >> (numTables as u64) != 0) return -2;

  let at = HEADER_WORDS;
  for (let i: u32 = 0; i < numPublicTerms; i++) {
    if (words - at < 4) return -1 - (at as i64);
    const arity = Word.at(description, at + 3);
    if (arity == 0 || arity > MAX_ARITY || words - at - 4 < 2 * arity) return -1 - ((at + 3) as i64);
    at += 4 + 2 * arity;
  }

  if (words - at < DIGEST_WORDS * numTables) return -1 - (at as i64);
  at += DIGEST_WORDS * numTables;

  // Weights: one per word of a row, and per word opened at the next row one with its offset and a place for the word; seven arrays
  // per height, each padded to a multiple of 8; and one word more with its weight, and three places for words and offsets.
  let variable: u64 = (MAX_LEVELS as u64) * (11 * (E_BYTES as u64) + 7 * 4 + 7 * 4);
  let registers: u32 = 0;
  for (let i: u32 = 0; i < numTables; i++, mask >>= 1) {
    if ((mask & 1) == 0) {
      if (tables != 0) {
        for (let j: usize = 0; j < TABLE_BYTES; j += 4) store<u32>(tables + j, 0);
        tables += TABLE_BYTES;
      }
      continue;
    }
    if (words - at < TABLE_WORDS) return -1 - (at as i64);
    const preprocessedWidth = Word.at(description, at);
    const mainWidth = Word.at(description, at + 1);
    const numNext = Word.at(description, at + 3);
    const numConstraints = Word.at(description, at + 5);
    const numInteractions = Word.at(description, at + 6);
    const numLogUpColumns = Word.at(description, at + 7);
    const numInstructions = Word.at(description, at + 8);
    if (preprocessedWidth > MAX_WIDTH) return -1 - (at as i64);
    if (mainWidth == 0 || mainWidth > MAX_WIDTH) return -1 - ((at + 1) as i64);
    if (Word.at(description, at + 2) != 0) return -1 - ((at + 2) as i64);
    if (numNext > mainWidth || Even.count(numNext) > words - at - TABLE_WORDS) return -1 - ((at + 3) as i64);
    if (Word.at(description, at + 4) != 0) return -1 - ((at + 4) as i64);
    if (numInstructions > (words - at - TABLE_WORDS - Even.count(numNext)) >> 1) return -1 - ((at + 8) as i64);
    if (numInteractions > numInstructions) return -1 - ((at + 6) as i64);
    // At most a group and a committed fingerprint for each.
    if (numLogUpColumns > 2 * numInteractions) return -1 - ((at + 7) as i64);
    if (Word.at(description, at + 9) != 0) return -1 - ((at + 9) as i64);
    if (tables != 0) {
      store<u32>(tables, preprocessedWidth, T_PREPROCESSED_WIDTH);
      store<u32>(tables, mainWidth, T_MAIN_WIDTH);
      store<u32>(tables, numNext, T_NUM_NEXT);
      store<u32>(tables, numInteractions, T_NUM_INTERACTIONS);
      store<u32>(tables, numLogUpColumns, T_NUM_LOGUP_COLUMNS);
      store<u32>(tables, numInstructions, T_NUM_INSTRUCTIONS);
      store<u32>(tables, numConstraints, T_NUM_CONSTRAINTS);
      const columns = description + (((at + TABLE_WORDS) as usize) << 2);
      store<u32>(tables, columns as u32, T_NEXT_COLUMNS);
      store<u32>(tables, (columns + (<usize>Even.count(numNext) << 2)) as u32, T_INSTRUCTIONS);
      tables += TABLE_BYTES;
    }
    const rowWords: u32 = preprocessedWidth + mainWidth + 5 * numLogUpColumns;
    variable += (rowWords as u64) * (E_BYTES as u64) + ((numNext + 5) as u64) * ((E_BYTES + 8) as u64);
    registers = max<u32>(registers, numInstructions);
    at += TABLE_WORDS + Even.count(numNext) + 2 * numInstructions;
  }
  if (at != words) return -1 - (at as i64);
  variable += (registers as u64) * (REGISTER_BYTES as u64);
  return (VARIABLE + ARITIES_BYTES) as i64 + variable as i64;
}

/** Scratch bytes that are enough to refuse any description. */
export const MINIMAL_SCRATCH: i32 = (VARIABLE + ARITIES_BYTES) as i32;

/**
 * Remembers a bus's arity, or compares it; false if it differs. Neither array is cleared: an entry of `sparse` counts only
 * if the entry of `dense` that it names says the same bus (Briggs and Torczon 1993). `count` is at -4 before `sparse`.
 */
class Arities {
  @inline static check(arities: usize, bus: u32, arity: u32): bool {
    const dense = arities + SPARSE_BYTES;
    const count = load<u32>(arities - 4);
    const index = <u32>load<u16>(arities + ((bus as usize) << 1));
    if (index < count) {
      const entry = load<u32>(dense + ((index as usize) << 2));
      if (entry >> 16 == bus) return (entry & 0xffff) == arity;
    }
    store<u16>(arities + ((bus as usize) << 1), count as u16);
    store<u32>(dense + ((count as usize) << 2), (bus << 16) | arity);
    store<u32>(arities - 4, count + 1);
    return true;
  }
}

/** Both passes and the digests: OK or an error. The key's header has been checked. */
export function checkDescription(s: usize): i32 {
  const description = <usize>load<u32>(s, DESCRIPTION);
  const scan = scanDescription(description, load<u32>(s, DESCRIPTION_LENGTH), s + TABLES);
  if (scan < 0) return fail(s, BAD_DESCRIPTION, (-1 - scan) as u32, 0);
  const numTables = Word.at(description, 5);
  const numPublicTerms = Word.at(description, 6);
  store<u32>(s, numTables, NUM_TABLES);
  store<u32>(s, numPublicTerms, NUM_PUBLIC_TERMS);
  const arities = s + VARIABLE + 4;
  store<u32>(arities - 4, 0);

  let at = HEADER_WORDS;
  for (let i: u32 = 0; i < numPublicTerms; i++) {
    const unit = Word.at(description, at);
    const bus = Word.at(description, at + 1);
    const arity = Word.at(description, at + 3);
    if (unit > UNIT_U32) return fail(s, BAD_DESCRIPTION, at, 0);
    if (bus > 0xffff) return fail(s, BAD_DESCRIPTION, at + 1, 0);
    if (Word.at(description, at + 2) > 1) return fail(s, BAD_DESCRIPTION, at + 2, 0);
    if (!Arities.check(arities, bus, arity)) return fail(s, BAD_DESCRIPTION, at + 3, 0);
    at += 4;
    for (let j: u32 = 0; j < arity; j++, at += 2) {
      const kind = Word.at(description, at);
      if (kind > (unit == UNIT_ONCE ? KIND_OUTPUT_LENGTH : KIND_VALUE)) return fail(s, BAD_DESCRIPTION, at, 0);
      if (Word.at(description, at + 1) >= (kind == KIND_CONSTANT ? P : 1)) return fail(s, BAD_DESCRIPTION, at + 1, 0);
    }
  }
  const digests = description + ((at as usize) << 2);
  let table = s + TABLES;
  for (let i: u32 = 0; i < numTables; i++, table += TABLE_BYTES) {
    if (load<u32>(table, T_INSTRUCTIONS) == 0) continue;
    const wrong = checkTable(table, arities);
    if (wrong != 0) return fail(s, BAD_DESCRIPTION, ((wrong - description) >> 2) as u32, i);
  }

  // The description's digest covers the tables' digests, left out or not.
  const start = description + ((DIGEST_START_WORDS as usize) << 2);
  const end = digests + (((DIGEST_WORDS * numTables) as usize) << 2);
  const digest = s + DIGEST;
  Hash.chainUnpadded(s, digest, KIND_DESCRIPTION, 0, start, (end - start) as u32);
  const expected = <usize>load<u32>(s, KEY) + K_DESCRIPTION_DIGEST;
  if (!Hash.equal(digest, expected)) return fail(s, DESCRIPTION_MISMATCH, 0, 0);
  table = s + TABLES;
  for (let i: u32 = 0; i < numTables; i++, table += TABLE_BYTES) {
    const instructions = <usize>load<u32>(table, T_INSTRUCTIONS);
    if (instructions == 0) continue;
    const part = <usize>load<u32>(table, T_NEXT_COLUMNS) - ((TABLE_WORDS as usize) << 2);
    const partEnd = instructions + (<usize>load<u32>(table, T_NUM_INSTRUCTIONS) << 3);
    Hash.chainUnpadded(s, digest, KIND_DESCRIPTION_TABLE, i, part, (partEnd - part) as u32);
    if (!Hash.equal(digest, digests + ((i as usize) << 5))) return fail(s, DESCRIPTION_MISMATCH, i + 1, 0);
  }
  return OK;
}

/** Whether register `a` is defined before `instruction`. */
class Register {
  @inline static isDefined(instructions: usize, a: u32, index: u32): bool {
    return a < index && <u32>load<u8>(instructions + ((a as usize) << 3)) <= OP_MUL;
  }
}

/** 0, or a pointer to the word that is wrong. */
function checkTable(table: usize, arities: usize): usize {
  const mainWidth = load<u32>(table, T_MAIN_WIDTH);
  const preprocessedWidth = load<u32>(table, T_PREPROCESSED_WIDTH);
  const numNext = load<u32>(table, T_NUM_NEXT);
  const numInstructions = load<u32>(table, T_NUM_INSTRUCTIONS);
  const columns = <usize>load<u32>(table, T_NEXT_COLUMNS);
  const instructions = <usize>load<u32>(table, T_INSTRUCTIONS);
  let least: u32 = 0;
  for (let i: u32 = 0; i < numNext; i++) {
    const column = Word.at(columns, i);
    if (column < least || column >= mainWidth) return columns + ((i as usize) << 2);
    least = column + 1;
  }
  if ((numNext & 1) != 0 && Word.at(columns, numNext) != 0) return columns + ((numNext as usize) << 2);

  let numConstraints: u32 = 0;
  let numInteractions: u32 = 0;
  let numLogUpColumns: u32 = 0;
  let inGroup: u32 = 0;
  let at = instructions;
  for (let i: u32 = 0; i < numInstructions; i++, at += 8) {
    const word = load<u32>(at);
    const b = load<u32>(at, 4);
    const op: u32 = word & 0xff;
    const a: u32 = word >> 8;
    if (op >= OP_ELEMENT) return at;
    if (op <= OP_SELECTOR) {
      if (a != 0) return at;
      let bound: u32 = P;
      if (op == OP_PREPROCESSED) bound = preprocessedWidth;
      else if (op == OP_MAIN) bound = mainWidth;
      else if (op == OP_MAIN_NEXT) bound = numNext;
      else if (op == OP_SELECTOR) bound = 3;
      if (b >= bound) return at + 4;
      continue;
    }
    if (!Register.isDefined(instructions, a, i)) return at;
    if (op <= OP_MUL) {
      if (!Register.isDefined(instructions, b, i)) return at + 4;
    } else if (op == OP_ASSERT_ZERO) {
      if (b != 0) return at + 4;
      if (numInteractions > 0) return at;
      numConstraints++;
    } else {
      const arity = b >> 24;
      if (arity == 0 || arity > MAX_ARITY) return at + 4;
      // One test of both, since there is mostly neither.
      if ((b & (RESERVED_BITS | COMMITS_FINGERPRINT)) != 0) {
        if ((b & RESERVED_BITS) != 0) return at + 4;
        numLogUpColumns++;
      }
      if (!Arities.check(arities, b & 0xffff, arity)) return at + 4;
      numInteractions++;
      inGroup++;
      if (inGroup > 2) return at;
      if ((b & CLOSES_GROUP) != 0) {
        numLogUpColumns++;
        inGroup = 0;
      } else if (inGroup == 2) return at + 4;
      // Its elements: exactly so many, and all there.
      const last = min<u32>(i + arity, numInstructions - 1);
      const isWhole = last == i + arity;
      while (i < last) {
        i++;
        at += 8;
        const element = load<u32>(at);
        if ((element & 0xff) != OP_ELEMENT || !Register.isDefined(instructions, element >> 8, i)) return at;
        if (load<u32>(at, 4) != 0) return at + 4;
      }
      if (!isWhole) return at;
    }
  }
  const header = columns - ((TABLE_WORDS as usize) << 2);
  if (inGroup != 0) return at - 8;
  if (numConstraints != load<u32>(table, T_NUM_CONSTRAINTS)) return header + 20;
  if (numInteractions != load<u32>(table, T_NUM_INTERACTIONS)) return header + 24;
  if (numLogUpColumns != load<u32>(table, T_NUM_LOGUP_COLUMNS)) return header + 28;
  return 0;
}
