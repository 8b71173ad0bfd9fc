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

/** The oracle's side: a Winternitz one-time signature, 67 chains of 15 steps. */
export function signPrice(price: bigint, time: bigint): { key: Uint8Array; signature: Uint8Array } {
  const digest = sha256(u64(price), u64(time));
  const digits = [...digest].flatMap((value) => [value >> 4, value & 15]);
  const checksum = digits.reduce((sum, digit) => sum + 15 - digit, 0);
  digits.push(checksum >> 8, (checksum >> 4) & 15, checksum & 15);
  const parts: Uint8Array[] = [];
  const ends: Uint8Array[] = [];
  digits.forEach((digit, chain) => {
    let value = sha256(text(`the oracle's secret, chain ${chain}`));
    for (let step = 0; step <= 15; step++) {
      if (step === digit) parts.push(value);
      if (step < 15) value = sha256(byte(chain, step), value);
    }
    ends.push(value);
  });
  return { key: sha256(...ends), signature: concat(...parts) };
}

function signedPrice(): ExampleCase {
  const [least, price, time] = [61_000_00n, 64_123_45n, 1_790_000_000n];
  const { key, signature } = signPrice(price, time);
  return {
    name: 'signed-price',
    input: concat(u64(least), u64(price), u64(time), signature),
    publicOutput: concat(key, u64(time), u64(least)),
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
