/**
 * Random RV64IM programs that terminate, stay inside one data buffer and run alike on this machine and under Linux user-mode
 * emulation. Registers start with edge values; x26 points into the buffer (a 64 KiB boundary, so that misaligned accesses cross
 * pages), x27 counts rounds; the buffer goes to fd 1 at the end.
 */

import { assemble } from '../../src/isa/assembler.ts';
import { decode, encode, type InstructionEntry, instructionTable } from '../../src/isa/rv64im.ts';
import { type ElfSegment, writeElf } from './elf.ts';
import { Random } from './random.ts';

export const BUFFER_POINTER = 0x200000;
const BUFFER_START = BUFFER_POINTER - 2048;
const BUFFER_BYTES = 4096 + 16;
const RESERVED = [26, 27];

export interface RandomProgram {
  readonly elf: Uint8Array<ArrayBuffer>;
  /** Address of the first instruction after registers are set, and of the exit sequence: compare in between. */
  readonly start: number;
  readonly end: number;
}

/** Words whose branches and jumps skip whole groups. */
type Group = (skipWords: (groups: number) => number) => number[];

export function randomProgram(seed: number, options: { numGroups: number; rounds: number }): RandomProgram {
  const random = new Random(seed);
  const groups: { length: number; build: Group }[] = [];
  for (let i = 0; i < options.numGroups; i++) groups.push(randomGroup(random, options.numGroups - 1 - i));
  const body: number[] = [];
  for (const [i, group] of groups.entries()) {
    const skipWords = (count: number): number =>
      groups.slice(i + 1, i + 1 + count).reduce((sum, { length }) => sum + length, 0);
    body.push(...group.build(skipWords));
  }
  const prologue = assemble(
    [
      ...Array.from({ length: 31 }, (_, i) => i + 1)
        .filter((i) => !RESERVED.includes(i))
        .map((i) => `li x${i}, 0x${random.operand().toString(16)}`),
      `li x26, ${BUFFER_POINTER}`,
      `li x27, ${options.rounds}`,
    ].join('\n'),
    0x10000,
  );
  const start = prologue.base + prologue.words.byteLength;
  const end = start + 4 * body.length;
  // The way back is too far for a branch.
  const epilogue = assemble(
    `
    addi x27, x27, -1
    beqz x27, done
    j ${start}
    done: li a0, 1
    li a1, ${BUFFER_START}
    li a2, ${BUFFER_BYTES}
    li a7, 64
    ecall
    andi a0, a0, 0x7f
    li a7, 93
    ecall`,
    end,
  );
  const words = Uint32Array.from([...prologue.words, ...body, ...epilogue.words]);
  const values = new BigUint64Array(Math.ceil(BUFFER_BYTES / 8));
  for (let i = 0; i < values.length; i++) values[i] = random.operand();
  const data: ElfSegment = { address: BUFFER_START, bytes: new Uint8Array(values.buffer).slice(0, BUFFER_BYTES) };
  const text = { address: 0x10000, bytes: new Uint8Array(words.buffer), isExecutable: true };
  return { elf: writeElf({ entry: 0x10000, segments: [text, data] }), start, end };
}

const choices = instructionTable.filter((e) => e.mnemonic !== 'ecall');

function randomGroup(random: Random, following: number): { length: number; build: Group } {
  const entry = random.pick(choices);
  const { mnemonic, family, mask, match } = entry;
  const rd = destination(random);
  const rs1 = random.below(32);
  const rs2 = random.below(32);
  const skip = Math.min(following, random.between(0, 3));
  switch (family) {
    case 'beq':
    case 'blt':
      return {
        length: 1,
        build: (skipWords) => [encode(mnemonic, { rs1, rs2, imm: 4 + 4 * skipWords(skip) })],
      };
    case 'jalr': {
      // The low bit of the target is dropped.
      const lowBit = random.below(2);
      const base = destination(random) || 25;
      return {
        length: 2,
        build: (skipWords) => [
          encode('auipc', { rd: base, imm: 0 }),
          encode('jalr', { rd, rs1: base, imm: 8 + 4 * skipWords(skip) + lowBit }),
        ],
      };
    }
    case 'ld':
    case 'load':
    case 'sd':
    case 'store': {
      const imm = random.below(2)
        ? random.between(-2048, 2047)
        : 8 * random.between(-256, 255) + random.pick([0, 0, 4]);
      return { length: 1, build: () => [encode(mnemonic, { rd, rs1: 26, rs2, imm })] };
    }
    default:
      break;
  }
  if (mnemonic === 'jal') {
    return { length: 1, build: (skipWords) => [encode('jal', { rd, imm: 4 + 4 * skipWords(skip) })] };
  }
  return { length: 1, build: () => [randomWord(random, entry, rd, mask, match)] };
}

function randomWord(random: Random, entry: InstructionEntry, rd: number, mask: number, match: number): number {
  let word = ((Number(random.u64() & 0xffff_ffffn) & ~mask) | match) >>> 0;
  // Immediates on edges half of the time.
  if (entry.format === 'I' && random.below(2)) {
    const imm = random.pick([0, 1, -1, 2047, -2048, 31, 32, 63, 64]);
    word = ((word & 0xfffff) | (imm << 20)) >>> 0;
  }
  // FENCE with any fields: qemu accepts those whose rd and rs1 are anything.
  if (entry.format !== 'fence') word = ((word & ~0xf80) | (rd << 7)) >>> 0;
  if (decode(word)?.mnemonic !== entry.mnemonic) throw new Error(`${entry.mnemonic}: bad word`);
  return word;
}

/** Any register but the reserved ones; x0 now and then. */
function destination(random: Random): number {
  for (;;) {
    const rd = random.below(32);
    if (!RESERVED.includes(rd)) return rd;
  }
}
