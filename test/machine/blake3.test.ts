/** blake3_compress in the whole machine: run, proven, verified. */
import { blake3 } from '@noble/hashes/blake3.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MachineProver } from '../../src/machine/prover.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { verify } from '../../src/verify/index.ts';
import { verifyReference } from '../reference/verifier.ts';
import { BLAKE3_IV } from '../support/blake3-call.ts';
import { elfFromAssembly } from '../support/elf.ts';

const description = machineSystem().descriptionBytes;
const HASH_AT = 0x40000000;

/** Hashes the private input, a whole number of blocks of one chunk, where it lies; writes the hash. */
const source = `
  li s0, ${HASH_AT}
${BLAKE3_IV.map((word, i) => `  li t0, ${word}\n  sw t0, ${4 * i}(s0)`).join('\n')}
  li s1, 0x60000000
  lw s2, 0(s1)
  addi a1, s1, 16
  mv a0, s0
  li a2, 0
  li a3, 64
  li a4, 1
  li a7, 0x10000001
  add s2, s2, a1
  addi s2, s2, -64
loop:
  bne a1, s2, compress
  ori a4, a4, 10
compress:
  ecall
  li a4, 0
  addi a1, a1, 64
  bgeu s2, a1, loop
  li a0, 1
  mv a1, s0
  li a2, 32
  li a7, 64
  ecall
  li a0, 0
  li a7, 93
  ecall`;

describe('blake3_compress in a proof', () => {
  let prover: MachineProver;
  beforeAll(async () => {
    prover = await MachineProver.create({ threads: 2 });
  });
  afterAll(() => prover.close());

  it.each([1, 2, 16])('hashes %d blocks of the private input', async (numBlocks) => {
    const elf = elfFromAssembly(source);
    const input = Uint8Array.from({ length: 64 * numBlocks }, (_, i) => i % 251);
    const options = 'one-query';
    const insecure = true;
    const key = await prover.setup(elf, options, { insecure });
    const { proof } = await prover.prove(elf, { input, options, insecure });
    const claim = verify(proof, key.bytes, { description, insecure });
    expect(new Uint8Array(claim.publicOutput)).toEqual(blake3(input));
    expect(verifyReference(proof, key.bytes, description)).toMatchObject({ exitCode: 0 });
  });
});
