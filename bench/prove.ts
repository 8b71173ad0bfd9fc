/**
 * Proving guests end to end, warm, median of the runs: `node bench/prove.ts [--runs N] [--threads N] [NAME ...]`. Prints machine, options
 * and figures; `--json` one object per line. Cases: see `cases`.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { MachineProver, type ProgramProof } from '../src/machine/prover.ts';
import { machineSystem } from '../src/machine/system.ts';
import type { Preset } from '../src/stark/options.ts';
import { verify } from '../src/verify/index.ts';
import { describeMachine, median } from './machine.ts';

interface Case {
  readonly guest: string;
  readonly preset: Preset;
  readonly input: Uint8Array;
}

function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}

/** `mixed` at so many rounds runs for about 2^20, 2^18 and 2^16 cycles. */
const MIXED_ROUNDS = { 20: 789, 18: 200, 16: 53 };

const cases: Readonly<Record<string, Case>> = {
  'mixed-20': { guest: 'mixed', preset: 'fast', input: u64(MIXED_ROUNDS[20]) },
  'mixed-18': { guest: 'mixed', preset: 'fast', input: u64(MIXED_ROUNDS[18]) },
  'mixed-16': { guest: 'mixed', preset: 'fast', input: u64(MIXED_ROUNDS[16]) },
  sha256: { guest: 'sha256', preset: 'fast', input: new Uint8Array(2048).map((_, i) => i) },
  empty: { guest: 'empty', preset: 'balanced', input: new Uint8Array(0) },
  fibonacci: { guest: 'fibonacci', preset: 'compact', input: u64(1000) },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '5' }, threads: { type: 'string' }, json: { type: 'boolean' } },
});
const runs = Number(values.runs);
const names = positionals.length > 0 ? positionals : Object.keys(cases);
const prover = await MachineProver.create(values.threads ? { threads: Number(values.threads) } : {});
if (!values.json)
  console.log(`${describeMachine()}; ${values.threads ?? 'all'} threads; median of ${runs} warm runs\n`);
for (const name of names) {
  const bench = cases[name];
  if (!bench) throw new Error(`no case ${name}; there are ${Object.keys(cases).join(', ')}`);
  const { guest, preset, input } = bench;
  const elf = readFileSync(new URL(`../guests/${guest}/${guest}.elf`, import.meta.url));
  const key = await prover.setup(elf, preset);
  const prove = () => prover.prove(elf, { input, options: preset });
  const warmUp = await prove();
  const results: ProgramProof[] = [];
  for (let i = 0; i < runs; i++) results.push(await prove());
  const check = () => {
    const start = performance.now();
    verify(warmUp.proof, key.bytes, { description: machineSystem().descriptionBytes });
    return performance.now() - start;
  };
  check();
  const verifyMs = median(Array.from({ length: runs }, check));
  const proveMs = median(results.map((result) => result.proveMs));
  const { cycles, committedCells, peakMemoryBytes, securityBits, proof } = warmUp;
  const rounds = warmUp.rounds.map(({ name: round }, i) => ({
    name: round,
    ms: median(results.map((r) => r.rounds[i]!.ms)),
  }));
  const figures = {
    ...{ name, guest, preset, cycles, committedCells, proveMs, verifyMs, peakMemoryBytes, securityBits, rounds },
    ...{ proofBytes: proof.length, cyclesPerSecond: (cycles / proveMs) * 1000 },
  };
  if (values.json) {
    console.log(JSON.stringify({ machine: describeMachine(), threads: prover.threads, runs, ...figures }));
    continue;
  }
  console.log(
    `${name} (${preset}, ${securityBits} bits): ${cycles} cycles, ${proveMs.toFixed(0)} ms to prove, ${(cycles / proveMs).toFixed(0)} kHz, ` +
      `${((proveMs * 1e6) / committedCells).toFixed(1)} ns per cell, ${(peakMemoryBytes / 2 ** 30).toFixed(2)} GiB, ` +
      `proof ${(proof.length / 1024).toFixed(0)} KiB, verify ${verifyMs.toFixed(1)} ms`,
  );
  console.log(`  ${rounds.map(({ name: round, ms }) => `${round} ${ms.toFixed(0)}`).join(', ')}\n`);
}
await prover.close();
