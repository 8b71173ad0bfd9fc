import { describe, expect, it } from 'vitest';
import { assemble } from './assembler.ts';
import { disassemble, disassembleWord } from './disassembler.ts';
import {
  decode,
  destinationRegister,
  encode,
  type Instruction,
  IsaError,
  instructionTable,
  NUM_OPCODES,
  opcodes,
} from './rv64im.ts';

function random32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return (state ^ (state >>> 13)) >>> 0;
  };
}

describe('instruction table', () => {
  it('has every RV64I and M instruction once, with dense opcode ids', () => {
    expect(instructionTable).toHaveLength(64);
    expect(NUM_OPCODES).toBe(65);
    expect(instructionTable.map((e) => e.opcode)).toEqual(Array.from({ length: 64 }, (_, i) => i + 1));
    expect(new Set(instructionTable.map((e) => e.mnemonic)).size).toBe(64);
  });

  it('has no word that two entries match', () => {
    for (const a of instructionTable) {
      expect((a.match & ~a.mask) >>> 0, a.mnemonic).toBe(0);
      for (const b of instructionTable) {
        if (a !== b) expect(((a.match ^ b.match) & a.mask & b.mask) >>> 0, `${a.mnemonic} ${b.mnemonic}`).not.toBe(0);
      }
    }
  });

  it('encode inverts decode on random words of every instruction', () => {
    const random = random32(1);
    for (const entry of instructionTable) {
      for (let i = 0; i < 500; i++) {
        const word = ((random() & ~entry.mask) | entry.match) >>> 0;
        const instruction = decode(word);
        expect(instruction?.mnemonic).toBe(entry.mnemonic);
        if (entry.format !== 'fence') expect(encode(entry.mnemonic, instruction as Instruction)).toBe(word);
      }
    }
  });

  // Words checked against the listing in the RISC-V manual and GNU as.
  it.each([
    [0x00a00093, 'addi ra, zero, 10'],
    [0xfff50513, 'addi a0, a0, -1'],
    [0x40c5d53b, 'sraw a0, a1, a2'],
    [0x43f5d513, 'srai a0, a1, 63'],
    [0x800005b7, 'lui a1, 0x80000'],
    [0x0005b603, 'ld a2, 0(a1)'],
    [0xfec5be23, 'sd a2, -4(a1)'],
    [0xfe0516e3, 'bne a0, zero, 0xffec'],
    [0x0100006f, 'jal zero, 0x10010'],
    [0x02c5c533, 'div a0, a1, a2'],
    [0x0ff0000f, 'fence'],
    [0x00000073, 'ecall'],
    [0x00100073, '.word 0x100073'],
    [0x0000100f, '.word 0x100f'],
    [0x30200073, '.word 0x30200073'],
    [0x0000000f, 'fence'],
    [0x02059593 | (1 << 26), '.word 0x6059593'],
  ])('%s is %s', (word, text) => {
    expect(disassembleWord(word, 0x10000)).toBe(text);
  });

  it('decodes FENCE with any fields as addi dummy, x0, 0', () => {
    const fence = decode(0x8ff58f8f);
    expect(fence).toMatchObject({ mnemonic: 'fence', family: 'addi', rd: 0, rs1: 0, rs2: 0, imm: 0 });
    expect(destinationRegister(fence as Instruction)).toBe(32);
    expect(destinationRegister(decode(encode('sd', { rs1: 1, rs2: 2, imm: 31 })) as Instruction)).toBe(0);
  });

  it('names what does not fit', () => {
    expect(() => encode('addi', { rd: 32 })).toThrow(IsaError);
    expect(() => encode('addi', { imm: 2048 })).toThrow(/2048/);
    expect(() => encode('beq', { imm: 3 })).toThrow(/multiple of 2/);
    expect(() => encode('slliw', { imm: 32 })).toThrow(IsaError);
    expect(opcodes.addi).toBe(1);
  });
});

describe('assembler', () => {
  it('reads what the disassembler prints', () => {
    const random = random32(2);
    for (const entry of instructionTable) {
      for (let i = 0; i < 50; i++) {
        const instruction = decode((random() & ~entry.mask) | entry.match) as Instruction;
        const text = disassemble(instruction, 0x200000);
        const { words } = assemble(text, 0x200000);
        expect(disassembleWord(words[0]!, 0x200000), text).toBe(text);
        if (entry.format !== 'fence') expect(decode(words[0]!)).toEqual(instruction);
      }
    }
  });

  it('resolves labels forwards and backwards', () => {
    const { words, labels } = assemble(`
      start: addi a0, zero, 3
      loop:  addi a0, a0, -1   # comment
             bnez a0, loop
             j end
             nop
      end:   la a1, start
             ecall
    `);
    expect([...labels]).toEqual([
      ['start', 0x10000],
      ['loop', 0x10004],
      ['end', 0x10014],
    ]);
    expect([...words].map((w, i) => disassembleWord(w, 0x10000 + 4 * i))).toEqual([
      'addi a0, zero, 3',
      'addi a0, a0, -1',
      'bne a0, zero, 0x10004',
      'jal zero, 0x10014',
      'addi zero, zero, 0',
      'auipc a1, 0x0',
      'addi a1, a1, -20',
      'ecall',
    ]);
  });

  it('names line and statement of an error', () => {
    expect(() => assemble('nop\nfoo a0')).toThrow(/Line 2.*foo/);
    expect(() => assemble('addi a0, q7, 1')).toThrow(/q7/);
    expect(() => assemble('j nowhere')).toThrow(/nowhere/);
  });
});
