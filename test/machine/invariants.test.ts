/** What must hold of all chips together, read off their AIRs (docs: threats to the machine's tables). */
import { describe, expect, it } from 'vitest';
import type { Air } from '../../src/air/air.ts';
import { checkTables } from '../../src/air/checker.ts';
import { type Expr, P } from '../../src/air/expression.ts';
import { addMod, mulMod, subMod } from '../../src/air/modular.ts';
import { Op } from '../../src/archive/description.ts';
import {
  BLAKE3_BORDER,
  BLAKE3_BORDER_2,
  BLAKE3_MIDDLE,
  BLAKE3_MIDDLE_2,
  DECODE,
  EXECUTION,
  EXIT,
  IMAGE,
  machineBuses,
  OUTPUT,
} from '../../src/machine/buses.ts';
import { firstTables, machineTable, machineTables, publicTerms } from '../../src/machine/chips.ts';
import { families } from '../../src/machine/families.ts';
import { machineSystem } from '../../src/machine/system.ts';

/** Each AIR once, whether it has one table or two. */
const airs = [...new Set(machineTables.map(({ chip }) => chip.air))];
const seconds = machineTables.filter(({ secondOf }) => secondOf !== null);
/** Second tables with an AIR of their own. */
const PAIR = ['BLAKE3_2', 'BLAKE3_ROUND_2'];
/** Tables whose multiplicity may be free: each says why in its air.ts. */
const FREE_MULTIPLICITY = ['BITWISE', 'RANGE_BITS', 'DECODE', 'KECCAK_RC'];
/** Bits by another constraint: isCrossing equals a sum of products of bits of which at most one is 1 (src/gadgets/misaligned.ts). */
const OTHER_BITS = ['LOADX isCrossing', 'STOREX isCrossing'];
/** Columns with a constraint to few values; multiplicities made of them alone must be 0 or 1 for all of them. */
const FEW_VALUES = new Map([
  ['BLAKE3_ROUND kind', [0, 1, 2]],
  ['BLAKE3 isReal', [0, 1]],
  ['BLAKE3_ROUND_2 kind', [0, 1, 2]],
  ['BLAKE3_2 isReal', [0, 1]],
  ['KECCAK_RND isFirst', [0, 1]],
  ['KECCAK_RND isLast', [0, 1]],
]);
/** One interaction that receives (-1) in some rows and sends (1) in others, on a bus that is no lookup. */
const EITHER_WAY = ['KECCAK_RND keccakState'];
const LOOKUP_TABLES = ['BITWISE', 'RANGE_BITS', 'KECCAK_RC'];

/** A constraint says m (m - 1) = 0. Expressions are hash-consed, so this is a comparison of objects. */
function isConstrainedBit(air: Air, m: Expr): boolean {
  const bit = m.mul(m.sub(1));
  return air.constraints.some(({ expr }) => expr === bit);
}

/** All values of an expression of columns of few values, in this row and the next; none if there is another column. */
function valuesOf(air: Air, m: Expr): number[] {
  const columns = [...new Set(columnsOf(m))];
  let assignments: Map<Expr, number>[] = [new Map()];
  for (const column of columns) {
    const name = column.node.kind === 'column' ? air.mainColumns[column.node.index] : undefined;
    const few = FEW_VALUES.get(`${air.name} ${name}`) ?? [];
    assignments = assignments.flatMap((known) => few.map((value) => new Map([...known, [column, value]])));
  }
  return assignments.map((values) => valueAt(m, values));
}

function columnsOf({ node }: Expr): Expr[] {
  if (node.kind === 'add' || node.kind === 'sub' || node.kind === 'mul') {
    return [node.a, node.b].flatMap((e) => (e.node.kind === 'column' ? [e] : columnsOf(e)));
  }
  return [];
}

function valueAt(expr: Expr, columns: ReadonlyMap<Expr, number>): number {
  const { node } = expr;
  if (node.kind === 'constant') return node.value;
  if (node.kind === 'add' || node.kind === 'sub' || node.kind === 'mul') {
    const [a, b] = [valueAt(node.a, columns), valueAt(node.b, columns)];
    return node.kind === 'add' ? addMod(a, b) : node.kind === 'sub' ? subMod(a, b) : mulMod(a, b);
  }
  return columns.get(expr)!;
}

const isOfNextRow = (node: Expr['node']) => node.kind === 'column' && node.isNext;

const users = (name: string, isSend: boolean) =>
  airs
    .filter(({ interactions }) => interactions.some(({ bus, isSend: sends }) => bus.name === name && sends === isSend))
    .map((air) => air.name);

