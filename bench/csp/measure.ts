/** One workload, warm: proves once to warm up, then `runs` times; the median counts. A process of its own gives its own peak memory. */
import { readFileSync } from 'node:fs';
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { MachineProver } from '../../src/machine/prover.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { verify } from '../../src/verify/index.ts';
import { median } from '../machine.ts';
import { type Case, type Figures, guestOf } from './cases.ts';

export async function measure(one: Case, threads: number, runs: number): Promise<Figures> {
  const { hash, bytes, preset } = one;
  const name = guestOf(one);
  const elf = readFileSync(new URL(`../../guests/${name}/${name}.elf`, import.meta.url));
  const input = Uint8Array.from({ length: bytes }, (_, i) => i);
  const prover = await MachineProver.create({ threads });
  const key = await prover.setup(elf, preset);
  const prove = () => prover.prove(elf, { input, options: preset });
  const { proof, cycles, committedCells, securityBits, claim, peakMemoryBytes } = await prove();
  const expected = (hash === 'sha256' ? sha256 : keccak_256)(input);
  if (!expected.every((byte, i) => byte === claim.publicOutput[i])) throw new Error(`${name} gives a wrong digest`);
  const proveMs: number[] = [];
  for (let i = 0; i < runs; i++) proveMs.push((await prove()).proveMs);
  await prover.close();

  const check = () => {
    const start = performance.now();
    verify(proof, key.bytes, { description: machineSystem().descriptionBytes });
    return performance.now() - start;
  };
  check();
  const verifyMs = median(Array.from({ length: Math.max(runs, 5) }, check));
  const peakProcessBytes = process.resourceUsage().maxRSS * 1024;
  return {
    ...one,
    ...{ cycles, committedCells, proveMs: median(proveMs), verifyMs, proofBytes: proof.length },
    ...{ peakMemoryBytes, peakProcessBytes, securityBits },
  };
}
