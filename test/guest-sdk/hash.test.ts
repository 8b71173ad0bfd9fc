/** The hash functions of the TypeScript guest library: in V8 and in the machine, against @noble/hashes and published vectors; what a call costs. */
import { beforeAll, describe, expect, test } from 'vitest';
import { compileWasm } from '../../src/guest-compiler/index.ts';
import { execute } from '../../src/sdk/execute.ts';
import { prove, setup } from '../../src/sdk/prover.ts';
import { verify } from '../../src/sdk/verify.ts';
import { guest } from './build.ts';
import { algorithms, hashInput, lengths, message, vectors } from './hash-cases.ts';
import { hashGuest } from './hash-guest.ts';
import { runInV8 } from './v8-host.ts';

let wasm: Uint8Array;
let elf: Uint8Array;
beforeAll(async () => {
  wasm = (await guest(hashGuest)).wasm;
  elf = compileWasm(wasm).elf;
}, 120_000);

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe.each(algorithms)('$name', ({ number, reference, blockBytes }) => {
  test('in V8: every length, in one piece and in many, aligned and not', () => {
    for (const [i, length] of lengths.entries()) {
      const bytes = message(length);
      const expected = hex(reference(bytes));
      const pieces = [1, 63, 64, 65, 136, 1000];
      for (const [piece, padding] of [
        [0, 2],
        [0, 5],
        [pieces[i % 6]!, 2],
        [pieces[(i + 3) % 6]!, i % 8],
      ] as const) {
        const { publicOutput } = runInV8(wasm, hashInput(number, bytes, piece, padding));
        expect([length, piece, padding, hex(publicOutput)]).toEqual([length, piece, padding, expected]);
      }
      expect(hex(runInV8(wasm, hashInput(number + 4, bytes)).publicOutput)).toBe(expected);
    }
  });

  test('in the machine: every length; pieces and alignments change from one to the next', async () => {
    for (const [i, length] of lengths.entries()) {
      const bytes = message(length, 1);
      const input = hashInput(number, bytes, [0, 40, 0, 1000][i % 4]!, i % 9);
      const { publicOutput } = await execute(elf, { input });
      expect([length, hex(publicOutput)]).toEqual([length, hex(reference(bytes))]);
    }
  });

  test('in the machine: the plain version', async () => {
    for (const length of [0, 64, 137, 3073]) {
      const { publicOutput } = await execute(elf, { input: hashInput(number + 4, message(length)) });
      expect(hex(publicOutput)).toBe(hex(reference(message(length))));
    }
  });

  test('cycles of one more block, aligned', async () => {
    const cycles = async (blocks: number) =>
      (await execute(elf, { input: hashInput(number, message(blocks * blockBytes)) })).cycles;
    // The system call is one of them; Keccak-256 xors 17 lanes into the state, a load, a load, a xor and a store each.
    expect((await cycles(6)) - (await cycles(5))).toBe({ sha256: 9, keccak256: 17 * 4 + 8, blake3: 12 }[name(number)]);
  });
});

const name = (number: number) => algorithms[number]!.name;

test.each(vectors)('published vector of algorithm %i', (algorithm, bytes, digest) => {
  for (const plain of [0, 4]) {
    expect(hex(runInV8(wasm, hashInput(algorithm + plain, bytes)).publicOutput)).toBe(digest);
  }
});

test('a run of all three, proven and verified', async () => {
  const everything = `import { blake3, commit, input, keccak256, sha256 } from 'vouch/guest';
export function main(): void { commit(sha256(input())); commit(keccak256(input())); commit(blake3(input())); }`;
  const program = compileWasm((await guest(everything)).wasm).elf;
  const input = message(1100);
  const options = { preset: 'one-query', insecure: true } as const;
  const key = await setup(program, options);
  const { proof } = await prove(program, { input, ...options });
  const publicOutput = Uint8Array.from(algorithms.flatMap(({ reference }) => [...reference(input)]));
  expect(verify(proof, key, { insecure: true })).toMatchObject({ exitCode: 0, publicOutput });
});
