/**
 * Proofs that must be rejected, made by the reference prover with its own checks off, and the code with which the
 * reference rejects each. Any other verifier of the same format can run them too.
 */
import {
  committedFingerprints,
  type Example,
  fibonacciLastByte,
  fibonacciWords,
  manyTables,
  rangeLookup,
  selectorsOnly,
} from './airs.ts';
import { bytesToExt, extToBytes } from './bytes.ts';
import { add, neg, ONE, P, sub } from './field.ts';
import { type Options, TINY_OPTIONS } from './key.ts';
import { type Columns, type ProverHooks, proveReference } from './prover.ts';
import { LABEL } from './transcript.ts';

export interface Forgery {
  name: string;
  /** The reference's codes; more than one where it depends on chance. */
  codes: string[];
  make: () => { archive: Uint8Array; key: Uint8Array; description: Uint8Array };
}

const OPTIONS: Options = { ...TINY_OPTIONS, numQueries: 10 };

function forge(
  name: string,
  codes: string | string[],
  example: Example,
  hooks: ProverHooks,
  changes: Partial<Options> = {},
): Forgery {
  const make = () => ({
    ...proveReference({ ...example, options: { ...OPTIONS, ...changes }, hooks: { skipChecks: true, ...hooks } }),
    description: example.description,
  });
  return { name, codes: [codes].flat(), make };
}

/** The example with one main cell increased by one. */
function withCell(example: Example, table: number, column: number, row: number): Example {
  const columns = example.main[table]!.map((c, i) =>
    i === column ? c.map((x, r) => (r === row ? BigInt(x) + 1n : x)) : c,
  );
  return { ...example, main: example.main.map((m, t) => (t === table ? columns : m)) };
}

function withMain(example: Example, table: number, columns: Columns | undefined): Example {
  return { ...example, main: example.main.map((m, t) => (t === table ? columns : m)) };
}

const flip = (label: number, at = 0): ProverHooks => ({
  observed: (l, bytes, occurrence) => {
    if (l !== label || occurrence > 0) return bytes;
    const copy = bytes.slice();
    copy[at]! ^= 1;
    return copy;
  },
});

const addToOpening = (i: number): ProverHooks => ({
  observed: (label, bytes) => {
    if (label !== LABEL.openings) return bytes;
    return extToBytes(bytesToExt(bytes).map((v, k) => (k === i ? add(v, ONE) : v)));
  },
});

const HEIGHTS = { low: 3, middle: 4, high: 6 };

