/** Honest proofs to damage: of a small system and of the machine, with one query and with a preset's; two of one shape for splices. */
import { MachineProver } from '../../src/machine/prover.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { type Preset, presets } from '../../src/stark/options.ts';
import { StarkProver } from '../../src/stark/toolkit.ts';
import { lookup } from '../stark/airs.ts';
import { elfFromAssembly } from '../support/elf.ts';

export interface Subject {
  readonly name: string;
  readonly proof: Uint8Array;
  /** Another honest proof under the same key, of the same length. */
  readonly other: Uint8Array;
  readonly key: Uint8Array;
  readonly description: Uint8Array;
}

/** Commits eight bytes of the private input and their double; its cycles do not depend on them. */
export const twice = `
  li s1, 0x60000010
  ld a3, 0(s1)
  add a4, a3, a3
  li s2, 0x40000000
  sd a3, 0(s2)
  sd a4, 8(s2)
  li a0, 1
  mv a1, s2
  li a2, 16
  li a7, 64
  ecall
  li a0, 0
  li a7, 93
  ecall`;

/**
 * With some grinding of every kind, so that every part of the archive is there; without, damage gets past the nonces. Another nonce
 * for the queries is as good an answer where it passes and draws the same query: rare enough with 14 bits that no damage here is one.
 */
const ground = { grindQueryBits: 14, grindBatchBits: 2, grindFoldBits: 2, grindDeepBits: 1, grindLookupBits: 2 };

export async function machineSubject(options: Preset): Promise<Subject> {
  const prover = await MachineProver.create({ threads: 1 });
  try {
    const elf = elfFromAssembly(twice);
    const { bytes: key } = await prover.setup(elf, options, { insecure: true });
    const prove = async (input: readonly number[]) => {
      const result = await prover.prove(elf, { input: Uint8Array.from(input), options, insecure: true });
      return result.proof;
    };
    const proof = await prove([1, 2, 3, 4, 5, 6, 7, 8]);
    const other = await prove([9, 9, 7, 7, 5, 5, 3, 3]);
    return { name: `machine, ${options}`, proof, other, key, description: machineSystem().descriptionBytes };
  } finally {
    await prover.close();
  }
}

/** Values looked up in a range table; the other proof has them in another order. */
export async function toolkitSubject(isGround: boolean): Promise<Subject> {
  const prover = await StarkProver.create({ threads: 1 });
  try {
    const { system, preprocessed, tables } = lookup(4, 3);
    const options = { ...presets['one-query'], logFinalLength: 2, capHeight: 1, ...(isGround ? ground : {}) };
    const key = await prover.setup(system, { options, preprocessed, insecure: true });
    const [values, ...rest] = tables;
    const turned = values!.map((column) => Array.from(column).toReversed());
    const { proof } = await prover.prove(key, { tables });
    const { proof: other } = await prover.prove(key, { tables: [turned, ...rest] });
    return {
      name: `toolkit${isGround ? ', ground' : ''}`,
      proof,
      other,
      key: key.bytes,
      description: system.descriptionBytes,
    };
  } finally {
    await prover.close();
  }
}
