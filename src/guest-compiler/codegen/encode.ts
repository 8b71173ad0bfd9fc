/**
 * Addresses and words: functions one after the other, branches that do not reach (4 KiB) become an inverted branch over a jump, and
 * calls go by `jal` as long as all code is below 1 MiB, else by `auipc` and `jalr`.
 */
import { encode, type Mnemonic } from '../../isa/rv64im.ts';
import { compilerBug } from '../errors.ts';
import { SCRATCH } from '../regalloc/registers.ts';
import type { MachineFunction, MachineInstruction } from './machine.ts';

export interface PlacedFunction {
  readonly machine: MachineFunction;
  readonly address: number;
  readonly bytes: number;
  /** Byte offset of each instruction from the address, and the end. */
  readonly offsets: readonly number[];
}

export interface Linked {
  readonly words: Uint32Array;
  readonly functions: readonly PlacedFunction[];
  /** Jump tables: address of each entry -> code address. */
  readonly tableEntries: readonly (readonly [address: number, target: number])[];
}

const MAX_BRANCH = 4094 - 8;
const MAX_JUMP = (1 << 20) - 16;
const inverse: Partial<Record<Mnemonic, Mnemonic>> = {
  ...{ beq: 'bne', bne: 'beq', blt: 'bge', bge: 'blt', bltu: 'bgeu', bgeu: 'bltu' },
};

/** @param symbols addresses of code that is placed already */
export function linkCode(functions: readonly MachineFunction[], base: number, symbols: Map<string, number>): Linked {
  const upper = functions.reduce((sum, { instructions }) => sum + 8 * instructions.length, 0);
  const isFar = upper + (1 << 14) > MAX_JUMP;
  let address = base;
  const layouts = functions.map((machine) => {
    const offsets = layoutFunction(machine, isFar);
    const placed = { machine, address, bytes: offsets.at(-1)!, offsets };
    symbols.set(machine.symbol, address);
    address += placed.bytes;
    return placed;
  });
  const words = new Uint32Array((address - base) / 4);
  const tableEntries: [number, number][] = [];
  for (const { machine, address: start, offsets } of layouts) {
    for (const [i, instruction] of machine.instructions.entries()) {
      const at = start + offsets[i]!;
      const size = offsets[i + 1]! - offsets[i]!;
      const target =
        instruction.label !== undefined
          ? start + offsets[machine.labels.get(instruction.label)!]!
          : instruction.symbol !== undefined
            ? symbols.get(instruction.symbol)
            : 0;
      if (target === undefined) throw compilerBug(machine.name, `no code for ${instruction.symbol}`);
      words.set(encodeInstruction(instruction, at, size, target), (at - base) / 4);
    }
    for (const table of machine.tables) {
      for (const [i, label] of table.labels.entries()) {
        tableEntries.push([table.address + 4 * i, start + offsets[machine.labels.get(label)!]!]);
      }
    }
  }
  return { words, functions: layouts, tableEntries };
}

/** Byte offset of each instruction, and the end. Sizes only grow until all branches reach. */
function layoutFunction({ instructions, labels }: MachineFunction, isFar: boolean): number[] {
  const sizes = instructions.map(({ symbol }) => (isFar && symbol !== undefined ? 8 : 4));
  for (;;) {
    const offsets = [0];
    for (const size of sizes) offsets.push(offsets.at(-1)! + size);
    let isChanged = false;
    for (const [i, { op, label }] of instructions.entries()) {
      if (label === undefined || op === 'jal' || sizes[i] === 8) continue;
      if (Math.abs(offsets[labels.get(label)!]! - offsets[i]!) <= MAX_BRANCH) continue;
      sizes[i] = 8;
      isChanged = true;
    }
    if (!isChanged) return offsets;
  }
}

function encodeInstruction(instruction: MachineInstruction, at: number, size: number, target: number): number[] {
  const { op, rd, rs1, rs2, imm, label, symbol } = instruction;
  if (label === undefined && symbol === undefined) return [encode(op, { rd, rs1, rs2, imm })];
  const distance = target - at;
  if (size === 4) return [encode(op, { rd, rs1, rs2, imm: distance })];
  if (symbol !== undefined) {
    const low = (distance << 20) >> 20;
    const register = rd === 0 ? SCRATCH : rd;
    return [
      encode('auipc', { rd: register, imm: (distance - low) | 0 }),
      encode('jalr', { rd, rs1: register, imm: low }),
    ];
  }
  return [encode(inverse[op]!, { rs1, rs2, imm: 8 }), encode('jal', { imm: distance - 4 })];
}
