/**
 * The precompile keccak_f1600 (a7 = 0x1000_0000): the 25 cells at a0 are replaced by Keccak-f[1600] of them. This row is the call: its
 * registers, time and memory. It hands the state to KECCAK_RND window by window and takes the last one from there. docs/precompiles.md
 * describes the layout.
 *
 * Soundness:
 * - Every cell is consumed with its old and emitted with its new value at ts, exactly once (src/gadgets/precompile.ts).
 * - `ts` is this instruction's alone, so on the KECCAK_STATE bus there are exactly four tuples sent with the keys of state 0 and four received
 *   with those of state 24; KECCAK_RND says why they are the permutation's input and output.
 * - The new limbs are equal to sums of 16 bits of a KECCAK_RND row, so they are 16-bit and may be emitted to memory.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { SYSCALL_KECCAK_F1600 } from '../../executor/layout.ts';
import { KECCAK_ROUNDS, KECCAK_WINDOWS } from '../../executor/precompiles/keccak-layout.ts';
import { keccakRecord as record } from '../../executor/precompiles/keccak-records.ts';
import { keyOf } from '../../gadgets/keccak.ts';
import { pointerCell, precompileCall, touchCell, wordArgument } from '../../gadgets/precompile.ts';
import { KECCAK_STATE } from '../../machine/buses.ts';

export function keccakChip() {
  const b = new ChipBuilder('KECCAK', 'keccak');
  const row = precompileCall(b, record, SYSCALL_KECCAK_F1600);
  const pointer = wordArgument(b, row, 10, record.x10PrevTs, record.x10Value);
  const cell = pointerCell(b, row, pointer);
  const prevTs = record.prevTs.map((time, i) => b.column(`lane${i}PrevTs`, time));
  const before = record.before.map((value, i) => b.limbs(`before${i}_`, value));
  const after = record.after.map((value, i) => b.limbs(`after${i}_`, value));
  for (const [i, time] of prevTs.entries()) touchCell(b, row, cell.add(i), time, before[i]!, after[i]!);
  for (let g = 0; g < KECCAK_WINDOWS; g++) {
    b.send(KECCAK_STATE, row.isReal, [row.ts, keyOf(0, g), ...before.map((limbs) => limbs[g]!)]);
    b.receive(KECCAK_STATE, row.isReal, [row.ts, keyOf(KECCAK_ROUNDS, g), ...after.map((limbs) => limbs[g]!)]);
  }
  return b.buildChip();
}
