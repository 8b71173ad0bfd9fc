// The DEEP batches (docs/protocol.md, section 6, step 5). Everything that does not depend on the query is prepared once: a weight
// for every word of a row, so that one `dot` handles the row of one tree and height however many tables it spans, and the
// same weighted sum of the openings. Per query and height it then is
//   (rows * weights - opened) / (x - zeta) + (next words * their weights - opened next) / (x - zeta omega).
// The opened sums are kept negated, beside the dot products of the rows, so that one more `dot` with ones adds them all up.
import { COSET_SHIFT, E, F, INVERSE_ROOTS, ONE, ROOTS } from './field';
import { dot, extDiv, extMul } from './imports';
import { MAIN, PERMUTATION, QUOTIENT } from './layout';
import { Difference } from './program';
import * as S from './state';

/** Allots weights and lists in the variable part, from FREE on, each at a multiple of 8. */
function allot(s: usize): void {
  let free = <usize>load<u32>(s, S.FREE);
  let height = s + S.HEIGHTS;
  for (let i: u32 = 0; i < load<u32>(s, S.NUM_HEIGHTS); i++, height += S.HEIGHT_BYTES) {
    for (let slot: usize = 0; slot < 16; slot += 4) {
      store<u32>(height + slot, free as u32, S.H_WEIGHTS);
      store<u32>(height + slot, free as u32, S.H_CURSORS);
      free += <usize>load<u32>(height + slot, S.H_ROW_WORDS) * S.E_BYTES;
      free = (free + 7) & ~7;
    }
    const numNextMain = <usize>load<u32>(height, S.H_NUM_NEXT_MAIN);
    const numNext = numNextMain + <usize>load<u32>(height, S.H_NUM_NEXT_PERMUTATION);
    store<u32>(height, free as u32, S.H_NEXT_WEIGHTS);
    free = (free + numNext * S.E_BYTES + 7) & ~7;
    store<u32>(height, free as u32, S.H_NEXT_OFFSETS);
    free = (free + (numNext << 2) + 7) & ~7;
    store<u32>(height, free as u32, S.H_NEXT_WORDS);
    free = (free + (numNext << 2) + 7) & ~7;
    store<u32>(height, 0, S.H_NEXT_MAIN_CURSOR);
    store<u32>(height, numNextMain as u32, S.H_NEXT_PERMUTATION_CURSOR);
    E.set(height + S.H_OPENED, 0);
    E.set(height + S.H_OPENED_NEXT, 0);
  }
  store<u32>(s, free as u32, S.FREE);
}

/** sum += weight * value. */
class Weighted {
  @inline static add(sum: usize, weight: usize, value: usize, product: usize): void {
    extMul(product, weight, value);
    E.add(sum, sum, product);
  }
}

/** Weights and opened sums. `weight` runs through lambda, lambda gamma, lambda gamma^2, .. */
export function prepareBatches(s: usize): void {
  allot(s);
  const gamma = s + S.GAMMA;
  const weight = s + S.T0;
  const product = s + S.T1;
  const shifted = s + S.T2;
  let table = s + S.TABLES;
  for (let i: u32 = 0; i < load<u32>(s, S.NUM_TABLES); i++, table += S.TABLE_BYTES) {
    if (load<u32>(table, S.T_LOG_HEIGHT) == 0) continue;
    const height = <usize>load<u32>(table, S.T_HEIGHT);
    const opened = height + S.H_OPENED;
    const openedNext = height + S.H_OPENED_NEXT;
    const mainStart = load<u32>(height, S.H_CURSORS + 4 * MAIN) - load<u32>(height, S.H_WEIGHTS + 4 * MAIN);
    E.copy(weight, table + S.T_COEFFICIENT);
    // Preprocessed and main columns: the openings of the two lie one after the other.
    let value = <usize>load<u32>(table, S.T_OPENED_PREPROCESSED);
    for (let tree: usize = 0; tree < 2; tree++) {
      const cursor = height + (tree << 2);
      let at = <usize>load<u32>(cursor, S.H_CURSORS);
      const width = load<u32>(table + (tree << 2), S.T_PREPROCESSED_WIDTH); // T_MAIN_WIDTH follows
      for (let j: u32 = 0; j < width; j++, at += S.E_BYTES, value += S.E_BYTES) {
        E.copy(at, weight);
        Weighted.add(opened, weight, value, product);
        extMul(weight, weight, gamma);
      }
      store<u32>(cursor, at as u32, S.H_CURSORS);
    }
    const numLogUpColumns = load<u32>(table, S.T_NUM_LOGUP_COLUMNS);
    let at = <usize>load<u32>(height, S.H_CURSORS + 4 * PERMUTATION);
    for (let j: u32 = 0; j < numLogUpColumns; j++, value += S.E_BYTES) {
      at = E.expand(at, weight);
      Weighted.add(opened, weight, value, product);
      extMul(weight, weight, gamma);
    }
    store<u32>(height, at as u32, S.H_CURSORS + 4 * PERMUTATION);

    // Next row. 1 / (x - zeta omega) = omega^-1 / (x/omega - zeta): the factor goes into the weights.
    const inverseOmega = load<u32>(height, S.H_INVERSE_OMEGA);
    const weights = <usize>load<u32>(height, S.H_NEXT_WEIGHTS);
    const offsets = <usize>load<u32>(height, S.H_NEXT_OFFSETS);
    let next = <usize>load<u32>(height, S.H_NEXT_MAIN_CURSOR);
    const columns = <usize>load<u32>(table, S.T_NEXT_COLUMNS);
    const numNext = load<u32>(table, S.T_NUM_NEXT);
    for (let j: u32 = 0; j < numNext; j++, value += S.E_BYTES, next++) {
      // Weights are 20 bytes for a word of 4.
      store<u32>(offsets + (next << 2), mainStart / 5 + (load<u32>(columns + (<usize>j << 2)) << 2));
      E.scale(weights + next * S.E_BYTES, weight, inverseOmega);
      Weighted.add(openedNext, weights + next * S.E_BYTES, value, product);
      extMul(weight, weight, gamma);
    }
    store<u32>(height, next as u32, S.H_NEXT_MAIN_CURSOR);
    if (numLogUpColumns > 0) {
      next = <usize>load<u32>(height, S.H_NEXT_PERMUTATION_CURSOR);
      const lastColumn = (at - <usize>load<u32>(height, S.H_WEIGHTS + 4 * PERMUTATION)) / 5 - 20;
      for (let k: usize = 0; k < 5; k++) store<u32>(offsets + ((next + k) << 2), (lastColumn + 4 * k) as u32);
      E.scale(shifted, weight, inverseOmega);
      E.expand(weights + next * S.E_BYTES, shifted);
      Weighted.add(openedNext, shifted, value, product);
      store<u32>(height, (next + 5) as u32, S.H_NEXT_PERMUTATION_CURSOR);
    }
  }
  for (let i: usize = 0; i < S.ONES_BYTES; i += 4) store<u32>(s + i, ONE, S.ONES);
  let height = s + S.HEIGHTS;
  for (let i: u32 = 0; i < load<u32>(s, S.NUM_HEIGHTS); i++, height += S.HEIGHT_BYTES) {
    const quotient = <usize>load<u32>(height, S.H_OPENED_QUOTIENT);
    const at = E.expand(<usize>load<u32>(height, S.H_WEIGHTS + 4 * QUOTIENT), height + S.H_COEFFICIENT);
    Weighted.add(height + S.H_OPENED, height + S.H_COEFFICIENT, quotient, product);
    extMul(weight, height + S.H_COEFFICIENT, gamma);
    E.expand(at, weight);
    Weighted.add(height + S.H_OPENED, weight, quotient + S.E_BYTES, product);
    E.negate(height + S.H_OPENED);
    E.negate(height + S.H_OPENED_NEXT);
  }
}

