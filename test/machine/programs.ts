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
    ['a1, a2', 'a2, a1', 'a1, a1'].map(
      (operands) => `  ${name} ${operands}, . + 8\n  addi s0, s0, 1\n  slli s0, s0, 1`,
    ),
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

/** mul, mulh, div, rem in all forms, on edge operands (by 0, MIN / -1). */
export const products = `
  li s0, 0
  li s1, 0
outer:
  la t0, operands
  slli t1, s1, 4
  add t0, t0, t1
  ld a1, 0(t0)
  ld a2, 8(t0)
${[...['mul', 'mulw', 'mulh', 'mulhu', 'mulhsu'], ...['div', 'divu', 'rem', 'remu', 'divw', 'divuw', 'remw', 'remuw']]
  .map((name) => `  ${name} a3, a1, a2\n  add s0, s0, a3\n  slli s0, s0, 1`)
  .join('\n')}
  addi s1, s1, 1
  li t2, 6
  bne s1, t2, outer
  andi a0, s0, 255
  j done
  .word 0
operands:
${[
  [0x8000000000000000n, 0xffffffffffffffffn],
  [0x123456789abcdef0n, 0n],
  [0xffffffff80000000n, 0xffffffffffffffffn],
  [0xfedcba9876543210n, 0x00000000000f4240n],
  [0x7fffffffffffffffn, 0xfffffffffffffffdn],
  [7n, 0xfffffffffffffffen],
]
  .flat()
  .map((x) => `  .word ${x & 0xffffffffn}\n  .word ${x >> 32n}`)
  .join('\n')}
done:
${EXIT}`;

/** Every load and store at every offset of a cell, aligned, misaligned and across cells; image, zero and stack memory. */
export const memory = `
  la s1, data
  li s2, 0x40000000
  li s0, 0
${['ld', 'lb', 'lh', 'lw', 'lbu', 'lhu', 'lwu']
  .flatMap((name) => [0, 1, 2, 3, 4, 5, 6, 7, 8].map((offset) => `  ${name} a1, ${offset}(s1)\n  add s0, s0, a1`))
  .join('\n')}
${['sd', 'sb', 'sh', 'sw']
  .flatMap((name) =>
    [0, 1, 2, 3, 4, 5, 6, 7, 8].map((offset) => `  ${name} s0, ${offset}(s2)\n  ld a1, 0(s2)\n  add s0, s0, a1`),
  )
  .join('\n')}
  sd s0, -16(sp)
  sw s0, -3(sp)
  lw a1, -5(sp)
  sd s0, 0(s1)
  lbu a0, 1(s1)
  j done
  .word 0
data:
  .word 0x80818283
  .word 0xf4f5f6f7
  .word 0x08090a0b
  .word 0x8c8d8e8f
done:
${EXIT}`;

/** Writes to fd 1 of every kind (within a cell, across cells, empty), to fd 2; reads the private input; exits with a code. */
export const output = `
  li s1, 0x60000000
  lw s2, 0(s1)
  addi s1, s1, 16
${[
  [1, 0, 5],
  [1, 3, 20],
  [2, 1, 4],
  [1, 7, 0],
  [1, 8, 8],
  [1, 7, 1],
  [1, 0, 16],
]
  .map(([fd, offset, length]) => `  li a0, ${fd}\n  addi a1, s1, ${offset}\n  li a2, ${length}\n  li a7, 64\n  ecall`)
  .join('\n')}
  li a0, 0x12345
${EXIT}`;

/** Long enough that registers and cells must be refreshed: more than 2^16 ticks between two uses. */
export const refresh = `
  li s2, 0x40000000
  li s3, 5
  sd s3, 0(s2)
  li t0, 12000
loop:
  addi t0, t0, -1
  bnez t0, loop
  ld a1, 0(s2)
  add a0, a1, s3
${EXIT}`;

/**
 * Precompiles of the field: products and quotients with operands and result at both alignments and in place, sums of 0, 1, 2, 3 and 8 terms, with
 * weights used again, weights of which some are older, and the words p - 1 and 0 among the operands; the results go into a0.
 */
export const fieldWork = `
  li s0, 0x40000000
  li s1, 0x78000001
  li s2, 80
  li s3, 12345
  mv s4, s0
fill:
  li t0, 1103515245
  mul s3, s3, t0
  addi s3, s3, 1013
  srli t1, s3, 17
  remu t1, t1, s1
  sw t1, 0(s4)
  addi s4, s4, 4
  addi s2, s2, -1
  bnez s2, fill
  addi t1, s1, -1
  sw t1, 8(s0)
  sw t1, 36(s0)
  sw x0, 44(s0)
${[
  [0, 0, 0, 4],
  [4, 32, 64, 4],
  [24, 4, 60, 4],
  [60, 60, 20, 4],
  [100, 104, 100, 4],
  [120, 0, 64, 5],
  [140, 144, 140, 5],
]
  .map(
    ([out, a, b, call]) =>
      `  addi a0, s0, ${out}\n  addi a1, s0, ${a}\n  addi a2, s0, ${b}\n  li a7, 0x1000000${call}\n  ecall`,
  )
  .join('\n')}
${[
  [200, 0, 40, 0],
  [200, 0, 40, 1],
  [204, 8, 80, 2],
  [200, 16, 80, 3],
  [220, 16, 80, 3],
  [240, 0, 80, 8],
  [4, 0, 0, 5],
]
  .map(
    ([out, words, weights, count]) =>
      `  addi a0, s0, ${out}
  addi a1, s0, ${words}
  addi a2, s0, ${weights}
  li a3, ${count}
  li a7, 0x10000003
  ecall`,
  )
  .join('\n')}
  lbu a0, 240(s0)
${EXIT}`;

