/**
 * A guest that hashes as the input says: algorithm, length of pieces (0: all at once) and padding before the message, a u16 each, padding,
 * message. Algorithms from 4 on are the plain ones. Messages from address 8 k + 6 + padding on.
 */
export const hashGuest = `import { Blake3, blake3, Keccak256, keccak256, Sha256, sha256 } from 'vouch/guest';
import { commit, readBytes, readRest, readU16, remaining } from 'vouch/guest';
import * as plain from 'vouch/guest/plain';

export function main(): void {
  const algorithm = readU16();
  const piece = readU16();
  readBytes(readU16());
  if (algorithm == 4) commit(plain.sha256(readRest()));
  else if (algorithm == 5) commit(plain.keccak256(readRest()));
  else if (algorithm == 6) commit(plain.blake3(readRest()));
  else if (piece == 0) {
    const message = readRest();
    commit(algorithm == 0 ? sha256(message) : algorithm == 1 ? keccak256(message) : blake3(message));
  } else if (algorithm == 0) {
    const hasher = new Sha256();
    while (remaining() > 0) hasher.update(readBytes(min<i32>(piece, remaining())));
    commit(hasher.digest());
  } else if (algorithm == 1) {
    const hasher = new Keccak256();
    while (remaining() > 0) hasher.update(readBytes(min<i32>(piece, remaining())));
    commit(hasher.digest());
  } else {
    const hasher = new Blake3();
    while (remaining() > 0) hasher.update(readBytes(min<i32>(piece, remaining())));
    commit(hasher.digest());
  }
}
`;
