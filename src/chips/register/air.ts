/**
 * REGISTER: x0-x31, the dummy and the output index. Each row sends its register's initial token, with timestamp 0, and receives the final one.
 *
 * Soundness: register, initial value and multiplicity are preprocessed, so every register has exactly one initial token and
 * one final one. Final time and value are free columns: the register bus forces them to be the last token's, the only one that is
 * left; nothing else reads them. x0 starts as 0 and stays it, as DECODE redirects its writes to the dummy.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { registerFinalRecord } from '../../executor/records.ts';
import { REGISTER } from '../../machine/buses.ts';

export function registerChip() {
  const b = new ChipBuilder('REGISTER', 'registerFinal');
  const isReal = b.preprocessed('isReal');
  const register = b.preprocessed('register');
  const initial = [0, 1, 2, 3].map((i) => b.preprocessed(`initial${i}`));
  const finalTs = b.column('finalTs', registerFinalRecord.finalTs);
  const final = b.limbs('final', registerFinalRecord.finalValue);
  b.send(REGISTER, isReal, [register, 0, ...initial]);
  b.receive(REGISTER, isReal, [register, finalTs, ...final]);
  return b.buildChip();
}
