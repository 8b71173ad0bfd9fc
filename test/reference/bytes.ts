/** Little-endian byte helpers of the reference: words, extension elements, padding, concatenation. */
import { decodeWord, type E, encodeWord, ext, type F } from './field.ts';

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function padTo64(length: number): number {
  return Math.ceil(length / 64) * 64;
}

export function wordsToBytes(words: readonly number[]): Uint8Array {
  const out = new Uint8Array(words.length * 4);
  const view = new DataView(out.buffer);
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word, true);
  return out;
}

export function bytesToWords(bytes: Uint8Array): number[] {
  if (bytes.length % 4 !== 0) throw new Error('not a whole number of words');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i, true));
}

export function readU32(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(offset, true);
}

export function baseToBytes(elements: readonly F[]): Uint8Array {
  return wordsToBytes(elements.map(encodeWord));
}

export function bytesToBase(bytes: Uint8Array): F[] {
  return bytesToWords(bytes).map(decodeWord);
}

export function extToBytes(elements: readonly E[]): Uint8Array {
  return baseToBytes(elements.flat());
}

export function bytesToExt(bytes: Uint8Array): E[] {
  return groupExt(bytesToBase(bytes));
}

/** Every five base elements as one extension element. */
export function groupExt(elements: readonly F[]): E[] {
  if (elements.length % 5 !== 0) throw new Error('not a whole number of extension elements');
  return Array.from({ length: elements.length / 5 }, (_, i) => ext(elements.slice(5 * i, 5 * i + 5)));
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}
