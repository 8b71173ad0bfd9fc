/** Records of loads and stores as the executor writes them, from an access and the contents of the two cells it may touch. */
import { memoryInstructionRecord, streamRecordBytes } from '../../src/executor/records.ts';
import { findInstruction, opcodes } from '../../src/isa/rv64im.ts';
import { recordBytes } from './chip-rows.ts';
import type { Random } from './random.ts';

export const widths: Readonly<Record<string, number>> = {
  lb: 1,
  lbu: 1,
  lh: 2,
  lhu: 2,
  lw: 4,
  lwu: 4,
  ld: 8,
  sb: 1,
  sh: 2,
  sw: 4,
  sd: 8,
};

export interface MemoryAccess {
  readonly mnemonic: string;
  /** Of the first byte. */
  readonly address: number;
  readonly imm: number;
  readonly cells: readonly [bigint, bigint];
  /** What a store writes. */
  readonly value: bigint;
}

export interface MemoryRecord extends MemoryAccess {
  readonly bytes: Uint8Array;
  readonly loaded: bigint;
}

/** Times and other registers are random; registers are distinct. */
export function memoryRecord(random: Random, access: MemoryAccess): MemoryRecord {
  const { mnemonic, address, imm, cells, value } = access;
  const isStore = mnemonic.startsWith('s');
  const width = widths[mnemonic]!;
  const byteOffset = address % 8;
  const both = cells[0] | (cells[1] << 64n);
  const raw = BigInt.asUintN(8 * width, both >> BigInt(8 * byteOffset));
  const isSigned = !isStore && !mnemonic.endsWith('u');
  const loaded = BigInt.asUintN(64, isSigned ? BigInt.asIntN(8 * width, raw) : raw);
  const isCrossing = byteOffset + width > 8;
  const ts = 70000 + random.below(1 << 22);
  const before = (time: number) => time - 1 - random.pick([0, 65535, random.below(65536)]);
  const rs1 = 1 + random.below(10);
  const bytes = recordBytes(memoryInstructionRecord, streamRecordBytes.ld, {
    ts,
    pc: random.below(1 << 24),
    opcode: opcodes[findInstruction(mnemonic)!.mnemonic],
    rd: isStore ? 0 : random.pick([32, 11 + random.below(10)]),
    rs1,
    rs2: isStore ? 21 + random.below(10) : 0,
    imm,
    rs1PrevTs: before(ts),
    rs2PrevTs: isStore ? before(ts + 1) : 0,
    rdPrevTs: isStore ? 0 : before(ts + 2),
    rs1Value: BigInt.asUintN(64, BigInt(address) - BigInt(imm)),
    rs2Value: isStore ? value : 0n,
    rdPrevValue: isStore ? 0n : random.u64(),
    rdValue: isStore ? 0n : loaded,
    cell: Math.floor(address / 8),
    cellPrevTs: before(ts),
    secondCellPrevTs: isCrossing ? before(ts) : 0,
    byteOffset,
    cellValue: cells[0],
    secondCellValue: isCrossing ? cells[1] : 0n,
  });
  return { ...access, bytes, loaded };
}

/** Addresses over the whole memory and at its edges, with immediates that make every carry happen. */
export function randomAddress(random: Random, width: number, isAccepted: (byteOffset: number) => boolean): number {
  const end = 0x78000000 - width;
  for (;;) {
    const near = random.pick([0, 0x10000, 0xffff, 0x20000000, 0x5fff0000, 0x60000000, 0x77ff0000, end]);
    const address = random.pick([
      near + random.below(16),
      Math.max(0, near - random.below(4000)),
      random.below(end + 1),
    ]);
    if (address <= end && isAccepted(address % 8)) return address;
  }
}

export function randomImmediate(random: Random): number {
  return random.pick([0, 1, -1, 8, -8, 2047, -2048, random.below(4096) - 2048]);
}
