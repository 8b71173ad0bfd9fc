/**
 * Records of keccak_f1600 (assembly/executor/precompiles/keccak.ts). A call makes one `keccak` record and 100 of `keccakRound`: for each of
 * four windows of 16 bits the 25 states (before round 0, after each round), all lanes. Lane (x, y) has index x + 5 y.
 */
import { field, type Int } from '../../air/integer.ts';
import * as layout from './keccak-layout.ts';

const list = (count: number, make: (i: number) => Int): readonly Int[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** One call, 520 bytes. x17, x10 are read and the 25 cells consumed and emitted at ts. */
export const keccakRecord = {
  ts: field.u32(layout.KECCAK_TS),
  pc: field.u32(layout.KECCAK_PC),
  x17PrevTs: field.u32(layout.KECCAK_X17_PREV_TS),
  x10PrevTs: field.u32(layout.KECCAK_X10_PREV_TS),
  x10Value: field.u32(layout.KECCAK_X10_VALUE),
  prevTs: list(layout.KECCAK_CELLS, (i) => field.u32(layout.KECCAK_PREV_TS + 4 * i)),
  before: list(layout.KECCAK_CELLS, (i) => field.u64(layout.KECCAK_BEFORE + 8 * i)),
  after: list(layout.KECCAK_CELLS, (i) => field.u64(layout.KECCAK_AFTER + 8 * i)),
};

/** Window g of state r, 224 bytes. */
export const keccakRoundRecord = {
  ts: field.u32(layout.KECCAK_RND_TS),
  /** 4 r + g */
  rowId: field.u32(layout.KECCAK_RND_ROW_ID),
  /** 2^r times the g-th power of the window factor, mod p. */
  key: field.u32(layout.KECCAK_RND_KEY),
  /** This window of the round constant that made the state; 0 for r = 0. */
  rc: field.u32(layout.KECCAK_RND_RC),
  /** Of each column parity, the bit before the window's first (bit 63 before bit 0). */
  edge: list(5, (x) => field.u8(layout.KECCAK_RND_EDGE + x)),
  /** What chi made the state from. */
  b: list(layout.KECCAK_CELLS, (i) => field.u16(layout.KECCAK_RND_B + 2 * i)),
  /** The state. */
  a: list(layout.KECCAK_CELLS, (i) => field.u16(layout.KECCAK_RND_A + 2 * i)),
  /** Of each bit of b: whether two or three of the bits were set whose xor it is (chi's two and theta's); 0 for r = 0. */
  carry: list(layout.KECCAK_CELLS, (i) => field.u16(layout.KECCAK_RND_CARRY + 2 * i)),
  /** b of the next record, 0 if there is none. */
  nextB: list(layout.KECCAK_CELLS, (i) => field.u16(layout.KECCAK_RND_NEXT_B + 2 * i)),
};
