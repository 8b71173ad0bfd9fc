/**
 * `wasi_snapshot_preview1` for guests (github.com/WebAssembly/WASI, legacy/preview1/witx), as far as a program without a host can have
 * it: fd 0 is the private input, fd 1 the public output, fd 2 text for the host; no arguments, no environment, no files. The clock
 * stands at 0. `random_get` gives the same bytes in every run, so they are no secret from anyone: SplitMix64 from state 0
 * (Steele, Lea, Flood 2014), each call starting with a new word. All else answers ENOSYS. Also AssemblyScript's `env.abort`.
 */
import { wasiFunctions } from './imports.ts';
import {
  bounds,
  copyBytes,
  exit,
  INPUT_POSITION,
  inputLength,
  outside,
  PANIC_EXIT_CODE,
  RANDOM_STATE,
  zeroExtend,
} from './snippets.ts';

const errno = { success: 0, badf: 8, nosys: 52, spipe: 70 };

const answer = (code: number): string => `
  li a0, ${code}
  ret`;
const badDescriptor = `
badDescriptor:${answer(errno.badf)}`;
const standardDescriptor = `
  li t0, 3
  bgeu a0, t0, badDescriptor`;

/** Symbol -> assembly. */
export function wasiSources(isChecked: boolean): Record<string, string> {
  /** Traps unless the ranges, of register and length or register, are in bounds. Changes t0 to t3. */
  const check = (...ranges: readonly (readonly [address: string, length: number | string])[]): string =>
    isChecked ? bounds(ranges) : '';
  const tail = isChecked ? outside : '';
  /** Array of (address, length), and where the number of bytes goes. */
  const checkVectors = `${zeroExtend('a2')}
  slli t4, a2, 3${check(['a1', 't4'], ['a3', 4])}`;
  const twoZeros = `${check(['a0', 4], ['a1', 4])}
  sw zero, 0(a0)
  sw zero, 0(a1)${answer(errno.success)}${tail}`;
  const known: Record<string, string> = {
    args_get: answer(errno.success),
    args_sizes_get: twoZeros,
    environ_get: answer(errno.success),
    environ_sizes_get: twoZeros,
    clock_res_get: `${check(['a1', 8])}
  li t0, 1
  sd t0, 0(a1)${answer(errno.success)}${tail}`,
    clock_time_get: `${check(['a2', 8])}
  sd zero, 0(a2)${answer(errno.success)}${tail}`,
    sched_yield: answer(errno.success),
    fd_close: `${standardDescriptor}${answer(errno.success)}${badDescriptor}`,
    // Neither a terminal nor a file: C libraries buffer what they write. Rights: fd_read is bit 1, fd_write bit 6.
    fd_fdstat_get: `${standardDescriptor}
  mv t4, a0${check(['a1', 24])}
  li t0, 64
  bnez t4, rights
  li t0, 2
rights:
  sd zero, 0(a1)
  sd t0, 8(a1)
  sd zero, 16(a1)${answer(errno.success)}${badDescriptor}${tail}`,
    fd_seek: answer(errno.spipe),
    fd_tell: answer(errno.spipe),
    // There are no preopened directories.
    fd_prestat_get: answer(errno.badf),
    fd_prestat_dir_name: answer(errno.badf),
    fd_write: `
  addi t0, a0, -1
  li t1, 2
  bgeu t0, t1, badDescriptor${checkVectors}
  mv t5, a0
  mv a4, a1
  mv a5, a2
  li a6, 0
  li a7, 64
vector:
  beqz a5, written
  lw a1, 0(a4)
  lwu a2, 4(a4)
  addi a4, a4, 8
  addi a5, a5, -1
  beqz a2, vector${check(['a1', 'a2'])}
  add a6, a6, a2
  mv a0, t5
  ecall
  j vector
written:
  sw a6, 0(a3)${answer(errno.success)}${badDescriptor}${tail}`,
    fd_read: `
  bnez a0, badDescriptor${checkVectors}${inputLength('a4')}
  ld a5, ${INPUT_POSITION}
  mv a6, a1
  mv a7, a2
  li t6, 0
vector:
  beqz a7, read
  lw a0, 0(a6)
  lwu a2, 4(a6)
  addi a6, a6, 8
  addi a7, a7, -1
  sub t0, a4, a5
  bgeu t0, a2, enough
  mv a2, t0
enough:${check(['a0', 'a2'])}
  lui a1, 0x60000
  add a1, a1, a5
  addi a1, a1, 16
  add a5, a5, a2
  add t6, t6, a2${copyBytes}
copied:
  j vector
read:
  sd a5, ${INPUT_POSITION}
  sw t6, 0(a3)${answer(errno.success)}${badDescriptor}${tail}`,
    random_get: `${zeroExtend('a1')}${check(['a0', 'a1'])}
  ld t0, ${RANDOM_STATE}
  li t1, 0x9e3779b97f4a7c15
  li t2, 0xbf58476d1ce4e5b9
  li t3, 0x94d049bb133111eb
  li t5, 8
word:
  beqz a1, filled
  add t0, t0, t1
  srli t4, t0, 30
  xor t4, t4, t0
  mul t4, t4, t2
  srli t6, t4, 27
  xor t4, t4, t6
  mul t4, t4, t3
  srli t6, t4, 31
  xor t4, t4, t6
  bltu a1, t5, bytes
  sd t4, 0(a0)
  addi a0, a0, 8
  addi a1, a1, -8
  j word
bytes:
  sb t4, 0(a0)
  srli t4, t4, 8
  addi a0, a0, 1
  addi a1, a1, -1
  bnez a1, bytes
filled:
  sd t0, ${RANDOM_STATE}${answer(errno.success)}${tail}`,
    proc_exit: `
  li a7, 93
  ecall`,
  };
  const all = wasiFunctions.map((name) => [`wasi.${name}`, known[name] ?? answer(errno.nosys)]);
  return { ...Object.fromEntries(all), 'env.abort': abort };
}

