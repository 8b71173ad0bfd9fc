/**
 * Witness mutation over all chips: in honest traces one cell is changed, and some constraint or bus must notice. Columns that take a
 * change are listed with the reason.
 */

import { describe, expect, it } from 'vitest';
import type { FilledTable } from '../../src/air/evaluate-rows.ts';
import { P } from '../../src/air/expression.ts';
import { MutationChecker, mutateColumns } from '../../src/air/mutation.ts';
import { sumsByDistance } from '../../src/gadgets/keccak.ts';
import { firstTables } from '../../src/machine/chips.ts';
import { type FilledMachine, fillMachine } from '../../src/machine/tables.ts';
import { random32 } from './chip-harness.ts';
import { program, programs } from './programs.ts';

const random = random32(2024);
const DELTAS = [1, P - 1, 65536, P - 65536, 1 + (random() % (P - 1))];

/** Columns of which a change may go unnoticed in some rows, and why. */
const UNCHECKED = new Map([
  ['BEQ lowHint', 'multiplies a norm that is 0 if the low limbs are equal; flows nowhere else'],
  ['BEQ highHint', 'the same for the high limbs'],
  ['DIV gapInverse', 'multiplies a gap that is 0 where no inverse is demanded'],
  ['STORE byte', "rs2's low byte means nothing unless a byte is stored"],
  ['STORE old', 'the same for the byte replaced'],
  ['STORE other', 'the same for its neighbour'],
  ['STORE piece', 'words are written from rs2 without it'],
  ['LOAD other', 'the other byte of the limb means nothing unless a byte is loaded'],
  ...['LOADX', 'STOREX'].flatMap((chip) =>
    ['secondPrevTs', 'u0', 'u1', 'u2', 'u3'].map((column): [string, string] => [
      `${chip} ${column}`,
      'the second cell means nothing, and its token is not touched, unless the access crosses into it',
    ]),
  ),
  ['LOADX y6', 'byte 6 of the result is the extension unless 8 bytes are loaded'],
  ['LOADX y7', 'the same for byte 7, which otherwise shows the sign of signed loads'],
  ['MEMORY_INIT step', "the first row's step means nothing if its high part is that of cell 0"],
  ...[
    ...[0, 1, 2, 3, 4, 5].flatMap((i) => [`EXT_MUL aTop${i}`, `EXT_MUL bTop${i}`]),
    ...[0, 1, 2, 3, 4].flatMap((k) => [`EXT_MUL result${k}Top`, `DOT result${k}Top`]),
    ...['word0Top', 'word1Top', ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => `weight${i}Top`)].map(
      (column) => `DOT_TERMS ${column}`,
    ),
  ].map((column): [string, string] => [
    column,
    'multiplies the low limb of a word, which may be 0; flows nowhere else',
  ]),
  ['EXT_MUL divisorHint', 'multiplies a sum of limbs that is 0 if a factor is 0; flows nowhere else'],
  ...['weights3Limb', 'weights4Limb'].flatMap((name) =>
    [0, 1, 2, 3].map((limb): [string, string] => [
      `DOT_TERMS ${name}${limb}`,
      'the last two cells mean nothing, and their tokens are not touched, where there is one term',
    ]),
  ),
  ...sumsByDistance.flatMap((parts, distance) =>
    parts.map((_, j): [string, string] => [
      `KECCAK_RND carry${distance}_${j}`,
      'the first state of a call is made of no sums: any carries will do',
    ]),
  ),
  ['BLAKE3 countHint', 'multiplies count - 1, which is 0 in the last step; flows nowhere else'],
  ...Array.from({ length: 8 }, (_, cell): [string, string] => [
    `BLAKE3 block${cell}PrevTs`,
    'of a path, half of the block is the node, and no cells are read for it',
  ]),
  ...[0, 1, 2, 3].map((slot): [string, string] => [
    `BLAKE3_ROUND first${slot}Limb1`,
    'behind the last half round of a call no block word, but what makes a sum right, up to a carry',
  ]),
  ...[0, 1, 2, 3].flatMap((i) =>
    [0, 1].flatMap((k): [string, string][] => [
      [`SHA256_ROUNDS input${i}Limb${k}`, 'behind the last round of a call nothing is added'],
      [`SHA256_ROUNDS carryE${i}Limb${k}`, 'the same: 0, 1 or 2 for nothing'],
      [`SHA256_ROUNDS carryA${i}Limb${k}`, 'the same: 0 or 1 for nothing'],
      [`SHA256_SCHEDULE fourth${i}Limb${k}`, 'in the first row of a call no words have come from before'],
      [`SHA256_SCHEDULE carry${i}Limb${k}`, "0 or 1 for nothing where the next row's words are the message's, or none"],
    ]),
  ),
  ['WRITE isActive', 'a write of length 0 may start and end an empty chain, which says nothing'],
]);

