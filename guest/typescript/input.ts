/**
 * The private input, read in place: a view of the bytes where the machine put them, and readers that walk along it. Nothing
 * is copied; a run of 100 MB of input touches only what it reads.
 */
import { inputLength, inputPointer } from './host';

/**
 * `length` bytes at an address as a Uint8Array, without copying. The view has no buffer of its own (`view.buffer` is empty):
 * index it, take `subarray`, `slice`, `set`, or hand it on.
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

  /** The address of the next `length` bytes, which are then read. */
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

  /** The next `length` bytes, in place. */
  readBytes(length: i32): Uint8Array {
    return viewOf(this.take(length), length);
  }

  /** All the bytes that are left, in place. */
  readRest(): Uint8Array {
    return this.readBytes(this.remaining);
  }

  /** A string of `length` bytes of UTF-8. */
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
/** The next `length` bytes of the private input, in place. */
export function readBytes(length: i32): Uint8Array {
  return privateInput.readBytes(length);
}
/** What is left of the private input, in place. */
export function readRest(): Uint8Array {
  return privateInput.readRest();
}
/** The next `length` bytes of the private input as a string (UTF-8). */
export function readString(length: i32): string {
  return privateInput.readString(length);
}
/** The next line of the private input, in place, without its end; null when there is none. */
export function readLine(): Uint8Array | null {
  return privateInput.readLine();
}
