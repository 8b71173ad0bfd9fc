/**
 * Spread numbers: sum d_n 2^(r n) with digits d_n < r, r = 2 or 3. Digits stand r bits apart, so that a few of them can be added up without
 * carries. A lookup in the table of all there are says that a number is one (src/chips/bitwise/air.ts).
 *
 * Soundness: let s = c + 2 k mod p with c of digits 0 and 1, k spread, and s of digits below 2^r. The digits of c + 2 k are at most
 * 1 + 2 (r - 1), so below 2^r; both sides have at most SPREAD_DIGITS digits and are below 2^(r SPREAD_DIGITS), 2^28 or 2^27, so below p. So they are
 * equal as integers, digit by digit, and c is the parity of s. Where s has fewer digits, k has none beyond either.
 */

export type Radix = 2 | 3;

/** Digits of the numbers in the table: 2^14 + 3^9 fit into 2^16 rows. */
export const SPREAD_DIGITS = { 2: 14, 3: 9 } as const;

/** Row of the table that holds (2, 0), and (3, 0). */
export const SPREAD_START = { 2: 0, 3: 2 ** SPREAD_DIGITS[2] } as const;

const SPREAD_ROWS = SPREAD_START[3] + 3 ** SPREAD_DIGITS[3];

/** (r, number) in row i; rows beyond the last number repeat the first. */
export function spreadRow(i: number): readonly [Radix, number] {
  if (i >= SPREAD_ROWS) return [2, 0];
  const radix = i < SPREAD_START[3] ? 2 : 3;
  let value = 0;
  for (let n = 0, rest = i - SPREAD_START[radix]; rest > 0; n++, rest = Math.floor(rest / radix)) {
    value += (rest % radix) * 2 ** (radix * n);
  }
  return [radix, value];
}

/** The row that holds (radix, value), or one beyond the table. */
export function spreadIndex(radix: number, value: number): number {
  if (radix !== 2 && radix !== 3) return Number.POSITIVE_INFINITY;
  let index: number = SPREAD_START[radix];
  let rest = value;
  for (let n = 0; n < SPREAD_DIGITS[radix]; n++) {
    const digit = rest % 2 ** radix;
    if (digit >= radix) return Number.POSITIVE_INFINITY;
    index += digit * radix ** n;
    rest = Math.floor(rest / 2 ** radix);
  }
  return rest === 0 ? index : Number.POSITIVE_INFINITY;
}
