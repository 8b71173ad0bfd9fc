/** The hash functions of the C library (guest/include), from clang's code in the machine: against @noble/hashes and vectors; what a call costs. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { execute } from '../../src/sdk/execute.ts';
import { algorithms, hashInput, lengths, message, vectors } from './hash-cases.ts';

const elf = readFileSync('guests/hash/hash.elf');
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
/** As guests/hash/main.c numbers them. */
const PLAIN = 4;
const ACCELERATORS = 8;

describe.each(algorithms)('$name', ({ name, number, blockBytes, reference }) => {
  test('every length; pieces and alignments change from one to the next', async () => {
    for (const [i, length] of lengths.entries()) {
      const bytes = message(length);
      for (const [piece, padding] of [
        [0, 2],
        [[1, 63, 64, 65, 136, 1000][i % 6]!, i % 9],
      ] as const) {
        const { publicOutput } = await execute(elf, { input: hashInput(number, bytes, piece, padding) });
        expect([length, piece, padding, hex(publicOutput)]).toEqual([length, piece, padding, hex(reference(bytes))]);
      }
    }
  });

  test('the plain version', async () => {
    for (const length of lengths.filter((_, i) => i % 3 === 0)) {
      const { publicOutput } = await execute(elf, { input: hashInput(number + PLAIN, message(length)) });
      expect([length, hex(publicOutput)]).toEqual([length, hex(reference(message(length)))]);
    }
  });

  test('cycles of one more block, aligned', async () => {
    const cycles = async (blocks: number) =>
      (await execute(elf, { input: hashInput(number, message(blocks * blockBytes)) })).cycles;
    // The system call is one of them; Keccak-256 xors 17 lanes into the state, a load, a load, a xor and a store each.
    expect((await cycles(6)) - (await cycles(5))).toBe({ sha256: 6, keccak256: 17 * 4 + 5, blake3: 6 }[name]);
  });
});

test('the names of the zkVM accelerator convention', async () => {
  for (const { number, reference } of algorithms.slice(0, 2)) {
    const { publicOutput } = await execute(elf, { input: hashInput(number + ACCELERATORS, message(777)) });
    expect(hex(publicOutput)).toBe(hex(reference(message(777))));
  }
});

test.each(vectors)('published vector of algorithm %i', async (algorithm, bytes, digest) => {
  for (const variant of [0, PLAIN]) {
    const { publicOutput } = await execute(elf, { input: hashInput(algorithm + variant, bytes) });
    expect(hex(publicOutput)).toBe(digest);
  }
});
