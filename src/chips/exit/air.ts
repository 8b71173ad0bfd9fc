/**
 * The exit system call (a7 = 93): ends the execution and tells the verifier exit code and output length.
 *
 * Soundness: the row consumes the execution token and emits none, so the chain ends here. The verifier receives one
 * tuple on EXIT, and no other chip sends there: exactly one live row exists, in a run that has exactly one end. The
 * code is the low 32 bits of a0; the upper limbs only have to match a0's token. Register 33 holds the output index as
 * two limbs (chip WRITE emits no others), which is the length of the output.
 */
import { ChipBuilder } from '../../air/chip.ts';
import type { Expr } from '../../air/expression.ts';
import { SYSCALL_EXIT } from '../../executor/layout.ts';
import { exitRecord as record } from '../../executor/records.ts';
import { access, decode } from '../../gadgets/instruction.ts';
import { EXECUTION, EXIT, OUTPUT_INDEX_REGISTER, REGISTER } from '../../machine/buses.ts';

export function exitChip() {
  const b = new ChipBuilder('EXIT', 'exit');
  const isReal = b.bit('isReal', 1);
  const row = { isReal, ts: b.column('ts', record.ts), pc: b.column('pc', record.pc) };
  const read = (register: number, prevTs: Expr, value: readonly (Expr | number)[]) =>
    access(b, REGISTER, isReal, register, prevTs, row.ts, value, value);
  read(17, b.column('x17PrevTs', record.x17PrevTs), [SYSCALL_EXIT, 0, 0, 0]);
  const code = b.limbs('code', record.x10Value);
  read(10, b.column('x10PrevTs', record.x10PrevTs), code);
  const lengthLow = b.column('lengthLow', record.outputIndex.limb(0));
  const lengthHigh = b.column('lengthHigh', record.outputIndex.limb(1));
  const indexPrevTs = b.column('outputIndexPrevTs', record.outputIndexPrevTs);
  read(OUTPUT_INDEX_REGISTER, indexPrevTs, [lengthLow, lengthHigh, 0, 0]);
  decode(b, row, 'ecall', {});
  b.receive(EXECUTION, isReal, [row.ts, row.pc]);
  b.send(EXIT, isReal, [code[0], code[1], lengthLow.add(lengthHigh.mul(65536))]);
  return b.buildChip();
}