const runs: Promise<readonly (readonly [string, FilledMachine])[]> = Promise.all(
  Object.entries(programs).map(async ([name, { source, input }]) => [name, await fillMachine(program(source), input)]),
);

/** Live rows: those that are not all zero; all rows of preprocessed tables. */
function livePositions({ air, main, logHeight }: FilledTable): number[] {
  const all = [...Array(2 ** logHeight).keys()];
  if (air.preprocessedColumns.length > 0) return all.slice(0, 34);
  return all.filter((position) => main.some((column) => column[position] !== 0));
}

/** Every cell of a row is tried, at the price of the whole row: fewer rows of wide tables. */
function rowsToTry({ air }: FilledTable): number {
  const columns = air.mainColumns.length;
  return Math.max(
    2,
    Math.min(24, Math.floor(2400 / columns), Math.floor(4e6 / (columns * air.expressions.nodes.length))),
  );
}

function sample(positions: readonly number[], count: number): number[] {
  if (positions.length <= count) return [...positions];
  return Array.from({ length: count }, () => positions[random() % positions.length]!);
}

describe('witness mutation', () => {
  it('has a live row of every table in some run', async () => {
    const present = new Set((await runs).flatMap(([, { tables }]) => tables.map(({ air }) => air.name)));
    expect(firstTables.map(({ name }) => name).filter((name) => !present.has(name))).toEqual([]);
  });

  it('leaves no column unchecked that is not listed', async () => {
    const unchecked = new Set<string>();
    const noticed = new Set<string>();
    for (const [, { tables }] of await runs) {
      const positions = (table: FilledTable) => sample(livePositions(table), rowsToTry(table));
      const reports = mutateColumns(tables, { deltas: DELTAS, positions });
      for (const { chip, column, tried, unnoticed } of reports) {
        if (unnoticed > 0) unchecked.add(`${chip} ${column}`);
        if (unnoticed < tried) noticed.add(`${chip} ${column}`);
      }
    }
    expect([...unchecked].filter((column) => !UNCHECKED.has(column))).toEqual([]);
    // Even those are noticed where they mean something; and every column was tried.
    const all = firstTables.flatMap(({ chip: { air } }) => air.mainColumns.map((column) => `${air.name} ${column}`));
    expect(all.filter((column) => !noticed.has(column))).toEqual([]);
    expect([...UNCHECKED.keys()].filter((column) => !all.includes(column))).toEqual([]);
  });

  it('notices a padding row that comes alive', async () => {
    for (const [name, { tables }] of await runs) {
      const checker = new MutationChecker(tables);
      for (const [index, table] of tables.entries()) {
        const column = table.air.mainColumns.indexOf('isReal');
        const live = new Set(livePositions(table));
        const position = [...Array(2 ** table.logHeight).keys()].find((candidate) => !live.has(candidate));
        if (column < 0 || position === undefined) continue;
        const findings = checker.check(index, [{ position, column, value: 1 }]);
        expect(findings.length, `${name} ${table.air.name}`).toBeGreaterThan(0);
      }
    }
  });

  // Threat: a row whose multiplicity is -1 absorbs what another row sent.
  it('notices a twin row of multiplicity -1', async () => {
    for (const [, { tables }] of await runs) {
      const checker = new MutationChecker(tables);
      for (const [index, table] of tables.entries()) {
        const column = table.air.mainColumns.indexOf('isReal');
        if (column < 0) continue;
        const [position] = livePositions(table);
        const findings = checker.check(index, [{ position: position!, column, value: P - 1 }]);
        expect(findings.map((finding) => finding.kind === 'constraint' && finding.message)).toContain(
          'isReal is a bit',
        );
      }
    }
  });
});
