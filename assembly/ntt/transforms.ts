// Number-theoretic transforms of single columns of words. Values are in bit-reversed order, coefficients in natural order; which
// coset is meant lies in the twiddle table. A long transform goes through memory twice, whatever its length: once for the levels
// with half lengths of at least a block, on tiles of all rows times a few columns that are worked on in `scratch`, and once block
// by block (the four-step method of Bailey 1990, without transpositions).
// A low-degree extension by 2^b is 2^b transforms of the coefficients on 2^b cosets (the first b levels meet only zeros
// in their second halves, so they copy); the tile of coefficients that comes out of the inverse transform's last
// pass goes straight into all 2^b first passes.
import { F, F4 } from '../field/babybear';
import { forwardRows, forwardSmall, forwardTail } from './forward';
import { inverseHead, inverseRows, inverseSmall } from './inverse';

/** Words of a block: 16 KiB. Perf: on a 32 KiB first-level cache 2^13 words cost a third more from 2^19 rows on, 2^11 some 10 %. */
const LOG_BLOCK: u32 = 12;
const BLOCK_BYTES: usize = 4 << LOG_BLOCK;

/** Bytes of a row of a tile: two cache lines, or one if the tile would not fit the first-level cache then. */
function tileWidth(logRows: u32): usize {
  return logRows <= 7 ? 128 : 64;
}

/** Bytes of scratch for one transform of 2^logN words at a time. */
export function nttScratchBytes(logN: u32): usize {
  if (logN <= LOG_BLOCK) return 64;
  const logRows = logN - LOG_BLOCK;
  return 2 * (tileWidth(logRows) << logRows);
}

/** 2^-logN as a word. */
function inverseOfLength(logN: u32): u32 {
  return F.inverse(F.fromInteger((1 as u32) << logN));
}

function scaleInPlace(ptr: usize, bytes: usize, c: u32): void {
  const v = i32x4.splat(c);
  for (let i: usize = 0; i < bytes; i += 16) v128.store(ptr + i, F4.mul(v128.load(ptr + i), v));
}

/** Forward transform of one block of 2^logN <= 2^LOG_BLOCK words. */
function forwardBlock(src: usize, dst: usize, logN: u32, twiddles: usize, node: usize): void {
  if (logN < 4) {
    if (src != dst) memory.copy(dst, src, (4 as usize) << logN);
    forwardSmall(dst, logN, twiddles, node);
    return;
  }
  const logRows = logN - 4;
  forwardRows(src, 64, dst, 64, dst, 64, logRows, 64, twiddles, node);
  forwardTail(logRows == 0 ? src : dst, dst, (1 as usize) << logRows, twiddles, node << logRows);
}

/** Inverse transform, times the length, of one block of 2^logN <= 2^LOG_BLOCK words. */
function inverseBlock(src: usize, dst: usize, logN: u32, twiddles: usize, node: usize): void {
  if (logN < 4) {
    if (src != dst) memory.copy(dst, src, (4 as usize) << logN);
    inverseSmall(dst, logN, twiddles, node);
    return;
  }
  const logRows = logN - 4;
  inverseHead(src, dst, (1 as usize) << logRows, twiddles, node << logRows);
  inverseRows(dst, 64, dst, 64, dst, 64, logRows, 64, twiddles, node);
}

function scaleSmall(ptr: usize, logN: u32, c: u32): void {
  if (logN >= 2) {
    scaleInPlace(ptr, (4 as usize) << logN, c);
    return;
  }
  for (let i: usize = 0; i < (4 as usize) << logN; i += 4) store<u32>(ptr + i, F.mul(load<u32>(ptr + i), c));
}

/** The blocks of a long transform in place: its last LOG_BLOCK levels, `node` being the one of the whole transform. */
function forwardBlocks(ptr: usize, logRows: u32, twiddles: usize, node: usize): void {
  for (let b: usize = 0; b < (1 as usize) << logRows; b++) {
    const at = ptr + b * BLOCK_BYTES;
    forwardBlock(at, at, LOG_BLOCK, twiddles, (node << logRows) + b);
  }
}

/**
 * 2^logN coefficients to 2^(logN + logBlowup) values in bit-reversed order, on the coset of the table `twiddles` (of
 * 2^logTwiddles >= the values). src may be the last 2^logN words of dst (so dst itself, without blowup), else they must not overlap.
 */
