/**
 * The prover: the rounds of docs/protocol.md, section 6, in the same numbered steps as the verifier
 * (assembly/verifier/index.ts). A pure function of the traces: the same input gives the same archive bytes, whatever the number of
 * threads.
 */
import { computeLayout } from '../archive/layout.ts';
import { ArchiveWriter } from '../archive/writer.ts';
import { type CommittedTable, extendColumns, type TraceColumns } from './commitment.ts';
import { Domains } from './domains.ts';
import { ELEMENT_BYTES, type Element } from './elements.ts';
import { commitLayers } from './fri.ts';
import { grind } from './grind.ts';
import { lookupColumns } from './lookup.ts';
import { buildTree, openTree } from './merkle.ts';
import { deepBatches, openColumns } from './openings.ts';
import type { ProvingKey } from './proving-key.ts';
import { quotientColumns } from './quotient.ts';
import type { Session } from './session.ts';
import { StarkError } from './system.ts';
import { label, Transcript, type TranscriptEvent } from './transcript.ts';

/** Stages of a proof, in order; `fraction` is the part of the whole that is done when the stage begins (*measured*: 2^20 cycles, `fast`). */
export const STAGES = [
  { stage: 'main commitment', fraction: 0 },
  { stage: 'lookup columns', fraction: 0.25 },
  { stage: 'quotient', fraction: 0.66 },
  { stage: 'openings', fraction: 0.88 },
  { stage: 'low-degree test', fraction: 0.94 },
  { stage: 'queries', fraction: 0.96 },
] as const;

export type Stage = (typeof STAGES)[number]['stage'];

export interface Progress {
  readonly stage: Stage;
  /** Estimated part of the whole proof that is done, 0 to 1. */
  readonly fraction: number;
}

export interface RoundTime {
  readonly name: string;
  readonly ms: number;
}

export interface ProveStatement {
  /** One per table of the system, null if absent; columns are addresses of 2^logHeight words in bit-reversed order. */
  readonly tables: readonly (TraceColumns | null)[];
  readonly exitCode: number;
  readonly publicOutput: Uint8Array;
}

export interface ProveHooks {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Receives every transcript call, for the comparison with the verifier's. */
  readonly events?: TranscriptEvent[] | undefined;
}

/** Committed base-field words of all extended tables before extension, quotients included. */
export interface ProofResult {
  readonly proof: Uint8Array;
  readonly committedCells: number;
  readonly rounds: readonly RoundTime[];
}

