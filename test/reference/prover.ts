/**
 * The reference prover, for tables of a few rows: docs/protocol.md with schoolbook polynomials. With hooks it also
 * makes dishonest proofs: it then skips its own checks and lets a test replace what it commits to or absorbs.
 */
import { KIND } from './blake3.ts';
import { baseToBytes, bytesToExt, concat, extToBytes } from './bytes.ts';
import {
  evaluate,
  fractionOf,
  logUpColumnsButLast,
  permutationConstraints,
  publicSum,
  selectorsAt,
  selectorsOnRow,
} from './constraints.ts';
import { deepBatchAt } from './deep.ts';
import { decodeDescription } from './description.ts';
import {
  add,
  bitReverse,
  COSET_SHIFT,
  type E,
  type F,
  inverseF,
  isZero,
  lift,
  mod,
  mul,
  omega,
  pow,
  powF,
  scale,
  sub,
  sum,
  ZERO,
} from './field.ts';
import { foldLeaf } from './fold.ts';
import { decodeKey, encodeKey, type Options } from './key.ts';
import { friCapHeight, layoutOf, writeArchive } from './layout.ts';
import { buildTree, type MerkleTree, openTree } from './merkle.ts';
import { evaluateAt, evaluateOnCoset, interpolateOnCoset, splitExt, zipExt } from './polynomial.ts';
import { type PresentTable, shapeOf } from './shape.ts';
import { LABEL, Transcript } from './transcript.ts';

/** Columns of one table, canonical values in natural row order: table[column][row]. */
export type Columns = readonly (readonly (bigint | number)[])[];

export interface SetupInput {
  description: Uint8Array;
  options: Options;
  /** One entry per table; undefined or empty for a table without preprocessed columns. */
  preprocessed: readonly (Columns | undefined)[];
  entry: number;
}

export interface ProveInput extends SetupInput {
  /** One entry per table; undefined for an absent table. */
  main: readonly (Columns | undefined)[];
  exitCode: number;
  publicOutput: Uint8Array;
  hooks?: ProverHooks;
}

/** Ways to lie. Table numbers are those of the description. */
export interface ProverHooks {
  /** Go on when the trace is wrong: an unbalanced bus, a quotient with a remainder (it is dropped). */
  skipChecks?: boolean;
  /** Replaces what is absorbed and written under a label; `occurrence` counts from 0 per label. */
  observed?: (label: number, bytes: Uint8Array, occurrence: number) => Uint8Array;
  /** Replaces the cumulative sums (of present tables with interactions), before the quotients are made. */
  cumulativeSums?: (sums: E[]) => E[];
  /** Replaces the permutation columns of a table (natural row order). */
  permutation?: (table: number, columns: E[][]) => E[][];
  /** Replaces q_0 and q_1 of a height (coefficients), before they are committed. */
  quotient?: (logHeight: number, chunks: [E[], E[]]) => [E[], E[]];
  /** Replaces the values of a committed extension column over F, in bit-reversed order. */
  extension?: (tree: string, table: number, column: number, values: F[]) => F[];
  /** Replaces a DEEP batch at one position. */
  batch?: (logHeight: number, position: number, value: E) => E;
  /** Instead of beta^arity where a batch joins the fold. */
  joiningCoefficient?: (beta: E, arity: number) => E;
  /** Replaces a FRI layer before it is committed. */
  layer?: (i: number, values: E[]) => E[];
  transcript?: (transcript: Transcript) => void;
}

/** A committed matrix: coefficients and extension of each column. */
interface Matrix {
  logHeight: number;
  coefficients: F[][];
  extension: F[][];
}

const TREES = ['preprocessed', 'main', 'permutation', 'quotient'] as const;
type TreeName = (typeof TREES)[number];

function logHeightOf(columns: Columns): number {
  const height = columns[0]?.length ?? 0;
  const logHeight = Math.log2(height);
  if (!Number.isInteger(logHeight) || columns.some((c) => c.length !== height)) throw new Error('bad column lengths');
  return logHeight;
}

function matrixOf(columns: Columns, logBlowup: number): Matrix {
  const logHeight = logHeightOf(columns);
  const coefficients = columns.map((c) =>
    interpolateOnCoset(
      c.map((x) => mod(BigInt(x))),
      1n,
    ),
  );
  return matrixOfCoefficients(logHeight, coefficients, logBlowup);
}

function matrixOfCoefficients(logHeight: number, coefficients: F[][], logBlowup: number): Matrix {
  const extension = coefficients.map((c) => reversed(evaluateOnCoset(c, COSET_SHIFT, logHeight + logBlowup)));
  return { logHeight, coefficients, extension };
}