/** blake3_compress, three times: on words of all sizes with every argument large, on its own result, on an empty block. */
export const blake3 = `
  li s0, 0x40000000
  li s2, 24
  li s3, 12345
  mv s4, s0
fill:
  li t0, 1103515245
  mul s3, s3, t0
  addi s3, s3, 1013
  srli t1, s3, 13
  sw t1, 0(s4)
  addi s4, s4, 4
  addi s2, s2, -1
  bnez s2, fill
  li t1, -1
  sw t1, 8(s0)
  sw t1, 44(s0)
  mv a0, s0
  addi a1, s0, 32
  li a2, 0x123456789abcdef0
  li a3, 0xfedcba98
  li a4, 0xffffffff
  li a7, 0x10000001
  ecall
  li a2, 7
  li a3, 64
  li a4, 11
  ecall
  addi a1, s0, 256
  ecall
  lbu a0, 31(s0)
${EXIT}`;

/** blake3_chain and blake3_path: several steps, with pointers that carry; one step; on what they left, in what was never touched. */
export const blake3Steps = `
  li s0, 0x4000ff00
  li s1, 0x40000000
  li t0, 0x0123456789abcdef
  sd t0, 0(s1)
  sd t0, 16(s1)
  sd t0, 8(s0)
  sd t0, 136(s0)
  mv a0, s1
  mv a1, s0
  li a2, 0x123456780000fffc
  li a3, 3
  li a4, 0x8001
  li a7, 0x10000006
  ecall
  mv a1, s0
  li a2, 0
  li a3, 5
  li a4, 1
  ecall
  li a3, 1
  ecall
  mv a1, s0
  li a2, 0xdeadbeef
  li a3, 9
  li a4, 0xffff0004
  li a7, 0x10000007
  ecall
  addi a1, s1, 32
  li a2, 0
  li a3, 1
  li a4, 12
  ecall
  addi a1, a1, 512
  li a2, 0x00018000
  li a3, 2
  ecall
  lbu a0, 31(s1)
${EXIT}`;

/** keccak_f1600 twice on one state, which was partly written before, and once on memory never touched. */
export const keccakWork = `
  li s0, 0x40000000
  li t0, 0x123456789abcdef0
  sd t0, 0(s0)
  sd t0, 96(s0)
  li t1, -1
  sd t1, 192(s0)
  li a7, 0x10000000
  mv a0, s0
  ecall
  ecall
  addi a0, s0, 200
  ecall
  lbu a0, 0(s0)
${EXIT}`;

/** sha256_compress three times: on words of all sizes, on its own result, on an empty block. */
export const sha256 = `
  li s0, 0x40000000
  li s2, 24
  li s3, 12345
  mv s4, s0
fill:
  li t0, 1103515245
  mul s3, s3, t0
  addi s3, s3, 1013
  srli t1, s3, 13
  sw t1, 0(s4)
  addi s4, s4, 4
  addi s2, s2, -1
  bnez s2, fill
  li t1, -1
  sw t1, 8(s0)
  sw t1, 44(s0)
  mv a0, s0
  addi a1, s0, 32
  li a7, 0x10000002
  ecall
  ecall
  addi a1, s0, 256
  ecall
  lbu a0, 31(s0)
${EXIT}`;

export interface TestProgram {
  readonly source: string;
  readonly input: Uint8Array;
}

const noInput = new Uint8Array(0);

export const programs: Readonly<Record<string, TestProgram>> = {
  smallest: { source: smallest, input: noInput },
  arithmetic: { source: arithmetic, input: noInput },
  control: { source: control, input: noInput },
  products: { source: products, input: noInput },
  memory: { source: memory, input: noInput },
  output: { source: output, input: Uint8Array.from({ length: 29 }, (_, i) => 3 + 7 * i) },
  refresh: { source: refresh, input: noInput },
  fieldWork: { source: fieldWork, input: noInput },
  blake3: { source: blake3, input: noInput },
  blake3Steps: { source: blake3Steps, input: noInput },
  keccakWork: { source: keccakWork, input: noInput },
  sha256: { source: sha256, input: noInput },
};
