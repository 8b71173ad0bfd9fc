/** An honest input of every example guest, made here by other means, with the public output that must come of it. */
import { createHash } from 'node:crypto';

export interface ExampleCase {
  readonly name: string;
  readonly input: Uint8Array;
  readonly publicOutput: Uint8Array;
}

export const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};
export const concat = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
export const u32 = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer);
export const u64 = (value: bigint): Uint8Array => new Uint8Array(BigUint64Array.of(value).buffer);
const byte = (...values: number[]): Uint8Array => Uint8Array.from(values);

function fibonacci(n: number): ExampleCase {
  let [a, b] = [0n, 1n];
  for (let i = 0; i < n; i++) [a, b] = [b, a + b];
  return { name: 'fibonacci', input: u32(n), publicOutput: concat(u32(n), u64(BigInt.asUintN(64, a))) };
}

function hashedFile(): ExampleCase {
  const input = Uint8Array.from({ length: 1000 }, (_, i) => (i * 31) & 255);
  return { name: 'sha256', input, publicOutput: concat(sha256(input), u32(1000)) };
}

function csvMean(): ExampleCase {
  const amounts = [1250, 99, 100000, 7, 3310];
  const rows = amounts.map(
    (cents, i) => `${i},"Doe, J ""${i}""", ${Math.floor(cents / 100)}.${`${cents % 100}`.padStart(2, '0')}`,
  );
  const input = text(`id,name,amount\r\n${rows.join('\r\n')}\r\n`);
  const mean = Math.floor(amounts.reduce((a, b) => a + b) / amounts.length);
  return { name: 'csv-mean', input, publicOutput: concat(sha256(input), u32(amounts.length), u64(BigInt(mean))) };
}

function merkleMembership(): ExampleCase {
  const secrets = Array.from({ length: 8 }, (_, i) => sha256(text(`secret ${i}`)));
  const topic = sha256(text('a vote'));
  const position = 5;
  const siblings: Uint8Array[] = [];
  let level = secrets.map((secret) => sha256(byte(0), secret));
  for (let index = position; level.length > 1; index >>= 1) {
    siblings.push(level[index ^ 1]!);
    level = level.flatMap((node, i) => (i % 2 === 0 ? [sha256(byte(1), node, level[i + 1]!)] : []));
  }
  const secret = secrets[position]!;
  return {
    name: 'merkle-membership',
    input: concat(topic, secret, u32(position), byte(siblings.length), ...siblings),
    publicOutput: concat(level[0]!, topic, sha256(byte(2), secret, topic)),
  };
}

function sudoku(): ExampleCase {
  const solution = '534678912672195348198342567859761423426853791713924856961537284287419635345286179';
  const puzzle = [...solution].map((digit, i) => ((i * 7) % 3 === 0 ? digit : '.')).join('');
  return { name: 'sudoku', input: text(puzzle + solution), publicOutput: text(puzzle) };
}

/** The oracle's side: a Winternitz one-time signature, 36 chains of 3 steps; two bits of price, time and checksum each. */
export function signPrice(price: number, time: number): { key: Uint8Array; signature: Uint8Array } {
  const message = BigInt(price) | (BigInt(time) << 32n);
  const digits = Array.from({ length: 32 }, (_, i) => Number((message >> BigInt(2 * i)) & 3n));
  const checksum = digits.reduce((sum, digit) => sum + 3 - digit, 0);
  digits.push(checksum & 3, (checksum >> 2) & 3, (checksum >> 4) & 3, checksum >> 6);
  const parts: Uint8Array[] = [];
  const ends: Uint8Array[] = [];
  digits.forEach((digit, chain) => {
    let value = sha256(text(`the oracle's secret, chain ${chain}`));
    for (let step = 0; step <= 3; step++) {
      if (step === digit) parts.push(value);
      if (step < 3) value = sha256(byte(chain, step), value);
    }
    ends.push(value);
  });
  return { key: sha256(...ends), signature: concat(...parts) };
}

function signedPrice(): ExampleCase {
  const [least, price, time] = [61_000_00, 64_123_45, 1_790_000_000];
  const { key, signature } = signPrice(price, time);
  return {
    name: 'signed-price',
    input: concat(u32(least), u32(price), u32(time), signature),
    publicOutput: concat(key, u32(time), u32(least)),
  };
}

export const exampleCases: readonly ExampleCase[] = [
  fibonacci(100),
  hashedFile(),
  csvMean(),
  merkleMembership(),
  sudoku(),
  signedPrice(),
];
