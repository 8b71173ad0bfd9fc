/**
 * What the executor records of a run: one stream of fixed-size little-endian records per chip. Chips take their columns
 * from these fields; the prover's memory plan takes the counts. Nothing here is trusted by the verifier.
 *
 * Time: the first instruction is at ts = 1, each takes 3 ticks. rs1 is read at ts, rs2 at ts + 1, rd written at ts + 2;
 * memory cells (8 bytes; index = byte address / 8) are accessed at ts. Registers and memory are separate spaces. Initial tokens
 * have timestamp 0. Every `...PrevTs` is the timestamp of the token that the access consumes; access time minus
 * prevTs minus 1 is below 2^16, because longer gaps are bridged by a refresh record first.
 *
 * All pcs are word indices (byte address / 4). Registers a family does not access have number, prevTs and value 0.
 */
import { field } from '../air/integer.ts';
import * as layout from './layout.ts';
import * as blake3 from './precompiles/blake3-layout.ts';
import * as fields from './precompiles/field-layout.ts';
import * as keccak from './precompiles/keccak-layout.ts';
import * as sha256 from './precompiles/sha256-layout.ts';

/** One executed instruction, 64 bytes. */
export const instructionRecord = {
  ts: field.u32(layout.RECORD_TS),
  pc: field.u32(layout.RECORD_PC),
  /** Id in src/isa/rv64im.ts. */
  opcode: field.u8(layout.RECORD_OPCODE),
  /** After redirection of x0 to the dummy register 32. */
  rd: field.u8(layout.RECORD_RD),
  rs1: field.u8(layout.RECORD_RS1),
  rs2: field.u8(layout.RECORD_RS2),
  imm: field.i32(layout.RECORD_IMM),
  rs1PrevTs: field.u32(layout.RECORD_RS1_PREV_TS),
  rs2PrevTs: field.u32(layout.RECORD_RS2_PREV_TS),
  rdPrevTs: field.u32(layout.RECORD_RD_PREV_TS),
  nextPc: field.u32(layout.RECORD_NEXT_PC),
  rs1Value: field.u64(layout.RECORD_RS1_VALUE),
  rs2Value: field.u64(layout.RECORD_RS2_VALUE),
  /** What rd held before. */
  rdPrevValue: field.u64(layout.RECORD_RD_PREV_VALUE),
  rdValue: field.u64(layout.RECORD_RD_VALUE),
};

/** A load or store, 96 bytes. Cell values are those before the instruction. */
export const memoryInstructionRecord = {
  ...instructionRecord,
  cell: field.u32(layout.RECORD_CELL),
  cellPrevTs: field.u32(layout.RECORD_CELL_PREV_TS),
  /** The second cell is `cell + 1`; its fields are 0 if the access stays within one cell. */
  secondCellPrevTs: field.u32(layout.RECORD_SECOND_CELL_PREV_TS),
  /** Of the first byte accessed, in the first cell. */
  byteOffset: field.u32(layout.RECORD_BYTE_OFFSET),
  cellValue: field.u64(layout.RECORD_CELL_VALUE),
  secondCellValue: field.u64(layout.RECORD_SECOND_CELL_VALUE),
};

/** A register or cell touched only to move its time forward, 24 bytes. */
export const refreshRecord = {
  index: field.u32(layout.REFRESH_INDEX),
  prevTs: field.u32(layout.REFRESH_PREV_TS),
  newTs: field.u32(layout.REFRESH_NEW_TS),
  value: field.u64(layout.REFRESH_VALUE),
};

/**
 * One write system call, 64 bytes. x17, x10, x11, x12 are read at ts; register 33 (output index) is consumed and emitted at ts, with
 * `outputIndexAfter` (equal to `outputIndex` for fd 2); x10 is read and written by one access at ts + 2, with x12's value
 * after it. fd 1 with length 0 has no cell records and any address; fd 2 has none for any address and length.
 */
export const writeRecord = {
  ts: field.u32(layout.WRITE_TS),
  pc: field.u32(layout.WRITE_PC),
  nextPc: field.u32(layout.WRITE_NEXT_PC),
  x17PrevTs: field.u32(layout.WRITE_X17_PREV_TS),
  x10PrevTs: field.u32(layout.WRITE_X10_PREV_TS),
  x11PrevTs: field.u32(layout.WRITE_X11_PREV_TS),
  x12PrevTs: field.u32(layout.WRITE_X12_PREV_TS),
  outputIndexPrevTs: field.u32(layout.WRITE_OUTPUT_INDEX_PREV_TS),
  outputIndex: field.u32(layout.WRITE_OUTPUT_INDEX),
  outputIndexAfter: field.u32(layout.WRITE_OUTPUT_INDEX_AFTER),
  x10Value: field.u64(layout.WRITE_X10_VALUE),
  x11Value: field.u64(layout.WRITE_X11_VALUE),
  x12Value: field.u64(layout.WRITE_X12_VALUE),
};

