/**
 * SHA-256 (FIPS 180-4) as code, without the precompile: `plain.sha256`, to compare with and for machines that have only instructions.
 */
import { BLOCK_BYTES, sha256Tail } from './sha256';

const K = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
  0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
  0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
  0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
  0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
  0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
const INITIAL = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);

/** The message schedule of the block at hand. */
const schedule = memory.data(256);

const state = memory.data(32);
const tail = memory.data(128);

/** SHA-256 of some bytes, in code: about 4,300 cycles a block. */
export function sha256(bytes: Uint8Array): Uint8Array {
  memory.copy(state, INITIAL, 32);
  let pointer = bytes.dataStart;
  let left = bytes.length;
  for (; left >= BLOCK_BYTES; left -= BLOCK_BYTES, pointer += BLOCK_BYTES) compress(state, pointer);
  memory.copy(tail, pointer, left);
  const end = tail + sha256Tail(tail, left, bytes.length);
  for (let block = tail; block < end; block += BLOCK_BYTES) compress(state, block);
  const digest = new Uint8Array(32);
  for (let i: usize = 0; i < 32; i += 4) store<u32>(digest.dataStart + i, bswap<u32>(load<u32>(state + i)));
  return digest;
}

class Round {
  /** The word in both halves. Perf: one 64-bit shift of it rotates the word; the machine has no rotation, which would take three. */
  // @ts-ignore: decorator
  @inline static twice(x: u32): u64 {
    return (<u64>x << 32) | <u64>x;
  }
  // @ts-ignore: decorator
  @inline static first(e: u32, f: u32, g: u32, word: u32): u32 {
    const ee = Round.twice(e);
    return <u32>((ee >> 6) ^ (ee >> 11) ^ (ee >> 25)) + (g ^ (e & (f ^ g))) + word;
  }
  // @ts-ignore: decorator
  @inline static second(a: u32, b: u32, c: u32): u32 {
    const aa = Round.twice(a);
    return <u32>((aa >> 2) ^ (aa >> 13) ^ (aa >> 22)) + ((a & b) | (c & (a | b)));
  }
}

function compress(state: usize, block: usize): void {
  for (let i: usize = 0; i < 64; i += 4) store<u32>(schedule + i, bswap<u32>(load<u32>(block + i)));
  for (let i: usize = schedule; i < schedule + 192; i += 4) {
    const x = load<u32>(i, 4);
    const y = load<u32>(i, 56);
    const xx = Round.twice(x);
    const yy = Round.twice(y);
    const small0 = <u32>((xx >> 7) ^ (xx >> 18)) ^ (x >> 3);
    const small1 = <u32>((yy >> 17) ^ (yy >> 19)) ^ (y >> 10);
    store<u32>(i, load<u32>(i) + small0 + load<u32>(i, 36) + small1, 64);
  }
  let a = load<u32>(state);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  let e = load<u32>(state, 16);
  let f = load<u32>(state, 20);
  let g = load<u32>(state, 24);
  let h = load<u32>(state, 28);
  // Perf: eight rounds at a time need no moves from variable to variable, 512 of 4,800 cycles a block.
  for (let i: usize = 0; i < 256; i += 32) {
    h += Round.first(e, f, g, load<u32>(K + i) + load<u32>(schedule + i));
    d += h;
    h += Round.second(a, b, c);
    g += Round.first(d, e, f, load<u32>(K + i, 4) + load<u32>(schedule + i, 4));
    c += g;
    g += Round.second(h, a, b);
    f += Round.first(c, d, e, load<u32>(K + i, 8) + load<u32>(schedule + i, 8));
    b += f;
    f += Round.second(g, h, a);
    e += Round.first(b, c, d, load<u32>(K + i, 12) + load<u32>(schedule + i, 12));
    a += e;
    e += Round.second(f, g, h);
    d += Round.first(a, b, c, load<u32>(K + i, 16) + load<u32>(schedule + i, 16));
    h += d;
    d += Round.second(e, f, g);
    c += Round.first(h, a, b, load<u32>(K + i, 20) + load<u32>(schedule + i, 20));
    g += c;
    c += Round.second(d, e, f);
    b += Round.first(g, h, a, load<u32>(K + i, 24) + load<u32>(schedule + i, 24));
    f += b;
    b += Round.second(c, d, e);
    a += Round.first(f, g, h, load<u32>(K + i, 28) + load<u32>(schedule + i, 28));
    e += a;
    a += Round.second(b, c, d);
  }
  store<u32>(state, load<u32>(state) + a);
  store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8);
  store<u32>(state, load<u32>(state, 12) + d, 12);
  store<u32>(state, load<u32>(state, 16) + e, 16);
  store<u32>(state, load<u32>(state, 20) + f, 20);
  store<u32>(state, load<u32>(state, 24) + g, 24);
  store<u32>(state, load<u32>(state, 28) + h, 28);
}