export function forgeries(): Forgery[] {
  const fibonacci = fibonacciWords(3);
  const lookup = rangeLookup(3, 4);
  const many = manyTables(HEIGHTS);
  const selectors = selectorsOnly(3);
  const committed = committedFingerprints(3);
  const output = fibonacci.publicOutput.slice();
  output[0]! ^= 1;
  const nonCanonicalOutput = fibonacci.publicOutput.slice();
  new DataView(nonCanonicalOutput.buffer).setUint32(0, Number(P) + 1, true);
  return [
    // Traces that violate a constraint: the quotient's remainder is dropped.
    forge('first row', 'ConstraintMismatch', withCell(selectors, 0, 1, 0), {}),
    forge('last row', 'ConstraintMismatch', withCell(selectors, 0, 1, 7), {}),
    forge('transition', 'ConstraintMismatch', withCell(selectors, 0, 1, 3), {}),
    forge('cyclic next', 'ConstraintMismatch', withCell(selectors, 0, 2, 0), {}),
    forge('constraint of a lookup table', 'ConstraintMismatch', withCell(rangeLookup(3, 4), 0, 1, 2), {
      // The balance is restored, so that only the constraint is left.
      cumulativeSums: ([sum]) => [sum!, neg(sum!)],
    }),

    // Buses.
    forge('multiplicity', 'BusImbalance', withCell(lookup, 1, 0, 3), {}),
    forge('multiplicity, sums patched to balance', 'ConstraintMismatch', withCell(lookup, 1, 0, 3), {
      cumulativeSums: ([sum]) => [sum!, neg(sum!)],
    }),
    forge('sums altered by d and -d', 'ConstraintMismatch', lookup, {
      cumulativeSums: ([a, b]) => [add(a!, ONE), sub(b!, ONE)],
    }),
    forge('one sum altered', 'BusImbalance', lookup, {
      cumulativeSums: ([a, b]) => [add(a!, ONE), b!],
    }),
    forge('permutation column', 'ConstraintMismatch', lookup, {
      permutation: (table, columns) =>
        table === 0 ? columns.map((c, g) => (g === 0 ? c.map((v, r) => (r === 2 ? add(v, ONE) : v)) : c)) : columns,
    }),
    forge('running sum', 'ConstraintMismatch', lookup, {
      permutation: (table, columns) =>
        table === 0 ? columns.map((c, g) => (g === 1 ? c.map((v, r) => (r === 2 ? add(v, ONE) : v)) : c)) : columns,
    }),
    // Every committed fingerprint: psi_0, phi_0, psi_1, phi_1, phi_2, psi_3, psi_4, S; psi, S; psi, psi', S.
    ...[
      [0, 0],
      [0, 2],
      [0, 5],
      [0, 6],
      [1, 0],
      [2, 0],
      [2, 1],
    ].map(([t, g]) =>
      forge(`committed fingerprint: column ${g} of table ${t}`, 'ConstraintMismatch', committed, {
        permutation: (table, columns) =>
          table === t ? columns.map((c, i) => (i === g ? c.map((v, r) => (r === 2 ? add(v, ONE) : v)) : c)) : columns,
      }),
    ),
    // The column may be constant too.
    forge('no committed fingerprint', 'ConstraintMismatch', committed, {
      permutation: (table, columns) => (table === 1 ? [columns[0]!.map(() => ONE), columns[1]!] : columns),
    }),
    forge('factor of a tuple with a committed fingerprint', 'BusImbalance', withCell(committed, 1, 2, 3), {}),
    forge('the same, sums patched to balance', 'ConstraintMismatch', withCell(committed, 1, 2, 3), {
      cumulativeSums: ([sum, _, own]) => [sum!, neg(sum!), own!],
    }),
    forge('opening of a committed fingerprint', 'ConstraintMismatch', committed, addToOpening(4)),
    forge('a sender left out', 'BusImbalance', withMain(many, 0, undefined), {}),
    forge('output byte', 'BusImbalance', { ...fibonacciLastByte(), publicOutput: new Uint8Array([22]) }, {}),
    forge('longer output', 'BusImbalance', { ...fibonacciLastByte(), publicOutput: new Uint8Array([21, 0]) }, {}),
    forge('empty output', 'BusImbalance', { ...fibonacciLastByte(), publicOutput: new Uint8Array(0) }, {}),
    forge('output word', 'BusImbalance', { ...fibonacci, publicOutput: output }, {}),
    forge('output word not below p', 'BadPublicOutput', { ...fibonacci, publicOutput: nonCanonicalOutput }, {}),
    forge('part of an output word', 'BadPublicOutput', { ...fibonacci, publicOutput: output.slice(0, 31) }, {}),
    forge('exit code, low half', 'BusImbalance', { ...fibonacci, exitCode: fibonacci.exitCode + 1 }, {}),
    forge('exit code, high half', 'BusImbalance', { ...fibonacci, exitCode: fibonacci.exitCode + 65536 }, {}),
    forge('entry', 'BusImbalance', { ...fibonacci, entry: fibonacci.entry + 1 }, {}),
    forge('bound on interactions', 'InteractionBound', lookup, {}, { interactionBound: 3 * 8 + 16 - 1 }),

    // Heights.
    forge('above maxLogHeight', 'BadHeights', many, {}, { maxLogHeight: 5 }),
    forge('below minLogHeight', 'BadHeights', selectorsOnly(1), {}, { logFinalLength: 2, capHeight: 1 }),

    // Openings. Column 0 of this table stands in no constraint, so only the batch says that it is wrong.
    forge('opening of a column in no constraint', ['FinalMismatch', 'FriMismatch'], selectors, addToOpening(0)),
    forge('opening of a column', 'ConstraintMismatch', selectors, addToOpening(1)),
    forge('opening at the next row', 'ConstraintMismatch', selectors, addToOpening(3)),
    forge('opening of a quotient', 'ConstraintMismatch', selectors, addToOpening(5)),
    forge('quotient', 'ConstraintMismatch', selectors, {
      quotient: (_, [q0, q1]) => [q0, q1.map((v, i) => (i === 0 ? add(v, ONE) : v))],
    }),

    // Low degree. The committed extension differs from the polynomial that is opened, everywhere or nearly so.
    ...(['preprocessed', 'main', 'permutation', 'quotient'] as const).map((tree) =>
      forge(`extension of the ${tree} tree`, tree === 'preprocessed' ? 'BadOpening' : 'FinalMismatch', lookup, {
        extension: (name, _, column, values) =>
          name === tree && column === 0 ? values.map((v, j) => (v + BigInt(j * j + 1)) % P) : values,
      }),
    ),
    forge('extension of the smaller table', 'FinalMismatch', rangeLookup(4, 3), {
      extension: (name, table, column, values) =>
        name === 'main' && table === 1 && column === 0 ? values.map((v, j) => (v + BigInt(j * j + 1)) % P) : values,
    }),
    forge('first layer', 'FriMismatch', many, { layer: (i, f) => (i === 0 ? f.map((v) => add(v, ONE)) : f) }),
    forge('second layer', 'FriMismatch', many, { layer: (i, f) => (i === 1 ? f.map((v) => add(v, ONE)) : f) }),
    forge('joined with coefficient 1', 'FriMismatch', many, { joiningCoefficient: () => ONE }),
    forge('joined with coefficient beta', 'FriMismatch', many, { joiningCoefficient: (beta) => beta }),
    forge('final polynomial', 'FinalMismatch', many, flip(LABEL.finalPolynomial)),

    // A statement that the archive has and the transcript of the prover had not.
    ...(['keyDigest', 'heights'] as const).map((name) =>
      forge(`${name} in the archive`, ['KeyMismatch', 'BadHeights', 'BadLength'], many, flip(LABEL[name])),
    ),
    ...(['mainCap', 'permutationCap', 'quotientCap', 'friCap'] as const).map((name) =>
      forge(`${name} of another tree`, 'BadOpening', many, flip(LABEL[name])),
    ),
    forge('a sum that is not canonical', 'NonCanonical', many, {
      observed: (label, bytes) => {
        if (label !== LABEL.cumulativeSums) return bytes;
        const copy = bytes.slice();
        const view = new DataView(copy.buffer);
        view.setUint32(0, view.getUint32(0, true) + Number(P), true);
        return copy;
      },
    }),
  ];
}