/** Natural to bit-reversed order, or back. */
function reversed<T>(values: readonly T[]): T[] {
  return values.map((_, j) => values[bitReverse(j, Math.log2(values.length))]!);
}

/** The tree over matrices, which are given in table order. */
function commit(name: TreeName, matrices: readonly Matrix[], options: Options): MerkleTree {
  const logHeights = [...new Set(matrices.map((m) => m.logHeight))];
  const levels = logHeights.map((h) => {
    const columns = matrices.filter((m) => m.logHeight === h).flatMap((m) => m.extension);
    const rows = columns[0]!.map((_, j) => baseToBytes(columns.map((c) => c[j]!)));
    return { logLength: h + options.logBlowup, rows };
  });
  return buildTree(KIND[name], levels, options.capHeight);
}

/** The key's bytes. */
export function setupReference(input: SetupInput): Uint8Array {
  const { description, options } = input;
  const tables = decodeDescription(description).tables;
  const matrices: Matrix[] = [];
  const fixedLogHeights = new Array<number>(64).fill(0);
  for (const [t, table] of tables.entries()) {
    const columns = input.preprocessed[t] ?? [];
    if (columns.length !== table.preprocessedWidth) throw new Error(`table ${t}: preprocessed width`);
    if (columns.length === 0) continue;
    matrices.push(matrixOf(columns, options.logBlowup));
    fixedLogHeights[t] = logHeightOf(columns);
  }
  const cap = matrices.length === 0 ? [] : commit('preprocessed', matrices, options).cap;
  return encodeKey(options, input.entry, description, fixedLogHeights, cap);
}

