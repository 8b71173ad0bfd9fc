/**
 * Reads of debug information that may be damaged or made by an enemy: whatever lies beyond the end, or is longer than its format
 * allows, is a `DebugInfoError`. Whoever reads catches it: without debug information a program runs all the same.
 */
import { VouchError } from '../errors.ts';

export class DebugInfoError extends VouchError {
  /** In the section. */
  readonly offset: number;

  constructor(offset: number, message: string) {
    super('BadDebugInfo', `offset 0x${offset.toString(16)}: ${message}`);
    this.offset = offset;
  }
}

/** Longer names are cut: many entries may share one string, which would let a small file ask for gigabytes. */
const MAX_STRING_BYTES = 4096;
/** 64 bits in groups of 7. */
const MAX_LEB_BYTES = 10;
const text = new TextDecoder();

export class Cursor {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
    this.end = Math.min(end, bytes.length);
  }

  get left(): number {
    return this.end - this.at;
  }

  fail(message: string, offset = this.at): never {
    throw new DebugInfoError(offset, message);
  }

  skip(count: number): number {
    const start = this.at;
    if (!(count <= this.end - start)) this.fail(`${count} bytes are announced, but only ${this.end - start} follow`);
    this.at = start + count;
    return start;
  }

  u8(): number {
    if (this.at >= this.end) this.fail('unexpected end');
    return this.bytes[this.at++]!;
  }

  i8(): number {
    return (this.u8() << 24) >> 24;
  }

  u16(): number {
    return this.#view.getUint16(this.skip(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.skip(4), true);
  }

  /** Above 2^53 not exact, which is beyond any file and any address of the machine. */
  u64(): number {
    return Number(this.#view.getBigUint64(this.skip(8), true));
  }

  /** Unsigned, of 1 to 8 bytes. */
  unsigned(bytes: number): number {
    let value = 0;
    for (let i = 0, scale = 1; i < bytes; i++, scale *= 256) value += this.u8() * scale;
    return value;
  }

  uleb(): number {
    const start = this.at;
    let value = 0;
    for (let i = 0, scale = 1; i < MAX_LEB_BYTES; i++, scale *= 128) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    return this.fail('LEB128 of more than 64 bits', start);
  }

  sleb(): number {
    const start = this.at;
    let value = 0;
    for (let i = 0, scale = 1; i < MAX_LEB_BYTES; i++) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) return (byte & 0x40) !== 0 ? value - scale : value;
    }
    return this.fail('LEB128 of more than 64 bits', start);
  }

  /** NUL-terminated. */
  string(): string {
    const start = this.at;
    const stop = this.bytes.indexOf(0, start);
    if (stop < 0 || stop >= this.end) this.fail('string without end', start);
    this.at = stop + 1;
    return text.decode(this.bytes.subarray(start, Math.min(stop, start + MAX_STRING_BYTES)));
  }
}