/** Proves that the tables satisfy the key's AIRs and balance all buses with the claim. Frees all its memory but the caller's. */
export async function proveTables(
  session: Session,
  key: ProvingKey,
  { tables: traces, exitCode, publicOutput }: ProveStatement,
  hooks: ProveHooks = {},
): Promise<ProofResult> {
  const { arena } = session;
  const { options, system } = key;
  const { logBlowup } = options;
  const mark = arena.mark();
  session.signal = hooks.signal;
  const clock = new Clock(hooks.onProgress);
  try {
    checkHeights(key, traces, publicOutput.length);
    const heights = traces.map((trace) => trace?.logHeight ?? 0);
    const layout = computeLayout(options, system.description.tables, heights, publicOutput.length);
    const archive = new ArchiveWriter(layout);
    const transcript = new Transcript(hooks.events);
    const maxLogHeight = layout.logHeights[0]!;
    const domains = new Domains(session, maxLogHeight, logBlowup);
    const commit = async (
      kind: number,
      matrices: readonly { readonly logHeight: number; readonly columns: readonly number[] }[],
    ) =>
      buildTree(
        session,
        kind,
        matrices.map(({ logHeight, columns }) => ({ logLength: logHeight + logBlowup, columns })),
        options.capHeight,
      );

    // 0. Statement.
    archive.writeStatement({ keyDigest: key.digest, exitCode, heights, publicOutput });
    const claim = new Uint8Array(32);
    new DataView(claim.buffer).setUint32(0, exitCode, true);
    new DataView(claim.buffer).setUint32(4, publicOutput.length, true);
    transcript.observe(label.keyDigest, key.digest);
    transcript.observe(label.statement, claim);
    transcript.observe(label.publicOutput, publicOutput);
    transcript.observe(label.heights, Uint8Array.from(heights));

    // 1. Main caps.
    clock.enter('main commitment');
    const present = layout.present.map((table) => traces[table]!);
    const mainColumns = await extendColumns(session, domains, logBlowup, present);
    const tables: (CommittedTable | null)[] = traces.map(() => null);
    layout.present.forEach((table, i) => {
      tables[table] = {
        logHeight: heights[table]!,
        preprocessed: key.preprocessed[table]!,
        main: mainColumns[i]!,
        permutation: [],
        mainNext: system.airs[table]!.mainNext,
      };
    });
    const committed = layout.present.map((table) => tables[table]!);
    const mainTree = await commit(
      2,
      committed.map(({ logHeight, main }) => ({ logHeight, columns: main })),
    );
    archive.writeBytes('main cap', mainTree.cap);
    transcript.observe(label.mainCap, mainTree.cap);

    // 2. Permutation (LogUp) columns.
    clock.enter('lookup columns');
    archive.setNonce(
      layout.nonces.lookup,
      await grind(session, transcript, label.grindLookup, options.grindLookupBits),
    );
    const theta = transcript.sampleExt(label.theta);
    const delta = transcript.sampleExt(label.delta);
    const sums = new Map<number, Element>();
    let permutationTree: Awaited<ReturnType<typeof commit>> | null = null;
    if (layout.summed.length > 0) {
      const lookups = await lookupColumns(
        session,
        layout.summed.map((table) => ({
          air: system.airs[table]!,
          logHeight: heights[table]!,
          preprocessed: key.preprocessedTraces[table]!,
          main: traces[table]!.columns,
        })),
        theta,
        delta,
      );
      const extended = await extendColumns(session, domains, logBlowup, lookups);
      layout.summed.forEach((table, i) => {
        tables[table]!.permutation = extended[i]!;
        sums.set(table, lookups[i]!.cumulativeSum);
      });
      permutationTree = await commit(
        4,
        committed.map(({ logHeight, permutation }) => ({ logHeight, columns: permutation })),
      );
      archive.writeBytes('permutation cap', permutationTree.cap);
      transcript.observe(label.permutationCap, permutationTree.cap);
      archive.writeWords('cumulative sums', concat(layout.summed.map((table) => sums.get(table)!)));
      transcript.observe(label.cumulativeSums, archive.section('cumulative sums'));
    }

    // 3. Quotients.
    clock.enter('quotient');
    const alpha = transcript.sampleExt(label.alpha);
    const quotients = await quotientColumns(session, domains, logBlowup, system.airs, tables, layout.logHeights, {
      ...{ theta, delta, alpha, sums },
    });
    const quotientTree = await commit(5, quotients);
    archive.writeBytes('quotient cap', quotientTree.cap);
    transcript.observe(label.quotientCap, quotientTree.cap);

    // 4. Openings out of domain.
    clock.enter('openings');
    archive.setNonce(layout.nonces.deep, await grind(session, transcript, label.grindDeep, options.grindDeepBits));
    const zeta = sampleOutsideBaseField(transcript);
    const opened = await openColumns(session, tables, quotients, layout, zeta);
    opened.elements.forEach((element, i) => {
      archive.setOpening(i, element);
    });
    transcript.observe(label.openings, archive.section('openings'));

    // 5. DEEP batches.
    archive.setNonce(layout.nonces.batch, await grind(session, transcript, label.grindBatch, options.grindBatchBits));
    const gamma = transcript.sampleExt(label.gamma);
    const coefficients = {
      tables: new Map(layout.present.map((table) => [table, transcript.sampleExt(label.tableCoefficient)])),
      heights: layout.logHeights.map(() => transcript.sampleExt(label.tableCoefficient)),
    };
    const batches = await deepBatches(session, domains, logBlowup, opened, gamma, coefficients);

    // 6. and 7. FRI: layers and the final polynomial.
    clock.enter('low-degree test');
    const layers = await commitLayers(session, transcript, archive, options, batches);

    // 7. Queries.
    clock.enter('queries');
    archive.setNonce(layout.nonces.query, await grind(session, transcript, label.grindQuery, options.grindQueryBits));
    const indices = transcript.sampleIndices(label.queryIndices, options.numQueries, layout.maxLogLength);
    const trees = { preprocessed: key.tree, main: mainTree, permutation: permutationTree, quotient: quotientTree };
    indices.forEach((index, query) => {
      const offset = archive.queryOffset(query);
      for (const { name, logLength, levels, siblingsOffset } of layout.trees) {
        const at = index >>> (layout.maxLogLength - logLength);
        const rows = levels.map(({ rowOffset }) => offset + rowOffset);
        openTree(session, trees[name]!, at, archive.bytes, rows, offset + siblingsOffset);
      }
      layers.forEach((layer, i) => {
        const { logLength, logArity, leafOffset, siblingsOffset } = layout.layers[i]!;
        const leaf = (index >>> (layout.maxLogLength - logLength)) >>> logArity;
        openTree(session, layer, leaf, archive.bytes, [offset + leafOffset], offset + siblingsOffset);
      });
    });
    return { proof: archive.bytes, committedCells: committedCells(committed, quotients), rounds: clock.finish() };
  } finally {
    session.signal = undefined;
    arena.release(mark);
  }
}