export function dft(
  src: usize, dst: usize, logN: u32, logBlowup: u32, twiddles: usize, logTwiddles: u32, scratch: usize,
): void {
  const cosets = (1 as usize) << logBlowup;
  const bytes = (4 as usize) << logN;
  const node = (1 as usize) << (logTwiddles - logN);
  if (logN <= LOG_BLOCK) {
    for (let k: usize = 0; k < cosets; k++) forwardBlock(src, dst + k * bytes, logN, twiddles, node + k);
    return;
  }
  const logRows = logN - LOG_BLOCK;
  const width = tileWidth(logRows);
  const work = scratch + (width << logRows);
  for (let k: usize = 0; k < cosets; k++) {
    const to = dst + k * bytes;
    for (let c: usize = 0; c < BLOCK_BYTES; c += width) {
      forwardRows(src + c, BLOCK_BYTES, work, width, to + c, BLOCK_BYTES, logRows, width, twiddles, node + k);
    }
    forwardBlocks(to, logRows, twiddles, node + k);
  }
}

/**
 * 2^logN values in bit-reversed order on the coset of the *inverse* table `twiddles` (of 2^logTwiddles >= 2^logN) to
 * coefficients. src may be dst.
 */
export function intt(src: usize, dst: usize, logN: u32, twiddles: usize, logTwiddles: u32, scratch: usize): void {
  const node = (1 as usize) << (logTwiddles - logN);
  const c = inverseOfLength(logN);
  if (logN <= LOG_BLOCK) {
    inverseBlock(src, dst, logN, twiddles, node);
    scaleSmall(dst, logN, c);
    return;
  }
  const logRows = logN - LOG_BLOCK;
  const width = tileWidth(logRows);
  for (let b: usize = 0; b < (1 as usize) << logRows; b++) {
    const at = b * BLOCK_BYTES;
    inverseBlock(src + at, dst + at, LOG_BLOCK, twiddles, (node << logRows) + b);
    scaleInPlace(dst + at, BLOCK_BYTES, c);
  }
  for (let at: usize = 0; at < BLOCK_BYTES; at += width) {
    inverseRows(dst + at, BLOCK_BYTES, scratch, width, dst + at, BLOCK_BYTES, logRows, width, twiddles, node);
  }
}

/**
 * Low-degree extension: 2^logN values on H (table `inverse`: inverses for the shift 1) to 2^(logN + logBlowup) values on the
 * coset of the table `forward`, both in bit-reversed order. src and dst must not overlap, except that src may be the
 * last 2^logN words of dst.
 */
export function lde(
  src: usize, dst: usize, logN: u32, logBlowup: u32, inverse: usize, logInverse: u32, forward: usize, logForward: u32,
  scratch: usize,
): void {
  const cosets = (1 as usize) << logBlowup;
  const bytes = (4 as usize) << logN;
  const last = dst + (cosets - 1) * bytes;
  if (logN <= LOG_BLOCK) {
    intt(src, last, logN, inverse, logInverse, scratch);
    dft(last, dst, logN, logBlowup, forward, logForward, scratch);
    return;
  }
  const inverseNode = (1 as usize) << (logInverse - logN);
  const node = (1 as usize) << (logForward - logN);
  const logRows = logN - LOG_BLOCK;
  const c = inverseOfLength(logN);
  for (let b: usize = 0; b < (1 as usize) << logRows; b++) {
    const at = last + b * BLOCK_BYTES;
    inverseBlock(src + b * BLOCK_BYTES, at, LOG_BLOCK, inverse, (inverseNode << logRows) + b);
    scaleInPlace(at, BLOCK_BYTES, c);
  }
  const width = tileWidth(logRows);
  const tile = scratch;
  const work = scratch + (width << logRows);
  for (let at: usize = 0; at < BLOCK_BYTES; at += width) {
    inverseRows(last + at, BLOCK_BYTES, tile, width, tile, width, logRows, width, inverse, inverseNode);
    for (let k: usize = 0; k < cosets; k++) {
      forwardRows(
        tile, width, work, width, dst + k * bytes + at, BLOCK_BYTES, logRows, width, forward, node + k,
      );
    }
  }
  for (let k: usize = 0; k < cosets; k++) forwardBlocks(dst + k * bytes, logRows, forward, node + k);
}
