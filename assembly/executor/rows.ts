/**
 * The effect of an instruction on registers and time, and its record: one function per shape of register accesses. In RUN
 * mode only the write of rd is left.
 */
import * as layout from '../../src/executor/layout';
import { RECORD, RUN, State } from './state';
import { Time } from './time';

/** Operand fields of a predecoded instruction: u8 opcode, u8 rd, u8 rs1, u8 rs2, i32 immediate. */
export class Operand {
  @inline static rd(ip: u32): u32 {
    return load<u8>(ip, 1);
  }
  @inline static rs1(ip: u32): u32 {
    return load<u8>(ip, 2);
  }
  @inline static rs2(ip: u32): u32 {
    return load<u8>(ip, 3);
  }
  @inline static imm(ip: u32): i32 {
    return load<i32>(ip, 4);
  }
  @inline static wordIndex(state: u32, ip: u32): u32 {
    return load<u32>(state, layout.STATE_BASE_PC) + ((ip - load<u32>(state, layout.STATE_CODE)) >> 3);
  }
}

export class Row {
  /** Fields that every instruction record has. `nextIp` must lie in the program. */
  @inline static head(state: u32, record: u32, ip: u32, nextIp: u32, ts: u32): void {
    store<u32>(record, ts, layout.RECORD_TS);
    const pc = Operand.wordIndex(state, ip);
    store<u32>(record, pc, layout.RECORD_PC);
    store<u64>(record, load<u64>(ip), layout.RECORD_OPCODE);
    store<u32>(record, pc + <u32>(<i32>(nextIp - ip) >> 3), layout.RECORD_NEXT_PC);
  }

  @inline static readRs1(record: u32, previous: u32, value: u64): void {
    store<u32>(record, previous, layout.RECORD_RS1_PREV_TS);
    store<u64>(record, value, layout.RECORD_RS1_VALUE);
  }

  @inline static readRs2(record: u32, previous: u32, value: u64): void {
    store<u32>(record, previous, layout.RECORD_RS2_PREV_TS);
    store<u64>(record, value, layout.RECORD_RS2_VALUE);
  }

  @inline static writeRd(state: u32, record: u32, ip: u32, previous: u32, value: u64): void {
    store<u32>(record, previous, layout.RECORD_RD_PREV_TS);
    store<u64>(record, State.register(state, Operand.rd(ip)), layout.RECORD_RD_PREV_VALUE);
    store<u64>(record, value, layout.RECORD_RD_VALUE);
  }

  /** rs1, rs2 -> rd, next instruction follows. */
  @inline static rs1Rs2Rd(mode: i32, state: u32, stream: u32, ip: u32, ts: u32, a: u64, b: u64, value: u64): void {
    if (mode != RUN) {
      const previous1 = Time.touchRegister(mode, state, Operand.rs1(ip), ts);
      const previous2 = Time.touchRegister(mode, state, Operand.rs2(ip), ts + 1);
      const previousD = Time.touchRegister(mode, state, Operand.rd(ip), ts + 2);
      const record = State.claim(mode, state, stream, layout.INSTRUCTION_BYTES);
      if (mode == RECORD) {
        Row.head(state, record, ip, ip + 8, ts);
        Row.readRs1(record, previous1, a);
        Row.readRs2(record, previous2, b);
        Row.writeRd(state, record, ip, previousD, value);
      }
    }
    State.setRegister(state, Operand.rd(ip), value);
  }

  /** rs1 -> rd. */
  @inline static rs1Rd(mode: i32, state: u32, stream: u32, ip: u32, nextIp: u32, ts: u32, a: u64, value: u64): void {
    if (mode != RUN) {
      const previous1 = Time.touchRegister(mode, state, Operand.rs1(ip), ts);
      const previousD = Time.touchRegister(mode, state, Operand.rd(ip), ts + 2);
      const record = State.claim(mode, state, stream, layout.INSTRUCTION_BYTES);
      if (mode == RECORD) {
        Row.head(state, record, ip, nextIp, ts);
        Row.readRs1(record, previous1, a);
        Row.readRs2(record, 0, 0);
        Row.writeRd(state, record, ip, previousD, value);
      }
    }
    State.setRegister(state, Operand.rd(ip), value);
  }

