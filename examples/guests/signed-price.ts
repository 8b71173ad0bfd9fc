/**
 * Proves: "The oracle with this key signed, for this time, a price of at least this much": say, that a loan is covered,
 * without showing the price. The signature is a Winternitz one-time signature (w = 4) of price and time: secure against quantum
 * computers and cheap to check, some 80 hashes.
 * Input: least price, price, time (u32 each), signature (36 times 32 bytes).
 * Public output: SHA-256 of the oracle's one-time public key, time, least price (u32 each).
 */
import { commitBytes, commitU32, readBytes, readU32, Sha256 } from 'vouch/guest';

/** Of two bits each: 32 of price and time, 4 of their checksum. Each has a chain of hashes. */
const DIGITS = 36;
/** Steps of a chain from the secret key (0) to the public key (3). */
const LAST = 3;

export function main(): void {
  const leastPrice = readU32();
  const price = readU32();
  const time = readU32();
  assert(price >= leastPrice, 'the price is lower');

  // A digit d of the message says that the signature shows its chain's value after d steps; the checksum falls when a digit
  // rises, so nobody can go on from a signature to that of another message.
  const message = ((<u64>time) << 32) | price;
  let checksum: u64 = 0;
  for (let i: u64 = 0; i < 32; i++) checksum += LAST - ((message >> (2 * i)) & LAST);

  const key = new Sha256();
  for (let i = 0; i < DIGITS; i++) {
    const word = i < 32 ? message >> (2 * i) : checksum >> (2 * (i - 32));
    let value = readBytes(32);
    for (let step = <i32>(word & LAST); step < LAST; step++) value = advance(i, step, value);
    key.update(value);
  }
  commitBytes(key.digest());
  commitU32(time);
  commitU32(leastPrice);
}

const place = new Uint8Array(2);

/** One step of a chain, hashed with its place so that no two steps are alike. */
function advance(chain: i32, step: i32, value: Uint8Array): Uint8Array {
  place[0] = <u8>chain;
  place[1] = <u8>step;
  return new Sha256().update(place).update(value).digest();
}