/** One cell that a write to fd 1 reads (at the write's ts), 40 bytes, in address order within a write. */
export const writeCellRecord = {
  ts: field.u32(layout.WRITE_CELL_TS),
  cell: field.u32(layout.WRITE_CELL_CELL),
  cellPrevTs: field.u32(layout.WRITE_CELL_CELL_PREV_TS),
  /** Of this row's first byte, in the cell. */
  byteOffset: field.u32(layout.WRITE_CELL_BYTE_OFFSET),
  /** Bytes of this row, 1..8. */
  count: field.u32(layout.WRITE_CELL_COUNT),
  /** Bytes of the write from this row on, this row's included. */
  remaining: field.u32(layout.WRITE_CELL_REMAINING),
  /** Output index of this row's first byte. */
  outputIndex: field.u32(layout.WRITE_CELL_OUTPUT_INDEX),
  /** Byte address of this row's first byte: 8 * cell + byteOffset. */
  address: field.u32(layout.WRITE_CELL_ADDRESS),
  value: field.u64(layout.WRITE_CELL_VALUE),
};

/** The exit system call, 32 bytes, exactly one: x17, x10 and register 33 are read at ts. */
export const exitRecord = {
  ts: field.u32(layout.EXIT_TS),
  pc: field.u32(layout.EXIT_PC),
  x17PrevTs: field.u32(layout.EXIT_X17_PREV_TS),
  x10PrevTs: field.u32(layout.EXIT_X10_PREV_TS),
  outputIndexPrevTs: field.u32(layout.EXIT_OUTPUT_INDEX_PREV_TS),
  outputIndex: field.u32(layout.EXIT_OUTPUT_INDEX),
  x10Value: field.u64(layout.EXIT_X10_VALUE),
};

/** Registers 0..33 in order, 24 bytes each. finalTs is 0 if the register was never touched. */
export const registerFinalRecord = {
  finalTs: field.u32(layout.REGISTER_FINAL_TS),
  initialValue: field.u64(layout.REGISTER_FINAL_INITIAL),
  finalValue: field.u64(layout.REGISTER_FINAL_FINAL),
};

/** Every touched cell and every image cell, by strictly increasing cell index, 48 bytes each (16 of them zero padding). */
export const memoryInitRecord = {
  cell: field.u32(layout.MEMORY_INIT_CELL),
  /** Cell of the record before; 0 in the first. */
  previousCell: field.u32(layout.MEMORY_INIT_PREVIOUS_CELL),
  /** 0 zero, 1 image, 2 private. */
  kind: field.u32(layout.MEMORY_INIT_KIND),
  /** 0 if never touched. */
  finalTs: field.u32(layout.MEMORY_INIT_FINAL_TS),
  initialValue: field.u64(layout.MEMORY_INIT_INITIAL),
  finalValue: field.u64(layout.MEMORY_INIT_FINAL),
};

/** Stream names in the order of the STREAM_ numbers, with the bytes of one record. */
export const streamRecordBytes = {
  addi: layout.INSTRUCTION_BYTES,
  add: layout.INSTRUCTION_BYTES,
  const: layout.INSTRUCTION_BYTES,
  jalr: layout.INSTRUCTION_BYTES,
  beq: layout.INSTRUCTION_BYTES,
  blt: layout.INSTRUCTION_BYTES,
  slt: layout.INSTRUCTION_BYTES,
  slti: layout.INSTRUCTION_BYTES,
  logic: layout.INSTRUCTION_BYTES,
  logici: layout.INSTRUCTION_BYTES,
  shift: layout.INSTRUCTION_BYTES,
  shifti: layout.INSTRUCTION_BYTES,
  mul: layout.INSTRUCTION_BYTES,
  mulh: layout.INSTRUCTION_BYTES,
  div: layout.INSTRUCTION_BYTES,
  /** 8-byte aligned ld. */
  ld: layout.MEMORY_INSTRUCTION_BYTES,
  /** Naturally aligned narrower loads. */
  load: layout.MEMORY_INSTRUCTION_BYTES,
  /** 8-byte aligned sd. */
  sd: layout.MEMORY_INSTRUCTION_BYTES,
  /** Naturally aligned narrower stores. */
  store: layout.MEMORY_INSTRUCTION_BYTES,
  /** Misaligned loads of any width (families ld and load), within a cell or across two. */
  loadx: layout.MEMORY_INSTRUCTION_BYTES,
  /** Misaligned stores of any width (families sd and store). */
  storex: layout.MEMORY_INSTRUCTION_BYTES,
  refreshRegister: layout.REFRESH_BYTES,
  refreshMemory: layout.REFRESH_BYTES,
  write: layout.WRITE_BYTES,
  writeCell: layout.WRITE_CELL_BYTES,
  exit: layout.EXIT_BYTES,
  registerFinal: layout.REGISTER_FINAL_BYTES,
  memoryInit: layout.MEMORY_INIT_BYTES,
  extMul: fields.EXT_MUL_BYTES,
  dot: fields.DOT_BYTES,
  dotTerms: fields.DOT_TERMS_BYTES,
  blake3: blake3.BLAKE3_BYTES,
  blake3Round: blake3.BLAKE3_ROUND_BYTES,
  keccak: keccak.KECCAK_BYTES,
  keccakRound: keccak.KECCAK_RND_BYTES,
  sha256: sha256.SHA256_BYTES,
  sha256Rounds: sha256.SHA256_ROUND_BYTES,
  sha256Schedule: sha256.SHA256_SCHEDULE_BYTES,
} as const;

export type StreamName = keyof typeof streamRecordBytes;

export const streamNames = Object.keys(streamRecordBytes) as StreamName[];
