/** Bytes of a module with LEB128 integers (WebAssembly core specification, 5.2.2); what lies beyond the end is a `CompileError`. */
import { CompileError } from '../errors.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

export class Reader {
  readonly bytes: Uint8Array;
  at: number;
  end: number;
  /** Named in errors while a function body is read. */
  functionName: string | undefined;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  fail(message: string, offset = this.at): never {
    throw new CompileError('WasmMalformed', message, this.place(offset));
  }

  unsupported(message: string, offset = this.at): never {
    throw new CompileError('WasmUnsupported', message, this.place(offset));
  }

  place(offset: number): { offset: number; functionName?: string } {
    return this.functionName === undefined ? { offset } : { offset, functionName: this.functionName };
  }

  u8(): number {
    if (this.at >= this.end) this.fail('unexpected end');
    return this.bytes[this.at++]!;
  }

  u32(): number {
    const start = this.at;
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      if (shift === 28 && byte > 15) this.fail('integer of more than 32 bits', start);
      result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return result >>> 0;
    }
    return this.fail('integer of more than 32 bits', start);
  }

  s32(): number {
    return Number(this.signed(32));
  }

  s33(): number {
    return Number(this.signed(33));
  }

  s64(): bigint {
    return this.signed(64);
  }

  signed(bits: number): bigint {
    const start = this.at;
    let low = 0;
    // Up to 28 bits without BigInt: nearly all constants.
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.u8();
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt((low << (25 - shift)) >> (25 - shift));
    }
    let result = BigInt(low);
    for (let shift = 28; shift < bits; shift += 7) {
      const byte = this.u8();
      result |= BigInt(byte & 0x7f) << BigInt(shift);
      if (byte >= 0x80) continue;
      const value = BigInt.asIntN(shift + 7, result);
      if (BigInt.asIntN(bits, value) !== value) this.fail(`integer of more than ${bits} bits`, start);
      return value;
    }
    return this.fail(`integer of more than ${bits} bits`, start);
  }

  f32Bits(): number {
    const bytes = this.take(4);
    return new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true);
  }

  f64Bits(): bigint {
    const bytes = this.take(8);
    return new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0, true);
  }

  take(count: number): Uint8Array {
    if (this.at + count > this.end) this.fail(`${count} bytes are announced, but only ${this.end - this.at} follow`);
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  name(): string {
    const start = this.at;
    const bytes = this.take(this.u32());
    try {
      return utf8.decode(bytes);
    } catch {
      return this.fail('name is not UTF-8', start);
    }
  }

  /** A vector's length; each element takes a byte at least, so that a short file cannot ask for gigabytes. */
  count(): number {
    const start = this.at;
    const count = this.u32();
    if (count > this.end - this.at) this.fail(`vector of ${count} elements does not fit`, start);
    return count;
  }
}
