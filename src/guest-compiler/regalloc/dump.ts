/** A function with registers: the intermediate form, each value followed by its register, slot or remade constant. */
import { registerNames } from '../../isa/registers.ts';
import { dumpIr } from '../ir/dump.ts';
import type { IrFunction } from '../ir/ir.ts';
import { type Allocation, fixedRegister } from './allocate.ts';

export function dumpAllocation(fn: IrFunction, { registers, spills }: Allocation): string {
  return dumpIr(fn, (value) => {
    const slot = spills.slot(value);
    const register = fixedRegister(value) ?? registers.get(value);
    if (register !== undefined) return registerNames[register];
    return slot === undefined ? undefined : `slot${slot}`;
  });
}