export function proveReference(input: ProveInput): { archive: Uint8Array; key: Uint8Array } {
  const { options, exitCode, publicOutput } = input;
  const hooks = input.hooks ?? {};
  const keyBytes = setupReference(input);
  const { key, description } = decodeKey(keyBytes, input.description);
  const check = (condition: boolean, message: string) => {
    if (!condition && !hooks.skipChecks) throw new Error(`the trace is wrong: ${message}`);
  };
  const heights = description.tables.map((_, t) => {
    const columns = input.main[t];
    return columns === undefined ? 0 : logHeightOf(columns);
  });
  const shape = shapeOf(description, options, heights);
  const layout = layoutOf(shape, options, description.tables.length, publicOutput.length);
  const content = new Map<string, Uint8Array>();

  const transcript = new Transcript();
  hooks.transcript?.(transcript);
  const occurrences = new Map<number, number>();
  /** Absorbs, after the hook, and writes under `name` if there is one. */
  const observe = (label: number, bytes: Uint8Array, name?: string): Uint8Array => {
    const occurrence = occurrences.get(label) ?? 0;
    occurrences.set(label, occurrence + 1);
    const replaced = hooks.observed?.(label, bytes, occurrence) ?? bytes;
    transcript.observe(label, replaced);
    if (name !== undefined) content.set(name, replaced);
    return replaced;
  };
  const nonces: Uint8Array[] = [];
  const grind = (label: number, bits: number): void => {
    if (bits === 0) return;
    const nonce = transcript.findNonce(label, bits);
    transcript.grind(label, bits, nonce);
    nonces.push(nonce);
  };

  // 0. Statement.
  const header = new Uint8Array(64);
  const headerView = new DataView(header.buffer);
  header.set(new TextEncoder().encode('VPRF'));
  for (const [i, value] of [1, layout.totalLength, exitCode, publicOutput.length, heights.length].entries()) {
    headerView.setUint32(4 + 4 * i, value, true);
  }
  content.set('header', header);
  const statement = new Uint8Array(32);
  statement.set(header.slice(12, 20));
  observe(LABEL.keyDigest, key.digest, 'keyDigest');
  observe(LABEL.statement, statement);
  observe(LABEL.publicOutput, publicOutput, publicOutput.length > 0 ? 'output' : undefined);
  observe(LABEL.heights, new Uint8Array(heights), 'heights');

  // 1. Main.
  const matrices: Record<TreeName, Map<PresentTable, Matrix>> = {
    preprocessed: new Map(),
    main: new Map(),
    permutation: new Map(),
    quotient: new Map(),
  };
  const trees = new Map<TreeName, MerkleTree>();
  const commitTree = (name: TreeName, list: Matrix[], tableOf: (i: number) => number): void => {
    if (list.length === 0) return;
    for (const [i, matrix] of list.entries()) {
      matrix.extension = matrix.extension.map((v, c) => hooks.extension?.(name, tableOf(i), c, v) ?? v);
    }
    trees.set(name, commit(name, list, options));
  };
  for (const present of shape.present) {
    const columns = input.main[present.index]!;
    if (columns.length !== present.table.mainWidth) throw new Error(`table ${present.index}: main width`);
    matrices.main.set(present, matrixOf(columns, options.logBlowup));
    const fixed = input.preprocessed[present.index] ?? [];
    if (fixed.length > 0) matrices.preprocessed.set(present, matrixOf(fixed, options.logBlowup));
  }
  const tableNumber = (i: number) => shape.present[i]!.index;
  commitTree('preprocessed', [...matrices.preprocessed.values()], () => -1);
  commitTree('main', [...matrices.main.values()], tableNumber);
  observe(LABEL.mainCap, concat(trees.get('main')!.cap), 'mainCap');

  // 2. Lookups.
  grind(LABEL.grindLookup, options.grindLookupBits);
  const theta = transcript.sampleExt(LABEL.theta);
  const delta = transcript.sampleExt(LABEL.delta);
  const challenges = { theta, delta };
  const withInteractions = shape.present.filter((t) => t.table.numInteractions > 0);
  const sumOf = new Map<PresentTable, E>();
  for (const present of withInteractions) {
    const { table, logHeight, index } = present;
    const n = 2 ** logHeight;
    const rowsOf = (columns: Columns, row: number) => columns.map((c) => lift(c[row % n]!));
    const columnsOfRows: E[][] = []; // per row, all but the running sum
    const rowSums: E[] = [];
    for (let row = 0; row < n; row++) {
      const main = input.main[index]!;
      const { asserts, groups } = evaluate(table, {
        preprocessed: rowsOf(input.preprocessed[index] ?? [], row),
        main: rowsOf(main, row),
        mainNext: table.nextColumns.map((c) => lift(main[c]![(row + 1) % n]!)),
        selectors: selectorsOnRow(row, logHeight),
      });
      for (const [i, value] of asserts.entries()) check(isZero(value), `table ${index} row ${row} constraint ${i}`);
      columnsOfRows.push(logUpColumnsButLast(groups, challenges));
      rowSums.push(sum(groups.map((group) => fractionOf(group, challenges))));
    }
    const c = sum(rowSums);
    const step = scale(c, inverseF(BigInt(n)));
    const runningSum: E[] = [ZERO];
    for (let row = 0; row < n - 1; row++) runningSum.push(sub(add(runningSum[row]!, rowSums[row]!), step));
    const honest = columnsOfRows[0]!.map((_, k) => columnsOfRows.map((values) => values[k]!));
    honest.push(runningSum);
    const columns = hooks.permutation?.(index, honest) ?? honest;
    matrices.permutation.set(present, matrixOf(columns.flatMap(splitExt), options.logBlowup));
    sumOf.set(present, c);
  }
  if (withInteractions.length > 0) {
    commitTree('permutation', [...matrices.permutation.values()], (i) => withInteractions[i]!.index);
    observe(LABEL.permutationCap, concat(trees.get('permutation')!.cap), 'permutationCap');
    const replaced = hooks.cumulativeSums?.([...sumOf.values()]) ?? [...sumOf.values()];
    for (const [i, present] of withInteractions.entries()) sumOf.set(present, replaced[i]!);
    observe(LABEL.cumulativeSums, extToBytes(replaced), 'sums');
  }
  const claim = { exitCode, publicOutput, entry: key.entry };
  if (!hooks.skipChecks) {
    const balance = add(sum([...sumOf.values()]), publicSum(description.publicTerms, claim, challenges));
    check(isZero(balance), 'the buses do not balance');
  }

  // 3. Quotients.
  const alpha = transcript.sampleExt(LABEL.alpha);
  const quotientMatrices: Matrix[] = [];
  for (const h of shape.logHeights) {
    const honest = quotientChunks(h);
    const chunks = hooks.quotient?.(h, honest) ?? honest;
    quotientMatrices.push(matrixOfCoefficients(h, chunks.flatMap(splitExt), options.logBlowup));
  }
  commitTree('quotient', quotientMatrices, (i) => shape.logHeights[i]!);
  observe(LABEL.quotientCap, concat(trees.get('quotient')!.cap), 'quotientCap');

  /** acc on 4n points, interpolated, divided by x^n - 1 by hand. */
  function quotientChunks(h: number): [E[], E[]] {
    const n = 2 ** h;
    const logPoints = h + 2;
    const tables = shape.present.filter((t) => t.logHeight === h);
    const values = new Map<PresentTable, Record<TreeName, F[][]>>();
    for (const present of tables) {
      const on = (name: TreeName) =>
        (matrices[name].get(present)?.coefficients ?? []).map((c) => evaluateOnCoset(c, COSET_SHIFT, logPoints));
      values.set(present, {
        preprocessed: on('preprocessed'),
        main: on('main'),
        permutation: on('permutation'),
        quotient: [],
      });
    }
    const accs: E[] = [];
    for (let i = 0; i < 4 * n; i++) {
      const x = lift(COSET_SHIFT * powF(omega(logPoints), i));
      const nextI = (i + 4) % (4 * n); // x * ω_h
      let acc: E = ZERO;
      for (const present of tables) {
        const { table } = present;
        const v = values.get(present)!;
        const { asserts, groups } = evaluate(table, {
          preprocessed: v.preprocessed.map((c) => lift(c[i]!)),
          main: v.main.map((c) => lift(c[i]!)),
          mainNext: table.nextColumns.map((c) => lift(v.main[c]![nextI]!)),
          selectors: selectorsAt(x, h),
        });
        let permutation: E[] = [];
        if (groups.length > 0) {
          const columns = phiAt(v.permutation, i);
          const runningSumNext = phiAt(v.permutation, nextI).at(-1)!;
          permutation = permutationConstraints(groups, columns, runningSumNext, sumOf.get(present)!, n, challenges);
        }
        for (const constraint of [...asserts, ...permutation]) acc = add(mul(acc, alpha), constraint);
      }
      accs.push(acc);
    }
    const coefficients = zipExt(splitExt(accs).map((c) => interpolateOnCoset(c, COSET_SHIFT)));
    const quotient: E[] = new Array<E>(3 * n).fill(ZERO);
    for (let i = 4 * n - 1; i >= n; i--) {
      quotient[i - n] = coefficients[i]!;
      coefficients[i - n] = add(coefficients[i - n]!, coefficients[i]!);
    }
    check(coefficients.slice(0, n).every(isZero), `constraints of log height ${h} leave a remainder`);
    check(quotient.slice(2 * n).every(isZero), `quotient of log height ${h} has degree >= 2n`);
    return [quotient.slice(0, n), quotient.slice(n, 2 * n)];
  }

  // 4. Openings.
  grind(LABEL.grindDeep, options.grindDeepBits);
  let zeta: E;
  do zeta = transcript.sampleExt(LABEL.zeta);
  while (zeta.slice(1).every((c) => c === 0n));
  const baseAt = (matrix: Matrix | undefined, point: E) =>
    (matrix?.coefficients ?? []).map((c) => evaluateAt(c, point));
  /** Five opened base columns as one element: sum_i x^i φ_i. */
  const combineFive = (values: E[]): E[] =>
    Array.from({ length: values.length / 5 }, (_, g) =>
      sum(values.slice(5 * g, 5 * g + 5).map((v, i) => mul(v, monomial(i)))),
    );
  const openedTables = new Map<PresentTable, { here: E[]; next: E[] }>();
  for (const present of shape.present) {
    const zetaNext = scale(zeta, omega(present.logHeight));
    const main = matrices.main.get(present)!;
    const permutation = matrices.permutation.get(present);
    openedTables.set(present, {
      here: [
        ...baseAt(matrices.preprocessed.get(present), zeta),
        ...baseAt(main, zeta),
        ...combineFive(baseAt(permutation, zeta)),
      ],
      next: [
        ...present.table.nextColumns.map((c) => evaluateAt(main.coefficients[c]!, zetaNext)),
        ...combineFive(baseAt(permutation, zetaNext)).slice(-1),
      ],
    });
  }
  const openedQuotients = quotientMatrices.map((m) => combineFive(baseAt(m, zeta)));
  const openedAll = [...[...openedTables.values()].flatMap((o) => [...o.here, ...o.next]), ...openedQuotients.flat()];
  // A lie about an opening is carried through the batches.
  const claimed = bytesToExt(observe(LABEL.openings, extToBytes(openedAll), 'openings'));
  for (const o of openedTables.values()) {
    o.here = claimed.splice(0, o.here.length);
    o.next = claimed.splice(0, o.next.length);
  }
  const claimedQuotients = openedQuotients.map(() => claimed.splice(0, 2));

  // 5. Batching.
  grind(LABEL.grindBatch, options.grindBatchBits);
  const gamma = transcript.sampleExt(LABEL.gamma);
  const coefficientOf = new Map(shape.present.map((t) => [t, transcript.sampleExt(LABEL.tableCoefficient)]));
  const quotientCoefficients = shape.logHeights.map(() => transcript.sampleExt(LABEL.tableCoefficient));
  const batches = new Map<number, E[]>(); // by log domain length
  for (const [k, h] of shape.logHeights.entries()) {
    const l = h + options.logBlowup;
    const batch: E[] = [];
    for (let j = 0; j < 2 ** l; j++) {
      const tables = shape.present
        .filter((t) => t.logHeight === h)
        .map((present) => {
          const row = (name: TreeName) => (matrices[name].get(present)?.extension ?? []).map((c) => c[j]!);
          const main = row('main').map(lift);
          const phi = phiAt(matrices.permutation.get(present)?.extension ?? [], j);
          return {
            coefficient: coefficientOf.get(present)!,
            opened: openedTables.get(present)!,
            atX: {
              here: [...row('preprocessed').map(lift), ...main, ...phi],
              next: [...present.table.nextColumns.map((c) => main[c]!), ...phi.slice(-1)],
            },
          };
        });
      batch.push(
        deepBatchAt({
          x: lift(COSET_SHIFT * powF(omega(l), bitReverse(j, l))),
          zeta,
          logHeight: h,
          gamma,
          tables,
          quotientCoefficient: quotientCoefficients[k]!,
          quotientOpened: claimedQuotients[k]!,
          quotientAtX: phiAt(quotientMatrices[k]!.extension, j),
        }),
      );
    }
    batches.set(
      l,
      batch.map((value, j) => hooks.batch?.(h, j, value) ?? value),
    );
  }

  // 6. FRI.
  let l = shape.logMax;
  let f = batches.get(l)!;
  const layers: MerkleTree[] = [];
  for (const [i, fold] of shape.folds.entries()) {
    f = hooks.layer?.(i, f) ?? f;
    const a = 2 ** fold.logArity;
    const leaves = Array.from({ length: f.length / a }, (_, j) => f.slice(a * j, a * j + a));
    const level = { logLength: l - fold.logArity, rows: leaves.map(extToBytes) };
    const tree = buildTree(KIND.fri, [level], friCapHeight(fold, options));
    layers.push(tree);
    observe(LABEL.friCap, concat(tree.cap), `friCap[${i}]`);
    grind(LABEL.grindFold, options.grindFoldBits);
    const beta = transcript.sampleExt(LABEL.beta);
    f = leaves.map((leaf, j) => foldLeaf(leaf, l, j, beta));
    l -= fold.logArity;
    const joined = batches.get(l);
    if (joined !== undefined) {
      const coefficient = hooks.joiningCoefficient?.(beta, a) ?? pow(beta, a);
      f = f.map((v, j) => add(v, mul(coefficient, joined[j]!)));
    }
  }

  // 7. Final polynomial, query phase.
  const finalCoefficients = zipExt(splitExt(reversed(f)).map((c) => interpolateOnCoset(c, 1n)));
  const finalLength = 2 ** options.logFinalLength;
  check(finalCoefficients.slice(finalLength).every(isZero), 'the final polynomial is too long');
  observe(LABEL.finalPolynomial, extToBytes(finalCoefficients.slice(0, finalLength)), 'finalPolynomial');
  grind(LABEL.grindQuery, options.grindQueryBits);
  content.set('nonces', concat(nonces));
  const indices = transcript.sampleIndices(LABEL.queryIndices, options.numQueries, shape.logMax);
  for (const [q, index] of indices.entries()) {
    for (const [name, tree] of trees) {
      const opening = openTree(tree, index >> (shape.logMax - tree.logMax));
      for (const [k, { logLength }] of tree.leafLevels.entries()) {
        content.set(`query[${q}].${name}.row[${logLength}]`, opening.rows[k]!);
      }
      content.set(`query[${q}].${name}.siblings`, concat(opening.siblings));
    }
    for (const [i, fold] of shape.folds.entries()) {
      const leafIndex = index >> (shape.logMax - fold.logLength + fold.logArity);
      const opening = openTree(layers[i]!, leafIndex);
      content.set(`query[${q}].fri[${i}].leaf`, opening.rows[0]!);
      content.set(`query[${q}].fri[${i}].siblings`, concat(opening.siblings));
    }
  }
  return { archive: writeArchive(layout, content), key: keyBytes };
}

/** The E elements at position j of groups of five base columns. */
function phiAt(columns: readonly (readonly F[])[], j: number): E[] {
  return Array.from({ length: columns.length / 5 }, (_, g) => {
    const c = (i: number) => columns[5 * g + i]![j]!;
    return [c(0), c(1), c(2), c(3), c(4)] as const;
  });
}

function monomial(i: number): E {
  const m: [F, F, F, F, F] = [0n, 0n, 0n, 0n, 0n];
  m[i] = 1n;
  return m;
}
