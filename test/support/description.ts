/** Changed machine descriptions that hold the digests of their own parts, so that other checks than those of digests see them. */
import { chain, hashKind } from '../../src/hash/blake3.ts';

/** The same with the digests of its tables, as far as the bytes have the shape of a description. */
export function withDigests(bytes: Uint8Array): Uint8Array {
  const result = bytes.slice();
  const view = new DataView(result.buffer);
  const numWords = Math.floor(result.length / 4);
  const word = (i: number) => (i < numWords ? view.getUint32(4 * i, true) : 0);
  let at = 8;
  for (let i = 0; i < word(6) && at < numWords; i++) at += 4 + 2 * word(at + 3);
  const digests = at;
  at += 8 * word(5);
  for (let i = 0; i < word(5) && at < numWords; i++) {
    const end = at + 10 + 2 * Math.ceil(word(at + 3) / 2) + 2 * word(at + 8);
    if (end > numWords || digests + 8 * i + 8 > numWords) return result;
    result.set(chain(hashKind.descriptionTable, i, result.slice(4 * at, 4 * end)), 4 * (digests + 8 * i));
    at = end;
  }
  return result;
}
