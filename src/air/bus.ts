/**
 * Buses: named multisets of tuples that must balance over all tables and the verifier's public terms. The id is part of
 * every fingerprint, so tuples of different buses never meet; one bus has one arity.
 */
export interface Bus {
  readonly name: string;
  /** Unique in a machine, 1..65535. */
  readonly id: number;
  /** Names of the tuple's elements; their number is the arity. */
  readonly fields: readonly string[];
  /** For buses into a lookup table filled by counting: the row of that table which holds the tuple. */
  readonly lookup?: Lookup;
}

/**
 * Where a lookup bus counts: row index = f(tuple) in table `table`, counter `counter` (one main column per counter).
 * `linear`: index = sum coefficients[i] * tuple[i]. `bits`: tuple = (k, x, 2^k), index = 2^k - 1 + x. `spread`: tuple = (radix, number) with a
 * constant radix; index by src/air/spread.ts.
 */
export interface Lookup {
  readonly table: string;
  readonly counter: number;
  /** Over how many counters from that one on the rows are spread: row i counts in counter + floor(i / (rows / counters)). Default 1. */
  readonly counters?: number;
  readonly index:
    | { readonly kind: 'linear'; readonly coefficients: readonly number[] }
    | { readonly kind: 'bits' }
    | { readonly kind: 'spread' };
  /** Number of rows, a power of two; an index outside is a bug of the trace filling and is reported as such. */
  readonly rows: number;
}
