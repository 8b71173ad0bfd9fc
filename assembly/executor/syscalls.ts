/**
 * System calls (design: memory map and ABI): exit, write, and the precompiles (`precompiles/`) from 0x1000_0000 up. Returns a
 * status: running, again (the next instruction is this one), exited, trapped, or debug when the host should show text written to fd 2.
 */
import * as layout from '../../src/executor/layout';
import { Memory } from './memory';
import { blake3Chain, blake3Compress, blake3Path } from './precompiles/blake3';
import { extDiv, extMul, fieldDot } from './precompiles/field';
import { keccakF1600 } from './precompiles/keccak';
import { sha256Compress } from './precompiles/sha256';
import { Operand } from './rows';
import { RECORD, RUN, State, trap } from './state';
import { Time } from './time';

const A0: u32 = 10;
const A1: u32 = 11;
const A2: u32 = 12;
const A7: u32 = 17;
const OUTPUT_INDEX: u32 = layout.OUTPUT_INDEX;

export function systemCall(mode: i32, state: u32, ip: u32, ts: u32): u32 {
  const number = State.register(state, A7);
  if (number == layout.SYSCALL_EXIT) return exit(mode, state, ip, ts);
  if (number == layout.SYSCALL_WRITE) return write(mode, state, ip, ts);
  if (number == layout.SYSCALL_BLAKE3_COMPRESS) return blake3Compress(mode, state, ip, ts);
  if (number == layout.SYSCALL_BLAKE3_PATH) return blake3Path(mode, state, ip, ts);
  if (number == layout.SYSCALL_BLAKE3_CHAIN) return blake3Chain(mode, state, ip, ts);
  if (number == layout.SYSCALL_EXT_MUL) return extMul(mode, state, ip, ts);
  if (number == layout.SYSCALL_EXT_DIV) return extDiv(mode, state, ip, ts);
  if (number == layout.SYSCALL_FIELD_DOT) return fieldDot(mode, state, ip, ts);
  if (number == layout.SYSCALL_KECCAK_F1600) return keccakF1600(mode, state, ip, ts);
  if (number == layout.SYSCALL_SHA256_COMPRESS) return sha256Compress(mode, state, ip, ts);
  return trap(state, layout.TRAP_UNKNOWN_SYSCALL, number);
}

function exit(mode: i32, state: u32, ip: u32, ts: u32): u32 {
  if (mode != RUN) {
    const previous17 = Time.touchRegister(mode, state, A7, ts);
    const previous10 = Time.touchRegister(mode, state, A0, ts);
    const previousIndex = Time.touchRegister(mode, state, OUTPUT_INDEX, ts);
    const record = State.claim(mode, state, layout.STREAM_EXIT, layout.EXIT_BYTES);
    if (mode == RECORD) {
      store<u32>(record, ts, layout.EXIT_TS);
      store<u32>(record, Operand.wordIndex(state, ip), layout.EXIT_PC);
      store<u32>(record, previous17, layout.EXIT_X17_PREV_TS);
      store<u32>(record, previous10, layout.EXIT_X10_PREV_TS);
      store<u32>(record, previousIndex, layout.EXIT_OUTPUT_INDEX_PREV_TS);
      store<u32>(record, <u32>State.register(state, OUTPUT_INDEX), layout.EXIT_OUTPUT_INDEX);
      store<u64>(record, State.register(state, A0), layout.EXIT_X10_VALUE);
    }
  }
  return layout.STATUS_EXITED;
}

