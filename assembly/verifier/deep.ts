// The DEEP batches (docs/protocol.md, section 6, step 5). Everything that does not depend on the query is prepared once: a weight
// for every word of a row, so that one `dot` handles the row of one tree and height however many tables it spans, and the
// same weighted sum of the openings. Per query and height it then is
//   (rows * weights - opened) / (x - zeta) + (next words * their weights - opened next) / (x - zeta omega).
// The opened sums are kept negated: one beside the dot products of the rows, so that one more `dot` with ones adds them all up, the other as a
// weight of the word 1 that is gathered with the next words.
import { COSET_SHIFT, E, F, ONE, ROOTS } from './field';
import { dot, extDiv, extMul } from './imports';
import { MAIN, NUM_TREES, PERMUTATION, PREPROCESSED, QUOTIENT } from './layout';
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
    // The word 1, running sums, main columns; main columns are gathered four at a time, so up to three words more.
    const numNextMain = <usize>load<u32>(height, S.H_NUM_NEXT_MAIN);
    const numNextPermutation = <usize>load<u32>(height, S.H_NUM_NEXT_PERMUTATION);
    const numNext: usize = 1 + numNextPermutation + numNextMain;
    store<u32>(height, free as u32, S.H_NEXT_WEIGHTS);
    free = (free + numNext * S.E_BYTES + 7) & ~7;
    store<u32>(height, free as u32, S.H_NEXT_OFFSETS);
    // No row is read beyond its first word where there is no word to gather.
    for (let i: usize = 0; i < 3; i++) store<u32>(free + ((numNext - 1 + i) << 2), 0);
    free = (free + ((numNext + 2) << 2) + 7) & ~7;
    store<u32>(height, free as u32, S.H_NEXT_WORDS);
    store<u32>(free, ONE);
    free = (free + ((numNext + 3) << 2) + 7) & ~7;
    store<u32>(height, 0, S.H_NEXT_PERMUTATION_CURSOR);
    store<u32>(height, numNextPermutation as u32, S.H_NEXT_MAIN_CURSOR);
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
    const weights = <usize>load<u32>(height, S.H_NEXT_WEIGHTS) + S.E_BYTES;
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
  E.set(s + S.UNIT, ONE);
  E.set(s + S.Y, 0);
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
    E.copy(<usize>load<u32>(height, S.H_NEXT_WEIGHTS), height + S.H_OPENED_NEXT);
  }
}

/** y = omega^bitrev(index) in the largest domain, and 1/y: bit b of the index stands for omega_(b+1). */
function locate(s: usize, index: u32): void {
  let y: u32 = ONE;
  for (let root: usize = 4; index != 0; index >>= 1, root += 4) {
    if ((index & 1) != 0) y = F.mul(y, load<u32>(ROOTS + root));
  }
  store<u32>(s, y, S.Y);
  extDiv(s + S.Y_INVERSE, s + S.UNIT, s + S.Y);
}

/** Gathers the words opened at the next row: five of each running sum, and main columns four at a time. */
function gather(height: usize, numNextMain: u32): void {
  let word = <usize>load<u32>(height, S.H_NEXT_WORDS) + 4;
  let offset = <usize>load<u32>(height, S.H_NEXT_OFFSETS);
  let row = <usize>load<u32>(height, S.H_LEAVES + PERMUTATION * S.LEAF_BYTES + S.LEAF_ROW);
  let end = word + (<usize>load<u32>(height, S.H_NUM_NEXT_PERMUTATION) << 2);
  // The offset of each of the five words is stored, but that of the first says it all.
  for (; word < end; word += S.E_BYTES, offset += S.E_BYTES) E.copy(word, row + <usize>load<u32>(offset));
  row = <usize>load<u32>(height, S.H_LEAVES + MAIN * S.LEAF_BYTES + S.LEAF_ROW);
  end = word + (<usize>numNextMain << 2);
  for (; word < end; word += 16, offset += 16) {
    store<u32>(word, load<u32>(row + <usize>load<u32>(offset)));
    store<u32>(word, load<u32>(row + <usize>load<u32>(offset, 4)), 4);
    store<u32>(word, load<u32>(row + <usize>load<u32>(offset, 8)), 8);
    store<u32>(word, load<u32>(row + <usize>load<u32>(offset, 12)), 12);
  }
}

class Row {
  /** The weighted sum of one tree's row. */
  @inline static sum(height: usize, tree: usize): i32 {
    const slot = tree << 2;
    const words = load<u32>(height + slot, S.H_ROW_WORDS);
    if (words == 0) return 0;
    const row = <usize>load<u32>(height + tree * S.LEAF_BYTES, S.H_LEAVES + S.LEAF_ROW);
    return dot(height + S.H_ROW_SUMS + tree * S.E_BYTES, row, <usize>load<u32>(height + slot, S.H_WEIGHTS), words as i32);
  }
}

/** The batches of all heights at the query's index. False if a word of a row is not canonical. The tree's rows must be known. */
export function computeBatches(s: usize, index: u32): bool {
  locate(s, index);
  const ones = s + S.ONES;
  const sum = s + S.T0;
  let y = load<u32>(s, S.Y);
  let logHeight = load<u32>(s + S.HEIGHTS, S.H_LOG_HEIGHT);
  let bad: i32 = 0;
  let height = s + S.HEIGHTS;
  const end = height + <usize>load<u32>(s, S.NUM_HEIGHTS) * S.HEIGHT_BYTES;
  for (; height < end; height += S.HEIGHT_BYTES) {
    // x = 31 y, and y is squared from one log length to the next.
    for (; logHeight > load<u32>(height, S.H_LOG_HEIGHT); logHeight--) y = F.mul(y, y);
    const x = F.mul(y, COSET_SHIFT);
    bad |= Row.sum(height, PREPROCESSED) | Row.sum(height, MAIN) | Row.sum(height, PERMUTATION) | Row.sum(height, QUOTIENT);
    bad |= dot(sum, ones, height + S.H_OPENED, 1 + (NUM_TREES as i32));

    const numNextMain = load<u32>(height, S.H_NUM_NEXT_MAIN);
    const numNext = numNextMain + load<u32>(height, S.H_NUM_NEXT_PERMUTATION);
    if (numNext == 0) {
      bad |= extDiv(height + S.H_BATCH, sum, Difference.at(s, x));
      continue;
    }
    const quotients = height + S.H_QUOTIENTS;
    bad |= extDiv(quotients, sum, Difference.at(s, x));
    gather(height, numNextMain);
    const words = <usize>load<u32>(height, S.H_NEXT_WORDS);
    bad |= dot(sum, words, <usize>load<u32>(height, S.H_NEXT_WEIGHTS), numNext + 1);
    bad |= extDiv(quotients + S.E_BYTES, sum, Difference.at(s, F.mul(x, load<u32>(height, S.H_INVERSE_OMEGA))));
    bad |= dot(height + S.H_BATCH, ones, quotients, 2);
  }
  return bad == 0;
}