describe('all chips', () => {
  it('have constraints, but for tables of preprocessed tuples', () => {
    const without = airs.filter(({ constraints }) => constraints.length === 0).map(({ name }) => name);
    expect(without).toEqual(['BITWISE', 'RANGE_BITS', 'DECODE', 'REGISTER', 'KECCAK_RC']);
  });

  // What makes two tables as good as one: src/machine/chips.ts.
  it('with two tables look at their own row only and not at where it is, or have chains that end in their table', () => {
    const second = seconds.filter(({ name }) => !PAIR.includes(name));
    expect(second.length).toBeGreaterThan(10);
    for (const { name, index, secondOf, chain, chip, source, isPreprocessed } of second) {
      const first = machineTables[secondOf!]!;
      expect([name, machineTables[index]!.name]).toEqual([`${first.name}_2`, name]);
      expect([chip, source, first.secondOf]).toEqual([first.chip, first.source, null]);
      expect(isPreprocessed, name).toBe(false);
      const messages = chip.air.constraints.map(({ message }) => message);
      const places = chip.air.expressions.nodes.filter(({ node }) => node.kind === 'selector' || isOfNextRow(node));
      expect(places.length > 0, name).toBe(chain.records > 1);
      expect(chip.isOrdered, name).toBe(chain.records > 1);
      if (chip.isOrdered) expect(messages.join(), name).toMatch(/first row (follows none|takes nothing)/);
    }
    expect(
      seconds.filter(({ chip, secondOf }) => chip !== machineTables[secondOf!]!.chip).map(({ name }) => name),
    ).toEqual(PAIR);
    expect(new Set(machineTables.map(({ name }) => name)).size).toBe(machineTables.length);
    expect(machineTables.length).toBeLessThanOrEqual(64);
  });

  // Their rows are numbered by the order in their table: the number says which rows belong together, in one pair alone.
  it('whose rows find one another by number have buses of their own for every pair of tables, and are alike otherwise', () => {
    const replaced = new Map([
      [BLAKE3_MIDDLE.id, BLAKE3_MIDDLE_2.id],
      [BLAKE3_BORDER.id, BLAKE3_BORDER_2.id],
    ]);
    const { tables, publicTerms: terms } = machineSystem().description;
    for (const name of PAIR) {
      const { index, secondOf, chip, chain, source, isPreprocessed } = machineTable(name);
      const first = machineTables[secondOf!]!;
      expect([`${first.name}_2`, chain, source, isPreprocessed]).toEqual([name, first.chain, first.source, false]);
      expect(chip.witnesses).toEqual(first.chip.witnesses);
      // Same constraints, same interactions; another bus where it is the pair's own.
      const onSecond = tables[secondOf!]!.instructions.map(({ op, a, b }) => {
        const bus = b & 0xffff;
        return { op, a, b: op === Op.interaction ? b - bus + (replaced.get(bus) ?? bus) : b };
      });
      expect({ ...tables[index]!, groups: [] }).toEqual({
        ...tables[secondOf!]!,
        ...{ instructions: onSecond, groups: [] },
      });
      for (const { air } of [chip, first.chip]) {
        expect(machineTables.filter((table) => table.chip.air === air)).toHaveLength(1);
      }
    }
    for (const [middle, border, suffix] of [
      [BLAKE3_MIDDLE, BLAKE3_BORDER, ''],
      [BLAKE3_MIDDLE_2, BLAKE3_BORDER_2, '_2'],
    ] as const) {
      for (const { name, id, lookup } of [middle, border]) {
        expect([users(name, true), users(name, false)]).toEqual([[`BLAKE3${suffix}`], [`BLAKE3_ROUND${suffix}`]]);
        expect([lookup, terms.filter(({ bus }) => bus === id)]).toEqual([undefined, []]);
      }
    }
  });

  it('that count or hold something once by being one table stay one', () => {
    const doubled = machineTables.flatMap(({ secondOf }) => (secondOf === null ? [] : firstTables[secondOf]!.name));
    const fixed = firstTables.filter(({ isPreprocessed }) => isPreprocessed).map(({ name }) => name);
    for (const name of [...fixed, 'MEMORY_INIT']) expect(doubled).not.toContain(name);
  });

  it('stay at degree 3', () => {
    for (const air of airs) expect(air.degree, air.name).toBeLessThanOrEqual(3);
  });

  it('have distinct names, bus ids and families', () => {
    expect(new Set(airs.map(({ name }) => name)).size).toBe(airs.length);
    expect(new Set(machineBuses.map(({ id }) => id)).size).toBe(machineBuses.length);
    expect(new Set(Object.values(families)).size).toBe(Object.keys(families).length);
    for (const { bus } of airs.flatMap(({ interactions }) => interactions)) expect(machineBuses).toContain(bus);
    for (const { bus } of publicTerms) expect(machineBuses).toContain(bus);
  });

  it('weigh every interaction by a bit, or by a preprocessed or free multiplicity that is accounted for', () => {
    for (const air of airs) {
      for (const { bus, multiplicity } of air.interactions) {
        const { node } = multiplicity;
        if (FREE_MULTIPLICITY.includes(air.name)) continue;
        const isPreprocessed = node.kind === 'column' && node.part === 'preprocessed';
        const isOne = node.kind === 'constant' && node.value === 1;
        const column = node.kind === 'column' ? air.mainColumns[node.index] : undefined;
        if (OTHER_BITS.includes(`${air.name} ${column}`)) continue;
        const isBit = isPreprocessed || isOne || isConstrainedBit(air, multiplicity);
        const values = isBit ? [] : valuesOf(air, multiplicity);
        const allowed = EITHER_WAY.includes(`${air.name} ${bus.name}`) ? [0, 1, P - 1] : [0, 1];
        expect(bus.lookup === undefined || allowed.length === 2).toBe(true);
        const isForced = values.length > 0 && values.every((value) => allowed.includes(value));
        expect(isBit || isForced, `${air.name} on ${bus.name}`).toBe(true);
      }
    }
  });

  it('only send to lookup tables, which only receive', () => {
    for (const { name, lookup } of machineBuses) {
      if (lookup === undefined) continue;
      expect(users(name, false)).toEqual([lookup.table]);
      expect(users(name, true)).not.toContain(lookup.table);
      expect(LOOKUP_TABLES).toContain(lookup.table);
    }
  });

  it('cannot bring in a program, an image, an exit or output of their own', () => {
    expect(users(DECODE.name, true)).toEqual(['DECODE']);
    expect(users(IMAGE.name, true)).toEqual(['IMAGE']);
    expect(users(IMAGE.name, false)).toEqual(['MEMORY_INIT']);
    expect(users(EXIT.name, true)).toEqual(['EXIT']);
    expect(users(EXIT.name, false)).toEqual([]);
    expect(users(OUTPUT.name, true)).toEqual(['WRITE_CELL']);
    expect(users(OUTPUT.name, false)).toEqual([]);
  });

  it('execute only what they decode: every row on the execution bus has its pc on DECODE, with a family of its own', () => {
    for (const air of airs) {
      const received = air.interactions.find(({ bus, isSend }) => bus === EXECUTION && !isSend);
      const sent = air.interactions.find(({ bus, isSend }) => bus === EXECUTION && isSend);
      const decoded = air.interactions.filter(({ bus, isSend }) => bus === DECODE && !isSend);
      if (received === undefined) {
        expect(sent, air.name).toBeUndefined();
        expect(decoded, air.name).toEqual([]);
        continue;
      }
      expect(decoded, air.name).toHaveLength(1);
      expect(decoded[0]!.multiplicity).toBe(received.multiplicity);
      expect(decoded[0]!.tuple[0], air.name).toBe(received.tuple[1]);
      if (sent !== undefined) {
        expect(sent.multiplicity).toBe(received.multiplicity);
        expect(sent.tuple[0], air.name).toBe(received.tuple[0]!.add(3));
      } else {
        expect(air.name).toBe('EXIT');
      }
    }
  });

  // All interactions are fewer than p: so there are fewer than p / 6 such rows, and times, three a row, are below p / 2 (src/gadgets/instruction.ts).
  it('move the execution on in rows of at least 6 interactions', () => {
    for (const air of airs) {
      if (!air.interactions.some(({ bus, isSend }) => bus === EXECUTION && isSend)) continue;
      expect(air.interactions.length, air.name).toBeGreaterThanOrEqual(6);
    }
    expect(users(EXECUTION.name, true).length).toBeGreaterThan(20);
  });

  it('never receive the family of padding rows', () => {
    for (const air of airs) {
      for (const { bus, isSend, tuple } of air.interactions) {
        if (bus !== DECODE || isSend) continue;
        const { node } = tuple[1]!;
        if (node.kind === 'constant') expect(node.value, air.name).not.toBe(families.illegal);
        // Several families: the element may be an expression, but never 0 on a live row; the chip's tests see to that.
        else expect(['LOADX', 'STOREX']).toContain(air.name);
      }
    }
  });

  it('accept rows of zeros, which say nothing', () => {
    for (const air of airs) {
      const zeros = (names: readonly string[]) => names.map(() => new Uint32Array(16));
      const preprocessed = zeros(air.preprocessedColumns);
      expect(checkTables([{ air, logHeight: 4, preprocessed, main: zeros(air.mainColumns) }]), air.name).toEqual([]);
    }
  });
});
