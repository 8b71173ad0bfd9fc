/**
 * What the precompiles share: checks of pointers and access to guest memory cell by cell. A precompile reads its arguments
 * from a0.. at `ts`, leaves every register as it is (but for steps of chains and paths, which move a1 to a4), and touches each memory cell exactly once, at `ts`: an operand that is
 * replaced is consumed with its old and emitted with its new value. So operands may not overlap (a cell has one token, which does
 * not move forward twice at one time); the executor traps where the proof would have no row.
 */
import * as layout from '../../../src/executor/layout';
import { Memory } from '../memory';
import { State, trap } from '../state';
import { Time } from '../time';

export class Call {
  /** 0, or the status of a trap: `address` must be a multiple of 8 with `bytes` bytes of memory behind it. */
  @inline static checkPointer(state: u32, address: u64, bytes: u32): u32 {
    if ((address & 7) != 0) return trap(state, layout.TRAP_MISALIGNED_POINTER, address);
    if (address > <u64>(layout.MEMORY_END - bytes)) return trap(state, layout.TRAP_LOAD, address);
    return 0;
  }

  /** 0, or the status of a trap, for two checked operands. */
  @inline static checkDisjoint(state: u32, a: u64, aBytes: u32, b: u64, bBytes: u32): u32 {
    if (a < b + bBytes && b < a + aBytes) return trap(state, layout.TRAP_OVERLAPPING_POINTERS, max<u64>(a, b));
    return 0;
  }

  /** Copies `cells` cells of guest memory to the host address `to`. False if the memory limit is reached. */
  static load(state: u32, address: u32, cells: u32, to: u32): bool {
    const pageTable = load<u32>(state, layout.STATE_PAGE_TABLE);
    for (let i: u32 = 0; i < cells; i++, address += 8) {
      const page = Memory.page(state, pageTable, address);
      if (page == 0) return false;
      store<u64>(to + (i << 3), load<u64>(page + (address & 0xffff)));
    }
    return true;
  }

  /** Copies `cells` cells from the host address `from`; the pages must exist (they do after `load`). */
  static store(state: u32, address: u32, cells: u32, from: u32): void {
    const pageTable = load<u32>(state, layout.STATE_PAGE_TABLE);
    for (let i: u32 = 0; i < cells; i++, address += 8) {
      const page = load<u32>(pageTable + ((address >> 16) << 2));
      store<u64>(page + (address & 0xffff), load<u64>(from + (i << 3)));
    }
  }

  /**
   * Marks `cells` cells accessed at `now` and stores the timestamps of the tokens that this consumes, one u32 each, at `to` (0: nowhere).
   * Call it before the cells change: a refresh carries the old value.
   */
  @inline static touch(mode: i32, state: u32, address: u32, cells: u32, now: u32, to: u32): void {
    const pageTable = load<u32>(state, layout.STATE_PAGE_TABLE);
    for (let i: u32 = 0; i < cells; i++, address += 8) {
      const page = load<u32>(pageTable + ((address >> 16) << 2));
      const previous = Time.touchCell(mode, state, page, address, now);
      if (to != 0) store<u32>(to + (i << 2), previous);
    }
  }
}
