/**
 * BEQ and BNE: the next pc depends on whether rs1 = rs2. RISC-V unprivileged ISA, section 2.5.
 *
 * DECODE gives the next pc if equal and the one if not, so both instructions are one. With d_i the differences of the
 * limbs: `isEqual` d_i = 0 for all i, and otherwise u (d0^2 - 31 d1^2) + v (d2^2 - 31 d3^2) = 1 for hints u, v.
 *
 * Soundness: if isEqual = 1, every d_i = 0 in F, hence as integers. If isEqual = 0, not all d_i are 0, as the sum is 1. Completeness: 31
 * generates F*, so it is no square and x^2 - 31 y^2 is 0 only for x = y = 0; two hints do the work of four inverses.
 */
import { ChipBuilder } from '../../air/chip.ts';
import { P } from '../../air/expression.ts';
import { type Int, int } from '../../air/integer.ts';
import { branchWitness } from '../../gadgets/branch-target.ts';
import { decode, instructionRow, readRs1, readRs2, record, step } from '../../gadgets/instruction.ts';
import { opcodes } from '../../isa/rv64im.ts';

const NON_SQUARE = 31;

export function beqChip() {
  const b = new ChipBuilder('BEQ', 'beq');
  const row = instructionRow(b);
  const rs1 = readRs1(b, row);
  const rs2 = readRs2(b, row);
  const isEqual = b.bit('isEqual', record.rs1Value.eq(record.rs2Value));
  const pcs = branchWitness(record.opcode.eq(opcodes.beq));
  const ifEqual = b.column('ifEqual', pcs.ifTrue);
  const ifNot = b.column('ifNot', pcs.ifFalse);
  decode(b, row, 'beq', { rs1: rs1.index, rs2: rs2.index, d: [ifEqual, ifNot] });

  const difference = (i: number) => rs1.value[i]!.sub(rs2.value[i]!);
  const norm = (i: number) => {
    const [x, y] = [difference(i), difference(i + 1)];
    return x.mul(x).sub(y.mul(y).mul(NON_SQUARE));
  };
  const lowNorm = normWitness(record.rs1Value, record.rs2Value, 0);
  const highNorm = normWitness(record.rs1Value, record.rs2Value, 2);
  // Perf: one inversion, of the norm that is used.
  const inverse = lowNorm.ne(0).select(lowNorm, highNorm).fieldInverse();
  const lowHint = b.column('lowHint', lowNorm.ne(0).select(inverse, 0));
  const highHint = b.column('highHint', lowNorm.ne(0).select(0, inverse));
  for (let i = 0; i < 4; i++) b.assertZero(isEqual.mul(difference(i)), `equal means equal in limb ${i}`);
  b.assertEqual(
    lowHint.mul(norm(0)).add(highHint.mul(norm(2))),
    row.isReal.sub(isEqual),
    'not equal means that some limb differs',
  );
  // Perf: 9 interactions; the odd one has room for degree 2.
  step(b, row, ifNot.add(isEqual.mul(ifEqual.sub(ifNot))));
  return b.buildChip();
}

/** d_i^2 - 31 d_(i+1)^2 mod p, for the hint. */
function normWitness(a: Int, b: Int, i: number): Int {
  const x = a.limb(i).sub(b.limb(i));
  const y = a.limb(i + 1).sub(b.limb(i + 1));
  // Both squares are below 2^32; adding a multiple of p above 31 * 2^32 keeps the number positive.
  const positive = int(BigInt(P) * 128n);
  return positive.add(x.mul(x)).sub(y.mul(y).mul(NON_SQUARE)).remU(P);
}
