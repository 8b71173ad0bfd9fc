import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { EXIT_SOURCE, programWith } from '../../../test/support/blake3-call.ts';
import { Random } from '../../../test/support/random.ts';
import {
  BLOCK_AT,
  callSource,
  compressed,
  paddedBlocks,
  SHA256_IV,
  VALUE_AT,
} from '../../../test/support/sha256-call.ts';
import { GuestRun } from '../guest-run.ts';
import { execute } from '../index.ts';

const empty = new Uint8Array(0);
const random = new Random(3);
const words = (count: number) => Array.from({ length: count }, () => Number(random.u64() >> 32n));

/** Memory from `address` on after the calls. */
async function left(source: string, memory: Record<number, readonly number[]>, address: number, count = 8) {
  const run = await GuestRun.create(programWith(`${source}${EXIT_SOURCE}`, memory), empty, { mode: 'run' });
  for (let status = 0; status === 0; ) status = run.step(100);
  return [...new Uint32Array(run.read(address, 4 * count).slice().buffer)];
}

/** The hash of a message, by a guest that calls sha256_compress on its blocks. */
async function hashed(message: Uint8Array): Promise<string> {
  const blocks = paddedBlocks(message);
  const source = blocks.map((_, i) => callSource(VALUE_AT, BLOCK_AT + 64 * i)).join('');
  const value = await left(source, { [VALUE_AT]: SHA256_IV, [BLOCK_AT]: blocks.flat() }, VALUE_AT);
  return value.map((word) => word.toString(16).padStart(8, '0')).join('');
}

const text = (message: string) => new TextEncoder().encode(message);

describe('sha256_compress', () => {
  const fills = [0, 0xffffffff, 0x80000000, 1];
  const calls = [
    ...fills.map((word) => [new Array<number>(8).fill(word), new Array<number>(16).fill(word)] as const),
    ...Array.from({ length: 20 }, () => [words(8), words(16)] as const),
  ];

  it('compresses like @noble/hashes', async () => {
    for (const [value, block] of calls) {
      const expected = compressed(value, block);
      expect(await left(callSource(), { [VALUE_AT]: value, [BLOCK_AT]: block }, VALUE_AT)).toEqual(expected);
      // Across a border of the executor's pages; the block stays.
      const [valueAt, blockAt] = [VALUE_AT - 8, BLOCK_AT - 16];
      const across = { [valueAt]: value, [blockAt]: block };
      expect(await left(callSource(valueAt, blockAt), across, valueAt)).toEqual(expected);
      expect(await left(callSource(valueAt, blockAt), across, blockAt, 16)).toEqual(block);
    }
  });

  it.each([
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    [
      'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu',
      'cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1',
    ],
  ])("gives NIST's hash of '%s'", async (message, hash) => {
    expect(await hashed(text(message))).toBe(hash);
  });

  it('hashes messages of lengths around block borders', async () => {
    for (const length of [1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128]) {
      const message = Uint8Array.from({ length }, () => random.below(256));
      expect(await hashed(message)).toBe(Buffer.from(sha256(message)).toString('hex'));
    }
  });

  it('takes operands side by side and at the end of memory, and leaves registers', async () => {
    const zero = compressed(new Array(8).fill(0), new Array(16).fill(0));
    const [value, block] = [0x77ffffe0, 0x77ffffa0];
    expect(await left(callSource(value, block), {}, value)).toEqual(zero);
    expect(await left(callSource(block - 32, block), {}, block - 32)).toEqual(zero);
    const twice = `${callSource(block - 32, block)}\necall`;
    expect(await left(twice, {}, block - 32)).toEqual(compressed(zero, new Array(16).fill(0)));
  });

  it.each([
    [VALUE_AT + 4, BLOCK_AT, 'MisalignedPointer'],
    [VALUE_AT, BLOCK_AT + 1, 'MisalignedPointer'],
    [VALUE_AT, BLOCK_AT + 4, 'MisalignedPointer'],
    [0x77ffffe8, BLOCK_AT, 'LoadOutsideMemory'],
    [VALUE_AT, 0x77ffffc8, 'LoadOutsideMemory'],
    [0x78000000, BLOCK_AT, 'LoadOutsideMemory'],
    ['0x100200000', BLOCK_AT, 'LoadOutsideMemory'],
    [VALUE_AT, -64, 'LoadOutsideMemory'],
    [BLOCK_AT, BLOCK_AT, 'OverlappingPointers'],
    [BLOCK_AT - 24, BLOCK_AT, 'OverlappingPointers'],
    [BLOCK_AT + 56, BLOCK_AT, 'OverlappingPointers'],
  ])('traps for a0 = %s, a1 = %s', async (value, block, code) => {
    const program = programWith(`${callSource(value, block)}${EXIT_SOURCE}`, {});
    await expect(execute(program, empty)).rejects.toMatchObject({ code });
  });
});
