/**
 * The reference verifier: docs/protocol.md read aloud, step by step, with no regard for speed. It returns the claim or
 * throws a ReferenceRejection.
 */
import { KIND } from './blake3.ts';
import { bytesToBase, bytesToExt, groupExt, readU32, sameBytes } from './bytes.ts';
import { evaluate, permutationConstraints, publicSum, selectorsAt, unitsOf } from './constraints.ts';
import { type DeepTable, deepBatchAt } from './deep.ts';
import { add, COSET_SHIFT, type E, equal, type F, isZero, lift, mod, mul, ONE, pow, sub, sum, ZERO } from './field.ts';
import { foldLeaf, pointY } from './fold.ts';
import { decodeKey } from './key.ts';
import { friCapHeight, layoutOf, readArchive } from './layout.ts';
import { capNodeOf } from './merkle.ts';
import { require } from './rejection.ts';
import { type PresentTable, shapeOf } from './shape.ts';
import { LABEL, Transcript } from './transcript.ts';

export interface VerifiedClaim {
  exitCode: number;
  publicOutput: Uint8Array;
}

/** For negative controls and comparisons only. */
export interface VerifierHooks {
  transcript?: (transcript: Transcript) => void;
  /** Replaces a DEEP batch at one position, to test FRI by itself. */
  batch?: (logHeight: number, position: number, value: E) => E;
  /** Instead of beta^arity where a batch joins the fold. */
  joiningCoefficient?: (beta: E, arity: number) => E;
}

/** What the archive says was opened, per present table. */
interface OpenedTable {
  preprocessed: E[];
  main: E[];
  permutation: E[];
  mainNext: E[];
  /** S at zeta*ω, if the table has interactions. */
  runningSumNext: E[];
}

