/**
 * Refreshes: a register or cell that is touched after a long time is first moved forward, so that every other access
 * needs one 16-bit check only. One row bridges any gap inside an epoch.
 *
 * Soundness: the value stays the same. `newTs` and the gap newTs - prevTs - 1 are below 2^28, so prevTs = newTs - 1 -
 * gap over the integers, up to p; prevTs is a time of the execution chain, below p / 2 (src/gadgets/instruction.ts), or one that this chip emitted, below 2^28;
 * either is below p - 2^28, hence below newTs. As the emitted time itself is bounded, no chain of refreshes passes p either.
 */
import type { Bus } from '../../air/bus.ts';
import { ChipBuilder } from '../../air/chip.ts';
import { refreshRecord as record } from '../../executor/records.ts';
import { range16 } from '../../gadgets/instruction.ts';
import { MEMORY, RANGE_BITS, REGISTER } from '../../machine/buses.ts';

export function refreshRegisterChip() {
  return refreshChip('REFRESH_REGISTER', 'refreshRegister', REGISTER);
}

export function refreshMemoryChip() {
  return refreshChip('REFRESH_MEMORY', 'refreshMemory', MEMORY);
}

function refreshChip(name: string, stream: string, bus: Bus) {
  const b = new ChipBuilder(name, stream);
  const isReal = b.bit('isReal', 1);
  const index = b.column('index', record.index);
  const prevTs = b.column('prevTs', record.prevTs);
  const newTs = b.column('newTs', record.newTs);
  const value = b.limbs('v', record.value);
  b.receive(bus, isReal, [index, prevTs, ...value]);
  b.send(bus, isReal, [index, newTs, ...value]);

  // 28 bits = 16 + 12.
  const gapValue = record.newTs.sub(record.prevTs).sub(1);
  for (const [low, number] of [
    [b.column('newTsLow', record.newTs.limb(0)), newTs],
    [b.column('gapLow', gapValue.limb(0)), newTs.sub(prevTs).sub(1)],
  ] as const) {
    range16(b, isReal, low);
    b.send(RANGE_BITS, isReal, [12, number.sub(low).div(65536), 1 << 12]);
  }
  return b.buildChip();
}
