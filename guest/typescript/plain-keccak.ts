/**
 * Keccak-256 as code, without the precompile: `plain.keccak256`. The permutation is FIPS 202, section 3.2, in place and with rho and pi in one
 * pass along pi's only cycle.
 */
import { Sponge } from './keccak';

const RATE: i32 = 136;
const ROUND_CONSTANTS = memory.data<u64>([
  0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
  0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
  0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
  0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
]);
const state = memory.data(200);

/** Keccak-256 of some bytes, in code. */
export function keccak256(bytes: Uint8Array): Uint8Array {
  memory.fill(state, 0, 200);
  let pointer = bytes.dataStart;
  let left = bytes.length;
  for (; left >= RATE; left -= RATE, pointer += RATE) {
    Sponge.block(state, pointer);
    permute();
  }
  Sponge.part(state, pointer, left);
  store<u8>(state + left, load<u8>(state + left) ^ 1);
  store<u8>(state, load<u8>(state, RATE - 1) ^ 0x80, RATE - 1);
  permute();
  const digest = new Uint8Array(32);
  memory.copy(digest.dataStart, state, 32);
  return digest;
}

class Lanes {
  // @ts-ignore: decorator
  @inline static column(at: usize): u64 {
    return load<u64>(at) ^ load<u64>(at, 40) ^ load<u64>(at, 80) ^ load<u64>(at, 120) ^ load<u64>(at, 160);
  }
  /** theta: a column's lanes ^= d. */
  // @ts-ignore: decorator
  @inline static add(at: usize, d: u64): void {
    store<u64>(at, load<u64>(at) ^ d);
    store<u64>(at, load<u64>(at, 40) ^ d, 40);
    store<u64>(at, load<u64>(at, 80) ^ d, 80);
    store<u64>(at, load<u64>(at, 120) ^ d, 120);
    store<u64>(at, load<u64>(at, 160) ^ d, 160);
  }
  /** rho and pi: the lane goes to `to`, turned; returns what was there. */
  // @ts-ignore: decorator
  @inline static turn(lane: u64, to: usize, by: u64): u64 {
    const next = load<u64>(state + (to << 3));
    store<u64>(state + (to << 3), rotl<u64>(lane, by));
    return next;
  }
}

function permute(): void {
  for (let round: usize = 0; round < 192; round += 8) {
    const c0 = Lanes.column(state);
    const c1 = Lanes.column(state + 8);
    const c2 = Lanes.column(state + 16);
    const c3 = Lanes.column(state + 24);
    const c4 = Lanes.column(state + 32);
    Lanes.add(state, c4 ^ rotl<u64>(c1, 1));
    Lanes.add(state + 8, c0 ^ rotl<u64>(c2, 1));
    Lanes.add(state + 16, c1 ^ rotl<u64>(c3, 1));
    Lanes.add(state + 24, c2 ^ rotl<u64>(c4, 1));
    Lanes.add(state + 32, c3 ^ rotl<u64>(c0, 1));

    let lane = load<u64>(state + 8);
    lane = Lanes.turn(lane, 10, 1);
    lane = Lanes.turn(lane, 7, 3);
    lane = Lanes.turn(lane, 11, 6);
    lane = Lanes.turn(lane, 17, 10);
    lane = Lanes.turn(lane, 18, 15);
    lane = Lanes.turn(lane, 3, 21);
    lane = Lanes.turn(lane, 5, 28);
    lane = Lanes.turn(lane, 16, 36);
    lane = Lanes.turn(lane, 8, 45);
    lane = Lanes.turn(lane, 21, 55);
    lane = Lanes.turn(lane, 24, 2);
    lane = Lanes.turn(lane, 4, 14);
    lane = Lanes.turn(lane, 15, 27);
    lane = Lanes.turn(lane, 23, 41);
    lane = Lanes.turn(lane, 19, 56);
    lane = Lanes.turn(lane, 13, 8);
    lane = Lanes.turn(lane, 12, 25);
    lane = Lanes.turn(lane, 2, 43);
    lane = Lanes.turn(lane, 20, 62);
    lane = Lanes.turn(lane, 14, 18);
    lane = Lanes.turn(lane, 22, 39);
    lane = Lanes.turn(lane, 9, 61);
    lane = Lanes.turn(lane, 6, 20);
    lane = Lanes.turn(lane, 1, 44);
    for (let row = state; row < state + 200; row += 40) {
      const a = load<u64>(row);
      const b = load<u64>(row, 8);
      const c = load<u64>(row, 16);
      const d = load<u64>(row, 24);
      const e = load<u64>(row, 32);
      store<u64>(row, a ^ (~b & c));
      store<u64>(row, b ^ (~c & d), 8);
      store<u64>(row, c ^ (~d & e), 16);
      store<u64>(row, d ^ (~e & a), 24);
      store<u64>(row, e ^ (~a & b), 32);
    }
    store<u64>(state, load<u64>(state) ^ load<u64>(ROUND_CONSTANTS + round));
  }
}