export function verifyReference(
  archive: Uint8Array,
  keyBytes: Uint8Array,
  descriptionBytes: Uint8Array,
  hooks: VerifierHooks = {},
): VerifiedClaim {
  const { key, description } = decodeKey(keyBytes, descriptionBytes);
  const numTables = description.tables.length;

  // Header, and what the layout depends on: output length and heights.
  require(archive.length >= 192, 'BadLength', 'too short');
  require(new TextDecoder('latin1').decode(archive.slice(0, 4)) === 'VPRF', 'BadHeader', 'magic');
  require(readU32(archive, 4) === 1, 'BadHeader', 'version');
  require(readU32(archive, 8) === archive.length, 'BadLength', 'total length');
  const exitCode = readU32(archive, 12);
  const outputLength = readU32(archive, 16);
  require(outputLength <= 2 ** 20, 'BadPublicOutput', 'too long');
  require(readU32(archive, 20) === numTables, 'BadHeader', 'numTables');
  require(archive.slice(24, 64).every((x) => x === 0), 'BadHeader', 'reserved bytes');

  const heights = [...archive.slice(128, 128 + numTables)];
  for (const [t, h] of heights.entries()) {
    const fixed = key.fixedLogHeights[t]!;
    const isInBounds = h === 0 || (h >= key.minLogHeight && h <= key.maxLogHeight);
    require(fixed > 0 ? h === fixed : isInBounds, 'BadHeights', `table ${t} has log height ${h}`);
  }
  require(heights.some((h) => h > 0), 'BadHeights', 'no table is present');
  const shape = shapeOf(description, key, heights);
  const layout = layoutOf(shape, key, numTables, outputLength);
  const part = readArchive(layout, archive);
  require(sameBytes(part('keyDigest'), key.digest), 'KeyMismatch', 'the proof is for another key');
  const publicOutput = part('output');

  let numInteractions = 0;
  for (const { logHeight, table } of shape.present) numInteractions += 2 ** logHeight * table.numInteractions;
  for (const term of description.publicTerms) numInteractions += Math.ceil(unitsOf(term, outputLength));
  require(numInteractions <= key.interactionBound, 'InteractionBound', `${numInteractions}`);

  const nonces = [...Array(part('nonces').length / 8).keys()].map((i) => part('nonces').slice(8 * i, 8 * i + 8));
  const grind = (label: number, bits: number) => {
    if (bits > 0) require(transcript.grind(label, bits, nonces.shift()!), 'BadNonce', `label ${label}`);
  };

  // 0. Statement.
  const transcript = new Transcript();
  hooks.transcript?.(transcript);
  transcript.observe(LABEL.keyDigest, part('keyDigest'));
  const statement = new Uint8Array(32);
  statement.set(archive.slice(12, 20));
  transcript.observe(LABEL.statement, statement);
  transcript.observe(LABEL.publicOutput, publicOutput);
  transcript.observe(LABEL.heights, part('heights'));

  // 1. Main.
  transcript.observe(LABEL.mainCap, part('mainCap'));

  // 2. Lookups.
  grind(LABEL.grindLookup, key.grindLookupBits);
  const theta = transcript.sampleExt(LABEL.theta);
  const delta = transcript.sampleExt(LABEL.delta);
  const challenges = { theta, delta };
  const sums = bytesToExt(part('sums'));
  if (shape.numSums > 0) {
    transcript.observe(LABEL.permutationCap, part('permutationCap'));
    transcript.observe(LABEL.cumulativeSums, part('sums'));
  }
  const claim = { exitCode, publicOutput, entry: key.entry };
  const balance = add(sum(sums), publicSum(description.publicTerms, claim, challenges));
  require(isZero(balance), 'BusImbalance', 'cumulative sums and public terms');

  // 3. Quotients.
  const alpha = transcript.sampleExt(LABEL.alpha);
  transcript.observe(LABEL.quotientCap, part('quotientCap'));

  // 4. Openings.
  grind(LABEL.grindDeep, key.grindDeepBits);
  let zeta: E;
  do zeta = transcript.sampleExt(LABEL.zeta);
  while (zeta.slice(1).every((c) => c === 0n));
  transcript.observe(LABEL.openings, part('openings'));
  const openings = bytesToExt(part('openings'));
  const take = (count: number): E[] => openings.splice(0, count);
  const opened = new Map<PresentTable, OpenedTable>();
  for (const present of shape.present) {
    const { table } = present;
    opened.set(present, {
      preprocessed: take(table.preprocessedWidth),
      main: take(table.mainWidth),
      permutation: take(table.numLogUpColumns),
      mainNext: take(table.nextColumns.length),
      runningSumNext: take(table.numInteractions > 0 ? 1 : 0),
    });
  }
  const quotients = new Map<number, E[]>();
  for (const h of shape.logHeights) quotients.set(h, take(2));

  const sumOf = new Map<PresentTable, E>();
  for (const present of shape.present) if (present.table.numInteractions > 0) sumOf.set(present, sums.shift()!);
  for (const h of shape.logHeights) {
    let acc: E = ZERO;
    for (const present of shape.present.filter((t) => t.logHeight === h)) {
      const o = opened.get(present)!;
      const { asserts, groups } = evaluate(present.table, { ...o, selectors: selectorsAt(zeta, h) });
      const permutation =
        groups.length === 0
          ? []
          : permutationConstraints(
              groups,
              o.permutation,
              o.runningSumNext[0]!,
              sumOf.get(present)!,
              2 ** h,
              challenges,
            );
      for (const constraint of [...asserts, ...permutation]) acc = add(mul(acc, alpha), constraint);
    }
    const zetaN = pow(zeta, 2 ** h);
    const [q0, q1] = quotients.get(h)!;
    const right = mul(sub(zetaN, ONE), add(q0!, mul(zetaN, q1!)));
    require(equal(acc, right), 'ConstraintMismatch', `log height ${h}`);
  }

  // 5. Batching.
  grind(LABEL.grindBatch, key.grindBatchBits);
  const gamma = transcript.sampleExt(LABEL.gamma);
  const tableCoefficient = new Map<PresentTable, E>();
  for (const present of shape.present) tableCoefficient.set(present, transcript.sampleExt(LABEL.tableCoefficient));
  const quotientCoefficient = new Map<number, E>();
  for (const h of shape.logHeights) quotientCoefficient.set(h, transcript.sampleExt(LABEL.tableCoefficient));

  // 6. FRI commitments.
  const betas: E[] = [];
  for (const i of shape.folds.keys()) {
    transcript.observe(LABEL.friCap, part(`friCap[${i}]`));
    grind(LABEL.grindFold, key.grindFoldBits);
    betas.push(transcript.sampleExt(LABEL.beta));
  }

  // 7. Final polynomial and queries.
  transcript.observe(LABEL.finalPolynomial, part('finalPolynomial'));
  const finalPolynomial = bytesToExt(part('finalPolynomial'));
  grind(LABEL.grindQuery, key.grindQueryBits);
  const indices = transcript.sampleIndices(LABEL.queryIndices, key.numQueries, shape.logMax);

  for (const [q, index] of indices.entries()) {
    // Rows of every tree, by tree name and log length, checked against the caps.
    const rows = new Map<string, F[]>();
    for (const tree of shape.trees) {
      const logLengths = tree.levels.map((level) => level.logLength);
      const treeIndex = index >> (shape.logMax - logLengths[0]!);
      const opening = {
        rows: logLengths.map((l) => part(`query[${q}].${tree.name}.row[${l}]`)),
        siblings: digests(part(`query[${q}].${tree.name}.siblings`)),
      };
      const capNode = capNodeOf(KIND[tree.name], logLengths, key.capHeight, treeIndex, opening);
      const cap = tree.name === 'preprocessed' ? key.preprocessedCap : digests(part(`${tree.name}Cap`));
      const expected = cap[treeIndex >> (logLengths[0]! - key.capHeight)]!;
      require(sameBytes(capNode, expected), 'BadOpening', `query ${q}, ${tree.name} tree`);
      for (const [i, l] of logLengths.entries()) rows.set(`${tree.name} ${l}`, bytesToBase(opening.rows[i]!));
    }

    /** The DEEP batch of height h at this query. */
    const batchAt = (h: number): E => {
      const l = h + key.logBlowup;
      const position = index >> (shape.logMax - l);
      const x = lift(mod(COSET_SHIFT * pointY(l, position)));
      const rest = (name: string) => [...(rows.get(`${name} ${l}`) ?? [])];
      const remaining = { preprocessed: rest('preprocessed'), main: rest('main'), permutation: rest('permutation') };
      const tables: DeepTable[] = [];
      for (const present of shape.present.filter((t) => t.logHeight === h)) {
        const { table } = present;
        const o = opened.get(present)!;
        const preprocessed = remaining.preprocessed.splice(0, table.preprocessedWidth).map(lift);
        const main = remaining.main.splice(0, table.mainWidth).map(lift);
        const permutation = groupExt(remaining.permutation.splice(0, 5 * table.numLogUpColumns));
        const runningSum = table.numInteractions > 0 ? [permutation.at(-1)!] : [];
        tables.push({
          coefficient: tableCoefficient.get(present)!,
          opened: {
            here: [...o.preprocessed, ...o.main, ...o.permutation],
            next: [...o.mainNext, ...o.runningSumNext],
          },
          atX: {
            here: [...preprocessed, ...main, ...permutation],
            next: [...table.nextColumns.map((c) => main[c]!), ...runningSum],
          },
        });
      }
      const batch = deepBatchAt({
        x,
        zeta,
        logHeight: h,
        gamma,
        tables,
        quotientCoefficient: quotientCoefficient.get(h)!,
        quotientOpened: quotients.get(h)!,
        quotientAtX: groupExt(rest('quotient')),
      });
      return hooks.batch?.(h, position, batch) ?? batch;
    };

    let carried = batchAt(shape.logHeights[0]!);
    let l = shape.logMax;
    for (const [i, fold] of shape.folds.entries()) {
      const position = index >> (shape.logMax - l);
      const leafIndex = position >> fold.logArity;
      const leafBytes = part(`query[${q}].fri[${i}].leaf`);
      const leaf = bytesToExt(leafBytes);
      const logLeaves = l - fold.logArity;
      const capHeight = friCapHeight(fold, key);
      const opening = { rows: [leafBytes], siblings: digests(part(`query[${q}].fri[${i}].siblings`)) };
      const capNode = capNodeOf(KIND.fri, [logLeaves], capHeight, leafIndex, opening);
      const expected = digests(part(`friCap[${i}]`))[leafIndex >> (logLeaves - capHeight)]!;
      require(sameBytes(capNode, expected), 'BadOpening', `query ${q}, layer ${i}`);
      require(equal(leaf[position % 2 ** fold.logArity]!, carried), 'FriMismatch', `query ${q}, layer ${i}`);
      const beta = betas[i]!;
      carried = foldLeaf(leaf, l, leafIndex, beta);
      l = logLeaves;
      const joined = l - key.logBlowup;
      if (shape.logHeights.includes(joined)) {
        const arity = 2 ** fold.logArity;
        const coefficient = hooks.joiningCoefficient?.(beta, arity) ?? pow(beta, arity);
        carried = add(carried, mul(coefficient, batchAt(joined)));
      }
    }
    const y = lift(pointY(l, index >> (shape.logMax - l)));
    let final: E = ZERO;
    for (const c of finalPolynomial.toReversed()) final = add(mul(final, y), c);
    require(equal(final, carried), 'FinalMismatch', `query ${q}`);
  }
  return { exitCode, publicOutput };
}

function digests(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / 32 }, (_, i) => bytes.slice(32 * i, 32 * i + 32));
}
