// Proof of work for the transcript (docs/protocol.md section 3, `grind`): looks for a nonce such that absorbing it
// leaves the low bits of chaining-value word 0 zero. Four nonces at once; the caller takes chunks in ascending order
// and keeps the lowest hit, so that the proof does not depend on the number of workers.

import { compress4, FLAG_OBSERVE } from './blake3';

/** Bytes that `grind` needs at `scratch`: the transcript's state four times, a working copy, four messages. */
export const GRIND_SCRATCH_BYTES: usize = 128 + 128 + 256;

/**
 * The lowest nonce in first .. first + count - 1 that works: its offset from `first`, stored at `result`, or 2^32 - 1 if
 * there is none. `state`: eight words; bits 0..32; count is a multiple of 4; the range crosses no multiple of 2^32.
 */
export function grind(
  state: usize, label: u32, bits: u32, firstLow: u32, firstHigh: u32, count: u32, result: usize, scratch: usize,
): void {
  const cv = scratch + 128;
  const message = scratch + 256;
  for (let i: usize = 0; i < 8; i++) v128.store(scratch + (i << 4), i32x4.splat(load<u32>(state + (i << 2))));
  for (let i: usize = 2; i < 16; i++) v128.store(message + (i << 4), i32x4.splat(0));
  v128.store(message, i32x4.splat(firstHigh), 16);
  const mask = i32x4.splat(bits >= 32 ? u32.MAX_VALUE : ((<u32>1) << bits) - 1);
  let nonces = i32x4.add(i32x4.splat(firstLow), i32x4(0, 1, 2, 3));
  for (let done: u32 = 0; done < count; done += 4) {
    for (let i: usize = 0; i < 128; i += 16) v128.store(cv + i, v128.load(scratch + i));
    v128.store(message, nonces);
    compress4(cv, message, label, 8, 8, FLAG_OBSERVE);
    const hits = i32x4.bitmask(i32x4.eq(v128.and(v128.load(cv), mask), i32x4.splat(0)));
    if (hits != 0) {
      store<u32>(result, done + <u32>ctz(hits));
      return;
    }
    nonces = i32x4.add(nonces, i32x4.splat(4));
  }
  store<u32>(result, u32.MAX_VALUE);
}
