/** Rows of the ELF's line table: from machine instructions with byte offsets in the module to addresses with source positions. */
import type { SourcePosition } from '../../debug-info/line-table.ts';
import type { PlacedFunction } from '../codegen/encode.ts';
import { RA, SCRATCH } from '../regalloc/registers.ts';

export interface LineRow {
  readonly address: number;
  /** Undefined: from here on no line is known. */
  readonly position: SourcePosition | undefined;
}

/** Positions of the bytes of one function body; undefined for code that is not the guest's. */
export interface FunctionPositions {
  at(offset: number): SourcePosition | undefined;
  /** The first one in it, for the function's entry. */
  readonly first: SourcePosition | undefined;
}

/**
 * A row where file or line change; the column alone counts at calls and traps only, where messages name it. What is not known takes the
 * position before it.
 */
export function lineRows(
  functions: readonly PlacedFunction[],
  positionsOf: (symbol: string) => FunctionPositions | undefined,
): LineRow[] {
  const rows: LineRow[] = [];
  let last: SourcePosition | undefined;
  const add = (address: number, position: SourcePosition | undefined): void => {
    rows.push({ address, position });
    last = position;
  };
  for (const { machine, address, offsets } of functions) {
    const positions = positionsOf(machine.symbol);
    const first = positions?.first;
    if (!positions || !first) {
      if (last || rows.length === 0) add(address, undefined);
      continue;
    }
    add(address, first);
    let current = first;
    let offset = 0;
    for (const [i, instruction] of machine.instructions.entries()) {
      if (instruction.offset !== 0 && instruction.offset !== offset) {
        offset = instruction.offset;
        current = positions.at(offset) ?? current;
      }
      const isSame = current.line === last?.line && current.file === last.file;
      const isCall = (instruction.op === 'jal' || instruction.op === 'jalr') && isLinked(instruction.rd);
      if (!isSame || (isCall && current.column !== last?.column)) add(address + offsets[i]!, current);
    }
  }
  return rows;
}

const isLinked = (register: number): boolean => register === RA || register === SCRATCH;
