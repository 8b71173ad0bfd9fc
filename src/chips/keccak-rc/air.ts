/**
 * KECCAK_RC: what a row of KECCAK_RND may be. Row r describes the four windows of state r: their keys (src/gadgets/keccak.ts), the windows of
 * the round constant that made the state, and whether the state is the first or the last of a call. The rows behind the last state repeat
 * it. All four in one row, because this table is part of every proof, and so is its height.
 *
 * Soundness: the multiplicities are free, and may be, as in BITWISE (src/chips/bitwise/air.ts).
 */
import { ChipBuilder } from '../../air/chip.ts';
import { KECCAK_ROUNDS, KECCAK_WINDOWS } from '../../executor/precompiles/keccak-layout.ts';
import { keyOf, roundConstant, rowIdOf, WINDOW_BITS } from '../../gadgets/keccak.ts';
import { KECCAK_RC } from '../../machine/buses.ts';

const windows = Array.from({ length: KECCAK_WINDOWS }, (_, g) => g);
export const KECCAK_RC_COLUMNS = ['state', 'key', 'isFirst', 'isLast', ...windows.map((g) => `rc${g}`)];

export function keccakRcChip() {
  const b = new ChipBuilder('KECCAK_RC', null);
  const [state, key, isFirst, isLast, ...rc] = KECCAK_RC_COLUMNS.map((name) => b.preprocessed(name));
  for (const g of windows) {
    const tuple = [state!.add(rowIdOf(0, g)), key!.mul(keyOf(0, g)), rc[g]!, isFirst!, isLast!];
    b.receive(KECCAK_RC, b.main(`count${g}`), tuple);
  }
  return b.buildChip();
}

/** The tuple that window g of row i receives; rows from 0 to KECCAK_ROUNDS hold all there are. */
export function keccakRcTuple(i: number, g: number): readonly number[] {
  const [state, , isFirst, isLast, ...rc] = keccakRcRow(i);
  return [state! + rowIdOf(0, g), keyOf(i, g), rc[g]!, isFirst!, isLast!];
}

/** In the order of KECCAK_RC_COLUMNS. */
export function keccakRcRow(i: number): readonly number[] {
  const state = Math.min(i, KECCAK_ROUNDS);
  const constant = state === 0 ? 0n : roundConstant(state - 1);
  const rc = windows.map((g) => Number((constant >> BigInt(WINDOW_BITS * g)) & 0xffffn));
  return [state, keyOf(state, 0), state === 0 ? 1 : 0, state === KECCAK_ROUNDS ? 1 : 0, ...rc];
}
