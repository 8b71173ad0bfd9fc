/**
 * Timestamps of registers and memory cells. An access consumes the token of the last one; if that is so old that the
 * difference does not fit 16 bits, a refresh record at `now - 1` comes between.
 */
import * as layout from '../../src/executor/layout';
import { RECORD, State } from './state';

export class Time {
  /** Marks register `index` accessed at `now`; returns the timestamp of the token that this consumes. */
  @inline static touchRegister(mode: i32, state: u32, index: u32, now: u32): u32 {
    const at = state + (index << 2);
    let previous = load<u32>(at, layout.STATE_REGISTER_TIMES);
    if (now - previous > <u32>layout.MAX_TIME_DIFFERENCE) {
      const value = State.register(state, index);
      previous = refresh(mode, state, layout.STREAM_REFRESH_REGISTER, index, previous, now, value);
    }
    store<u32>(at, now, layout.STATE_REGISTER_TIMES);
    return previous;
  }

  /** The same for the cell of guest address `address`, which lies in `page`. */
  @inline static touchCell(mode: i32, state: u32, page: u32, address: u32, now: u32): u32 {
    const inPage = address & 0xfff8;
    const at = page + (inPage >> 1);
    let previous = load<u32>(at, layout.PAGE_BYTES);
    if (now - previous > <u32>layout.MAX_TIME_DIFFERENCE) {
      const value = load<u64>(page + inPage);
      previous = refresh(mode, state, layout.STREAM_REFRESH_MEMORY, address >> 3, previous, now, value);
    }
    store<u32>(at, now, layout.PAGE_BYTES);
    return previous;
  }

  /**
   * Marks `cells` > 0 neighbouring cells, whose pages exist, accessed at `now` by tokens of one and the same time, which is returned:
   * cells whose tokens are older are refreshed to the latest. It may be any time ago.
   */
  static touchTogether(mode: i32, state: u32, address: u32, cells: u32, now: u32): u32 {
    const pageTable = load<u32>(state, layout.STATE_PAGE_TABLE);
    const end = address + (cells << 3);
    let latest: u32 = 0;
    for (let at = address; at < end; at += 8) latest = max<u32>(latest, load<u32>(Time.ofCell(pageTable, at)));
    for (let at = address; at < end; at += 8) {
      const time = Time.ofCell(pageTable, at);
      const previous = load<u32>(time);
      if (previous != latest) {
        const value = load<u64>(load<u32>(pageTable + ((at >> 16) << 2)) + (at & 0xfff8));
        refresh(mode, state, layout.STREAM_REFRESH_MEMORY, at >> 3, previous, latest + 1, value);
      }
      store<u32>(time, now);
    }
    return latest;
  }

  /**
   * Marks `cells` neighbouring cells, whose pages exist, accessed at `now`; stores the times of the tokens that this consumes, one u32 each,
   * at `to`. They lie in one window: now - 1 - time is the result times 2^16 and less than 2^16 more. It is the window of the
   * latest; cells whose tokens are older are refreshed to its beginning.
   */
  static touchInWindow(mode: i32, state: u32, address: u32, cells: u32, now: u32, to: u32): u32 {
    const pageTable = load<u32>(state, layout.STATE_PAGE_TABLE);
    const end = address + (cells << 3);
    let latest: u32 = 0;
    for (let at = address; at < end; at += 8) latest = max<u32>(latest, load<u32>(Time.ofCell(pageTable, at)));
    const window = (now - 1 - latest) >> 16;
    for (let at = address; at < end; at += 8, to += 4) {
      const time = Time.ofCell(pageTable, at);
      let previous = load<u32>(time);
      if ((now - 1 - previous) >> 16 != window) {
        const value = load<u64>(load<u32>(pageTable + ((at >> 16) << 2)) + (at & 0xfff8));
        const start = now - ((window + 1) << 16);
        previous = refresh(mode, state, layout.STREAM_REFRESH_MEMORY, at >> 3, previous, start + 1, value);
      }
      store<u32>(time, now);
      store<u32>(to, previous);
    }
    return window;
  }

  /** Where the timestamp of a cell is kept. */
  @inline static ofCell(pageTable: u32, address: u32): u32 {
    return load<u32>(pageTable + ((address >> 16) << 2)) + layout.PAGE_BYTES + ((address & 0xfff8) >> 1);
  }
}

function refresh(mode: i32, state: u32, stream: u32, index: u32, previous: u32, now: u32, value: u64): u32 {
  const record = State.claim(mode, state, stream, layout.REFRESH_BYTES);
  if (mode == RECORD) {
    store<u32>(record, index, layout.REFRESH_INDEX);
    store<u32>(record, previous, layout.REFRESH_PREV_TS);
    store<u32>(record, now - 1, layout.REFRESH_NEW_TS);
    store<u32>(record, 0, layout.REFRESH_NEW_TS + 4);
    store<u64>(record, value, layout.REFRESH_VALUE);
  }
  return now - 1;
}
