/** Little-endian reads from a file that may end anywhere: whatever lies beyond the end is an `ElfError`. */
import { ElfError, hex } from './elf-error.ts';

export class Reader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  /** Requires `count` bytes at `offset`. */
  need(offset: number, count: number, what: string): void {
    if (offset + count > this.bytes.length) {
      throw new ElfError(
        'ElfTruncated',
        offset,
        `${what} needs ${count} bytes here, but the file has ${hex(this.bytes.length)} bytes.`,
      );
    }
  }

  u8(offset: number): number {
    this.need(offset, 1, 'a byte');
    return this.#view.getUint8(offset);
  }

  u16(offset: number): number {
    this.need(offset, 2, 'a field');
    return this.#view.getUint16(offset, true);
  }

  u32(offset: number): number {
    this.need(offset, 4, 'a field');
    return this.#view.getUint32(offset, true);
  }

  u64(offset: number): bigint {
    this.need(offset, 8, 'a field');
    return this.#view.getBigUint64(offset, true);
  }

  /** A 64-bit offset or size; anything above 2^52 cannot lie in a file or in memory and becomes 2^52. */
  size(offset: number): number {
    const value = this.u64(offset);
    return value < 1n << 52n ? Number(value) : 2 ** 52;
  }

  /** NUL-terminated, at most to `end`. */
  string(offset: number, end: number): string {
    let stop = offset;
    while (stop < end && this.bytes[stop] !== 0) stop++;
    return new TextDecoder().decode(this.bytes.subarray(offset, stop));
  }
}
