/**
 * A chip: an AIR together with the filling of its main columns. Columns are declared with their witness, so that a
 * gadget holds its constraints and its trace filling in one place.
 *
 * Multiplicities of lookup tables are not filled by hand: they are counted from the AIR's own interactions on buses with
 * a `lookup` (src/air/bus.ts).
 */
import { type Air, AirBuilder } from './air.ts';
import type { Expr } from './expression.ts';
import { type Int, type IntOperand, int } from './integer.ts';

export interface Chip {
  readonly name: string;
  readonly air: Air;
  /** Name of the executor's record stream, one record per row; null for tables that are filled otherwise (lookups). */
  readonly stream: string | null;
  /** One witness per main column, empty if `stream` is null. */
  readonly witnesses: readonly Int[];
  /**
   * True if constraints read the next row: record i then goes to row i of the trace domain (a bit-reversed position). Else rows
   * are in record order wherever that is cheapest.
   */
  readonly isOrdered: boolean;
}

export class ChipBuilder extends AirBuilder {
  readonly #witnesses: Int[] = [];
  readonly #stream: string | null;

  /** @param stream record stream of the executor that has one record per row, or null. */
  constructor(name: string, stream: string | null) {
    super(name);
    this.#stream = stream;
  }

  /** A main column with its witness. */
  column(name: string, witness: IntOperand): Expr {
    this.#witnesses.push(int(witness));
    return this.main(name);
  }

  /** A main column that is constrained to 0 or 1. */
  bit(name: string, witness: IntOperand): Expr {
    const bit = this.column(name, witness);
    this.assertBit(bit, `${name} is a bit`);
    return bit;
  }

  /** Four 16-bit limbs `name0..name3` of a 64-bit value. Not range-checked here. */
  limbs(name: string, witness: Int): [Expr, Expr, Expr, Expr] {
    const limb = (i: number) => this.column(`${name}${i}`, witness.limb(i));
    return [limb(0), limb(1), limb(2), limb(3)];
  }

  buildChip(): Chip {
    const air = this.build();
    if (this.#stream !== null && this.#witnesses.length !== air.mainColumns.length) {
      throw new Error(`${this.name}: ${air.mainColumns.length} columns but ${this.#witnesses.length} witnesses.`);
    }
    return {
      name: this.name,
      air,
      stream: this.#stream,
      witnesses: this.#witnesses,
      isOrdered: air.mainNext.length > 0,
    };
  }
}
