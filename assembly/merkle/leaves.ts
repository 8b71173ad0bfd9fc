// Leaves of the mixed-height Merkle trees (docs/protocol.md section 2, `chain`): a row's words are hashed block by block,
// four consecutive rows at once. A column-major trace is the interleaved message layout already: four consecutive rows
// of a column are one v128, so nothing is transposed on the way in; the digests are transposed on the way out.
//
// Perf: rows are taken in tiles, blocks outside, rows inside, so that 16 columns are read at a time: a pass over all
// columns per four rows touches one page per column and misses the TLB.

import { compress4, FLAG_FIRST, FLAG_LAST, initialise4, IV_0, IV_1, IV_2 } from '../hash/blake3';
import { Transpose } from '../hash/lanes';

const MESSAGE_BYTES: usize = 256;
const CV_BYTES: usize = 128;
const TILE_ROWS: u32 = 128;

/** Bytes that `hashLeaves` needs at `scratch`. */
export const LEAF_SCRATCH_BYTES: usize = MESSAGE_BYTES + <usize>(TILE_ROWS >> 2) * CV_BYTES;

/**
 * Digests of rows firstRow .. firstRow + numRows - 1 (both multiples of 4) to out + 32 * row. `columns` is a table of
 * numColumns u32 addresses: the concatenated rows of all tables of this log length. `scratch`: LEAF_SCRATCH_BYTES, 16-aligned.
 */
export function hashLeaves(
  columns: usize, numColumns: u32, out: usize, firstRow: u32, numRows: u32, kind: u32, logHeight: u32, scratch: usize,
): void {
  const cvs = scratch + MESSAGE_BYTES;
  const numBlocks: u32 = numColumns == 0 ? 1 : (numColumns + 15) >> 4;
  const end = firstRow + numRows;
  for (let tile = firstRow; tile < end; tile += TILE_ROWS) {
    const tileRows = min<u32>(end - tile, TILE_ROWS);
    const cvsEnd = cvs + <usize>(tileRows >> 2) * CV_BYTES;
    for (let cv = cvs; cv < cvsEnd; cv += CV_BYTES) initialise4(cv, IV_0 ^ kind, IV_1 ^ logHeight, IV_2 ^ (numColumns << 2));
    for (let block: u32 = 0; block < numBlocks; block++) {
      const flags = (block == 0 ? FLAG_FIRST : 0) | (block == numBlocks - 1 ? FLAG_LAST : 0);
      const words = min<u32>(numColumns - (block << 4), 16);
      const pointers = columns + ((<usize>block) << 6);
      for (let i: usize = words; i < 16; i++) v128.store(scratch + (i << 4), i32x4.splat(0));
      let offset = <usize>tile << 2;
      for (let cv = cvs; cv < cvsEnd; cv += CV_BYTES, offset += 16) {
        for (let i: usize = 0; i < <usize>words; i++) {
          v128.store(scratch + (i << 4), v128.load(<usize>load<u32>(pointers + (i << 2)) + offset));
        }
        compress4(cv, scratch, block, 0, 64, flags);
      }
    }
    let digest = out + (<usize>tile << 5);
    for (let cv = cvs; cv < cvsEnd; cv += CV_BYTES, digest += 128) {
      Transpose.copy(cv, 16, digest, 32);
      Transpose.copy(cv + 64, 16, digest + 16, 32);
    }
  }
}
