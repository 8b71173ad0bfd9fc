/** ABI names of the integer registers (RISC-V calling convention, chapter 1): x0..x31 in order. */
export const registerNames: readonly string[] = (
  'zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 ' + 's2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6'
).split(' ');

const byName = new Map<string, number>(registerNames.map((name, i) => [name, i]));
byName.set('fp', 8);
for (let i = 0; i < 32; i++) byName.set(`x${i}`, i);

/** Register number of `a0`, `x10`, ..., or undefined. */
export function registerNumber(name: string): number | undefined {
  return byName.get(name);
}
