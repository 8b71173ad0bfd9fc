/**
 * In precompiles no cells of several rows and tables can move together, to first order and even without range checks; but for cells
 * that say nothing, and for limbs that range checks keep.
 */
import { describe, expect, it } from 'vitest';
import { fillMachine } from '../../src/machine/tables.ts';
import { program, programs } from '../machine/programs.ts';
import { type Direction, freeDirections } from './freedom.ts';

const RANGE_CHECKS = ['range16', 'bytePair', 'rangeBits'];

interface Case {
  readonly run: keyof typeof programs;
  readonly chips: readonly string[];
  readonly internal: readonly string[];
  /** Cells that may move, with nothing that is said. */
  readonly idle: RegExp | null;
  /** Cells that may move together with what is said, as far as range checks let them. */
  readonly ranged: RegExp | null;
  /** Without this bus others move too. */
  readonly control: string | null;
}

const cases: readonly Case[] = [
  {
    run: 'blake3',
    chips: ['BLAKE3', 'BLAKE3_ROUND'],
    internal: ['blake3Middle', 'blake3Border'],
    // The upper part of a gap of time is there for its range; behind a call's last half round a's bytes only make up its limbs.
    idle: /^BLAKE3 blockWindow$|^BLAKE3_ROUND a\dByte\d$/,
    ranged: null,
    control: 'byteXor',
  },
  {
    run: 'blake3Steps',
    chips: ['BLAKE3', 'BLAKE3_ROUND'],
    internal: ['blake3Middle', 'blake3Border'],
    // The same; the hint multiplies count - 1, which is 0 in the last step; half of a node's block is not read from cells.
    idle: /^BLAKE3 (blockWindow|countHint|block\dPrevTs)$|^BLAKE3_ROUND a\dByte\d$/,
    ranged: null,
    control: null,
  },
  {
    run: 'sha256',
    chips: ['SHA256', 'SHA256_ROUNDS', 'SHA256_SCHEDULE'],
    internal: ['sha256Words', 'sha256Message', 'sha256Input'],
    // Behind the last round nothing is added; what a call's first rows have from rows before them is taken by no word.
    idle: /^SHA256 blockWindow$|^SHA256_ROUNDS input\dLimb\d$|^SHA256_SCHEDULE (second|third|fourth)\dLimb\d$/,
    ranged: null,
    control: 'sha256Words',
  },
  {
    run: 'keccakWork',
    chips: ['KECCAK', 'KECCAK_RND'],
    internal: ['keccakState', 'keccakSums', 'keccakEdge'],
    idle: null,
    ranged: null,
    control: 'keccakState',
  },
  {
    run: 'fieldWork',
    chips: ['EXT_MUL', 'DOT', 'DOT_TERMS'],
    internal: ['dot'],
    // Hints that multiply a limb that is 0; cells of a term that is not there; the upper part of a gap.
    idle: /^(EXT_MUL|DOT|DOT_TERMS) \w+Top\d?$|^DOT_TERMS (weightsGapHigh|weights[34]Limb\d)$/,
    // A word is low + 2^16 high: that these are 16-bit numbers and the word is below p is said by range checks.
    ranged: /^(EXT_MUL|DOT) result\d(Low|High|Top)$/,
    control: 'dot',
  },
];

async function directionsOf({ run, chips, internal }: Case, alsoIgnored: readonly string[] = []): Promise<Direction[]> {
  const { source, input } = programs[run]!;
  const { tables } = await fillMachine(program(source), input);
  const own = tables.filter(({ air }) => chips.includes(air.name));
  expect(own.map(({ air }) => air.name)).toEqual(chips);
  return freeDirections({ tables: own, internal, ignored: [...RANGE_CHECKS, ...alsoIgnored] });
}

/** Columns that move in a way that is not accounted for. */
function unexplained(directions: readonly Direction[], { idle, ranged }: Case): string[] {
  const found = directions.flatMap(({ columns, said }) =>
    columns.filter((column) => !(said.length === 0 ? idle : ranged)?.test(column)),
  );
  return [...new Set(found)];
}

describe('cells that can move together', () => {
  it.each(cases)('in $run say nothing, or are limbs', async (question) => {
    expect(unexplained(await directionsOf(question), question)).toEqual([]);
  });

  it.each(cases.filter(({ control }) => control !== null))('in $run are others without $control', async (question) => {
    const directions = await directionsOf(question, [question.control!]);
    const moving = directions.filter(({ said }) => said.length > 0);
    expect(unexplained(moving, question).length).toBeGreaterThan(0);
  });
});
