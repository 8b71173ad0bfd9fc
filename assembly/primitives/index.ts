// The host's side of the verifier's imports (module `vouch`; docs/protocol.md, sections 2 and 3): hash functions and
// arithmetic in E, with SIMD. The verifier itself stays free of SIMD so that it can also run inside the machine, where these
// imports are precompiles. This module has no static data: it shares its memory with the verifier's.
import { dot, extDiv, extMul } from './arithmetic';
import { chain, compress, path } from './blake3';
import { keccakF } from './keccak';

/** BLAKE3's compression function: 8 words at `cv` are replaced, 64 bytes at `block` are read where they lie. */
export function blake3_compress(cv: usize, block: usize, counter: u64, blockLength: i32, flags: i32): void {
  compress(cv, block, counter, blockLength, flags);
}

/** 8 words at `cv` absorb `count` > 0 blocks; `flags` are the first block's, the last has 2 besides. */
export function blake3_chain(cv: usize, data: usize, counter: u64, count: i32, flags: i32): void {
  chain(cv, data, counter, count, flags);
}

/** 8 words at `node` are replaced by their parent, `count` > 0 times; siblings lie one after the other. */
export function blake3_path(node: usize, siblings: usize, index: i32, count: i32, flags: i32): void {
  path(node, siblings, index, count, flags);
}

export function keccak_f(state: usize): void {
  keccakF(state);
}

export function ext_mul(out: usize, a: usize, b: usize): i32 {
  return extMul(out, a, b);
}

export function ext_div(out: usize, a: usize, b: usize): i32 {
  return extDiv(out, a, b);
}

export { dot };
