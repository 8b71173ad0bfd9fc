/**
 * Instructions per second of the profiling executor beside the plain one, least disturbed of five runs: `node bench/profile.ts`. The first program
 * is calls and returns for the most part, the second is the table walk of bench/executor.ts with a step marker per 16 instructions.
 */
import { loadElf } from '../src/elf/index.ts';
import { execute, executeProfiled } from '../src/executor/index.ts';
import { elfFromAssembly } from '../test/support/elf.ts';

/** fibonacci(n) by recursion. */
const calls = (n: number): string => `
  li   a0, ${n}
  call fib
  li   a0, 0
  li   a7, 93
  ecall
fib:
  li   t0, 2
  bltu a0, t0, done
  addi sp, sp, -32
  sd   ra, 0(sp)
  sd   s0, 8(sp)
  sd   a0, 16(sp)
  addi a0, a0, -1
  call fib
  mv   s0, a0
  ld   a0, 16(sp)
  addi a0, a0, -2
  call fib
  add  a0, a0, s0
  ld   ra, 0(sp)
  ld   s0, 8(sp)
  addi sp, sp, 32
done:
  ret
`;

const markers = (rounds: number): string => `
  li   s0, ${rounds}
  li   s1, 0x200000
  li   s2, 0x9e3779b97f4a7c15
  li   a0, 1
loop:
  addi x0, x0, 1
  mul  a0, a0, s2
  addi a0, a0, 7
  srli t0, a0, 49
  andi t0, t0, -8
  add  t1, s1, t0
  ld   t2, 0(t1)
  xor  t2, t2, a0
  sd   t2, 0(t1)
  lw   t3, 4(t1)
  addi x0, x0, 2
  sltu t4, t3, t0
  add  a1, a1, t4
  slli t5, a1, 3
  sub  t5, t5, a1
  addi s0, s0, -1
  bnez s0, loop
  li   a0, 0
  li   a7, 93
  ecall
`;

const input = new Uint8Array(0);
const programs = { calls: calls(30), markers: markers(2_000_000) };
for (const [name, source] of Object.entries(programs)) {
  const program = loadElf(elfFromAssembly(source));
  for (const [mode, run] of [
    ['run', execute],
    ['profile', executeProfiled],
  ] as const) {
    let best = 0;
    let cycles = 0;
    for (let i = 0; i < 5; i++) {
      const result = await run(program, input);
      best = Math.max(best, result.instructionsPerSecond);
      cycles = result.cycles;
    }
    const million = (n: number): string => `${(n / 1e6).toFixed(1)} M`;
    console.log(`${name.padEnd(8)} ${mode.padEnd(8)} ${million(cycles)} instructions  ${million(best)}/s`);
  }
}
