/**
 * Proves: "I hold a secret that belongs to one of the members of this list", without showing which. The nullifier is the same whenever
 * the same secret is used for the same topic, so that nobody votes twice.
 * Input: topic (32 bytes), secret (32), position of the leaf (u32), depth (u8), siblings from the leaf upwards (32 each).
 * Public output: Merkle root of the list, topic, nullifier (32 each). A leaf is SHA-256(0, secret), a node SHA-256(1, left, right).
 */
import { commit, readBytes, readU8, readU32, Sha256 } from 'vouch/guest';

/** SHA-256 of a domain byte and two parts. */
function hash(domain: u8, left: Uint8Array, right: Uint8Array): Uint8Array {
  const prefix = new Uint8Array(1);
  prefix[0] = domain;
  return new Sha256().update(prefix).update(left).update(right).digest();
}

export function main(): void {
  const topic = readBytes(32);
  const secret = readBytes(32);
  const position = readU32();
  const depth = readU8();
  assert(depth <= 32, 'the tree is too deep');

  let node = hash(0, secret, new Uint8Array(0));
  for (let level: u32 = 0; level < depth; level++) {
    const sibling = readBytes(32);
    const isRight = ((position >> level) & 1) !== 0;
    node = isRight ? hash(1, sibling, node) : hash(1, node, sibling);
  }
  commit(node);
  commit(topic);
  commit(hash(2, secret, topic));
}
