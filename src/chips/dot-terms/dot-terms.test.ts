import { describe, expect, it } from 'vitest';
import { ChipRows, fillRows, isSilentPadding, unnoticedChanges } from '../../../test/support/chip-rows.ts';
import { dotWords, P_MINUS_1, randomWords } from '../../../test/support/field-calls.ts';
import { accessOf, cellsOf, fieldRecord, said } from '../../../test/support/field-rows.ts';
import { Random } from '../../../test/support/random.ts';
import { P } from '../../air/expression.ts';
import { dotTermsRecord } from '../../executor/precompiles/field-records.ts';
import { streamRecordBytes } from '../../executor/records.ts';
import { dotTermsChip } from './air.ts';

const random = new Random(5);

interface Terms {
  readonly isPair: boolean;
  readonly wordsCell: number;
  readonly weightsCell: number;
  readonly weightsPrevTs: number;
  readonly sum: readonly number[];
  readonly words: readonly number[];
  /** Ten half cells; those that are not touched are 0. */
  readonly weights: readonly number[];
}

function rowsOf(terms: readonly Terms[]): ChipRows {
  const records = terms.map(({ words, weights, isPair, ...rest }, i) =>
    fieldRecord(dotTermsRecord, streamRecordBytes.dotTerms, {
      ts: 2 ** 27 + i,
      isPair: Number(isPair),
      wordsPrevTs: 2 ** 27 - 5,
      words: cellsOf(words)[0]!,
      weights: cellsOf(weights),
      ...rest,
    }),
  );
  return new ChipRows(fillRows(dotTermsChip(), records, 4));
}

/** The second word and the sixth half cell of weights lie behind an odd number of terms and may be anything. */
function terms(
  isPair: boolean,
  words: readonly number[],
  weights: readonly number[],
  more: Partial<Terms> = {},
): Terms {
  return {
    isPair,
    wordsCell: 0x60000,
    weightsCell: 0x80000,
    weightsPrevTs: 2 ** 27 - 70000,
    sum: randomWords(random, 5),
    words: isPair ? words : [words[0]!, 0x7800ffff],
    weights: isPair ? weights : [...weights.slice(0, 5), 0xffffffff, 0, 0, 0, 0],
    ...more,
  };
}

/** No limb is 0, so that no hint is free. */
const busy = (count: number) =>
  Array.from({ length: count }, () => 0x10001 + 0x10000 * random.below(0x7000) + random.below(0xffff));

const cases: Terms[] = [
  terms(true, busy(2), busy(10)),
  terms(true, busy(2), busy(10), { wordsCell: 0x0effffff, weightsCell: 0, weightsPrevTs: 0 }),
  terms(true, busy(2), busy(10), { wordsCell: 0, weightsCell: 0x0efffffb, weightsPrevTs: 2 ** 27 }),
  terms(false, busy(1), busy(5)),
  terms(false, [P_MINUS_1], [P_MINUS_1, 0, 1, 0x77ff0000, P_MINUS_1]),
  terms(true, [P_MINUS_1, 0], [...busy(4), P_MINUS_1, P_MINUS_1, 0, ...busy(3)]),
];
const rows = rowsOf(cases);

