import { keccakP } from '@noble/hashes/sha3.js';
import { describe, expect, it } from 'vitest';
import { elfFromAssembly } from '../../../test/support/elf.ts';
import { loadElf, type Program } from '../../elf/index.ts';
import { GuestRun } from '../guest-run.ts';
import { execute } from '../index.ts';
import { SYSCALL_KECCAK_F1600 } from '../layout.ts';

const empty = new Uint8Array(0);
const permute = (pointer: string) => `
  li a0, ${pointer}
  li a7, ${SYSCALL_KECCAK_F1600}
  ecall
  li a7, 93
  ecall`;

function program(source: string, state: Uint8Array = new Uint8Array(200), address = 0x200000): Program {
  return loadElf(elfFromAssembly(source, [{ address, bytes: state }]));
}

function reference(state: Uint8Array): Uint8Array {
  const result = state.slice();
  keccakP(new Uint32Array(result.buffer));
  return result;
}

describe('keccak_f1600', () => {
  const random = Uint8Array.from({ length: 200 }, (_, i) => (i * i * 31 + 17 * i + 5) & 255);
  const single = (bit: number) => Uint8Array.from({ length: 200 }, (_, i) => (i === bit >> 3 ? 1 << (bit & 7) : 0));
  const states = [new Uint8Array(200), new Uint8Array(200).fill(255), random, single(0), single(777), single(1599)];

  it.each(states.map((state, i) => [i, state] as const))('permutes state %i like @noble/hashes', async (_, state) => {
    // The second address lies across a border of the executor's pages.
    for (const address of [0x200000, 0x20ff98]) {
      const run = await GuestRun.create(program(permute(`${address}`), state, address), empty, { mode: 'run' });
      for (let status = 0; status === 0; ) status = run.step(10);
      expect(run.read(address, 200)).toEqual(reference(state));
      expect([run.register(10), run.register(17)]).toEqual([BigInt(address), 93n]);
    }
  });

  it('permutes what it left', async () => {
    const source = `
      li a0, 0x200000
      li a7, ${SYSCALL_KECCAK_F1600}
      ecall
      ecall
      li a7, 93
      ecall`;
    const run = await GuestRun.create(program(source, random), empty, { mode: 'run' });
    for (let status = 0; status === 0; ) status = run.step(10);
    expect(run.read(0x200000, 200)).toEqual(reference(reference(random)));
  });

  it.each([
    ['0x200004', 'MisalignedPointer'],
    ['0x200001', 'MisalignedPointer'],
    ['0x77ffff40', 'LoadOutsideMemory'],
    ['0x78000000', 'LoadOutsideMemory'],
    ['0x100200000', 'LoadOutsideMemory'],
    ['-8', 'LoadOutsideMemory'],
  ])('traps for a0 = %s', async (pointer, code) => {
    await expect(execute(program(permute(pointer)), empty)).rejects.toMatchObject({ code });
  });

  it('takes the last 25 cells of memory', async () => {
    const run = await GuestRun.create(program(permute('0x77ffff38')), empty, { mode: 'run' });
    for (let status = 0; status === 0; ) status = run.step(10);
    expect(run.read(0x77ffff38, 200)).toEqual(reference(new Uint8Array(200)));
  });
});
