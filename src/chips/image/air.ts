/**
 * IMAGE: the initial memory of the loaded program, one row per cell, fixed by the verifying key. MEMORY_INIT receives
 * the rows.
 *
 * Soundness: the multiplicity is preprocessed, so every row is sent exactly once and must be received: no image cell
 * can be given another initial value, since MEMORY_INIT has at most one row per cell. The protocol wants a main column;
 * it is constrained to 0.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { IMAGE } from '../../machine/buses.ts';

export function imageChip() {
  const b = new ChipBuilder('IMAGE', null);
  const cell = b.preprocessed('cell');
  const limbs = [0, 1, 2, 3].map((i) => b.preprocessed(`limb${i}`));
  const isReal = b.preprocessed('isReal');
  b.assertZero(b.main('unused'), 'the unused column is 0');
  b.send(IMAGE, isReal, [cell, ...limbs]);
  return b.buildChip();
}

/** The preprocessed columns, in row order and as integers, for 2^logHeight rows of which one per cell is live. */
export function imageColumns(cells: Uint32Array, values: BigUint64Array, logHeight: number): Uint32Array[] {
  const columns = Array.from({ length: 6 }, () => new Uint32Array(2 ** logHeight));
  if (cells.length > 2 ** logHeight) throw new RangeError(`IMAGE: ${cells.length} cells in 2^${logHeight} rows.`);
  cells.forEach((cell, row) => {
    const value = values[row]!;
    columns[0]![row] = cell;
    for (let i = 0; i < 4; i++) columns[1 + i]![row] = Number((value >> BigInt(16 * i)) & 0xffffn);
    columns[5]![row] = 1;
  });
  return columns;
}
