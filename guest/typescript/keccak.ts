/**
 * Keccak-256, Ethereum's hash (Keccak with rate 136 and the padding of before FIPS 202), by the precompile keccak_f1600. The message goes
 * into the state lane by lane, from any address: per block 68 cycles for that and a handful for the call.
 */
import { keccakPermute } from './host';
import { Words } from './words';

const RATE: i32 = 136;
const STATE_BYTES: i32 = 200;

/** Keccak-256 of data that comes in pieces: `new Keccak256().update(a).update(b).digest()`. */
export class Keccak256 {
  private memory: StaticArray<u8> = Words.allocate(STATE_BYTES);
  /** Bytes absorbed since the last permutation, less than RATE. */
  private used: i32 = 0;

  constructor() {
    const state = changetype<usize>(this.memory);
    for (let lane = state; lane < state + STATE_BYTES; lane += 40) {
      store<u64>(lane, 0);
      store<u64>(lane, 0, 8);
      store<u64>(lane, 0, 16);
      store<u64>(lane, 0, 24);
      store<u64>(lane, 0, 32);
    }
  }

  /** Takes in the bytes and returns the hasher. */
  update(bytes: Uint8Array): Keccak256 {
    this.absorb(bytes.dataStart, bytes.length);
    return this;
  }

  /** The digest, 32 bytes. The hasher is then used up. */
  digest(): Uint8Array {
    const digest = new Uint8Array(32);
    const state = changetype<usize>(this.memory);
    const at = state + this.used;
    store<u8>(at, load<u8>(at) ^ 1);
    store<u8>(state, load<u8>(state, RATE - 1) ^ 0x80, RATE - 1);
    keccakPermute(state);
    Words.copy32(digest.dataStart, state);
    return digest;
  }

  private absorb(pointer: usize, length: i32): void {
    const state = changetype<usize>(this.memory);
    const used = this.used;
    let left = length;
    if (used > 0) {
      const taken = min(left, RATE - used);
      Sponge.part(state + used, pointer, taken);
      this.used = used + taken;
      if (used + taken < RATE) return;
      keccakPermute(state);
      pointer += taken;
      left -= taken;
    }
    for (; left >= RATE; left -= RATE, pointer += RATE) {
      Sponge.block(state, pointer);
      keccakPermute(state);
    }
    Sponge.part(state, pointer, left);
    this.used = left;
  }
}

/** Keccak-256 of some bytes. */
export function keccak256(bytes: Uint8Array): Uint8Array {
  return new Keccak256().update(bytes).digest();
}

export class Sponge {
  /** state ^= a block, 17 lanes. */
  // @ts-ignore: decorator
  @inline static block(state: usize, from: usize): void {
    store<u64>(state, load<u64>(state) ^ load<u64>(from));
    store<u64>(state, load<u64>(state, 8) ^ load<u64>(from, 8), 8);
    store<u64>(state, load<u64>(state, 16) ^ load<u64>(from, 16), 16);
    store<u64>(state, load<u64>(state, 24) ^ load<u64>(from, 24), 24);
    store<u64>(state, load<u64>(state, 32) ^ load<u64>(from, 32), 32);
    store<u64>(state, load<u64>(state, 40) ^ load<u64>(from, 40), 40);
    store<u64>(state, load<u64>(state, 48) ^ load<u64>(from, 48), 48);
    store<u64>(state, load<u64>(state, 56) ^ load<u64>(from, 56), 56);
    store<u64>(state, load<u64>(state, 64) ^ load<u64>(from, 64), 64);
    store<u64>(state, load<u64>(state, 72) ^ load<u64>(from, 72), 72);
    store<u64>(state, load<u64>(state, 80) ^ load<u64>(from, 80), 80);
    store<u64>(state, load<u64>(state, 88) ^ load<u64>(from, 88), 88);
    store<u64>(state, load<u64>(state, 96) ^ load<u64>(from, 96), 96);
    store<u64>(state, load<u64>(state, 104) ^ load<u64>(from, 104), 104);
    store<u64>(state, load<u64>(state, 112) ^ load<u64>(from, 112), 112);
    store<u64>(state, load<u64>(state, 120) ^ load<u64>(from, 120), 120);
    store<u64>(state, load<u64>(state, 128) ^ load<u64>(from, 128), 128);
  }

  /** to ^= some bytes: whole lanes as long as there are any, whatever the alignment. */
  static part(to: usize, from: usize, length: i32): void {
    for (; length >= 8; length -= 8, to += 8, from += 8) store<u64>(to, load<u64>(to) ^ load<u64>(from));
    for (; length > 0; length--, to++, from++) store<u8>(to, load<u8>(to) ^ load<u8>(from));
  }
}
