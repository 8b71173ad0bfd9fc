/**
 * The cost of every table, from its AIR: what a row commits to and what it is estimated to cost the prover. Frozen in
 * test/ledger/chips.json, so that a change of a cost is a change that a reviewer sees.
 */
import type { Air } from '../air/air.ts';
import { firstTables } from './chips.ts';

export interface ChipCost {
  readonly name: string;
  readonly preprocessedColumns: number;
  readonly mainColumns: number;
  readonly constraints: number;
  readonly interactions: number;
  readonly groups: number;
  readonly degree: number;
  /** Committed words per row: main columns and five per group. */
  readonly words: number;
  /** Estimated prover time per row at blowup 2 on one core, in ns. */
  readonly priceNs: number;
}

/** Perf: measured per core with SIMD: a committed cell 35 ns, an interaction 150 ns with its auxiliary cells, a constraint 10 ns. */
const COLUMN_NS = 35;
const INTERACTION_NS = 150;
const CONSTRAINT_NS = 10;

export function chipCost(air: Air): ChipCost {
  const { name, mainColumns, constraints, interactions, groups, degree } = air;
  return {
    name,
    preprocessedColumns: air.preprocessedColumns.length,
    mainColumns: mainColumns.length,
    constraints: constraints.length,
    interactions: interactions.length,
    groups: groups.length,
    degree,
    words: mainColumns.length + 5 * groups.length,
    priceNs: COLUMN_NS * mainColumns.length + INTERACTION_NS * interactions.length + CONSTRAINT_NS * constraints.length,
  };
}

/** In the order of the machine description; a chip's second table costs the same. */
export function chipLedger(): ChipCost[] {
  return firstTables.map(({ chip }) => chipCost(chip.air));
}
