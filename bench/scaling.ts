/**
 * How core time per committed cell grows with the run, and what the second thread brings: `node bench/scaling.ts [--runs N]`.
 * Core time is the process's user + system time over all threads; sizes alternate, so that drift of the machine's speed hits all alike.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { MachineProver, type ProgramProof } from '../src/machine/prover.ts';
import { describeMachine, median } from './machine.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });
const runs = Number(values.runs);
const elf = readFileSync(new URL('../guests/mixed/mixed.elf', import.meta.url));
/** Rounds of `mixed` for about 2^16 .. 2^20 cycles. */
const sizes = [49, 98, 197, 394, 789];

function input(rounds: number): Uint8Array {
  return new Uint8Array(BigUint64Array.of(BigInt(rounds)).buffer);
}

interface Sample {
  readonly coreMs: number;
  readonly wallMs: number;
  readonly proof: ProgramProof;
}

async function sample(prover: MachineProver, rounds: number): Promise<Sample> {
  const before = process.cpuUsage();
  const proof = await prover.prove(elf, { input: input(rounds), options: 'fast' });
  const { user, system } = process.cpuUsage(before);
  return { coreMs: (user + system) / 1000, wallMs: proof.proveMs, proof };
}

async function measure(threads: number, rounds: readonly number[]): Promise<Sample[][]> {
  const prover = await MachineProver.create({ threads });
  const samples = rounds.map((): Sample[] => []);
  for (const count of rounds) await sample(prover, count);
  for (let run = 0; run < runs; run++) {
    for (const [i, count] of rounds.entries()) samples[i]!.push(await sample(prover, count));
  }
  await prover.close();
  return samples;
}

console.log(`${describeMachine()}; mixed at fast, median of ${runs} warm runs\n`);
const two = await measure(2, sizes);
let previous: number | null = null;
console.log('cycles     cells        core ms  core ns per cell  growth   wall ms     kHz');
for (const samples of two) {
  const { cycles, committedCells } = samples[0]!.proof;
  const core = median(samples.map(({ coreMs }) => coreMs));
  const wall = median(samples.map(({ wallMs }) => wallMs));
  const perCell = (core * 1e6) / committedCells;
  const growth = previous === null ? '' : `${((perCell / previous - 1) * 100).toFixed(1)} %`;
  previous = perCell;
  console.log(
    `${String(cycles).padEnd(10)} ${String(committedCells).padEnd(12)} ${core.toFixed(0).padStart(7)}  ` +
      `${perCell.toFixed(1).padStart(16)}  ${growth.padStart(6)}  ${wall.toFixed(0).padStart(8)}  ${(cycles / wall).toFixed(0).padStart(6)}`,
  );
}
const one = await measure(1, sizes.slice(-1));
const [wallOne, wallTwo] = [one[0]!, two.at(-1)!].map((samples) => median(samples.map(({ wallMs }) => wallMs))) as [
  number,
  number,
];
console.log(
  `\none thread ${wallOne.toFixed(0)} ms, two threads ${wallTwo.toFixed(0)} ms: ${(wallOne / wallTwo).toFixed(2)} times as fast`,
);
