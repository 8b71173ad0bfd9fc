/**
 * Evaluation of a table's program at one point (a row of the trace, a point of a coset, or zeta), the permutation
 * constraints that follow from its interactions, and the verifier's side of the buses. docs/protocol.md section 5.
 */
import { OPERAND, type PublicTerm, type TableDescription, UNIT } from './description.ts';
import {
  add,
  type E,
  type F,
  inverse,
  inverseF,
  isZero,
  lift,
  mod,
  mul,
  neg,
  ONE,
  omega,
  P,
  pow,
  scale,
  sub,
  sum,
  ZERO,
} from './field.ts';
import { require } from './rejection.ts';

/** The columns at one point. */
export interface PointValues {
  preprocessed: readonly E[];
  main: readonly E[];
  /** In the order of the table's nextColumns. */
  mainNext: readonly E[];
  /** isFirst, isLast, isTransition. */
  selectors: readonly [E, E, E];
}

export interface InteractionValue {
  multiplicity: E;
  elements: E[];
  bus: number;
  isSend: boolean;
  isCommitted: boolean;
}

/** isFirst, isLast, isTransition at a point outside the trace domain H_h. */
export function selectorsAt(x: E, h: number): [E, E, E] {
  const n = lift(2 ** h);
  const w = omega(h);
  const vanishing = sub(pow(x, 2 ** h), ONE);
  return [
    mul(vanishing, inverse(mul(n, sub(x, ONE)))),
    mul(vanishing, inverse(mul(n, sub(scale(x, w), ONE)))),
    sub(x, lift(inverseF(w))),
  ];
}

/** The same on row `row`. */
export function selectorsOnRow(row: number, h: number): [E, E, E] {
  const w = omega(h);
  let x = 1n;
  for (let i = 0; i < row; i++) x = mod(x * w);
  return [row === 0 ? ONE : ZERO, row === 2 ** h - 1 ? ONE : ZERO, lift(x - inverseF(w))];
}

/** The values of all asserts in program order, and the interactions as groups of one or two. */
export function evaluate(table: TableDescription, at: PointValues): { asserts: E[]; groups: InteractionValue[][] } {
  const registers: (E | undefined)[] = [];
  const asserts: E[] = [];
  const groups: InteractionValue[][] = [];
  let isGroupOpen = false;
  const get = (r: number): E => {
    const value = registers[r];
    if (value === undefined) throw new Error(`register ${r} is undefined`);
    return value;
  };
  for (const i of table.instructions) {
    let value: E | undefined;
    switch (i.op) {
      case 'const':
        value = lift(i.value);
        break;
      case 'preprocessed':
        value = at.preprocessed[i.index]!;
        break;
      case 'main':
        value = at.main[i.index]!;
        break;
      case 'mainNext':
        value = at.mainNext[i.index]!;
        break;
      case 'selector':
        value = at.selectors[i.index]!;
        break;
      case 'add':
        value = add(get(i.a), get(i.b));
        break;
      case 'sub':
        value = sub(get(i.a), get(i.b));
        break;
      case 'mul':
        value = mul(get(i.a), get(i.b));
        break;
      case 'assertZero':
        asserts.push(get(i.a));
        break;
      case 'interaction':
        if (!isGroupOpen) groups.push([]);
        groups.at(-1)!.push({
          ...{ bus: i.bus, isSend: i.isSend, isCommitted: i.isCommitted },
          ...{ multiplicity: get(i.multiplicity), elements: [] },
        });
        isGroupOpen = !i.closesGroup;
        break;
      case 'element':
        groups.at(-1)!.at(-1)!.elements.push(get(i.a));
        break;
    }
    registers.push(value);
  }
  return { asserts, groups };
}

export function fingerprint(theta: E, delta: E, bus: number, elements: readonly E[]): E {
  let f = add(theta, lift(bus));
  for (const [i, v] of elements.entries()) f = add(f, mul(pow(delta, i + 1), v));
  return f;
}

export interface Challenges {
  theta: E;
  delta: E;
}

export function fingerprintOf(interaction: InteractionValue, { theta, delta }: Challenges): E {
  return fingerprint(theta, delta, interaction.bus, interaction.elements);
}

export function signedMultiplicity(interaction: InteractionValue): E {
  return interaction.isSend ? interaction.multiplicity : neg(interaction.multiplicity);
}