/** Up to eight bytes of text as a register holds them. */
const packed = (text: string): string =>
  `0x${[...new TextEncoder().encode(text)]
    .reverse()
    .reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n)
    .toString(16)}`;
const putText = (text: string): string => `
  li a0, ${packed(text)}
  li a2, ${text.length}
  call put`;
const toHost = `
  li a0, 2
  li a7, 64
  ecall`;

/**
 * abort(message, file, line, column): prints them as the guest library's panics do and exits with 101. Strings are UTF-16 with their
 * length in bytes before them, or null. It never returns, so it has all registers; the stack holds what is printed next, and ra for the
 * backtrace.
 */
const abort = `
  addi sp, sp, -48
  sd ra, 40(sp)
  mv s0, a0
  mv s1, a1
  mv s2, a2
  mv s3, a3${putText('panic: ')}
  bnez s0, message${putText('aborted')}
  j position
message:
  mv s4, s0
  call text
position:
  beqz s1, end${putText('\n  at ')}
  mv s4, s1
  call text
  mv s4, s2
  call number
  mv s4, s3
  call number
end:${putText('\n')}${exit(PANIC_EXIT_CODE)}
put:
  sd a0, 0(sp)
  mv a1, sp${toHost}
  ret
number:${zeroExtend('s4')}
  addi a1, sp, 32
  li t0, 10
digit:
  addi a1, a1, -1
  remu t1, s4, t0
  addi t1, t1, 48
  sb t1, 0(a1)
  divu s4, s4, t0
  bnez s4, digit
  addi a1, a1, -1
  li t1, 58
  sb t1, 0(a1)
  addi a2, sp, 32
  sub a2, a2, a1${toHost}
  ret
text:
  lwu s5, -4(s4)
  add s5, s5, s4
unit:
  bgeu s4, s5, textEnd
  lhu t0, 0(s4)
  addi s4, s4, 2
  li a2, 1
  li t4, 0
  li t1, 0x80
  bltu t0, t1, encode
  li a2, 2
  li t4, 0xc0
  li t1, 0x800
  bltu t0, t1, encode
  li a2, 3
  li t4, 0xe0
  srli t1, t0, 10
  li t2, 0x36
  bne t1, t2, encode
  bgeu s4, s5, encode
  lhu t2, 0(s4)
  srli t1, t2, 10
  li t3, 0x37
  bne t1, t3, encode
  addi s4, s4, 2
  slli t0, t0, 10
  add t0, t0, t2
  li t1, ${(0xd800 << 10) + 0xdc00 - 0x10000}
  sub t0, t0, t1
  li a2, 4
  li t4, 0xf0
encode:
  li a0, 0
  addi t3, a2, -1
continuation:
  beqz t3, lead
  andi t1, t0, 0x3f
  ori t1, t1, 0x80
  slli a0, a0, 8
  or a0, a0, t1
  srli t0, t0, 6
  addi t3, t3, -1
  j continuation
lead:
  slli a0, a0, 8
  or a0, a0, t0
  or a0, a0, t4
  sd a0, 0(sp)
  mv a1, sp${toHost}
  j unit
textEnd:
  ret`;
