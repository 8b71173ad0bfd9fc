/**
 * For every instruction chip, on operands at edges: given the instruction and the tokens consumed, no row satisfies constraints
 * and lookups and sends anything else than the honest one. The search is complete (row-solver.ts); the controls leave out one
 * lookup or constraint each, and then it finds the forgery that this one prevents.
 */
import { describe, expect, it } from 'vitest';
import { addChip } from '../../src/chips/add/air.ts';
import { addiChip } from '../../src/chips/addi/air.ts';
import { beqChip } from '../../src/chips/beq/air.ts';
import { bltChip } from '../../src/chips/blt/air.ts';
import { constChip } from '../../src/chips/const/air.ts';
import { divChip } from '../../src/chips/div/air.ts';
import { jalrChip } from '../../src/chips/jalr/air.ts';
import { ldChip } from '../../src/chips/ld/air.ts';
import { loadChip } from '../../src/chips/load/air.ts';
import { loadxChip } from '../../src/chips/loadx/air.ts';
import { logicChip } from '../../src/chips/logic/air.ts';
import { logiciChip } from '../../src/chips/logici/air.ts';
import { mulChip } from '../../src/chips/mul/air.ts';
import { mulhChip } from '../../src/chips/mulh/air.ts';
import { sdChip } from '../../src/chips/sd/air.ts';
import { shiftChip } from '../../src/chips/shift/air.ts';
import { shiftiChip } from '../../src/chips/shifti/air.ts';
import { sltChip } from '../../src/chips/slt/air.ts';
import { sltiChip } from '../../src/chips/slti/air.ts';
import { storeChip } from '../../src/chips/store/air.ts';
import { storexChip } from '../../src/chips/storex/air.ts';
import { firstTables } from '../../src/machine/chips.ts';
import {
  immediates,
  memoryQuestions,
  paddingQuestion,
  pairsOf,
  productQuestions,
  registerQuestions,
} from './chip-questions.ts';
import { findForgedRow, type Question } from './row-solver.ts';

const MIN = 1n << 63n;
const MAX = (1n << 64n) - 1n;
const pairs = [
  [0n, 0n],
  [MAX, 1n],
  [1n, MAX],
  [MIN, MAX],
  [0xffffn, 0x10000n],
  [0x1234_5678_9abc_def0n, 0x8000_0000n],
] as const;
const amounts = [0n, 1n, 15n, 16n, 31n, 32n, 48n, 63n, 64n].map((b) => [0x8234_5678_f0ab_cdefn, b] as const);
const jumps = [0x10000n, 0x77ff_fff0n, 8n, 0x1_0001n, MAX - 3n].map((a) => [a, 0n] as const);

const isJump = ([a]: readonly [bigint, bigint], imm: number) => {
  const target = BigInt.asUintN(64, a + BigInt(imm)) & ~1n;
  return target < 0x7800_0000n && target % 4n === 0n;
};

/** By chip: the honest rows. */
const chips: Readonly<Record<string, () => Question[]>> = {
  ADDI: () => immediates.flatMap((imm) => registerQuestions(addiChip(), pairsOf(['addi', 'addiw'], pairs, imm))),
  ADD: () => registerQuestions(addChip(), pairsOf(['add', 'sub', 'addw', 'subw'], pairs)),
  CONST: () => registerQuestions(constChip(), pairsOf(['lui', 'auipc', 'jal'], [[0n, 0n]], -4096)),
  JALR: () =>
    [-4, 0, 4].flatMap((imm) =>
      registerQuestions(
        jalrChip(),
        pairsOf(
          ['jalr'],
          jumps.filter((pair) => isJump(pair, imm)),
          imm,
        ),
      ),
    ),
  BEQ: () => registerQuestions(beqChip(), pairsOf(['beq', 'bne'], pairs, 16)),
  BLT: () => registerQuestions(bltChip(), pairsOf(['blt', 'bge', 'bltu', 'bgeu'], pairs, 16)),
  SLT: () => registerQuestions(sltChip(), pairsOf(['slt', 'sltu'], pairs)),
  SLTI: () => immediates.flatMap((imm) => registerQuestions(sltiChip(), pairsOf(['slti', 'sltiu'], pairs, imm))),
  LOGIC: () => registerQuestions(logicChip(), pairsOf(['and', 'or', 'xor'], pairs)),
  LOGICI: () =>
    immediates.flatMap((imm) => registerQuestions(logiciChip(), pairsOf(['andi', 'ori', 'xori'], pairs, imm))),
  SHIFT: () => registerQuestions(shiftChip(), pairsOf(['sll', 'srl', 'sra', 'sllw', 'srlw', 'sraw'], amounts)),
  SHIFTI: () =>
    [0, 1, 15, 16, 31].flatMap((imm) =>
      registerQuestions(
        shiftiChip(),
        pairsOf(['slli', 'srli', 'srai', 'slliw', 'srliw', 'sraiw'], [[0x8234_5678_f0ab_cdefn, 0n]], imm),
      ),
    ),
  MUL: () => productQuestions(mulChip(), ['mul', 'mulw'], pairs),
  MULH: () => productQuestions(mulhChip(), ['mulh', 'mulhu', 'mulhsu'], pairs.slice(2, 4)),
  LD: () => memoryQuestions(ldChip(), { ld: [0, 8] }),
  LOAD: () =>
    memoryQuestions(loadChip(), {
      ...{ lb: [0, 1, 2, 3, 4, 5, 6, 7], lbu: [0, 3, 6], lh: [0, 2, 4, 6], lhu: [2, 4] },
      ...{ lw: [0, 4], lwu: [0, 4] },
    }),
  LOADX: () =>
    memoryQuestions(loadxChip(), {
      ...{ lh: [1, 3, 5, 7], lhu: [1, 7], lw: [1, 2, 3, 5, 6, 7], lwu: [2, 5], ld: [1, 2, 4, 7] },
    }),
  SD: () => memoryQuestions(sdChip(), { sd: [0, 8] }),
  STORE: () => memoryQuestions(storeChip(), { sb: [0, 1, 2, 3, 4, 5, 6, 7], sh: [0, 2, 4, 6], sw: [0, 4] }),
  STOREX: () => memoryQuestions(storexChip(), { sh: [1, 3, 5, 7], sw: [1, 2, 3, 5, 6, 7], sd: [1, 2, 4, 6, 7] }),
};

