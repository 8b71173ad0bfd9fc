// The host's side of the verifier's imports (module `vouch`; docs/protocol.md, sections 2 and 3): hash functions and
// arithmetic in E, with SIMD. The verifier itself stays free of SIMD so that it can also run inside the machine, where these
// imports are precompiles. This module has no static data: it shares its memory with the verifier's.
import { dot, extDiv, extMul } from './arithmetic';
import { compress } from './blake3';
import { keccakF } from './keccak';

/** BLAKE3's compression function: 8 words at `cv` are replaced, 64 bytes at `block` are read where they lie. */
export function blake3_compress(cv: usize, block: usize, counter: u64, blockLength: i32, flags: i32): void {
  compress(cv, block, counter, blockLength, flags);
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