/** y = omega^bitrev(index) in the largest domain, and 1/y: bit b of the index stands for omega_(b+1). */
function locate(s: usize, index: u32): void {
  let y: u32 = ONE;
  let inverse: u32 = ONE;
  for (let root: usize = 4; index != 0; index >>= 1, root += 4) {
    if ((index & 1) == 0) continue;
    y = F.mul(y, load<u32>(ROOTS + root));
    inverse = F.mul(inverse, load<u32>(INVERSE_ROOTS + root));
  }
  store<u32>(s, y, S.Y);
  store<u32>(s, inverse, S.Y_INVERSE);
}

/** The batches of all heights at the query's index. False if a word of a row is not canonical. Rows must be located. */
export function computeBatches(s: usize, index: u32): bool {
  locate(s, index);
  const ones = s + S.ONES;
  const sum = s + S.T0;
  let y = load<u32>(s, S.Y);
  let logHeight = load<u32>(s + S.HEIGHTS, S.H_LOG_HEIGHT);
  let bad: i32 = 0;
  let height = s + S.HEIGHTS;
  for (let i: u32 = 0; i < load<u32>(s, S.NUM_HEIGHTS); i++, height += S.HEIGHT_BYTES) {
    // x = 31 y, and y is squared from one log length to the next.
    for (; logHeight > load<u32>(height, S.H_LOG_HEIGHT); logHeight--) y = F.mul(y, y);
    const x = F.mul(y, COSET_SHIFT);
    const batch = height + S.H_BATCH;
    const parts = s + S.PARTS;
    E.copy(parts, height + S.H_OPENED);
    let part = parts + S.E_BYTES;
    let count: i32 = 1;
    for (let slot: usize = 0; slot <= 4 * QUOTIENT; slot += 4) {
      const words = load<u32>(height + slot, S.H_ROW_WORDS);
      if (words == 0) continue;
      bad |= dot(part, <usize>load<u32>(height + slot, S.H_ROWS), <usize>load<u32>(height + slot, S.H_WEIGHTS), words as i32);
      part += S.E_BYTES;
      count++;
    }
    bad |= dot(sum, ones, parts, count);
    bad |= extDiv(batch, sum, Difference.at(s, x));

    const numNextMain = <usize>load<u32>(height, S.H_NUM_NEXT_MAIN);
    const numNext = numNextMain + <usize>load<u32>(height, S.H_NUM_NEXT_PERMUTATION);
    if (numNext == 0) continue;
    const words = <usize>load<u32>(height, S.H_NEXT_WORDS);
    let offset = <usize>load<u32>(height, S.H_NEXT_OFFSETS);
    let row = <usize>load<u32>(height, S.H_ROWS + 4 * MAIN);
    let word = words;
    const mainEnd = words + (numNextMain << 2);
    const end = words + (numNext << 2);
    for (; word < mainEnd; word += 4, offset += 4) store<u32>(word, load<u32>(row + <usize>load<u32>(offset)));
    row = <usize>load<u32>(height, S.H_ROWS + 4 * PERMUTATION);
    for (; word < end; word += 4, offset += 4) store<u32>(word, load<u32>(row + <usize>load<u32>(offset)));
    bad |= dot(sum, words, <usize>load<u32>(height, S.H_NEXT_WEIGHTS), numNext as i32);
    E.add(sum, sum, height + S.H_OPENED_NEXT);
    bad |= extDiv(sum, sum, Difference.at(s, F.mul(x, load<u32>(height, S.H_INVERSE_OMEGA))));
    E.add(batch, batch, sum);
  }
  return bad == 0;
}