const forgeries = (questions: readonly Question[], without?: number) =>
  questions.map((question) => findForgedRow(without === undefined ? question : { ...question, without }));

describe('no row says anything but the truth', () => {
  for (const [name, make] of Object.entries(chips)) {
    it(name, { timeout: 120_000 }, () => {
      const questions = make();
      expect(questions[0]!.air.name).toBe(name);
      for (const [row, { forged, isComplete }] of forgeries(questions).entries()) {
        expect([forged, isComplete], `row ${row}`).toEqual([null, true]);
      }
    });
  }
});

describe('DIV', () => {
  const signed = (x: bigint) => BigInt.asUintN(64, x);
  const divisions = (
    [
      [-7n, 2n],
      [-5n, 0n],
      [MIN, MAX],
      [-65537n, 65536n],
    ] as const
  ).map(([a, b]) => [signed(a), signed(b)] as const);
  const mnemonics = ['div', 'divu', 'rem', 'remu', 'divw', 'divuw', 'remw', 'remuw'] as const;

  // All quotients would be too many; signs, remainder and everything else are searched completely.
  for (const mnemonic of mnemonics) {
    it(`no other result for quotients that a cheat would try: ${mnemonic}`, { timeout: 120_000 }, () => {
      const questions = productQuestions(divChip(), [mnemonic], divisions);
      for (const [i, question] of questions.entries()) {
        const [a] = divisions[i]!;
        const columns = question.air.mainColumns;
        const honest = [7, 6, 5, 4, 3, 2, 1, 0].reduce(
          (q, k) => (q << 8n) + BigInt(question.honest[columns.indexOf(`quotientByte${k}`)]!),
          0n,
        );
        const tried = [honest, honest + 1n, honest - 1n, ~honest, 0n, a, ~a, MIN];
        for (const quotient of new Set(tried.map(signed))) {
          const guess = Object.fromEntries(
            [0, 1, 2, 3, 4, 5, 6, 7].map((k) => [`quotientByte${k}`, Number((quotient >> BigInt(8 * k)) & 0xffn)]),
          );
          const { forged, isComplete } = findForgedRow({ ...question, guess });
          expect([forged, isComplete], `${divisions[i]} with quotient ${quotient}`).toEqual([null, true]);
        }
      }
    });
  }
});

describe('controls: without this, there is a forged row', () => {
  /** Chip, and the message of a constraint or the tuple's number among the lookups. */
  const controls: readonly (readonly [string, string | number])[] = [
    ['ADDI', 'carry out of limb 0 is a bit'],
    ['ADDI', 'W: limb 3 is limb 2'],
    ['ADD', 'borrow out of limb 3 is a bit'],
    ['SLT', 'exactly one limb decides'],
    ['SLT', 'flipA is a bit'],
    ['BLT', 'the next pc is that of the order'],
    ['BEQ', 'not equal means that some limb differs'],
    ['LOGIC', 'limb 2 of the result'],
    ['SHIFTI', 'limb 1 is split at the amount'],
    ['LOAD', 'unsigned loads extend with 0'],
    ['STORE', 'old and other are the bytes of the limb'],
    ['STOREX', 'written limb 2 of words'],
    ['MUL', 'W: limb 2 is limb 3'],
  ];
  for (const [name, message] of controls) {
    it(`${name}: ${message}`, { timeout: 120_000 }, () => {
      const questions = chips[name]!();
      const without = questions[0]!.air.constraints.findIndex((constraint) => constraint.message === message);
      expect(without).toBeGreaterThanOrEqual(0);
      expect(questions.some((question) => findForgedRow({ ...question, without, budget: 3000 }).forged)).toBe(true);
    });
  }

  it('every 16-bit check of a result', () => {
    const questions = chips.ADDI!();
    const { constraints, interactions } = questions[0]!.air;
    const checks = interactions.flatMap(({ bus }, i) => (bus.name === 'range16' ? [constraints.length + i] : []));
    const needed = checks.filter((without) => forgeries(questions, without).some(({ forged }) => forged !== null));
    // Two of the six are of time, which the search holds fixed.
    expect([checks.length, needed.length]).toEqual([6, 4]);
  });
});

describe('padding', () => {
  it('says nothing in any chip', () => {
    const alone = firstTables.filter(({ chip, source }) => source.kind === 'stream' && !chip.isOrdered);
    expect(alone.length).toBeGreaterThan(20);
    for (const { chip } of alone) {
      const question = paddingQuestion(chip);
      if (question === null) continue;
      const { forged, isComplete } = findForgedRow(question);
      expect([chip.name, forged, isComplete]).toEqual([chip.name, null, true]);
    }
  });
});
