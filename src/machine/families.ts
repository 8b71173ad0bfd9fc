/**
 * Instruction families: the `family` element of a DECODE tuple. A family is what a chip (or several chips: the aligned
 * and the misaligned load) may receive; numbers are part of every program's verifying key.
 */
export const families = {
  illegal: 0, // no chip receives it: such an instruction is unprovable
  addi: 1,
  add: 2,
  const: 3,
  jalr: 4,
  beq: 5,
  blt: 6,
  slt: 7,
  slti: 8,
  logic: 9,
  logici: 10,
  shift: 11,
  shifti: 12,
  ld: 13,
  load: 14,
  sd: 15,
  store: 16,
  mul: 17,
  mulh: 18,
  div: 19,
  ecall: 20,
} as const;

export type Family = keyof typeof families;