  /** -> rd. */
  @inline static rd(mode: i32, state: u32, stream: u32, ip: u32, nextIp: u32, ts: u32, value: u64): void {
    if (mode != RUN) {
      const previousD = Time.touchRegister(mode, state, Operand.rd(ip), ts + 2);
      const record = State.claim(mode, state, stream, layout.INSTRUCTION_BYTES);
      if (mode == RECORD) {
        Row.head(state, record, ip, nextIp, ts);
        Row.readRs1(record, 0, 0);
        Row.readRs2(record, 0, 0);
        Row.writeRd(state, record, ip, previousD, value);
      }
    }
    State.setRegister(state, Operand.rd(ip), value);
  }

  /** rs1, rs2. */
  @inline static rs1Rs2(mode: i32, state: u32, stream: u32, ip: u32, nextIp: u32, ts: u32, a: u64, b: u64): void {
    if (mode != RUN) {
      const previous1 = Time.touchRegister(mode, state, Operand.rs1(ip), ts);
      const previous2 = Time.touchRegister(mode, state, Operand.rs2(ip), ts + 1);
      const record = State.claim(mode, state, stream, layout.INSTRUCTION_BYTES);
      if (mode == RECORD) {
        Row.head(state, record, ip, nextIp, ts);
        Row.readRs1(record, previous1, a);
        Row.readRs2(record, previous2, b);
        Row.noRd(record);
      }
    }
  }

  @inline static noRd(record: u32): void {
    store<u32>(record, 0, layout.RECORD_RD_PREV_TS);
    store<u64>(record, 0, layout.RECORD_RD_PREV_VALUE);
    store<u64>(record, 0, layout.RECORD_RD_VALUE);
  }

  /** The memory part of a record for an access within one cell. */
  @inline static cell(record: u32, address: u32, previous: u32, value: u64): void {
    store<u32>(record, address >> 3, layout.RECORD_CELL);
    store<u32>(record, previous, layout.RECORD_CELL_PREV_TS);
    store<u32>(record, 0, layout.RECORD_SECOND_CELL_PREV_TS);
    store<u32>(record, address & 7, layout.RECORD_BYTE_OFFSET);
    store<u64>(record, value, layout.RECORD_CELL_VALUE);
    store<u64>(record, 0, layout.RECORD_SECOND_CELL_VALUE);
  }

  /** rs1 -> rd by way of one cell (aligned). */
  @inline static load(mode: i32, state: u32, stream: u32, ip: u32, ts: u32, page: u32, address: u32, value: u64): void {
    if (mode != RUN) {
      const previous1 = Time.touchRegister(mode, state, Operand.rs1(ip), ts);
      const previousD = Time.touchRegister(mode, state, Operand.rd(ip), ts + 2);
      const previousCell = Time.touchCell(mode, state, page, address, ts);
      const record = State.claim(mode, state, stream, layout.MEMORY_INSTRUCTION_BYTES);
      if (mode == RECORD) {
        Row.head(state, record, ip, ip + 8, ts);
        Row.readRs1(record, previous1, State.register(state, Operand.rs1(ip)));
        Row.readRs2(record, 0, 0);
        Row.writeRd(state, record, ip, previousD, value);
        Row.cell(record, address, previousCell, load<u64>(page + (address & 0xfff8)));
      }
    }
    State.setRegister(state, Operand.rd(ip), value);
  }

  /** rs1, rs2 -> one cell (aligned). Only the record: the caller changes memory afterwards. */
  @inline static store(mode: i32, state: u32, stream: u32, ip: u32, ts: u32, page: u32, address: u32): void {
    if (mode != RUN) {
      const previous1 = Time.touchRegister(mode, state, Operand.rs1(ip), ts);
      const previous2 = Time.touchRegister(mode, state, Operand.rs2(ip), ts + 1);
      const previousCell = Time.touchCell(mode, state, page, address, ts);
      const record = State.claim(mode, state, stream, layout.MEMORY_INSTRUCTION_BYTES);
      if (mode == RECORD) {
        Row.head(state, record, ip, ip + 8, ts);
        Row.readRs1(record, previous1, State.register(state, Operand.rs1(ip)));
        Row.readRs2(record, previous2, State.register(state, Operand.rs2(ip)));
        Row.noRd(record);
        Row.cell(record, address, previousCell, load<u64>(page + (address & 0xfff8)));
      }
    }
  }
}
