/**
 * Where Keccak-f's bits go (FIPS 202, section 3.2), in windows of 16 bits: rho moves a window of a lane into two neighbouring windows,
 * the same way for all four windows.
 *
 * A row of KECCAK_RND holds window g of state r and is known by its key 2^r w^g, with w^2 = -1: the next window's key is w times,
 * the next state's 2 times this one's, with no carry from window 3 to window 0. The 100 keys of r <= 24 are distinct.
 */
import { P } from '../air/expression.ts';
import { SPREAD_DIGITS } from '../air/spread.ts';
import { KECCAK_ROUNDS, KECCAK_WINDOW_FACTOR, KECCAK_WINDOWS } from '../executor/precompiles/keccak-layout.ts';

export const WINDOW_BITS = 16;
/** Rows of one call: windows of the state before round 0 and after each round. */
export const ROWS_PER_CALL = KECCAK_WINDOWS * (KECCAK_ROUNDS + 1);

/** Lane (x, y), coordinates mod 5. */
export const laneIndex = (x: number, y: number) => (x % 5) + 5 * (y % 5);

/** The key of a row of KECCAK_RND, and what its key is multiplied with: `rounds` states and `windows` windows further. */
export function keyOf(rounds: number, windows: number): number {
  let key = 2n ** BigInt(rounds);
  for (let i = 0; i < windows % KECCAK_WINDOWS; i++) key *= BigInt(KECCAK_WINDOW_FACTOR);
  return Number(key % BigInt(P));
}

/** The number by which KECCAK_RC knows a row of KECCAK_RND: states count by one, windows by the states' power of two. */
export function rowIdOf(state: number, window: number): number {
  return state + 32 * window;
}

/** A piece of a lane's window, and where rho and pi put it. */
export interface Piece {
  /** Of theta's result, and of what chi takes. */
  readonly from: number;
  readonly to: number;
  readonly bits: number;
  /** First bit in the window, before and after. */
  readonly fromBit: number;
  readonly toBit: number;
  /** Windows further, 0..3. */
  readonly distance: number;
}

/** All pieces of a window by their distance: 13, 14, 12 and 10. */
export const piecesByDistance: readonly (readonly Piece[])[] = (() => {
  const result: Piece[][] = [[], [], [], []];
  for (const { x, y, offset } of rhoOffsets()) {
    const [from, to] = [laneIndex(x, y), laneIndex(y, 2 * x + 3 * y)];
    const shift = offset % WINDOW_BITS;
    const distance = Math.floor(offset / WINDOW_BITS);
    result[distance]!.push({ from, to, bits: WINDOW_BITS - shift, fromBit: 0, toBit: shift, distance });
    if (shift === 0) continue;
    const next = (distance + 1) % KECCAK_WINDOWS;
    result[next]!.push({ from, to, bits: shift, fromBit: WINDOW_BITS - shift, toBit: 0, distance: next });
  }
  return result;
})();

/** A bit of a lane's window, and where rho and pi put it. */
export interface MovedBit {
  readonly from: number;
  readonly fromBit: number;
  readonly to: number;
  readonly toBit: number;
}

/** The 400 bits of a window by how many windows they move: 127, 112, 83 and 78. */
export const bitsByDistance: readonly (readonly MovedBit[])[] = piecesByDistance.map((pieces) =>
  pieces.flatMap(({ from, to, bits, fromBit, toBit }) =>
    Array.from({ length: bits }, (_, i) => ({ from, fromBit: fromBit + i, to, toBit: toBit + i })),
  ),
);

/** Differences of bits that one field element can hold. */
export const DIRECT_BITS = 30;

/** Consecutive parts of a list, of this length but for the last. */
export function chunks<T>(list: readonly T[], length: number): (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / length) }, (_, i) => list.slice(i * length, (i + 1) * length));
}

/** Bits that move 1, 2 or 3 windows, in as many digits as a spread number has: 8, 6 and 6 parts. */
export const sumsByDistance: readonly (readonly (readonly MovedBit[])[])[] = bitsByDistance.map((bits, distance) =>
  distance === 0 ? [] : chunks(bits, SPREAD_DIGITS[2]),
);
/** Most parts of one distance: elements of a tuple. */
export const MAX_SUMS = Math.max(...sumsByDistance.map((sums) => sums.length));

/** Iota's constants change only bits 0, 1, 3, 7, 15, 31 and 63 of lane 0: these bits of a window. */
export const CONSTANT_BITS = [0, 1, 3, 7, 15] as const;

/** Iota's constant of round r by its shift register (section 3.2.5). */
export function roundConstant(round: number): bigint {
  let register = 1;
  let constant = 0n;
  for (let i = 0; i < 7 * (round + 1); i++) {
    if (i >= 7 * round && register % 2 === 1) constant |= 1n << (2n ** BigInt(i - 7 * round) - 1n);
    register = ((register << 1) ^ ((register >> 7) * 0x71)) & 0xff;
  }
  return constant;
}

function rhoOffsets(): { x: number; y: number; offset: number }[] {
  const offsets = [{ x: 0, y: 0, offset: 0 }];
  let [x, y] = [1, 0];
  for (let t = 0; t < 24; t++) {
    offsets.push({ x, y, offset: (((t + 1) * (t + 2)) / 2) % 64 });
    [x, y] = [y, (2 * x + 3 * y) % 5];
  }
  return offsets;
}