function write(mode: i32, state: u32, ip: u32, ts: u32): u32 {
  const fileDescriptor = State.register(state, A0);
  const address = State.register(state, A1);
  const length = State.register(state, A2);
  const outputIndex = <u32>State.register(state, OUTPUT_INDEX);
  let written: u32 = 0;
  if (fileDescriptor == 1) {
    if (length > <u64>(layout.MAX_PUBLIC_OUTPUT_BYTES - outputIndex)) {
      return trap(state, layout.TRAP_OUTPUT_TOO_LONG, length);
    }
    if (length != 0 && (address > <u64>layout.MEMORY_END || address + length > <u64>layout.MEMORY_END)) {
      return trap(state, layout.TRAP_LOAD, address);
    }
    written = <u32>length;
  } else if (fileDescriptor != 2) {
    return trap(state, layout.TRAP_BAD_FILE_DESCRIPTOR, fileDescriptor);
  }
  if (!copyOut(mode, state, ts, <u32>address, written, outputIndex)) {
    return trap(state, layout.TRAP_MEMORY_LIMIT, address);
  }
  if (mode != RUN) {
    const previous17 = Time.touchRegister(mode, state, A7, ts);
    // One access for reading the descriptor and writing the result.
    const previous10 = Time.touchRegister(mode, state, A0, ts + 2);
    const previous11 = Time.touchRegister(mode, state, A1, ts);
    const previous12 = Time.touchRegister(mode, state, A2, ts);
    const previousIndex = Time.touchRegister(mode, state, OUTPUT_INDEX, ts);
    const record = State.claim(mode, state, layout.STREAM_WRITE, layout.WRITE_BYTES);
    if (mode == RECORD) {
      const pc = Operand.wordIndex(state, ip);
      store<u32>(record, ts, layout.WRITE_TS);
      store<u32>(record, pc, layout.WRITE_PC);
      store<u32>(record, pc + 1, layout.WRITE_NEXT_PC);
      store<u32>(record, previous17, layout.WRITE_X17_PREV_TS);
      store<u32>(record, previous10, layout.WRITE_X10_PREV_TS);
      store<u32>(record, previous11, layout.WRITE_X11_PREV_TS);
      store<u32>(record, previous12, layout.WRITE_X12_PREV_TS);
      store<u32>(record, previousIndex, layout.WRITE_OUTPUT_INDEX_PREV_TS);
      store<u32>(record, outputIndex, layout.WRITE_OUTPUT_INDEX);
      store<u32>(record, outputIndex + written, layout.WRITE_OUTPUT_INDEX_AFTER);
      store<u64>(record, fileDescriptor, layout.WRITE_X10_VALUE);
      store<u64>(record, address, layout.WRITE_X11_VALUE);
      store<u64>(record, length, layout.WRITE_X12_VALUE);
    }
  }
  State.setRegister(state, OUTPUT_INDEX, outputIndex + written);
  State.setRegister(state, A0, length);
  if (fileDescriptor == 1) return layout.STATUS_RUNNING;
  store<u64>(state, address, layout.STATE_DEBUG_ADDRESS);
  // The host clips to what is in memory; here only to what fits 32 bits.
  store<u32>(state, <u32>min<u64>(length, layout.MEMORY_END), layout.STATE_DEBUG_LENGTH);
  return layout.STATUS_DEBUG;
}

/** Appends guest bytes to the public output, cell by cell. False if the memory limit is reached. */
function copyOut(mode: i32, state: u32, ts: u32, address: u32, length: u32, outputIndex: u32): bool {
  const pageTable = load<u32>(state, layout.STATE_PAGE_TABLE);
  const output = load<u32>(state, layout.STATE_OUTPUT);
  let remaining = length;
  while (remaining != 0) {
    const byteOffset = address & 7;
    const count = min<u32>(8 - byteOffset, remaining);
    const page = Memory.page(state, pageTable, address);
    if (page == 0) return false;
    memory.copy(output + outputIndex, page + (address & 0xffff), count);
    if (mode != RUN) {
      const previous = Time.touchCell(mode, state, page, address, ts);
      const record = State.claim(mode, state, layout.STREAM_WRITE_CELL, layout.WRITE_CELL_BYTES);
      if (mode == RECORD) {
        store<u32>(record, ts, layout.WRITE_CELL_TS);
        store<u32>(record, address >> 3, layout.WRITE_CELL_CELL);
        store<u32>(record, previous, layout.WRITE_CELL_CELL_PREV_TS);
        store<u32>(record, byteOffset, layout.WRITE_CELL_BYTE_OFFSET);
        store<u32>(record, count, layout.WRITE_CELL_COUNT);
        store<u32>(record, remaining, layout.WRITE_CELL_REMAINING);
        store<u32>(record, outputIndex, layout.WRITE_CELL_OUTPUT_INDEX);
        store<u32>(record, address, layout.WRITE_CELL_ADDRESS);
        store<u64>(record, load<u64>(page + (address & 0xfff8)), layout.WRITE_CELL_VALUE);
      }
    }
    address += count;
    outputIndex += count;
    remaining -= count;
  }
  return true;
}
