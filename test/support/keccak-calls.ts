/** Keccak-f[1600] in BigInt, from FIPS 202, with everything that a row of KECCAK_RND shows; programs that call keccak_f1600. */
import { loadElf, type Program } from '../../src/elf/index.ts';
import { SYSCALL_KECCAK_F1600 } from '../../src/executor/layout.ts';
import { type ElfSegment, elfFromAssembly } from './elf.ts';

const MASK = (1n << 64n) - 1n;
const coordinates = Array.from({ length: 25 }, (_, i) => [i % 5, Math.floor(i / 5)] as const);
const at = (x: number, y: number) => (x % 5) + 5 * (y % 5);
export const rotate = (value: bigint, by: number) => ((value << BigInt(by)) | (value >> BigInt(64 - by))) & MASK;

/** Table 2 of FIPS 202, mod 64, by lane. */
const RHO = [0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14];

export interface KeccakState {
  /** What chi and iota made the state from. */
  readonly b: readonly bigint[];
  /** Of each bit of b: whether two or three of the bits were set whose xor it is; 0 before round 0. */
  readonly carry: readonly bigint[];
  readonly constant: bigint;
  readonly a: readonly bigint[];
}

/** The two terms whose xor chi makes; iota changes the first. */
const chiTerms = (b: readonly bigint[], constant: bigint) =>
  coordinates.map(([x, y], i) => [b[i]! ^ (i === 0 ? constant : 0n), ~b[at(x + 1, y)]! & MASK & b[at(x + 2, y)]!]) as [
    bigint,
    bigint,
  ][];

/** Found by trying all 32 rows of a plane: no formula that could be wrong in the same way as the executor's. */
function inverseChi(a: readonly bigint[]): bigint[] {
  const preimages = new Map<number, number>();
  for (let row = 0; row < 32; row++) {
    const bit = (x: number) => (row >> (x % 5)) & 1;
    let image = 0;
    for (let x = 0; x < 5; x++) image |= (bit(x) ^ ((1 - bit(x + 1)) & bit(x + 2))) << x;
    preimages.set(image, row);
  }
  const b = a.map(() => 0n);
  for (let y = 0; y < 5; y++) {
    for (let z = 0n; z < 64n; z++) {
      let row = 0;
      for (let x = 0; x < 5; x++) row |= Number((a[at(x, y)]! >> z) & 1n) << x;
      for (let x = 0; x < 5; x++) b[at(x, y)]! |= BigInt((preimages.get(row)! >> x) & 1) << z;
    }
  }
  return b;
}

function rc(t: number): number {
  let r = 0b10000000;
  for (let i = 0; i < t % 255; i++) {
    // R = 0 || R, then bits 0, 4, 5, 6 take bit 8 (section 3.2.5); bit 0 is the most significant here.
    const out = r & 1;
    r = (r >> 1) ^ (out ? 0b10001110 : 0);
  }
  return (r >> 7) & 1;
}

/** The 25 states of a permutation, the first its input. */
export function keccakStates(input: readonly bigint[]): KeccakState[] {
  const states: KeccakState[] = [{ b: inverseChi(input), carry: input.map(() => 0n), constant: 0n, a: input }];
  for (let round = 0; round < 24; round++) {
    const { a, b: before, constant: last } = states[round]!;
    const terms = chiTerms(before, last);
    const c = [0, 1, 2, 3, 4].map((x) => [0, 1, 2, 3, 4].reduce((sum, y) => sum ^ a[at(x, y)]!, 0n));
    const b = a.map(() => 0n);
    const carry = a.map(() => 0n);
    for (const [x, y] of coordinates) {
      const d = c[(x + 4) % 5]! ^ rotate(c[(x + 1) % 5]!, 1);
      const [first, and] = terms[at(x, y)]!;
      const [to, by] = [at(y, 2 * x + 3 * y), RHO[at(x, y)]!];
      b[to] = rotate(a[at(x, y)]! ^ d, by);
      carry[to] = rotate((first & and) | (first & d) | (and & d), by);
    }
    let constant = 0n;
    for (let j = 0; j <= 6; j++) if (rc(j + 7 * round)) constant |= 1n << (2n ** BigInt(j) - 1n);
    const next = chiTerms(b, constant).map(([first, and]) => first ^ and);
    states.push({ b, carry, constant, a: next });
  }
  return states;
}

export const keccakPermutation = (input: readonly bigint[]) => keccakStates(input)[24]!.a;

export const keccakCall = (pointer: number | string) => `
  li a0, ${pointer}
  li a7, ${SYSCALL_KECCAK_F1600}
  ecall
`;

/** A program that makes calls on given memory, then exits with 0. */
export function keccakProgram(calls: string, memory: readonly ElfSegment[] = []): Program {
  return loadElf(elfFromAssembly(`${calls}\n  li a0, 0\n  li a7, 93\n  ecall\n`, memory));
}
