/// <reference path="./globals.d.ts" />
/// <reference types="assemblyscript/std/assembly/index.d.ts" />
/**
 * Editor types of `vouch/guest`, for a TypeScript project that extends `vouch/guest/tsconfig.json`: the integer types and the
 * standard library of AssemblyScript come from there. Held to the library by test/guest-sdk/types.test.ts.
 */

/** The whole private input, in place. The bytes are borrowed from the machine: look, do not write. */
export declare function input(): Uint8Array;
/** `length` bytes at an address as a Uint8Array, without copying. The view has no buffer of its own. */
export declare function viewOf(pointer: usize, length: i32): Uint8Array;

/** Reads values one after another from bytes: little-endian, no alignment needed. A read past the end panics. */
export declare class Reader {
  constructor(bytes: Uint8Array);
  /** Bytes not yet read. */
  get remaining(): i32;
  readU8(): u8;
  readU16(): u16;
  readU32(): u32;
  readU64(): u64;
  readI32(): i32;
  readI64(): i64;
  /** The next `length` bytes, in place. */
  readBytes(length: i32): Uint8Array;
  /** All the bytes that are left, in place. */
  readRest(): Uint8Array;
  /** A string of `length` bytes of UTF-8. */
  readString(length: i32): string;
  /** The next line in place, without its end (LF or CRLF); null at the end of the bytes. */
  readLine(): Uint8Array | null;
}

/** Bytes of the private input that the read functions have not yet passed. */
export declare function remaining(): i32;
/** The next byte of the private input. */
export declare function readU8(): u8;
/** The next 2 bytes of the private input, little-endian. */
export declare function readU16(): u16;
/** The next 4 bytes of the private input, little-endian. */
export declare function readU32(): u32;
/** The next 8 bytes of the private input, little-endian. */
export declare function readU64(): u64;
/** The next 4 bytes of the private input, little-endian, signed. */
export declare function readI32(): i32;
/** The next 8 bytes of the private input, little-endian, signed. */
export declare function readI64(): i64;
/** The next `length` bytes of the private input, in place. */
export declare function readBytes(length: i32): Uint8Array;
/** What is left of the private input, in place. */
export declare function readRest(): Uint8Array;
/** The next `length` bytes of the private input as a string (UTF-8). */
export declare function readString(length: i32): string;
/** The next line of the private input, in place, without its end; null when there is none. */
export declare function readLine(): Uint8Array | null;

/** Walks through the rows of a CSV file: `while (csv.next()) total += csv.integer(2);` allocates nothing per row. */
export declare class CsvReader {
  constructor(bytes: Uint8Array, separator?: u8);
  /** Number of rows passed so far, the current one included. */
  row: i32;
  /** Moves to the next row; false at the end of the file. The first row, often a header, is a row too. */
  next(): bool;
  /** Field `index` (from 0) of the current row, in place; quotes around it are left out, doubled quotes inside stay doubled. */
  field(index: i32): Uint8Array;
  /** Field `index` as a string, doubled quotes inside still doubled. */
  text(index: i32): string;
  /** The number of the column with this header, looked up in the current row; panics if there is none. */
  column(name: string): i32;
  /** Field `index` as an integer; spaces around it are allowed, anything else panics. */
  integer(index: i32): i64;
  /** Field `index` in units of 10^-places: with 2 places, `12.5` gives 1250. More places panic, as does overflow. */
  decimal(index: i32, places: i32): i64;
}

/**
 * Appends a value to the public output: an integer or boolean as its own number of bytes (u8 1, i32 4, u64 8), little-endian;
 * bytes as they are; a string as UTF-8. Neither bytes nor strings are preceded by their length.
 */
export declare function commit<T extends number | boolean | string | Uint8Array>(value: T): void;
/** Appends an unsigned 32-bit integer, 4 bytes, little-endian. */
export declare function commitU32(value: u32): void;
/** Appends an unsigned 64-bit integer, 8 bytes, little-endian. */
export declare function commitU64(value: u64): void;
/** Appends the bytes as they are, without their length. */
export declare function commitBytes(bytes: Uint8Array): void;
/** Appends the string as UTF-8, without its length. */
export declare function commitString(text: string): void;

/** Debug text for the host, without a newline of its own. A provable no-op: it is not part of the claim. */
export declare function print(text: string): void;
/** Prints the message and ends the run with 101. `throw new Error(message)` does the same and adds the source position. */
export declare function panic(message: string): void;
/** Ends the run with an exit code. Any code is provable and part of the claim; verifiers accept 0 unless told otherwise. */
export declare function exit(code: i32): void;
/** Marks step n, a constant from 1 to 2047, for the profiler; otherwise a no-op. */
export declare function cycles(n: i32): void;

/** Whether two byte strings are the same. */
export declare function equalBytes(a: Uint8Array, b: Uint8Array): bool;
/** The bytes in lower-case hexadecimal. */
export declare function toHex(bytes: Uint8Array): string;
/** The bytes of a string, as UTF-8. */
export declare function toBytes(text: string): Uint8Array;

/** SHA-256 of some bytes. */
export declare function sha256(bytes: Uint8Array): Uint8Array;
/** SHA-256 of data that comes in pieces: `new Sha256().update(a).update(b).digest()`. */
export declare class Sha256 {
  constructor();
  /** Takes in the bytes and returns the hasher. */
  update(bytes: Uint8Array): Sha256;
  /** The digest, 32 bytes. The hasher is then used up. */
  digest(): Uint8Array;
}
/** Keccak-256, Ethereum's hash, of some bytes. */
export declare function keccak256(bytes: Uint8Array): Uint8Array;
/** Keccak-256 of data that comes in pieces: `new Keccak256().update(a).update(b).digest()`. */
export declare class Keccak256 {
  constructor();
  /** Takes in the bytes and returns the hasher. */
  update(bytes: Uint8Array): Keccak256;
  /** The digest, 32 bytes. The hasher is then used up. */
  digest(): Uint8Array;
}
/** BLAKE3 of some bytes, 32 bytes long. */
export declare function blake3(bytes: Uint8Array): Uint8Array;
/** BLAKE3 of data that comes in pieces: `new Blake3().update(a).update(b).digest()`. */
export declare class Blake3 {
  constructor();
  /** Takes in the bytes and returns the hasher. */
  update(bytes: Uint8Array): Blake3;
  /** The digest, 32 bytes. The hasher is then used up. */
  digest(): Uint8Array;
}

/**
 * Keccak-f[1600] in place: 25 lanes, lane (x, y) the u64 at `state + 8 (x + 5 y)`. Addresses of the three functions here are multiples of 8 and
 * operands do not overlap; the run traps otherwise. `array.dataStart` of an Array, StaticArray or typed array without offset is one.
 */
export declare function keccakPermute(state: usize): void;
/** BLAKE3's compression function: the eight u32 at `value` become the first eight words of the result; `block` are 64 bytes of the message. */
export declare function blake3Compress(value: usize, block: usize, counter: u64, blockLength: u32, flags: u32): void;
/** SHA-256's compression function: the eight u32 at `state` become the next state; `block` are 64 bytes of the message as they are. */
export declare function sha256Compress(state: usize, block: usize): void;
