// Leaves of a FRI layer's tree (docs/protocol.md section 2): leaf j is the chain over the `arity` consecutive elements
// arity * j .., five words each. The layer is planar: word c of element i lies at base + c * strideBytes + 4 i.

import { compress4, FLAG_FIRST, FLAG_LAST, initialise4, IV_0, IV_1, IV_2 } from '../hash/blake3';
import { Transpose } from '../hash/lanes';

/** Bytes that `hashFriLeaves` needs at `scratch`: one cv and three blocks, interleaved. */
export const FRI_LEAF_SCRATCH_BYTES: usize = 128 + 3 * 256;

/**
 * Digests of leaves firstLeaf .. firstLeaf + numLeaves - 1 (both multiples of 4) to out + 32 * leaf; arity = 2^logArity,
 * logArity 1..3; logLeaves is the log of the number of leaves of the whole layer.
 */
export function hashFriLeaves(
  base: usize, strideBytes: usize, logArity: u32, out: usize, firstLeaf: u32, numLeaves: u32, logLeaves: u32, scratch: usize,
): void {
  const message = scratch + 128;
  const rowBytes: u32 = 20 << logArity;
  const numBlocks: u32 = (rowBytes + 63) >> 6;
  for (let i: usize = rowBytes << 2; i < <usize>(numBlocks << 8); i += 16) v128.store(message + i, i32x4.splat(0));
  const leafBytes: usize = <usize>4 << logArity;
  for (let leaf = firstLeaf; leaf < firstLeaf + numLeaves; leaf += 4) {
    for (let c: usize = 0; c < 5; c++) {
      const from = base + c * strideBytes + (<usize>leaf << (logArity + 2));
      // Word c of element e is message word 5 e + c: element to element is 5 vectors of 16 bytes.
      const to = message + (c << 4);
      if (logArity == 1) {
        const a = v128.load(from);
        const b = v128.load(from, 16);
        v128.store(to, v128.shuffle<i32>(a, b, 0, 2, 4, 6));
        v128.store(to, v128.shuffle<i32>(a, b, 1, 3, 5, 7), 80);
      } else {
        for (let half: usize = 0; half < leafBytes; half += 16) Transpose.copy(from + half, leafBytes, to + 20 * half, 80);
      }
    }
    initialise4(scratch, IV_0 ^ 6, IV_1 ^ logLeaves, IV_2 ^ rowBytes);
    for (let block: u32 = 0; block < numBlocks; block++) {
      const flags = (block == 0 ? FLAG_FIRST : 0) | (block == numBlocks - 1 ? FLAG_LAST : 0);
      compress4(scratch, message + (<usize>block << 8), block, 0, 64, flags);
    }
    const digest = out + (<usize>leaf << 5);
    Transpose.copy(scratch, 16, digest, 32);
    Transpose.copy(scratch + 64, 16, digest + 16, 32);
  }
}
