/**
 * Loads and stores that are not naturally aligned, within a cell or across two (Zicclsm). Off the fast path, so `mode` is an
 * ordinary argument here.
 */
import * as layout from '../../src/executor/layout';
import { Memory } from './memory';
import { Operand, Row } from './rows';
import { RECORD, RUN, State, trap } from './state';
import { Time } from './time';

/** Executes a load of `1 << logBytes` bytes; returns a status. */
export function misalignedLoad(
  mode: i32,
  state: u32,
  ip: u32,
  ts: u32,
  address: u64,
  logBytes: u32,
  isSigned: bool,
): u32 {
  if (address > <u64>layout.MEMORY_END - (1 << logBytes)) return trap(state, layout.TRAP_LOAD, address);
  const at = <u32>address;
  const bits: u64 = 8 << logBytes;
  const shift: u64 = (at & 7) << 3;
  const page = Memory.page(state, load<u32>(state, layout.STATE_PAGE_TABLE), at);
  if (page == 0) return trap(state, layout.TRAP_MEMORY_LIMIT, address);
  let value = load<u64>(page + (at & 0xfff8)) >> shift;
  let secondPage: u32 = 0;
  if (shift + bits > 64) {
    secondPage = Memory.page(state, load<u32>(state, layout.STATE_PAGE_TABLE), at + 8);
    if (secondPage == 0) return trap(state, layout.TRAP_MEMORY_LIMIT, address);
    value |= load<u64>(secondPage + ((at + 8) & 0xfff8)) << (64 - shift);
  }
  value <<= 64 - bits;
  value = isSigned ? <u64>(<i64>value >> (64 - bits)) : value >> (64 - bits);
  if (mode != RUN) {
    const previous1 = Time.touchRegister(mode, state, Operand.rs1(ip), ts);
    const previousD = Time.touchRegister(mode, state, Operand.rd(ip), ts + 2);
    const record = claimCells(mode, state, layout.STREAM_LOADX, ts, at, page, secondPage);
    if (mode == RECORD) {
      Row.head(state, record, ip, ip + 8, ts);
      Row.readRs1(record, previous1, State.register(state, Operand.rs1(ip)));
      Row.readRs2(record, 0, 0);
      Row.writeRd(state, record, ip, previousD, value);
    }
  }
  State.setRegister(state, Operand.rd(ip), value);
  return layout.STATUS_RUNNING;
}

/** Executes a store of `1 << logBytes` bytes of rs2; returns a status. */
export function misalignedStore(mode: i32, state: u32, ip: u32, ts: u32, address: u64, logBytes: u32): u32 {
  if (address > <u64>layout.MEMORY_END - (1 << logBytes)) return trap(state, layout.TRAP_STORE, address);
  const at = <u32>address;
  const bits: u64 = 8 << logBytes;
  const shift: u64 = (at & 7) << 3;
  const page = Memory.page(state, load<u32>(state, layout.STATE_PAGE_TABLE), at);
  if (page == 0) return trap(state, layout.TRAP_MEMORY_LIMIT, address);
  let secondPage: u32 = 0;
  if (shift + bits > 64) {
    secondPage = Memory.page(state, load<u32>(state, layout.STATE_PAGE_TABLE), at + 8);
    if (secondPage == 0) return trap(state, layout.TRAP_MEMORY_LIMIT, address);
  }
  const value = State.register(state, Operand.rs2(ip));
  if (mode != RUN) {
    const previous1 = Time.touchRegister(mode, state, Operand.rs1(ip), ts);
    const previous2 = Time.touchRegister(mode, state, Operand.rs2(ip), ts + 1);
    const record = claimCells(mode, state, layout.STREAM_STOREX, ts, at, page, secondPage);
    if (mode == RECORD) {
      Row.head(state, record, ip, ip + 8, ts);
      Row.readRs1(record, previous1, State.register(state, Operand.rs1(ip)));
      Row.readRs2(record, previous2, value);
      Row.noRd(record);
    }
  }
  const mask = u64.MAX_VALUE >> (64 - bits);
  merge(page + (at & 0xfff8), mask << shift, value << shift);
  if (secondPage != 0) merge(secondPage + ((at + 8) & 0xfff8), mask >> (64 - shift), value >> (64 - shift));
  return layout.STATUS_RUNNING;
}

function merge(cell: u32, mask: u64, value: u64): void {
  store<u64>(cell, (load<u64>(cell) & ~mask) | (value & mask));
}

/** Claims a record and fills its memory part, with the cells as they are now. */
function claimCells(mode: i32, state: u32, stream: u32, ts: u32, at: u32, page: u32, secondPage: u32): u32 {
  const previous = Time.touchCell(mode, state, page, at, ts);
  const previousSecond = secondPage == 0 ? 0 : Time.touchCell(mode, state, secondPage, at + 8, ts);
  const record = State.claim(mode, state, stream, layout.MEMORY_INSTRUCTION_BYTES);
  if (mode == RECORD) {
    Row.cell(record, at, previous, load<u64>(page + (at & 0xfff8)));
    if (secondPage != 0) {
      store<u32>(record, previousSecond, layout.RECORD_SECOND_CELL_PREV_TS);
      store<u64>(record, load<u64>(secondPage + ((at + 8) & 0xfff8)), layout.RECORD_SECOND_CELL_VALUE);
    }
  }
  return record;
}