/** φ f - σ m, or φ f f' - (σ m f' + σ' m' f), where f and f' may be committed. */
function groupConstraint(phi: E, group: readonly InteractionValue[], [f, f2]: readonly E[]): E {
  const [m, m2] = group.map(signedMultiplicity);
  if (group.length === 1) return sub(mul(phi, f!), m!);
  return sub(mul(mul(phi, f!), f2!), add(mul(m!, f2!), mul(m2!, f!)));
}

/** What the permutation columns of a row hold but the last, the running sum. Fractions of that row's last group are not among them. */
export function logUpColumnsButLast(groups: readonly (readonly InteractionValue[])[], challenges: Challenges): E[] {
  const columns = groups.flatMap((group) => [
    ...group.filter((i) => i.isCommitted).map((i) => fingerprintOf(i, challenges)),
    fractionOf(group, challenges),
  ]);
  return columns.slice(0, -1);
}

/** What a group adds to the running sum in a row. */
export function fractionOf(group: readonly InteractionValue[], challenges: Challenges): E {
  return sum(group.map((i) => mul(signedMultiplicity(i), inverse(fingerprintOf(i, challenges)))));
}

/** One value per permutation column. `columns` at the point, S (the last of them) at the next row, c the cumulative sum, n the height. */
export function permutationConstraints(
  groups: readonly (readonly InteractionValue[])[],
  columns: readonly E[],
  runningSumNext: E,
  cumulativeSum: E,
  n: number,
  challenges: Challenges,
): E[] {
  const remaining = [...columns];
  const values: E[] = [];
  let before: E = ZERO;
  for (const [g, group] of groups.entries()) {
    const fingerprints = group.map((interaction) => {
      const f = fingerprintOf(interaction, challenges);
      if (!interaction.isCommitted) return f;
      const psi = remaining.shift()!;
      values.push(sub(psi, f));
      return psi;
    });
    let phi = remaining.shift()!;
    if (g < groups.length - 1) before = add(before, phi);
    else phi = add(sub(sub(runningSumNext, phi), before), scale(cumulativeSum, inverseF(BigInt(n))));
    values.push(groupConstraint(phi, group, fingerprints));
  }
  return values;
}

export interface Claim {
  exitCode: number;
  publicOutput: Uint8Array;
  /** From the key. */
  entry: number;
}

/** How often a public term counts: once, per byte or per u32. */
export function unitsOf(term: PublicTerm, outputLength: number): number {
  if (term.unit === UNIT.once) return 1;
  return term.unit === UNIT.perByte ? outputLength : outputLength / 4;
}

/** The verifier's terms as tuples, in order. */
export function publicTuples(
  terms: readonly PublicTerm[],
  { exitCode, publicOutput, entry }: Claim,
): { bus: number; isSend: boolean; elements: F[] }[] {
  const tuples: { bus: number; isSend: boolean; elements: F[] }[] = [];
  for (const term of terms) {
    if (term.unit === UNIT.perWord) require(publicOutput.length % 4 === 0, 'BadPublicOutput', 'not whole u32s');
    for (let index = 0; index < unitsOf(term, publicOutput.length); index++) {
      let value = publicOutput[index] ?? 0;
      if (term.unit === UNIT.perWord) {
        value = [0, 1, 2, 3].reduce((acc, k) => acc + publicOutput[4 * index + k]! * 256 ** k, 0);
        require(BigInt(value) < P, 'BadPublicOutput', `u32 number ${index} is not below p`);
      }
      const elements = term.operands.map((operand): F => {
        switch (operand.kind) {
          case OPERAND.constant:
            return operand.value;
          case OPERAND.entry:
            return mod(BigInt(entry));
          case OPERAND.exitLow:
            return BigInt(exitCode % 65536);
          case OPERAND.exitHigh:
            return BigInt(Math.floor(exitCode / 65536));
          case OPERAND.outputLength:
            return BigInt(publicOutput.length);
          case OPERAND.index:
            return BigInt(index);
          default:
            return BigInt(value);
        }
      });
      tuples.push({ bus: term.bus, isSend: term.isSend, elements });
    }
  }
  return tuples;
}

/** Sum of ±1/f over the public terms. */
export function publicSum(terms: readonly PublicTerm[], claim: Claim, { theta, delta }: Challenges): E {
  return sum(
    publicTuples(terms, claim).map(({ bus, isSend, elements }) => {
      const f = fingerprint(theta, delta, bus, elements.map(lift));
      require(!isZero(f), 'ZeroFingerprint', 'of a public term');
      return isSend ? inverse(f) : neg(inverse(f));
    }),
  );
}
