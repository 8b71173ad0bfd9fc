/** Instructions per second of the executor: `node bench/executor.ts`. */
import { loadElf } from '../src/elf/index.ts';
import { countTrace, execute, recordTrace } from '../src/executor/index.ts';
import { elfFromAssembly } from '../test/support/elf.ts';

/** A mix like compiled code: loads, stores, arithmetic, data-dependent branches over a 32 KiB table. */
const source = (rounds: number): string => `
  li   s0, ${rounds}
  li   s1, 0x200000
  li   s2, 0x9e3779b97f4a7c15
  li   a0, 1
loop:
  mul  a0, a0, s2
  addi a0, a0, 7
  srli t0, a0, 49
  andi t0, t0, -8
  add  t1, s1, t0
  ld   t2, 0(t1)
  xor  t2, t2, a0
  sd   t2, 0(t1)
  lw   t3, 4(t1)
  sltu t4, t3, t0
  add  a1, a1, t4
  slli t5, a1, 3
  sub  t5, t5, a1
  andi t6, a0, 64
  beqz t6, even
  addi a2, a2, 3
even:
  addi s0, s0, -1
  bnez s0, loop
  li   a0, 0
  li   a7, 93
  ecall
`;

const million = (n: number): string => `${(n / 1e6).toFixed(1).padStart(7)} M`;
const program = loadElf(elfFromAssembly(source(20_000_000)));
for (let i = 0; i < 3; i++) {
  const { cycles, instructionsPerSecond } = await execute(program, new Uint8Array(0));
  console.log(`run    ${million(cycles)} instructions ${million(instructionsPerSecond)}/s`);
}
const short = loadElf(elfFromAssembly(source(200_000)));
const input = new Uint8Array(0);
// As the prover does: one shared memory, used again.
const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
for (let i = 0; i < 3; i++) {
  const counts = await countTrace(short, input);
  console.log(`count  ${million(counts.cycles)} instructions ${million(counts.instructionsPerSecond)}/s`);
  const recorded = await recordTrace(short, input, { counts, memory });
  console.log(`record ${million(recorded.cycles)} instructions ${million(recorded.instructionsPerSecond)}/s`);
}
