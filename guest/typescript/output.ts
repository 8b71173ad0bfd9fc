/** The public output, which the proof's claim contains, and debug text, which nobody but the host sees. */
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
    // Not `instanceof`, which is decided at run time for a type that may be null.
    if (idof<NonNullable<T>>() == idof<Uint8Array>()) commitBytes(changetype<Uint8Array | null>(value) as Uint8Array);
    else ERROR('commit takes an integer, a boolean, a float, a string or a Uint8Array');
  }
}

/** Debug text for the host, without a newline of its own. A provable no-op: it is not part of the claim. */
export function print(text: string): void {
  writeText(false, text);
}

/** `console` of a guest: every level is debug text and ends with a newline. */
export namespace console {
  export function log(text: string = ''): void {
    print(text);
    print('\n');
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