/** Words committed by a proof, before extension. */
function committedCells(tables: readonly CommittedTable[], quotients: readonly { logHeight: number }[]): number {
  const words = ({ main, permutation }: CommittedTable) => main.length + permutation.length;
  return (
    tables.reduce((sum, table) => sum + words(table) * 2 ** table.logHeight, 0) +
    quotients.reduce((sum, { logHeight }) => sum + 10 * 2 ** logHeight, 0)
  );
}

/** Domains lie in F, so any zeta outside of F is outside all of them. */
function sampleOutsideBaseField(transcript: Transcript): Element {
  for (;;) {
    const zeta = transcript.sampleExt(label.zeta);
    if (zeta.some((word, i) => i > 0 && word !== 0)) return zeta;
  }
}

function concat(elements: readonly Element[]): Uint32Array {
  const words = new Uint32Array(elements.length * (ELEMENT_BYTES / 4));
  elements.forEach((element, i) => {
    words.set(element, 5 * i);
  });
  return words;
}

/** The verifier's checks of heights, as an error before any work. */
function checkHeights(key: ProvingKey, traces: readonly (TraceColumns | null)[], outputLength: number): void {
  const { system, header } = key;
  let interactions = 0;
  for (const { unit } of system.publicTerms) {
    interactions += { once: 1, byte: outputLength, u32: Math.ceil(outputLength / 4) }[unit];
  }
  traces.forEach((trace, table) => {
    const { name, mainColumns, interactions: own } = system.airs[table]!;
    const fixed = header.fixedLogHeights[table]!;
    const logHeight = trace?.logHeight ?? 0;
    if (fixed > 0 ? logHeight !== fixed : trace !== null && logHeight < header.minLogHeight) {
      throw new StarkError(
        'BadHeight',
        `${name} has log height ${logHeight}; the key wants ${fixed || `at least ${header.minLogHeight}`}.`,
      );
    }
    if (logHeight > header.maxLogHeight) {
      throw new StarkError(
        'TooManyRows',
        `${name} needs 2^${logHeight} rows, more than the key's 2^${header.maxLogHeight}; split the run or use a key with a larger maxLogHeight.`,
      );
    }
    if (trace && trace.columns.length !== mainColumns.length) {
      throw new StarkError('BadTrace', `${name} has ${mainColumns.length} columns, the trace ${trace.columns.length}.`);
    }
    if (trace) interactions += own.length * 2 ** logHeight;
  });
  if (interactions > header.interactionBound) {
    throw new StarkError(
      'TooManyInteractions',
      `${interactions} interactions; the key allows ${header.interactionBound}.`,
    );
  }
}

/** Times of the stages, and their announcement. */
class Clock {
  readonly #announce: ((progress: Progress) => void) | undefined;
  readonly #rounds: RoundTime[] = [];
  #current: { name: string; start: number } | null = null;

  constructor(announce: ((progress: Progress) => void) | undefined) {
    this.#announce = announce;
  }

  enter(stage: Stage): void {
    this.finish();
    this.#current = { name: stage, start: performance.now() };
    this.#announce?.({ stage, fraction: STAGES.find((known) => known.stage === stage)!.fraction });
  }

  finish(): readonly RoundTime[] {
    if (this.#current) {
      const { name, start } = this.#current;
      this.#rounds.push({ name, ms: performance.now() - start });
      this.#current = null;
    }
    return this.#rounds;
  }
}
