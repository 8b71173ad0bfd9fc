/**
 * Proves: "The oracle with this key signed, for this time, a price of at least this much": say, that a loan is covered,
 * without showing the price. The signature is a Winternitz one-time signature over SHA-256 (w = 16), secure against quantum
 * computers and cheap to check: about 500 hashes.
 * Input: least price (u64), price (u64), time (u64), signature (67 times 32 bytes).
 * Public output: SHA-256 of the oracle's one-time public key, time (u64), least price (u64).
 */
import { commitBytes, commitU64, readBytes, readU64, Sha256, sha256 } from 'vouch/guest';

const CHAINS = 67;
/** Steps of a chain from the secret key (0) to the public key (15). */
const LAST = 15;

export function main(): void {
  const leastPrice = readU64();
  const message = readBytes(16);
  const price = load<u64>(message.dataStart);
  const time = load<u64>(message.dataStart, 8);
  assert(price >= leastPrice, 'the price is lower');

  // A digit d of the message says that the signature shows the chain's value after d steps; the checksum's three digits fall when
  // others rise, so nobody can go on from a signature to that of another message.
  const digits = new StaticArray<u8>(CHAINS);
  const digest = sha256(message);
  let checksum = 0;
  for (let i = 0; i < 64; i++) {
    digits[i] = (digest[i >> 1] >> ((i & 1) === 0 ? 4 : 0)) & 15;
    checksum += LAST - digits[i];
  }
  for (let i = 0; i < 3; i++) digits[64 + i] = <u8>((checksum >> (8 - 4 * i)) & 15);

  const key = new Sha256();
  for (let chain = 0; chain < CHAINS; chain++) {
    let value = readBytes(32);
    for (let step: i32 = digits[chain]; step < LAST; step++) value = advance(chain, step, value);
    key.update(value);
  }
  commitBytes(key.digest());
  commitU64(time);
  commitU64(leastPrice);
}

const place = new Uint8Array(2);

/** One step of a chain, hashed with its place so that no two steps are alike. */
function advance(chain: i32, step: i32, value: Uint8Array): Uint8Array {
  place[0] = <u8>chain;
  place[1] = <u8>step;
  return new Sha256().update(place).update(value).digest();
}
