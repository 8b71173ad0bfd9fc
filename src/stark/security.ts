/**
 * Provable security, term by term. Each round of the protocol has an error bound in the unique-decoding (UDR) or the
 * Johnson regime (JBR, multiplicity m); the bits of a proof are the minimum over the rounds, grinding included.
 *
 * Source: the formulas of BCHKS25 (Ben-Sasson, Carmon, Haböck, Kopparty, Saraf, "On Proximity Gaps for Reed-Solomon
 * Codes") as the public `soundcalc` tool uses them; see docs/security.md. Rounds before the low-degree test (lookup,
 * constraints, out of domain) are multiplied by the list size in JBR.
 *
 * Notation: r rate, k rows of the tallest table, n = k / r points, |E| size of the extension field, log2 everywhere.
 */
import type { Air } from '../air/air.ts';
import { type Description, type DescriptionTable, type Interaction, Op, Selector } from '../archive/description.ts';
import { VerificationError } from '../errors.ts';
import type { StarkOptions } from './options.ts';

/** log2 |E| for BabyBear^5. */
export const LOG_EXTENSION = 5 * Math.log2(0x78000001);
/** What `setup`, `prove` and `verify` ask of a key unless told `insecure`. */
export const SECURITY_BITS = 128;

/** What the error terms depend on besides the options: counts over all tables of a machine. */
export interface AirCounts {
  /** Largest number of functions opened in one table: all columns (a permutation column counts once) and next-row openings. */
  readonly functions: number;
  /** Constraints of all tables, one per LogUp column among them, as if all had one height. */
  readonly constraints: number;
  /** Largest constraint degree. */
  readonly degree: number;
  /** Bound on the fractions of all tables together (height x interactions), the key's interactionBound. */
  readonly fractions: number;
  /** Widest tuple, bus id included. */
  readonly tupleWidth: number;
}

export type Round = 'lookup' | 'constraints' | 'deep' | 'batching' | 'folding' | 'query';

export interface SecurityTerm {
  readonly round: Round;
  /** Bits of this round, grinding included. */
  readonly bits: number;
  readonly grindingBits: number;
  /** Where it is sampled: the challenge of the protocol page. */
  readonly challenge: string;
}

export interface Security {
  readonly regime: 'UDR' | 'JBR';
  /** Minimum over the terms, rounded down. */
  readonly bits: number;
  readonly terms: readonly SecurityTerm[];
}

export function countAirs(airs: readonly Air[], interactionBound: number): AirCounts {
  const openings = airs.map(
    (air) =>
      air.preprocessedColumns.length +
      air.mainColumns.length +
      air.logUpColumns.length +
      air.mainNext.length +
      Math.min(air.logUpColumns.length, 1),
  );
  const widths = airs.flatMap((air) => air.interactions.map(({ tuple }) => tuple.length + 1));
  return {
    functions: Math.max(...openings),
    constraints: airs.reduce((sum, air) => sum + air.constraints.length + air.logUpColumns.length, 0),
    degree: Math.max(2, ...airs.map(({ degree }) => degree)),
    fractions: Math.max(1, interactionBound),
    tupleWidth: Math.max(1, ...widths),
  };
}

/** The same counts from a machine description, for a verifier that has no AIRs; a test holds the two against each other. */
export function countDescription({ tables }: Description, interactionBound: number): AirCounts {
  const openings = tables.map(
    ({ preprocessedWidth, mainWidth, numLogUpColumns, mainNext }) =>
      preprocessedWidth + mainWidth + numLogUpColumns + mainNext.length + Math.min(numLogUpColumns, 1),
  );
  const interactions = tables.flatMap(({ groups }) => groups.flat());
  return {
    functions: Math.max(...openings),
    constraints: tables.reduce((sum, { numConstraints, numLogUpColumns }) => sum + numConstraints + numLogUpColumns, 0),
    degree: Math.max(2, ...tables.map(tableDegree)),
    fractions: Math.max(1, interactionBound),
    tupleWidth: Math.max(1, ...interactions.map(({ elements }) => elements.length + 1)),
  };
}

/** Largest degree of a table's constraints, LogUp groups and committed fingerprints, counted as in docs/protocol.md, section 5. */
function tableDegree({ instructions, groups }: DescriptionTable): number {
  const degrees: number[] = [];
  const constraints: number[] = [];
  for (const { op, a, b } of instructions) {
    const [left = 0, right = 0] = [degrees[a], degrees[b]];
    if (op === Op.assertZero) constraints.push(left);
    if (op === Op.mul) degrees.push(left + right);
    else if (op === Op.add || op === Op.sub) degrees.push(Math.max(left, right));
    else if (op === Op.selector) degrees.push(b === Selector.isTransition ? 0 : 1);
    else degrees.push(op === Op.constant ? 0 : 1);
  }
  const tupleDegree = ({ elements }: Interaction) => Math.max(...elements.map((register) => degrees[register]!));
  const committed = groups.flat().filter(({ isCommitted }) => isCommitted);
  const ofGroups = groups.map((group) => {
    const fingerprints = group.map((interaction) => (interaction.isCommitted ? 1 : tupleDegree(interaction)));
    const product = 1 + fingerprints.reduce((sum, degree) => sum + degree, 0);
    return Math.max(
      product,
      ...group.map(({ multiplicity }, i) => degrees[multiplicity]! + (fingerprints[1 - i] ?? 0)),
    );
  });
  return Math.max(0, ...constraints, ...committed.map(tupleDegree), ...ofGroups);
}

