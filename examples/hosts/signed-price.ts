/**
 * `node examples/hosts/signed-price.ts`: an oracle has signed a price of at least 61,000, say as the cover of a loan; the price itself is not
 * in the claim.
 */
import { createHash } from 'node:crypto';
import { hex, numbers, proveGuest } from './prove-guest.ts';

const sha256 = (...parts: Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

/** The oracle's side: a Winternitz one-time signature. A chain of three hashes per two bits; a signature is a link of each chain. */
function sign(price: number, time: number, secret: string): { publicKey: Uint8Array; signature: Uint8Array[] } {
  const digits = [price, time].flatMap((word) => Array.from({ length: 16 }, (_, i) => (word >>> (2 * i)) & 3));
  const checksum = digits.reduce((sum, digit) => sum + 3 - digit, 0);
  for (let i = 0; i < 4; i++) digits.push((checksum >> (2 * i)) & 3);
  const chains = digits.map((_, chain) => {
    const links = [sha256(new Uint8Array(Buffer.from(`${secret}, chain ${chain}`)))];
    for (let step = 0; step < 3; step++) links.push(sha256(Uint8Array.of(chain, step), links[step]!));
    return links;
  });
  const publicKey = sha256(...chains.map((links) => links[3]!));
  return { publicKey, signature: chains.map((links, chain) => links[digits[chain]!]!) };
}

const [least, price, time] = [61_000, 64_123, 1_790_000_000];
const { publicKey, signature } = sign(price, time, 'the secret of the oracle');
const words = new Uint8Array(Uint32Array.of(least, price, time).buffer);

const output = await proveGuest('signed-price', new Uint8Array(Buffer.concat([words, ...signature])));
if (hex(output.subarray(0, 32)) !== hex(publicKey)) throw new Error('That is not the key of the oracle.');
const at = new Date(numbers(output).getUint32(32, true) * 1000).toISOString();
console.log(`verified: at ${at} the oracle signed a price of at least ${numbers(output).getUint32(36, true)}`);
