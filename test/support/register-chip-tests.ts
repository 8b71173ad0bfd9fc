/** The tests that every chip of register-register instructions in `mul`, `mulh`, `div` has to pass. */
import { describe, expect, it } from 'vitest';
import type { Chip } from '../../src/air/chip.ts';
import { instructionRecord, streamRecordBytes } from '../../src/executor/records.ts';
import { encode, type Mnemonic, opcodes } from '../../src/isa/rv64im.ts';
import { type Decoders, falsehood } from './chip-oracle.ts';
import { ChipRows, fillRows, isSilentPadding, recordBytes, unnoticedChanges } from './chip-rows.ts';
import { forgeRandomly } from './forge.ts';
import { Random } from './random.ts';
import { Rv64Model } from './rv64-model.ts';

export interface RegisterChipCase {
  readonly chip: () => Chip;
  readonly mnemonics: readonly Mnemonic[];
  readonly decoders: Decoders;
  readonly price: readonly [number, number];
  readonly unnoticed?: readonly string[];
  /** Further operand pairs, tried with every mnemonic. */
  readonly pairs?: readonly (readonly [bigint, bigint])[];
}

export interface RegisterCase {
  readonly mnemonic: Mnemonic;
  readonly a: bigint;
  readonly b: bigint;
}

export function resultOf({ mnemonic, a, b }: RegisterCase): bigint {
  const model = new Rv64Model(0, () => encode(mnemonic, { rd: 3, rs1: 1, rs2: 2 }));
  model.x[1] = a;
  model.x[2] = b;
  model.step();
  return model.x[3]!;
}

/** @param result what the record claims; the right one if not given. */
export function registerRecord(random: Random, { mnemonic, a, b }: RegisterCase, result?: bigint): Uint8Array {
  const ts = 70000 + random.below(1 << 22);
  const before = (time: number) => time - 1 - random.pick([0, 65535, random.below(65536)]);
  return recordBytes(instructionRecord, streamRecordBytes.mul, {
    ts,
    pc: random.below(1 << 24),
    opcode: opcodes[mnemonic],
    rd: random.pick([32, 11 + random.below(10)]),
    rs1: 1 + random.below(10),
    rs2: 21 + random.below(10),
    rs1PrevTs: before(ts),
    rs2PrevTs: before(ts + 1),
    rdPrevTs: before(ts + 2),
    rs1Value: a,
    rs2Value: b,
    rdPrevValue: random.u64(),
    rdValue: result ?? resultOf({ mnemonic, a, b }),
  });
}

export function rowsOf(chip: Chip, cases: readonly RegisterCase[], seed = 1): ChipRows {
  const random = new Random(seed);
  const records = cases.map((c) => registerRecord(random, c));
  return new ChipRows(fillRows(chip, records, Math.ceil(Math.log2(cases.length + 1))));
}

export function randomCases({ mnemonics, pairs = [] }: RegisterChipCase, seed: number, count: number): RegisterCase[] {
  const random = new Random(seed);
  const drawn = Array.from({ length: count }, () => [random.operand(), random.operand()] as const);
  return [...drawn, ...pairs].flatMap(([a, b]) => mnemonics.map((mnemonic) => ({ mnemonic, a, b })));
}

export function describeRegisterChip(name: string, testCase: RegisterChipCase): void {
  const { chip, price, decoders } = testCase;
  describe(name, () => {
    it('costs what the ledger says', () => {
      const { mainColumns, interactions, degree } = chip().air;
      expect([mainColumns.length, interactions.length, degree]).toEqual([...price, 3]);
    });

    it('accepts honest rows, which are true steps, and silent padding', () => {
      const cases = randomCases(testCase, 1, 150);
      const rows = rowsOf(chip(), cases);
      for (const [row, { mnemonic, a, b }] of cases.entries()) {
        const report = rows.report(row);
        const text = `${mnemonic} ${a.toString(16)} ${b.toString(16)}`;
        expect([report.constraints, report.lookups], text).toEqual([[], []]);
        expect(falsehood(report, decoders), text).toBeNull();
      }
      expect(isSilentPadding(rows, cases.length)).toBe(true);
    });

    it('notices every change of a column', () => {
      const cases = randomCases({ ...testCase, pairs: [] }, 2, 6);
      const unnoticed = unnoticedChanges(rowsOf(chip(), cases), [...cases.keys()]);
      expect(unnoticed.sort()).toEqual([...(testCase.unnoticed ?? [])].sort());
    });

    it('accepts no wrong result, nor a forged row that is not a true step', () => {
      const cases = randomCases(testCase, 3, 20);
      const random = new Random(4);
      for (const wrong of cases) {
        const result = resultOf(wrong) ^ (1n << BigInt(random.below(64)));
        const rows = new ChipRows(fillRows(chip(), [registerRecord(random, wrong, result)], 1));
        const report = rows.report(0);
        if (report.isAccepted) expect(falsehood(report, decoders)).toBeNull();
      }
      forgeRandomly(rowsOf(chip(), cases), cases.length, decoders, 10000);
    });
  });
}