/** A key below `SECURITY_BITS` where the caller did not say `insecure`. */
export class InsecureKey extends VerificationError {
  readonly bits: number;
  constructor(bits: number, weakest: Round) {
    super(
      'InsecureKey',
      `The key has ${bits} bits of provable security (weakest round: ${weakest}), ${SECURITY_BITS} are required. ` +
        'Use a preset with more, or say insecure if a proof that can be forged is what you want.',
    );
    this.bits = bits;
  }
}

/** Throws `InsecureKey` for options below `SECURITY_BITS`; returns the computed security otherwise. */
export function requireSecurity(options: StarkOptions, counts: AirCounts, insecure = false): Security {
  const security = securityOf(options, counts);
  if (security.bits < SECURITY_BITS && !insecure) {
    const weakest = security.terms.reduce((least, term) => (term.bits < least.bits ? term : least));
    throw new InsecureKey(security.bits, weakest.round);
  }
  return security;
}

/** Security of a key: its own regime, all tables at maxLogHeight. */
export function securityOf(options: StarkOptions, counts: AirCounts, logHeight = options.maxLogHeight): Security {
  const rate = 2 ** -options.logBlowup;
  const regime = options.regime === 0 ? uniqueDecoding(rate) : johnson(rate, options.regime);
  const terms = errorTerms(options, counts, logHeight, regime, LOG_EXTENSION);
  return { regime: regime.name, bits: Math.floor(Math.min(...terms.map(({ bits }) => bits))), terms };
}

/** A decoding regime at one rate: proximity parameter, list size, and the proximity-gap error for two functions. */
export interface Regime {
  readonly name: 'UDR' | 'JBR';
  readonly theta: number;
  readonly logListSize: number;
  /** log2(error * |E|) of a random combination of two functions over a code of 2^logRows dimension. */
  readonly logGap: (logRows: number) => number;
}

export function uniqueDecoding(rate: number): Regime {
  const theta = (1 - rate) / 2;
  return { name: 'UDR', theta, logListSize: 0, logGap: (logRows) => Math.log2((theta * 2 ** logRows) / rate + 1) };
}

/** @param m multiplicity of the Guruswami-Sudan decoder. @param eta gap to the Johnson bound, sqrt(rate) / (2 m) unless given. */
export function johnson(rate: number, m: number, eta = Math.sqrt(rate) / (2 * m)): Regime {
  const root = Math.sqrt(rate);
  const theta = 1 - root - eta;
  // The theorem (BCHKS25, 4.2) wants a multiplicity of 3 or more; a smaller one has the error of 3.
  const M = Math.max(m, 3) + 0.5;
  return {
    name: 'JBR',
    theta,
    logListSize: Math.log2(m / rate),
    logGap: (logRows) => {
      const n = 2 ** logRows / rate;
      return Math.log2(((2 * M ** 5 + 3 * M * theta * rate) * n) / (3 * rate * root) + M / root);
    },
  };
}

/** Bits of the query phase before grinding: every query misses a fraction theta with probability 1 - theta. */
export function queryBits(regime: Regime, numQueries: number): number {
  return -numQueries * Math.log2(1 - regime.theta);
}

/** Bits of batching `functions` functions by powers of one challenge. */
export function batchingBits(regime: Regime, functions: number, logRows: number, logExtension: number): number {
  return logExtension - Math.log2(functions) - regime.logGap(logRows);
}

export function errorTerms(
  options: StarkOptions,
  counts: AirCounts,
  logHeight: number,
  regime: Regime,
  logExtension: number,
): SecurityTerm[] {
  const listed = logExtension - regime.logListSize;
  const rows = 2 ** logHeight;
  const term = (round: Round, challenge: string, bits: number, grindingBits: number): SecurityTerm => ({
    round,
    challenge,
    bits: bits + grindingBits,
    grindingBits,
  });
  const lookup = listed - Math.log2(counts.fractions) - Math.log2(counts.tupleWidth);
  const constraints = listed - Math.log2(counts.constraints);
  // |E| - k - n in the denominator differs from |E| by a relative 2^-130.
  const deep = listed - Math.log2(counts.degree * (rows + 1) + rows - 1);
  // Folding by arity a has a terms, the joining table's included; the schedule depends on the heights, so take its worst.
  const folding = [1, 2, 3]
    .filter((logArity) => logArity <= options.logMaxArity && logHeight - logArity >= options.logFinalLength)
    .map((logArity) => logExtension - logArity - regime.logGap(logHeight - logArity));
  return [
    term('lookup', 'theta, delta', lookup, options.grindLookupBits),
    term('constraints', 'alpha', constraints, 0),
    term('deep', 'zeta', deep, options.grindDeepBits),
    term('batching', 'gamma', batchingBits(regime, counts.functions, logHeight, logExtension), options.grindBatchBits),
    ...(folding.length > 0 ? [term('folding', 'beta', Math.min(...folding), options.grindFoldBits)] : []),
    term('query', 'query indices', queryBits(regime, options.numQueries), options.grindQueryBits),
  ];
}
