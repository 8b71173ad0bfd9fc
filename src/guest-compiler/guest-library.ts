/** The TypeScript guest library, file name -> text. Generated from guest/typescript by scripts/build-guest-library.mjs. */
export const guestLibrary: Readonly<Record<string, string>> = {
  'blake3.ts': `/**
 * BLAKE3 (specification of 2020) with 32 bytes of output, by the precompile blake3_compress. Chunks of 1024 bytes are the leaves of a
 * binary tree; the chaining values of complete subtrees wait on a stack, where two of them side by side are already their parent's block.
 * Blocks at addresses that are multiples of 8 are hashed where they lie, others are copied first.
 */
import { blake3Compress } from './host';
import { Words } from './words';

const INITIAL = memory.data<u32>(
  [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19],
  8,
);
const CHUNK_START: u32 = 1;
const CHUNK_END: u32 = 2;
const PARENT: u32 = 4;
const ROOT: u32 = 8;
const BLOCKS_PER_CHUNK: i32 = 16;
/** Offsets in a hasher's memory: chaining value of the chunk at hand, a block that may be the last, the stack. */
const BLOCK: usize = 32;
const STACK: usize = 96;
/** Deep enough for 2^64 bytes, and one more for the value that comes from outside the stack. */
const STACK_BYTES: usize = 55 * 32;

/** BLAKE3 of data that comes in pieces: \`new Blake3().update(a).update(b).digest()\`. */
export class Blake3 {
  private memory: StaticArray<u8> = Words.allocate(STACK + STACK_BYTES);
  /** Bytes in the buffered block. A full one stays there until it is known not to be the last. */
  private used: i32 = 0;
  /** Blocks of the chunk at hand that are compressed. */
  private blocks: i32 = 0;
  /** Chunks before this one. */
  private chunks: u64 = 0;
  /** Where the next chaining value goes. */
  private top: usize = 0;

  constructor() {
    const value = changetype<usize>(this.memory);
    Words.copy32(value, INITIAL);
    this.top = value + STACK;
  }

  /** Takes in the bytes and returns the hasher. */
  update(bytes: Uint8Array): Blake3 {
    this.absorb(bytes.dataStart, bytes.length);
    return this;
  }

  /** The digest, 32 bytes. The hasher is then used up. */
  digest(): Uint8Array {
    const digest = new Uint8Array(32);
    const value = changetype<usize>(this.memory);
    const bottom = value + STACK;
    memory.fill(value + BLOCK + this.used, 0, 64 - this.used);
    const flags = (this.blocks == 0 ? CHUNK_START : 0) | CHUNK_END;
    let top = this.top;
    blake3Compress(value, value + BLOCK, this.chunks, this.used, top == bottom ? flags | ROOT : flags);
    // The last chunk's value joins the subtrees before it, smallest first.
    while (top > bottom) {
      Words.copy32(top, value);
      top -= 32;
      Words.copy32(value, INITIAL);
      blake3Compress(value, top, 0, 64, top == bottom ? PARENT | ROOT : PARENT);
    }
    Words.copy32(digest.dataStart, value);
    return digest;
  }

  private absorb(pointer: usize, length: i32): void {
    const block = changetype<usize>(this.memory) + BLOCK;
    const used = this.used;
    const taken = min(length, 64 - used);
    if (used > 0) {
      memory.copy(block + used, pointer, taken);
      this.used = used + taken;
      pointer += taken;
      length -= taken;
      if (length == 0) return;
      this.compress(block, block + 64);
    }
    // All but the last block, which is kept even if it is full.
    const end = pointer + ((length - 1) & ~63);
    if (length > 64) {
      if ((pointer & 7) == 0) this.compress(pointer, end);
      else {
        for (; pointer < end; pointer += 64) {
          Words.copy64(block, pointer);
          this.compress(block, block + 64);
        }
      }
      length = ((length - 1) & 63) + 1;
    }
    memory.copy(block, end, length);
    this.used = length;
  }

  /** Whole blocks that are not the last of the message. */
  private compress(from: usize, end: usize): void {
    const value = changetype<usize>(this.memory);
    let blocks = this.blocks;
    while (from < end) {
      const chunkEnd = from + ((BLOCKS_PER_CHUNK - blocks) << 6);
      const chunks = this.chunks;
      let flags: u32 = blocks == 0 ? CHUNK_START : 0;
      if (chunkEnd > end) {
        blocks += <i32>((end - from) >> 6);
        for (; from < end; from += 64) {
          blake3Compress(value, from, chunks, 64, flags);
          flags = 0;
        }
        break;
      }
      const last = chunkEnd - 64;
      for (; from < last; from += 64) {
        blake3Compress(value, from, chunks, 64, flags);
        flags = 0;
      }
      blake3Compress(value, from, chunks, 64, flags | CHUNK_END);
      from = chunkEnd;
      blocks = 0;
      this.endChunk(value);
    }
    this.blocks = blocks;
  }

  /** Puts the chunk's value onto the stack and merges subtrees of equal size, of which there are as many as the count has zeros at its end. */
  private endChunk(value: usize): void {
    let top = this.top;
    let chunks = ++this.chunks;
    Words.copy32(top, value);
    Words.copy32(value, INITIAL);
    for (; (chunks & 1) == 0; chunks >>= 1) {
      top -= 32;
      blake3Compress(value, top, 0, 64, PARENT);
      Words.copy32(top, value);
      Words.copy32(value, INITIAL);
    }
    this.top = top + 32;
  }
}

/** BLAKE3 of some bytes. */
export function blake3(bytes: Uint8Array): Uint8Array {
  return new Blake3().update(bytes).digest();
}
`,
  'bytes.ts': `/** Small things that every guest with byte strings needs and the language leaves out. */

/** Whether two byte strings are the same. */
export function equalBytes(a: Uint8Array, b: Uint8Array): bool {
  return a.length == b.length && memory.compare(a.dataStart, b.dataStart, a.length) == 0;
}

/** The bytes in lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  const text = changetype<string>(__new(<usize>bytes.length << 2, idof<string>()));
  for (let i = 0, length = bytes.length; i < length; i++) {
    const byte: u32 = bytes[i];
    const at = changetype<usize>(text) + (<usize>i << 2);
    store<u16>(at, hexDigit(byte >> 4));
    store<u16>(at, hexDigit(byte & 15), 2);
  }
  return text;
}

/** The bytes of a string, as UTF-8. */
export function toBytes(text: string): Uint8Array {
  return Uint8Array.wrap(String.UTF8.encode(text));
}

function hexDigit(value: u32): u16 {
  return <u16>(value < 10 ? 0x30 + value : 0x57 + value);
}
`,
  'csv.ts': `/**
 * Comma-separated values read in place (RFC 4180, LF or CRLF), with integers and fixed-point decimals instead of floats: a
 * claim about money or measurements should be exact, and floats cost many more cycles. A quoted field may hold the separator,
 * but no line break.
 */
import { viewOf } from './input';

const QUOTE: u8 = 0x22;
const LF: u8 = 0x0a;
const CR: u8 = 0x0d;

/** Walks through the rows of a file: \`while (csv.next()) total += csv.integer(2);\` allocates nothing per row. */
export class CsvReader {
  /** Number of rows passed so far, the current one included. */
  row: i32 = 0;
  private at: usize;
  private end: usize;
  private rowStart: usize = 0;
  private rowEnd: usize = 0;
  private fieldStart: usize = 0;
  private fieldEnd: usize = 0;

  constructor(
    bytes: Uint8Array,
    private separator: u8 = 0x2c,
  ) {
    this.at = bytes.dataStart;
    this.end = bytes.dataStart + bytes.length;
  }

  /** Moves to the next row; false at the end of the file. The first row, often a header, is a row too. */
  next(): bool {
    let at = this.at;
    const end = this.end;
    if (at >= end) return false;
    this.rowStart = at;
    while (at < end && load<u8>(at) != LF) at++;
    this.at = at < end ? at + 1 : at;
    this.rowEnd = at > this.rowStart && load<u8>(at - 1) == CR ? at - 1 : at;
    this.row++;
    return true;
  }

  /** Finds field \`index\`, its quotes left out; panics if the row has no such field. */
  private find(index: i32): void {
    const end = this.rowEnd;
    const separator = this.separator;
    let at = this.rowStart;
    for (;;) {
      const start = at;
      if (at < end && load<u8>(at) == QUOTE) {
        at++;
        // Two quotes in a row stand for one and leave the field quoted.
        while (at < end && (load<u8>(at) != QUOTE || (at + 1 < end && load<u8>(at, 1) == QUOTE)))
          at += load<u8>(at) == QUOTE ? 2 : 1;
        assert(at < end, 'CSV: a quoted field does not end in its row');
        at++;
        assert(at == end || load<u8>(at) == separator, 'CSV: text after the end of a quoted field');
        this.fieldStart = start + 1;
        this.fieldEnd = at - 1;
      } else {
        while (at < end && load<u8>(at) != separator) at++;
        this.fieldStart = start;
        this.fieldEnd = at;
      }
      if (index-- == 0) return;
      assert(at < end, 'CSV: the row has fewer fields');
      at++;
    }
  }

  /** Field \`index\` (from 0) of the current row, in place; quotes around it are left out, doubled quotes inside stay doubled. */
  field(index: i32): Uint8Array {
    this.find(index);
    return viewOf(this.fieldStart, <i32>(this.fieldEnd - this.fieldStart));
  }

  /** Field \`index\` as a string, doubled quotes inside still doubled. */
  text(index: i32): string {
    this.find(index);
    return String.UTF8.decodeUnsafe(this.fieldStart, this.fieldEnd - this.fieldStart);
  }

  /** The number of the column with this header, looked up in the current row; panics if there is none. */
  column(name: string): i32 {
    let index: i32 = 0;
    while (this.text(index) != name) index++;
    return index;
  }

  /** Field \`index\` as an integer; spaces around it are allowed, anything else panics. */
  integer(index: i32): i64 {
    return this.decimal(index, 0);
  }

  /** Field \`index\` in units of 10^-places: with 2 places, \`12.5\` gives 1250. More places in the field panic, as does overflow. */
  decimal(index: i32, places: i32): i64 {
    this.find(index);
    let at = this.fieldStart;
    let end = this.fieldEnd;
    while (at < end && load<u8>(at) == 0x20) at++;
    while (end > at && load<u8>(end - 1) == 0x20) end--;
    const isNegative = at < end && load<u8>(at) == 0x2d;
    if (isNegative) at++;
    // Digits after the point, or -1 before it.
    let fraction: i32 = -1;
    let digits: i32 = 0;
    let value: i64 = 0;
    for (; at < end; at++) {
      const byte: u8 = load<u8>(at);
      if (byte == 0x2e && fraction < 0 && places > 0) {
        fraction = 0;
        continue;
      }
      const digit: i32 = <i32>byte - 0x30;
      assert(<u32>digit < 10, 'CSV: the field is not a number of this form');
      if (fraction >= 0) fraction++;
      digits++;
      value = times10(value) + digit;
      assert(value >= 0, 'CSV: the number is too large');
    }
    assert(digits > 0, 'CSV: the field is not a number of this form');
    assert(fraction <= places, 'CSV: the number has more decimal places than asked for');
    for (let i = max(fraction, 0); i < places; i++) value = times10(value);
    return isNegative ? -value : value;
  }
}

function times10(value: i64): i64 {
  assert(value <= i64.MAX_VALUE / 10, 'CSV: the number is too large');
  return value * 10;
}
`,
  'failure.ts': `/**
 * How a guest ends before its time. \`assert(condition, message)\` and \`throw new Error(message)\` are the language's own and end
 * here, with the position in the source; all of them print to fd 2 and exit with 101, as C and Rust guests do.
 */
import { exitNow } from './host';
import { printNumber, writeText } from './text';

const PANIC: i32 = 101;

/** Ends the run with an exit code. Any code is provable and part of the claim; verifiers accept 0 unless told otherwise. */
export function exit(code: i32): void {
  exitNow(code);
  unreachable();
}

/** Prints the message and ends the run with 101. \`throw new Error(message)\` does the same and adds the source position. */
export function panic(message: string): void {
  writeText(false, 'panic: ');
  writeText(false, message);
  writeText(false, '\\n');
  exitNow(PANIC);
  unreachable();
}

/** What the compiler calls for a failed assertion, an error thrown, an index out of range. */
export function abortAt(message: string | null, file: string | null, line: u32, column: u32): void {
  writeText(false, 'panic: ');
  writeText(false, message === null ? 'aborted' : message);
  if (file !== null) {
    writeText(false, '\\n  at ');
    writeText(false, file);
    writeText(false, ':');
    printNumber(line);
    writeText(false, ':');
    printNumber(column);
  }
  writeText(false, '\\n');
  exitNow(PANIC);
  unreachable();
}
`,
  'host.ts': `/**
 * What the machine offers a guest: the imports of the WebAssembly module \`vouch\`, which the guest compiler turns into system
 * calls. Everything else in this library is built on these and reads no other state: a run is a function of program and input.
 */

/** Address of the private input: 16-byte aligned, inside linear memory as far as loads are concerned. */
// @ts-ignore: decorator
@external('vouch', 'input_ptr')
export declare function inputPointer(): usize;

/** Length of the private input in bytes, at most 128 MiB. */
// @ts-ignore: decorator
@external('vouch', 'input_len')
export declare function inputLength(): i32;

/** Appends bytes to the public output (1 MiB in all). */
// @ts-ignore: decorator
@external('vouch', 'write')
export declare function writeOutput(pointer: usize, length: i32): void;

/** Debug text for the host, a provable no-op. */
// @ts-ignore: decorator
@external('vouch', 'print')
export declare function writeDebug(pointer: usize, length: i32): void;

/** Ends the run. */
// @ts-ignore: decorator
@external('vouch', 'exit')
export declare function exitNow(code: i32): void;

/** Marks step n, 1 to 2047, for the profiler. */
// @ts-ignore: decorator
@external('vouch', 'step')
export declare function step(n: i32): void;

/**
 * Keccak-f[1600] (FIPS 202, section 3.3) of a state of 25 lanes in place: lane (x, y) is the u64 at \`state + 8 (x + 5 y)\`. The address
 * must be a multiple of 8; the run traps otherwise.
 */
// @ts-ignore: decorator
@external('vouch', 'keccak_f')
export declare function keccakPermute(state: usize): void;

/**
 * BLAKE3's compression function (specification, section 2.2): \`value\`, eight u32, is replaced by the first eight words of the result. \`block\`
 * are 64 bytes as they lie in the message. Both addresses must be multiples of 8 and the operands may not overlap.
 */
// @ts-ignore: decorator
@external('vouch', 'blake3_compress')
export declare function blake3Compress(value: usize, block: usize, counter: u64, blockLength: u32, flags: u32): void;

/**
 * SHA-256's compression function (FIPS 180-4, section 6.2.2): \`state\`, the eight words as u32, is replaced by the next one. \`block\` are 64
 * bytes as they lie in the message. Both addresses must be multiples of 8 and the operands may not overlap.
 */
// @ts-ignore: decorator
@external('vouch', 'sha256_compress')
export declare function sha256Compress(state: usize, block: usize): void;
`,
  'index.ts': `/**
 * \`vouch/guest\`: what a guest program in TypeScript (AssemblyScript) imports. Needs no floats and frees nothing by itself; what
 * a program does not use does not enter it. \`assert(condition, message)\` and \`throw new Error(message)\` are the language's own.
 */
export { Blake3, blake3 } from './blake3';
export { equalBytes, toBytes, toHex } from './bytes';
export { CsvReader } from './csv';
export { exit, panic } from './failure';
export { blake3Compress, keccakPermute, sha256Compress, step as cycles } from './host';
export {
  input,
  Reader,
  readBytes,
  readI32,
  readI64,
  readLine,
  readRest,
  readString,
  readU8,
  readU16,
  readU32,
  readU64,
  remaining,
  viewOf,
} from './input';
export { Keccak256, keccak256 } from './keccak';
export { commit, commitBytes, commitString, commitU32, commitU64, print } from './output';
export { Sha256, sha256 } from './sha256';
`,
  'input.ts': `/**
 * The private input, read in place: a view of the bytes where the machine put them, and readers that walk along it. Nothing
 * is copied; a run of 100 MB of input touches only what it reads.
 */
import { inputLength, inputPointer } from './host';

/**
 * \`length\` bytes at an address as a Uint8Array, without copying. The view has no buffer of its own (\`view.buffer\` is empty):
 * index it, take \`subarray\`, \`slice\`, \`set\`, or hand it on.
 */
export function viewOf(pointer: usize, length: i32): Uint8Array {
  const view = changetype<Uint8Array>(__new(offsetof<Uint8Array>(), idof<Uint8Array>()));
  const buffer = new ArrayBuffer(0);
  store<usize>(changetype<usize>(view), changetype<usize>(buffer), offsetof<Uint8Array>('buffer'));
  __link(changetype<usize>(view), changetype<usize>(buffer), false);
  store<usize>(changetype<usize>(view), pointer, offsetof<Uint8Array>('dataStart'));
  store<i32>(changetype<usize>(view), length, offsetof<Uint8Array>('byteLength'));
  return view;
}

/** The whole private input, in place. The bytes are borrowed from the machine: look, do not write. */
export function input(): Uint8Array {
  return viewOf(inputPointer(), inputLength());
}

/** Reads values one after another from bytes: little-endian, no alignment needed. A read past the end panics. */
export class Reader {
  private at: usize;
  private end: usize;

  constructor(bytes: Uint8Array) {
    this.at = bytes.dataStart;
    this.end = bytes.dataStart + bytes.length;
  }

  /** Bytes not yet read. */
  get remaining(): i32 {
    return <i32>(this.end - this.at);
  }

  /** The address of the next \`length\` bytes, which are then read. */
  private take(length: i32): usize {
    const at = this.at;
    assert(<u32>length <= <u32>(this.end - at), 'the input ends before this read');
    this.at = at + length;
    return at;
  }

  readU8(): u8 {
    return load<u8>(this.take(1));
  }
  readU16(): u16 {
    return load<u16>(this.take(2));
  }
  readU32(): u32 {
    return load<u32>(this.take(4));
  }
  readU64(): u64 {
    return load<u64>(this.take(8));
  }
  readI32(): i32 {
    return load<i32>(this.take(4));
  }
  readI64(): i64 {
    return load<i64>(this.take(8));
  }

  /** The next \`length\` bytes, in place. */
  readBytes(length: i32): Uint8Array {
    return viewOf(this.take(length), length);
  }

  /** All the bytes that are left, in place. */
  readRest(): Uint8Array {
    return this.readBytes(this.remaining);
  }

  /** A string of \`length\` bytes of UTF-8. */
  readString(length: i32): string {
    return String.UTF8.decodeUnsafe(this.take(length), length);
  }

  /** The next line in place, without its end (LF or CRLF); null at the end of the bytes. */
  readLine(): Uint8Array | null {
    const start = this.at;
    if (start >= this.end) return null;
    let at = start;
    while (at < this.end && load<u8>(at) != 0x0a) at++;
    this.at = at < this.end ? at + 1 : at;
    if (at > start && load<u8>(at - 1) == 0x0d) at--;
    return viewOf(start, <i32>(at - start));
  }
}

/** The private input's own reader, behind the functions below. */
// @ts-ignore: decorator
@lazy const privateInput = new Reader(input());

/** Bytes of the private input that the read functions have not yet passed. */
export function remaining(): i32 {
  return privateInput.remaining;
}
/** The next byte of the private input. */
export function readU8(): u8 {
  return privateInput.readU8();
}
/** The next 2 bytes of the private input, little-endian. */
export function readU16(): u16 {
  return privateInput.readU16();
}
/** The next 4 bytes of the private input, little-endian. */
export function readU32(): u32 {
  return privateInput.readU32();
}
/** The next 8 bytes of the private input, little-endian. */
export function readU64(): u64 {
  return privateInput.readU64();
}
/** The next 4 bytes of the private input, little-endian, signed. */
export function readI32(): i32 {
  return privateInput.readI32();
}
/** The next 8 bytes of the private input, little-endian, signed. */
export function readI64(): i64 {
  return privateInput.readI64();
}
/** The next \`length\` bytes of the private input, in place. */
export function readBytes(length: i32): Uint8Array {
  return privateInput.readBytes(length);
}
/** What is left of the private input, in place. */
export function readRest(): Uint8Array {
  return privateInput.readRest();
}
/** The next \`length\` bytes of the private input as a string (UTF-8). */
export function readString(length: i32): string {
  return privateInput.readString(length);
}
/** The next line of the private input, in place, without its end; null when there is none. */
export function readLine(): Uint8Array | null {
  return privateInput.readLine();
}
`,
  'keccak.ts': `/**
 * Keccak-256, Ethereum's hash (Keccak with rate 136 and the padding of before FIPS 202), by the precompile keccak_f1600. The message goes
 * into the state lane by lane, from any address: per block 68 cycles for that and a handful for the call.
 */
import { keccakPermute } from './host';
import { Words } from './words';

const RATE: i32 = 136;
const STATE_BYTES: i32 = 200;

/** Keccak-256 of data that comes in pieces: \`new Keccak256().update(a).update(b).digest()\`. */
export class Keccak256 {
  private memory: StaticArray<u8> = Words.allocate(STATE_BYTES);
  /** Bytes absorbed since the last permutation, less than RATE. */
  private used: i32 = 0;

  constructor() {
    const state = changetype<usize>(this.memory);
    for (let lane = state; lane < state + STATE_BYTES; lane += 40) {
      store<u64>(lane, 0);
      store<u64>(lane, 0, 8);
      store<u64>(lane, 0, 16);
      store<u64>(lane, 0, 24);
      store<u64>(lane, 0, 32);
    }
  }

  /** Takes in the bytes and returns the hasher. */
  update(bytes: Uint8Array): Keccak256 {
    this.absorb(bytes.dataStart, bytes.length);
    return this;
  }

  /** The digest, 32 bytes. The hasher is then used up. */
  digest(): Uint8Array {
    const digest = new Uint8Array(32);
    const state = changetype<usize>(this.memory);
    const at = state + this.used;
    store<u8>(at, load<u8>(at) ^ 1);
    store<u8>(state, load<u8>(state, RATE - 1) ^ 0x80, RATE - 1);
    keccakPermute(state);
    Words.copy32(digest.dataStart, state);
    return digest;
  }

  private absorb(pointer: usize, length: i32): void {
    const state = changetype<usize>(this.memory);
    const used = this.used;
    let left = length;
    if (used > 0) {
      const taken = min(left, RATE - used);
      Sponge.part(state + used, pointer, taken);
      this.used = used + taken;
      if (used + taken < RATE) return;
      keccakPermute(state);
      pointer += taken;
      left -= taken;
    }
    for (; left >= RATE; left -= RATE, pointer += RATE) {
      Sponge.block(state, pointer);
      keccakPermute(state);
    }
    Sponge.part(state, pointer, left);
    this.used = left;
  }
}

/** Keccak-256 of some bytes. */
export function keccak256(bytes: Uint8Array): Uint8Array {
  return new Keccak256().update(bytes).digest();
}

export class Sponge {
  /** state ^= a block, 17 lanes. */
  // @ts-ignore: decorator
  @inline static block(state: usize, from: usize): void {
    store<u64>(state, load<u64>(state) ^ load<u64>(from));
    store<u64>(state, load<u64>(state, 8) ^ load<u64>(from, 8), 8);
    store<u64>(state, load<u64>(state, 16) ^ load<u64>(from, 16), 16);
    store<u64>(state, load<u64>(state, 24) ^ load<u64>(from, 24), 24);
    store<u64>(state, load<u64>(state, 32) ^ load<u64>(from, 32), 32);
    store<u64>(state, load<u64>(state, 40) ^ load<u64>(from, 40), 40);
    store<u64>(state, load<u64>(state, 48) ^ load<u64>(from, 48), 48);
    store<u64>(state, load<u64>(state, 56) ^ load<u64>(from, 56), 56);
    store<u64>(state, load<u64>(state, 64) ^ load<u64>(from, 64), 64);
    store<u64>(state, load<u64>(state, 72) ^ load<u64>(from, 72), 72);
    store<u64>(state, load<u64>(state, 80) ^ load<u64>(from, 80), 80);
    store<u64>(state, load<u64>(state, 88) ^ load<u64>(from, 88), 88);
    store<u64>(state, load<u64>(state, 96) ^ load<u64>(from, 96), 96);
    store<u64>(state, load<u64>(state, 104) ^ load<u64>(from, 104), 104);
    store<u64>(state, load<u64>(state, 112) ^ load<u64>(from, 112), 112);
    store<u64>(state, load<u64>(state, 120) ^ load<u64>(from, 120), 120);
    store<u64>(state, load<u64>(state, 128) ^ load<u64>(from, 128), 128);
  }

  /** to ^= some bytes: whole lanes as long as there are any, whatever the alignment. */
  static part(to: usize, from: usize, length: i32): void {
    for (; length >= 8; length -= 8, to += 8, from += 8) store<u64>(to, load<u64>(to) ^ load<u64>(from));
    for (; length > 0; length--, to++, from++) store<u8>(to, load<u8>(to) ^ load<u8>(from));
  }
}
`,
  'output.ts': `/** The public output, which the proof's claim contains, and debug text, which nobody but the host sees. */
import { writeOutput } from './host';
import { writeText } from './text';

/** Appends an unsigned 32-bit integer, 4 bytes, little-endian. */
export function commitU32(value: u32): void {
  commit<u32>(value);
}

/** Appends an unsigned 64-bit integer, 8 bytes, little-endian. */
export function commitU64(value: u64): void {
  commit<u64>(value);
}

/** Appends the bytes as they are, without their length. */
export function commitBytes(bytes: Uint8Array): void {
  writeOutput(bytes.dataStart, bytes.length);
}

/** Appends the string as UTF-8, without its length. */
export function commitString(text: string): void {
  writeText(true, text);
}

const cell = memory.data(8);

/**
 * Appends a value to the public output: an integer or boolean as its own number of bytes (u8 1, i32 4, u64 8), little-endian;
 * bytes as they are; a string as UTF-8. Neither bytes nor strings are preceded by their length.
 */
export function commit<T>(value: T): void {
  if (isString<T>()) commitString(value as string);
  else if (isInteger<T>() || isFloat<T>()) {
    store<T>(cell, value);
    writeOutput(cell, sizeof<T>());
  } else if (isReference<T>()) {
    // Not \`instanceof\`, which is decided at run time for a type that may be null.
    if (idof<NonNullable<T>>() == idof<Uint8Array>()) commitBytes(changetype<Uint8Array | null>(value) as Uint8Array);
    else ERROR('commit takes an integer, a boolean, a float, a string or a Uint8Array');
  }
}

/** Debug text for the host, without a newline of its own. A provable no-op: it is not part of the claim. */
export function print(text: string): void {
  writeText(false, text);
}

/** \`console\` of a guest: every level is debug text and ends with a newline. */
export namespace console {
  export function log(text: string = ''): void {
    print(text);
    print('\\n');
  }
  export function debug(text: string = ''): void {
    log(text);
  }
  export function info(text: string = ''): void {
    log(text);
  }
  export function warn(text: string = ''): void {
    log(text);
  }
  export function error(text: string = ''): void {
    log(text);
  }
  export function assert<T>(condition: T, message: string = ''): void {
    if (!condition) log('Assertion failed: ' + message);
  }
}
`,
  'plain-blake3.ts': `/**
 * BLAKE3 with 32 bytes of output as code, without the precompile: \`plain.blake3\`. The tree is the specification's recursion: the left subtree
 * is the largest complete one that leaves something for the right.
 */
const INITIAL = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);
/** Offsets of the block's words in the order in which each of the seven rounds takes them. */
const SCHEDULE = memory.data<u8>([
  0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60,
  8, 24, 12, 40, 28, 0, 16, 52, 4, 44, 48, 20, 36, 56, 60, 32,
  12, 16, 40, 48, 52, 8, 28, 56, 24, 20, 36, 0, 44, 60, 32, 4,
  40, 28, 48, 36, 56, 12, 52, 60, 16, 0, 44, 8, 20, 32, 4, 24,
  48, 52, 36, 44, 60, 40, 56, 32, 28, 8, 20, 12, 0, 4, 24, 16,
  36, 56, 44, 20, 32, 48, 60, 4, 52, 12, 0, 40, 8, 24, 16, 28,
  44, 60, 20, 0, 4, 36, 32, 24, 56, 40, 8, 48, 12, 16, 28, 52,
]);
const CHUNK_BYTES: i32 = 1024;
const CHUNK_START: u32 = 1;
const CHUNK_END: u32 = 2;
const PARENT: u32 = 4;
const ROOT: u32 = 8;
/** Chaining values that wait for their parent, 64 bytes for each of at most 21 levels. */
const values = memory.data(21 * 64);
const working = memory.data(64);
const lastBlock = memory.data(64);

/** BLAKE3 of some bytes, in code. */
export function blake3(bytes: Uint8Array): Uint8Array {
  const digest = new Uint8Array(32);
  subtree(bytes.dataStart, bytes.length, 0, ROOT, digest.dataStart, values);
  return digest;
}

/** The chaining value of \`length\` bytes from chunk number \`chunk\` on, or the digest, if \`root\` is ROOT; 32 bytes at \`value\`; \`free\` is room. */
function subtree(pointer: usize, length: i32, chunk: u64, root: u32, value: usize, free: usize): void {
  if (length <= CHUNK_BYTES) return wholeChunk(pointer, length, chunk, root, value);
  const chunks = (length + CHUNK_BYTES - 1) / CHUNK_BYTES;
  const left = 1 << (31 - clz(chunks - 1));
  subtree(pointer, left * CHUNK_BYTES, chunk, 0, free, free + 64);
  subtree(pointer + left * CHUNK_BYTES, length - left * CHUNK_BYTES, chunk + left, 0, free + 32, free + 64);
  memory.copy(value, INITIAL, 32);
  compress(value, free, 0, 64, PARENT | root);
}

function wholeChunk(pointer: usize, length: i32, chunk: u64, root: u32, value: usize): void {
  memory.copy(value, INITIAL, 32);
  let flags = CHUNK_START;
  for (; length > 64; length -= 64, pointer += 64) {
    compress(value, pointer, chunk, 64, flags);
    flags = 0;
  }
  memory.copy(lastBlock, pointer, length);
  memory.fill(lastBlock + length, 0, 64 - length);
  compress(value, lastBlock, chunk, length, flags | CHUNK_END | root);
}

class Mix {
  /** The quarter-round on four of the working words, with two words of the block. */
  // @ts-ignore: decorator
  @inline static g(a: usize, b: usize, c: usize, d: usize, block: usize, schedule: usize): void {
    let x = load<u32>(working + a) + load<u32>(working + b) + load<u32>(block + load<u8>(schedule));
    let w = rotr<u32>(load<u32>(working + d) ^ x, 16);
    let z = load<u32>(working + c) + w;
    let y = rotr<u32>(load<u32>(working + b) ^ z, 12);
    x += y + load<u32>(block + load<u8>(schedule, 1));
    w = rotr<u32>(w ^ x, 8);
    z += w;
    y = rotr<u32>(y ^ z, 7);
    store<u32>(working + a, x);
    store<u32>(working + b, y);
    store<u32>(working + c, z);
    store<u32>(working + d, w);
  }
}

function compress(value: usize, block: usize, counter: u64, blockLength: u32, flags: u32): void {
  memory.copy(working, value, 32);
  memory.copy(working + 32, INITIAL, 16);
  store<u64>(working, counter, 48);
  store<u32>(working, blockLength, 56);
  store<u32>(working, flags, 60);
  for (let round = SCHEDULE; round < SCHEDULE + 112; round += 16) {
    Mix.g(0, 16, 32, 48, block, round);
    Mix.g(4, 20, 36, 52, block, round + 2);
    Mix.g(8, 24, 40, 56, block, round + 4);
    Mix.g(12, 28, 44, 60, block, round + 6);
    Mix.g(0, 20, 40, 60, block, round + 8);
    Mix.g(4, 24, 44, 48, block, round + 10);
    Mix.g(8, 28, 32, 52, block, round + 12);
    Mix.g(12, 16, 36, 56, block, round + 14);
  }
  for (let i: usize = 0; i < 32; i += 8) store<u64>(value + i, load<u64>(working + i) ^ load<u64>(working + i, 32));
}
`,
  'plain-keccak.ts': `/**
 * Keccak-256 as code, without the precompile: \`plain.keccak256\`. The permutation is FIPS 202, section 3.2, in place and with rho and pi in one
 * pass along pi's only cycle.
 */
import { Sponge } from './keccak';

const RATE: i32 = 136;
const ROUND_CONSTANTS = memory.data<u64>([
  0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
  0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
  0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
  0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
]);
const state = memory.data(200);

/** Keccak-256 of some bytes, in code. */
export function keccak256(bytes: Uint8Array): Uint8Array {
  memory.fill(state, 0, 200);
  let pointer = bytes.dataStart;
  let left = bytes.length;
  for (; left >= RATE; left -= RATE, pointer += RATE) {
    Sponge.block(state, pointer);
    permute();
  }
  Sponge.part(state, pointer, left);
  store<u8>(state + left, load<u8>(state + left) ^ 1);
  store<u8>(state, load<u8>(state, RATE - 1) ^ 0x80, RATE - 1);
  permute();
  const digest = new Uint8Array(32);
  memory.copy(digest.dataStart, state, 32);
  return digest;
}

class Lanes {
  // @ts-ignore: decorator
  @inline static column(at: usize): u64 {
    return load<u64>(at) ^ load<u64>(at, 40) ^ load<u64>(at, 80) ^ load<u64>(at, 120) ^ load<u64>(at, 160);
  }
  /** theta: a column's lanes ^= d. */
  // @ts-ignore: decorator
  @inline static add(at: usize, d: u64): void {
    store<u64>(at, load<u64>(at) ^ d);
    store<u64>(at, load<u64>(at, 40) ^ d, 40);
    store<u64>(at, load<u64>(at, 80) ^ d, 80);
    store<u64>(at, load<u64>(at, 120) ^ d, 120);
    store<u64>(at, load<u64>(at, 160) ^ d, 160);
  }
  /** rho and pi: the lane goes to \`to\`, turned; returns what was there. */
  // @ts-ignore: decorator
  @inline static turn(lane: u64, to: usize, by: u64): u64 {
    const next = load<u64>(state + (to << 3));
    store<u64>(state + (to << 3), rotl<u64>(lane, by));
    return next;
  }
}

function permute(): void {
  for (let round: usize = 0; round < 192; round += 8) {
    const c0 = Lanes.column(state);
    const c1 = Lanes.column(state + 8);
    const c2 = Lanes.column(state + 16);
    const c3 = Lanes.column(state + 24);
    const c4 = Lanes.column(state + 32);
    Lanes.add(state, c4 ^ rotl<u64>(c1, 1));
    Lanes.add(state + 8, c0 ^ rotl<u64>(c2, 1));
    Lanes.add(state + 16, c1 ^ rotl<u64>(c3, 1));
    Lanes.add(state + 24, c2 ^ rotl<u64>(c4, 1));
    Lanes.add(state + 32, c3 ^ rotl<u64>(c0, 1));

    let lane = load<u64>(state + 8);
    lane = Lanes.turn(lane, 10, 1);
    lane = Lanes.turn(lane, 7, 3);
    lane = Lanes.turn(lane, 11, 6);
    lane = Lanes.turn(lane, 17, 10);
    lane = Lanes.turn(lane, 18, 15);
    lane = Lanes.turn(lane, 3, 21);
    lane = Lanes.turn(lane, 5, 28);
    lane = Lanes.turn(lane, 16, 36);
    lane = Lanes.turn(lane, 8, 45);
    lane = Lanes.turn(lane, 21, 55);
    lane = Lanes.turn(lane, 24, 2);
    lane = Lanes.turn(lane, 4, 14);
    lane = Lanes.turn(lane, 15, 27);
    lane = Lanes.turn(lane, 23, 41);
    lane = Lanes.turn(lane, 19, 56);
    lane = Lanes.turn(lane, 13, 8);
    lane = Lanes.turn(lane, 12, 25);
    lane = Lanes.turn(lane, 2, 43);
    lane = Lanes.turn(lane, 20, 62);
    lane = Lanes.turn(lane, 14, 18);
    lane = Lanes.turn(lane, 22, 39);
    lane = Lanes.turn(lane, 9, 61);
    lane = Lanes.turn(lane, 6, 20);
    lane = Lanes.turn(lane, 1, 44);
    for (let row = state; row < state + 200; row += 40) {
      const a = load<u64>(row);
      const b = load<u64>(row, 8);
      const c = load<u64>(row, 16);
      const d = load<u64>(row, 24);
      const e = load<u64>(row, 32);
      store<u64>(row, a ^ (~b & c));
      store<u64>(row, b ^ (~c & d), 8);
      store<u64>(row, c ^ (~d & e), 16);
      store<u64>(row, d ^ (~e & a), 24);
      store<u64>(row, e ^ (~a & b), 32);
    }
    store<u64>(state, load<u64>(state) ^ load<u64>(ROUND_CONSTANTS + round));
  }
}
`,
  'plain-sha256.ts': `/**
 * SHA-256 (FIPS 180-4) as code, without the precompile: \`plain.sha256\`, to compare with and for machines that have only instructions.
 */
import { BLOCK_BYTES, sha256Tail } from './sha256';

const K = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
  0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
  0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
  0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
  0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
  0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
const INITIAL = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);

/** The message schedule of the block at hand. */
const schedule = memory.data(256);

const state = memory.data(32);
const tail = memory.data(128);

/** SHA-256 of some bytes, in code: about 4,300 cycles a block. */
export function sha256(bytes: Uint8Array): Uint8Array {
  memory.copy(state, INITIAL, 32);
  let pointer = bytes.dataStart;
  let left = bytes.length;
  for (; left >= BLOCK_BYTES; left -= BLOCK_BYTES, pointer += BLOCK_BYTES) compress(state, pointer);
  memory.copy(tail, pointer, left);
  const end = tail + sha256Tail(tail, left, bytes.length);
  for (let block = tail; block < end; block += BLOCK_BYTES) compress(state, block);
  const digest = new Uint8Array(32);
  for (let i: usize = 0; i < 32; i += 4) store<u32>(digest.dataStart + i, bswap<u32>(load<u32>(state + i)));
  return digest;
}

class Round {
  /** The word in both halves. Perf: one 64-bit shift of it rotates the word; the machine has no rotation, which would take three. */
  // @ts-ignore: decorator
  @inline static twice(x: u32): u64 {
    return (<u64>x << 32) | <u64>x;
  }
  // @ts-ignore: decorator
  @inline static first(e: u32, f: u32, g: u32, word: u32): u32 {
    const ee = Round.twice(e);
    return <u32>((ee >> 6) ^ (ee >> 11) ^ (ee >> 25)) + (g ^ (e & (f ^ g))) + word;
  }
  // @ts-ignore: decorator
  @inline static second(a: u32, b: u32, c: u32): u32 {
    const aa = Round.twice(a);
    return <u32>((aa >> 2) ^ (aa >> 13) ^ (aa >> 22)) + ((a & b) | (c & (a | b)));
  }
}

function compress(state: usize, block: usize): void {
  for (let i: usize = 0; i < 64; i += 4) store<u32>(schedule + i, bswap<u32>(load<u32>(block + i)));
  for (let i: usize = schedule; i < schedule + 192; i += 4) {
    const x = load<u32>(i, 4);
    const y = load<u32>(i, 56);
    const xx = Round.twice(x);
    const yy = Round.twice(y);
    const small0 = <u32>((xx >> 7) ^ (xx >> 18)) ^ (x >> 3);
    const small1 = <u32>((yy >> 17) ^ (yy >> 19)) ^ (y >> 10);
    store<u32>(i, load<u32>(i) + small0 + load<u32>(i, 36) + small1, 64);
  }
  let a = load<u32>(state);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  let e = load<u32>(state, 16);
  let f = load<u32>(state, 20);
  let g = load<u32>(state, 24);
  let h = load<u32>(state, 28);
  // Perf: eight rounds at a time need no moves from variable to variable, 512 of 4,800 cycles a block.
  for (let i: usize = 0; i < 256; i += 32) {
    h += Round.first(e, f, g, load<u32>(K + i) + load<u32>(schedule + i));
    d += h;
    h += Round.second(a, b, c);
    g += Round.first(d, e, f, load<u32>(K + i, 4) + load<u32>(schedule + i, 4));
    c += g;
    g += Round.second(h, a, b);
    f += Round.first(c, d, e, load<u32>(K + i, 8) + load<u32>(schedule + i, 8));
    b += f;
    f += Round.second(g, h, a);
    e += Round.first(b, c, d, load<u32>(K + i, 12) + load<u32>(schedule + i, 12));
    a += e;
    e += Round.second(f, g, h);
    d += Round.first(a, b, c, load<u32>(K + i, 16) + load<u32>(schedule + i, 16));
    h += d;
    d += Round.second(e, f, g);
    c += Round.first(h, a, b, load<u32>(K + i, 20) + load<u32>(schedule + i, 20));
    g += c;
    c += Round.second(d, e, f);
    b += Round.first(g, h, a, load<u32>(K + i, 24) + load<u32>(schedule + i, 24));
    f += b;
    b += Round.second(c, d, e);
    a += Round.first(f, g, h, load<u32>(K + i, 28) + load<u32>(schedule + i, 28));
    e += a;
    a += Round.second(b, c, d);
  }
  store<u32>(state, load<u32>(state) + a);
  store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8);
  store<u32>(state, load<u32>(state, 12) + d, 12);
  store<u32>(state, load<u32>(state, 16) + e, 16);
  store<u32>(state, load<u32>(state, 20) + f, 20);
  store<u32>(state, load<u32>(state, 24) + g, 24);
  store<u32>(state, load<u32>(state, 28) + h, 28);
}
`,
  'plain.ts': `/**
 * \`vouch/guest/plain\`: the hashes as code, without precompiles: \`import * as plain from 'vouch/guest/plain'\`. Apart from the library's index
 * because their tables would otherwise be part of every guest.
 */
export { blake3 } from './plain-blake3';
export { keccak256 } from './plain-keccak';
export { sha256 } from './plain-sha256';
`,
  'sha256.ts': `/**
 * SHA-256 (FIPS 180-4) by the precompile sha256_compress: one cycle and one row of its chip per block, and a few cycles of loop. Blocks at
 * addresses that are multiples of 8 are hashed where they lie, others are copied first.
 */
import { sha256Compress } from './host';
import { Words } from './words';

const INITIAL = memory.data<u32>(
  [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19],
  8,
);
export const BLOCK_BYTES: i32 = 64;

/** SHA-256 of data that comes in pieces: \`new Sha256().update(a).update(b).digest()\`. */
export class Sha256 {
  /** State, 32 bytes, a block that is not yet full, 64 bytes, and room for a second one at the end. */
  private memory: StaticArray<u8> = Words.allocate(160);
  private length: u64 = 0;

  constructor() {
    Words.copy32(changetype<usize>(this.memory), INITIAL);
  }

  /** Takes in the bytes and returns the hasher. */
  update(bytes: Uint8Array): Sha256 {
    this.absorb(bytes.dataStart, bytes.length);
    return this;
  }

  /** The digest, 32 bytes. The hasher is then used up. */
  digest(): Uint8Array {
    const digest = new Uint8Array(32);
    const state = changetype<usize>(this.memory);
    const block = state + 32;
    const end = block + sha256Tail(block, <i32>this.length & 63, this.length);
    for (let at = block; at < end; at += BLOCK_BYTES) sha256Compress(state, at);
    for (let i: usize = 0; i < 32; i += 4) store<u32>(digest.dataStart + i, bswap<u32>(load<u32>(state + i)));
    return digest;
  }

  private absorb(pointer: usize, length: i32): void {
    const state = changetype<usize>(this.memory);
    const block = state + 32;
    const used = <i32>this.length & 63;
    this.length += length;
    let left = length;
    if (used > 0) {
      const taken = min(left, 64 - used);
      memory.copy(block + used, pointer, taken);
      if (used + taken < 64) return;
      sha256Compress(state, block);
      pointer += taken;
      left -= taken;
    }
    const end = pointer + (left & ~63);
    if ((pointer & 7) == 0) {
      for (; pointer < end; pointer += 64) sha256Compress(state, pointer);
    } else {
      for (; pointer < end; pointer += 64) {
        Words.copy64(block, pointer);
        sha256Compress(state, block);
      }
    }
    memory.copy(block, pointer, left & 63);
  }
}

/** SHA-256 of some bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return new Sha256().update(bytes).digest();
}

/** Completes the last block or two, of which \`used\` bytes are there: 0x80, zeros, the length in bits. Returns their bytes, 64 or 128. */
export function sha256Tail(block: usize, used: i32, length: u64): usize {
  const bytes: usize = used < 56 ? 64 : 128;
  store<u8>(block + used, 0x80);
  memory.fill(block + used + 1, 0, bytes - used - 9);
  store<u64>(block + bytes - 8, bswap<u64>(length << 3));
  return bytes;
}
`,
  'text.ts': `/**
 * Strings are UTF-16 in AssemblyScript and UTF-8 outside. They are converted through a small fixed buffer, so that printing
 * and panicking work when memory is exhausted, and no conversion tables enter the program.
 */
import { writeDebug, writeOutput } from './host';

const CAPACITY: i32 = 256;
const buffer = memory.data(256);

function flush(isPublic: bool, length: i32): void {
  if (isPublic) writeOutput(buffer, length);
  else writeDebug(buffer, length);
}

/** Writes a string as UTF-8, to the public output or as debug text; a lone surrogate becomes U+FFFD. */
export function writeText(isPublic: bool, text: string): void {
  let used: i32 = 0;
  for (let i = 0, length = text.length; i < length; i++) {
    let code: u32 = text.charCodeAt(i);
    if ((code & 0xf800) == 0xd800) {
      const next: u32 = i + 1 < length ? text.charCodeAt(i + 1) : 0;
      if (code < 0xdc00 && (next & 0xfc00) == 0xdc00) {
        code = 0x10000 + ((code & 0x3ff) << 10) + (next & 0x3ff);
        i++;
      } else code = 0xfffd;
    }
    if (used > CAPACITY - 4) {
      flush(isPublic, used);
      used = 0;
    }
    if (code < 0x80) {
      store<u8>(buffer + used++, code);
      continue;
    }
    if (code < 0x800) store<u8>(buffer + used++, 0xc0 | (code >> 6));
    else {
      if (code < 0x10000) store<u8>(buffer + used++, 0xe0 | (code >> 12));
      else {
        store<u8>(buffer + used++, 0xf0 | (code >> 18));
        store<u8>(buffer + used++, 0x80 | ((code >> 12) & 0x3f));
      }
      store<u8>(buffer + used++, 0x80 | ((code >> 6) & 0x3f));
    }
    store<u8>(buffer + used++, 0x80 | (code & 0x3f));
  }
  if (used > 0) flush(isPublic, used);
}

/** Writes a decimal number as debug text. */
export function printNumber(value: u32): void {
  let at: i32 = 10;
  do {
    store<u8>(buffer + --at, 0x30 + (value % 10));
    value /= 10;
  } while (value != 0);
  writeDebug(buffer + at, 10 - at);
}
`,
  'words.ts': `/** What the hashes share: copies of whole words, where a call of the copying routine would cost more than the copy. */

export class Words {
  /** Copies 32 bytes; no alignment needed, but 8-byte aligned addresses are cheapest. */
  // @ts-ignore: decorator
  @inline static copy32(to: usize, from: usize): void {
    store<u64>(to, load<u64>(from));
    store<u64>(to, load<u64>(from, 8), 8);
    store<u64>(to, load<u64>(from, 16), 16);
    store<u64>(to, load<u64>(from, 24), 24);
  }

  /** Copies 64 bytes. */
  // @ts-ignore: decorator
  @inline static copy64(to: usize, from: usize): void {
    Words.copy32(to, from);
    Words.copy32(to + 32, from + 32);
  }

  /** Memory for a hasher, 16-byte aligned and owned by its object. Perf: not filled with zeros, which a hasher does not need. */
  static allocate(bytes: usize): StaticArray<u8> {
    return changetype<StaticArray<u8>>(__new(bytes, idof<StaticArray<u8>>()));
  }
}
`,
};
