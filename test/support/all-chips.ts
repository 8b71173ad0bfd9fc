/** All chips with a record stream, for tests of whole runs, and the program's tuples. */
import { addChip } from '../../src/chips/add/air.ts';
import { addiChip } from '../../src/chips/addi/air.ts';
import { beqChip } from '../../src/chips/beq/air.ts';
import { bltChip } from '../../src/chips/blt/air.ts';
import { constChip } from '../../src/chips/const/air.ts';
import { divChip } from '../../src/chips/div/air.ts';
import { decodeFields as div } from '../../src/chips/div/decode.ts';
import { exitChip } from '../../src/chips/exit/air.ts';
import { decodeFields as ecall } from '../../src/chips/exit/decode.ts';
import { jalrChip } from '../../src/chips/jalr/air.ts';
import { ldChip } from '../../src/chips/ld/air.ts';
import { decodeFields as ld } from '../../src/chips/ld/decode.ts';
import { loadChip } from '../../src/chips/load/air.ts';
import { decodeFields as load } from '../../src/chips/load/decode.ts';
import { loadxChip } from '../../src/chips/loadx/air.ts';
import { logicChip } from '../../src/chips/logic/air.ts';
import { logiciChip } from '../../src/chips/logici/air.ts';
import { memoryInitChip } from '../../src/chips/memory-init/air.ts';
import { mulChip } from '../../src/chips/mul/air.ts';
import { decodeFields as mul } from '../../src/chips/mul/decode.ts';
import { mulhChip } from '../../src/chips/mulh/air.ts';
import { decodeFields as mulh } from '../../src/chips/mulh/decode.ts';
import { refreshMemoryChip, refreshRegisterChip } from '../../src/chips/refresh/air.ts';
import { registerChip } from '../../src/chips/register/air.ts';
import { sdChip } from '../../src/chips/sd/air.ts';
import { decodeFields as sd } from '../../src/chips/sd/decode.ts';
import { shiftChip } from '../../src/chips/shift/air.ts';
import { shiftiChip } from '../../src/chips/shifti/air.ts';
import { sltChip } from '../../src/chips/slt/air.ts';
import { sltiChip } from '../../src/chips/slti/air.ts';
import { storeChip } from '../../src/chips/store/air.ts';
import { decodeFields as store } from '../../src/chips/store/decode.ts';
import { storexChip } from '../../src/chips/storex/air.ts';
import { writeChip } from '../../src/chips/write/air.ts';
import { writeCellChip } from '../../src/chips/write-cell/air.ts';
import type { Instruction } from '../../src/isa/rv64im.ts';
import { decodeRow } from '../../src/machine/decode.ts';
import { families } from '../../src/machine/families.ts';
import type { Decoders } from './chip-oracle.ts';

export const recordedChips = [
  addChip,
  addiChip,
  beqChip,
  bltChip,
  constChip,
  jalrChip,
  logicChip,
  logiciChip,
  shiftChip,
  shiftiChip,
  sltChip,
  sltiChip,
  ldChip,
  loadChip,
  loadxChip,
  storeChip,
  storexChip,
  mulChip,
  mulhChip,
  divChip,
  sdChip,
  refreshRegisterChip,
  refreshMemoryChip,
  writeChip,
  writeCellChip,
  exitChip,
  registerChip,
  memoryInitChip,
].map((make) => make());

export const memoryDecoders: Decoders = { ld, load, sd, store, mul, mulh, div, ecall };

export function programRow(instruction: Instruction, pc: number): readonly number[] {
  const decodeFields = memoryDecoders[instruction.family];
  if (decodeFields === undefined) return decodeRow(instruction, pc);
  const { flags, rd, rs1, rs2, d } = decodeFields(instruction, pc);
  return [pc, families[instruction.family], flags, rd, rs1, rs2, ...d];
}
