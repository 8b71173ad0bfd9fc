/**
 * KECCAK_RC: what a row of KECCAK_RND may be. Row 4 r + g describes window g of state r: its key (src/gadgets/keccak.ts), the window of the
 * round constant that made the state, and whether the state is the first or the last of a call. The rows behind the hundredth repeat
 * it.
 *
 * Soundness: the multiplicity is free, and may be, as in BITWISE (src/chips/bitwise/air.ts).
 */
import { ChipBuilder } from '../../air/chip.ts';
import { KECCAK_ROUNDS, KECCAK_WINDOWS } from '../../executor/precompiles/keccak-layout.ts';
import { keyOf, ROWS_PER_CALL, roundConstant, WINDOW_BITS } from '../../gadgets/keccak.ts';
import { KECCAK_RC } from '../../machine/buses.ts';

export function keccakRcChip() {
  const b = new ChipBuilder('KECCAK_RC', null);
  const tuple = KECCAK_RC.fields.map((name) => b.preprocessed(name));
  b.receive(KECCAK_RC, b.main('count'), tuple);
  return b.buildChip();
}

/** rowId, key, rc, isFirst, isLast */
export function keccakRcRow(i: number): readonly number[] {
  const rowId = Math.min(i, ROWS_PER_CALL - 1);
  const [round, window] = [Math.floor(rowId / KECCAK_WINDOWS), rowId % KECCAK_WINDOWS];
  const constant = round === 0 ? 0n : roundConstant(round - 1);
  const rc = Number((constant >> BigInt(WINDOW_BITS * window)) & 0xffffn);
  return [rowId, keyOf(round, window), rc, round === 0 ? 1 : 0, round === KECCAK_ROUNDS ? 1 : 0];
}
