/** Programs in assembly for whole-machine tests; together they execute every instruction of the machine. */
import { loadElf, type Program } from '../../src/elf/index.ts';
import { elfFromAssembly } from '../support/elf.ts';

/** Exits with a0. */
const EXIT = `
  li a7, 93
  ecall
`;

export function program(source: string): Program {
  return loadElf(elfFromAssembly(source));
}

export const smallest = `li a0, 0 ${EXIT}`;

/** Arithmetic, logic, shifts and comparisons on edge operands, all results folded into s0. */
export const arithmetic = `
  li s0, 0
  li s1, 0
outer:
  la t0, operands
  slli t1, s1, 4
  add t0, t0, t1
  ld a1, 0(t0)
  ld a2, 8(t0)
${[
  ...['add', 'sub', 'addw', 'subw', 'and', 'or', 'xor', 'sll', 'srl', 'sra', 'sllw', 'srlw', 'sraw', 'slt', 'sltu'].map(
    (name) => `  ${name} a3, a1, a2\n  xor s0, s0, a3`,
  ),
  ...['addi', 'addiw', 'andi', 'ori', 'xori', 'slti', 'sltiu'].flatMap((name) =>
    [-2048, -1, 0, 2047].map((imm) => `  ${name} a3, a1, ${imm}\n  add s0, s0, a3`),
  ),
  ...['slli', 'srli', 'srai', 'slliw', 'srliw', 'sraiw'].flatMap((name) =>
    [0, 1, 16, 31].map((imm) => `  ${name} a3, a1, ${imm}\n  xor s0, s0, a3`),
  ),
  ...['slli', 'srli', 'srai'].map((name) => `  ${name} a3, a1, 63\n  add s0, s0, a3`),
].join('\n')}
  fence
  add x0, a1, a2
  xor s0, s0, x0
  addi s1, s1, 1
  li t2, 4
  bne s1, t2, outer
  lui a4, 0x80000
  auipc a5, 0x12345
  xor s0, s0, a4
  andi a0, s0, 255
  j done
  .word 0
operands:
  .word 0xffffffff
  .word 0x7fffffff
  .word 0x80000000
  .word 0xffffffff
  .word 0
  .word 0
  .word 0
  .word 0x80000000
  .word 0x12345678
  .word 0x9abcdef0
  .word 63
  .word 0x80
  .word 0xffff0000
  .word 0xffff
  .word 0xffff0000
  .word 0xffff
done:
${EXIT}`;

/** Every branch taken and not taken, calls through JALR with the low bit set. */
export const control = `
  li s0, 0
  li a1, -1
  li a2, 1
${['beq', 'bne', 'blt', 'bge', 'bltu', 'bgeu']
  .flatMap((name) =>
    ['a1, a2', 'a2, a1', 'a1, a1'].map((operands) => `  ${name} ${operands}, . + 8\n  addi s0, s0, 1\n  slli s0, s0, 1`),
  )
  .join('\n')}
  call function
  la t0, function
  addi t0, t0, 1
  jalr ra, 0(t0)
  la t0, function
  addi t0, t0, -100
  jalr ra, 100(t0)
  mv a0, s0
${EXIT}
function:
  addi s0, s0, 7
  ret
`;