describe('DOT_TERMS', () => {
  it('costs what the ledger says', () => {
    const { mainColumns, interactions, degree } = dotTermsChip().air;
    expect([mainColumns.length, interactions.length, degree]).toEqual([50, 29, 3]);
  });

  it('adds its terms and touches their cells', () => {
    for (const [row, { isPair, wordsCell, weightsCell, weightsPrevTs, sum, words, weights }] of cases.entries()) {
      expect(rows.report(row)).toMatchObject({ constraints: [], lookups: [] });
      const ts = 2 ** 27 + row;
      const count = isPair ? 2 : 1;
      const added = dotWords(words.slice(0, count), weights.slice(0, 5 * count));
      const lane = (((weightsCell - 5 * wordsCell) % P) + P) % P;
      expect(said(rows, row)).toEqual(
        [
          `dot -${[ts, lane, 2 * wordsCell, ...sum]}`,
          `dot +${[ts, lane, 2 * wordsCell + count, ...sum.map((word, k) => (word + added[k]!) % P)]}`,
          ...accessOf('memory', wordsCell, 2 ** 27 - 5, ts, cellsOf(words)[0]!),
          ...cellsOf(weights)
            .slice(0, isPair ? 5 : 3)
            .flatMap((value, i) => accessOf('memory', weightsCell + i, weightsPrevTs, ts + 1, value)),
        ].sort(),
      );
    }
    expect(isSilentPadding(rows, cases.length)).toBe(true);
  });

  it('takes all canonical words', () => {
    const edges = Array.from({ length: 16 }, (_, i) =>
      terms(i % 3 > 0, randomWords(random, 2), randomWords(random, 10)),
    );
    const edge = rowsOf(edges);
    for (const row of edges.keys()) expect(edge.report(row)).toMatchObject({ constraints: [], lookups: [] });
  });

  it('notices every change of a column of a pair', () => {
    expect(unnoticedChanges(rows, [0, 1, 2])).toEqual([]);
  });

  it('with one term leaves unnoticed only what is behind it', () => {
    const behind = [6, 7, 8, 9].map((i) => `weight${i}Top`);
    const cells = ['weights3Limb', 'weights4Limb'].flatMap((name) => [0, 1, 2, 3].map((limb) => `${name}${limb}`));
    // The second word is 0x7800ffff, at distance 0 from the top: its hint is free.
    expect(unnoticedChanges(rows, [3]).sort()).toEqual([...behind, ...cells, 'word1Top'].sort());
  });

  it('has no row for a word of p or more, whatever the hint', () => {
    const names = [
      ...[0, 1].map((i) => [`word${i}Top`, `words${2 * i}`, `words${2 * i + 1}`] as const),
      ...Array.from({ length: 10 }, (_, i) => {
        const limb = (l: number) => `weights${i >> 1}Limb${2 * (i & 1) + l}`;
        return [`weight${i}Top`, limb(0), limb(1)] as const;
      }),
    ];
    for (const [row, isPair] of [
      [0, true],
      [3, false],
    ] as const) {
      const checked = names.filter(([top]) => isPair || top === 'word0Top' || /weight[0-4]Top/.test(top));
      for (const [top, low, high] of checked) {
        for (const hint of [0, 1, P - 1, 4711]) {
          const { constraints } = rows.report(row, { [low]: 1, [high]: 0x7800, [top]: hint });
          expect(constraints).toContain(`${top}: a word with the top high limb has low limb 0`);
        }
        for (const value of [0x7801, 0xffff]) {
          expect(rows.report(row, { [high]: value }).lookups).toEqual([expect.stringMatching(/^range16 1 x /)]);
        }
      }
    }
  });

  it('cannot count the second word of an odd number, or leave one out unseen', () => {
    expect(rows.report(3, { secondWord: 5 }).constraints).toEqual(['the second word is 0 where there is one term']);
    // As a pair it would read a cell that is not canonical, and go two positions on.
    expect(rows.report(3, { isPair: 1 }).isAccepted).toBe(false);
    const left = rows.report(0, { isPair: 0, secondWord: 0, word1Top: 0 });
    const position = (report: typeof left) =>
      report.tuples.find(({ bus, isSend }) => bus === 'dot' && isSend)!.tuple[2];
    expect(position(left)).toBe(position(rows.report(0))! - 1);
    // And no row goes on from there: the position is odd.
    expect(position(left)! % 2).toBe(1);
    expect(rows.report(cases.length, { isPair: 1 }).constraints).toContain('only live rows have two terms');
  });

  it('does not go back in time, or stand still', () => {
    const ts = 2 ** 27;
    for (const prevTs of [ts + 1, ts + 2, 2 ** 30]) {
      for (const high of [0, 1, 4095, P - 1]) {
        expect(rows.report(0, { weightsPrevTs: prevTs, weightsGapHigh: high }).lookups).not.toEqual([]);
      }
    }
    expect(rows.report(0, { wordsPrevTs: ts }).lookups).not.toEqual([]);
  });
});
