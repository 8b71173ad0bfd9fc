/**
 * Which words of block and state meet where in BLAKE3's compression function, cut into half rounds of four parallel G.
 *
 * Slot s of an even half round is column s of the state, slot s of an odd one the diagonal that starts at a[-s] (indices mod 4): a[-s],
 * b[1 - s], c[2 - s], d[3 - s]. This choice makes all steps alike: from any half round to the next, what slot s takes as its a, b, c, d
 * was in slots -s, 1 - s, 2 - s, 3 - s.
 */
export const HALF_ROUNDS = 14;
export const SLOTS = [0, 1, 2, 3] as const;

export const IV = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
] as const;

const PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];

/** Row of a word in the state matrix: a, b, c, d. */
export type StateRow = 0 | 1 | 2 | 3;

/** The slot in the half round before, for what slot `slot` takes as word `row`; also where word row[slot] of the final state is. */
export function slotBefore(row: StateRow, slot: number): number {
  return (row - slot) & 3;
}

/** Index of the block word that slot `slot` adds first (0) or second (1) in a half round. */
export function blockWord(halfRound: number, slot: number, which: 0 | 1): number {
  let index = halfRound % 2 === 0 ? 2 * slot : 8 + 2 * (-slot & 3);
  index += which;
  for (let round = 0; round < halfRound >> 1; round++) index = PERMUTATION[index]!;
  return index;
}
