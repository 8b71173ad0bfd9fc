// Where every byte of a proof archive lies (docs/protocol.md, sections 6 and 7): a function of the key's options, the tables'
// shapes, their heights and the output's length alone. The prover writes by it, `inspect` explains by it. The verifier
// (assembly/verifier/layout.ts) computes its own and compares; a test holds the two against each other.
import { VouchError } from '../errors.ts';
import type { KeyOptions } from './key.ts';

export const EXT_BYTES = 20;
export const DIGEST_BYTES = 32;
export const ARCHIVE_HEADER_BYTES = 64;
export const MAX_OUTPUT_BYTES = 2 ** 20;

/** Heights or lengths for which there is no archive. */
export class LayoutError extends VouchError {
  constructor(message: string) {
    super('BadArchive', `${message} (docs/protocol.md, section 7)`);
  }
}

/** What the layout needs to know of a table; a `DescriptionTable` has it. */
export interface TableShape {
  readonly preprocessedWidth: number;
  readonly mainWidth: number;
  readonly mainNext: readonly unknown[];
  readonly numInteractions: number;
  readonly numLogUpColumns: number;
}

export type TreeName = 'preprocessed' | 'main' | 'permutation' | 'quotient';

/** The part of a tree whose extensions have one log length; its leaf hashes one row. */
export interface TreeLevel {
  readonly logHeight: number;
  /** log length of the extension: `logHeight + logBlowup`. */
  readonly logLength: number;
  /** Present tables with columns here, in table order; empty in the quotient tree. */
  readonly tables: readonly number[];
  /** Where each of `tables` starts in the row, in words. */
  readonly wordOffsets: readonly number[];
  readonly rowWords: number;
  /** Offset of the row in a query's record. */
  readonly rowOffset: number;
}

export interface TreeLayout {
  readonly name: TreeName;
  /** `kind` of the hash chain of its leaves. */
  readonly kind: number;
  /** log length of its longest extension. */
  readonly logLength: number;
  /** Descending. */
  readonly levels: readonly TreeLevel[];
  readonly numSiblings: number;
  /** Offset of the siblings in a query's record. */
  readonly siblingsOffset: number;
}

export interface FriLayer {
  /** log length of the folded function's domain before the fold. */
  readonly logLength: number;
  readonly logArity: number;
  /** log number of leaves, and log length after the fold. */
  readonly logLeaves: number;
  readonly capHeight: number;
  readonly capOffset: number;
  /** log height of the tables whose batch joins after this fold, or 0. */
  readonly joinedLogHeight: number;
  readonly numSiblings: number;
  /** Offsets in a query's record. */
  readonly leafOffset: number;
  readonly siblingsOffset: number;
}

/** Indices of a present table's first openings, in elements of E from the start of the openings; -1 where there are none. */
export interface TableOpenings {
  readonly preprocessed: number;
  readonly main: number;
  readonly permutation: number;
  readonly mainNext: number;
  readonly runningSumNext: number;
}

/** One part of the archive; `length` is without the padding to the next multiple of 64. */
export interface Section {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

export interface Nonces {
  readonly lookup: number | null;
  readonly deep: number | null;
  readonly batch: number | null;
  /** One per FRI layer, or empty. */
  readonly fold: readonly number[];
  readonly query: number | null;
}

export interface ArchiveLayout {
  readonly totalBytes: number;
  readonly sections: readonly Section[];
  /** Indices of present tables. */
  readonly present: readonly number[];
  /** Of these, those with interactions: they have cumulative sums, in this order. */
  readonly summed: readonly number[];
  /** Distinct log heights of present tables, descending. */
  readonly logHeights: readonly number[];
  readonly maxLogLength: number;
  readonly trees: readonly TreeLayout[];
  readonly layers: readonly FriLayer[];
  readonly keyDigestOffset: number;
  readonly heightsOffset: number;
  readonly outputOffset: number;
  /** Absolute offsets of the caps of trees in the archive (the preprocessed cap is in the key). */
  readonly capOffsets: Readonly<Partial<Record<TreeName, number>>>;
  readonly cumulativeSumsOffset: number;
  readonly openingsOffset: number;
  readonly numOpenings: number;
  /** By table index; null for an absent table. */
  readonly openings: readonly (TableOpenings | null)[];
  /** By index in `logHeights`: index of q_0 among the openings; q_1 follows. */
  readonly quotientOpenings: readonly number[];
  readonly finalPolynomialOffset: number;
  /** Absolute offsets. */
  readonly nonces: Nonces;
  readonly queriesOffset: number;
  readonly queryBytes: number;
}

export const padded = (bytes: number) => Math.ceil(bytes / 64) * 64;

/** Fold schedule: log lengths and arities of the layers, and the heights that join. */
export function foldSchedule(
  { logBlowup, logFinalLength, logMaxArity }: KeyOptions,
  logHeights: readonly number[],
): { logLength: number; logArity: number; joinedLogHeight: number }[] {
  const schedule = [];
  const last = logFinalLength + logBlowup;
  let logLength = logHeights[0]! + logBlowup;
  let nextHeight = 1;
  while (logLength > last) {
    const lower = logHeights[nextHeight];
    const stop = lower === undefined ? last : Math.max(last, lower + logBlowup);
    const logArity = Math.min(logMaxArity, logLength - stop);
    const isJoining = lower !== undefined && logLength - logArity === lower + logBlowup;
    schedule.push({ logLength, logArity, joinedLogHeight: isJoining ? lower : 0 });
    if (isJoining) nextHeight++;
    logLength -= logArity;
  }
  return schedule;
}

function layoutTrees(
  options: KeyOptions,
  shapes: readonly TableShape[],
  heights: readonly number[],
  logHeights: readonly number[],
) {
  let offset = 0;
  const take = (bytes: number) => {
    const start = offset;
    offset += padded(bytes);
    return start;
  };
  const makeTree = (
    name: TreeName,
    kind: number,
    width: (shape: TableShape) => number,
    fixedWords = 0,
  ): TreeLayout[] => {
    const levels: TreeLevel[] = [];
    for (const logHeight of logHeights) {
      const tables: number[] = [];
      const wordOffsets: number[] = [];
      let rowWords = fixedWords;
      shapes.forEach((shape, table) => {
        if (heights[table] !== logHeight || width(shape) === 0) return;
        tables.push(table);
        wordOffsets.push(rowWords);
        rowWords += width(shape);
      });
      if (rowWords === 0) continue;
      const logLength = logHeight + options.logBlowup;
      levels.push({ logHeight, logLength, tables, wordOffsets, rowWords, rowOffset: take(4 * rowWords) });
    }
    const logLength = levels[0]?.logLength;
    if (logLength === undefined) return [];
    const numSiblings = logLength - options.capHeight;
    return [{ name, kind, logLength, levels, numSiblings, siblingsOffset: take(DIGEST_BYTES * numSiblings) }];
  };
  const trees = [
    ...makeTree('preprocessed', 1, (shape) => shape.preprocessedWidth),
    ...makeTree('main', 2, (shape) => shape.mainWidth),
    ...makeTree('permutation', 4, (shape) => 5 * shape.numLogUpColumns),
    ...makeTree('quotient', 5, () => 0, 10),
  ];
  return { trees, take, recordBytes: () => offset };
}

function layoutOpenings(shapes: readonly TableShape[], heights: readonly number[], logHeights: readonly number[]) {
  let count = 0;
  const take = (elements: number) => {
    const start = count;
    count += elements;
    return elements === 0 ? -1 : start;
  };
  const openings = shapes.map((shape, table): TableOpenings | null => {
    if (heights[table] === 0) return null;
    return {
      preprocessed: take(shape.preprocessedWidth),
      main: take(shape.mainWidth),
      permutation: take(shape.numLogUpColumns),
      mainNext: take(shape.mainNext.length),
      runningSumNext: take(shape.numInteractions > 0 ? 1 : 0),
    };
  });
  return { openings, quotientOpenings: logHeights.map(() => take(2)), numOpenings: count };
}

/** Lays out the archive. `heights` are log heights by table, 0 for an absent one. */
export function computeLayout(
  options: KeyOptions,
  shapes: readonly TableShape[],
  heights: readonly number[],
  outputBytes: number,
): ArchiveLayout {
  if (heights.length !== shapes.length) throw new LayoutError(`${heights.length} heights for ${shapes.length} tables`);
  if (outputBytes > MAX_OUTPUT_BYTES) throw new LayoutError(`${outputBytes} output bytes, at most ${MAX_OUTPUT_BYTES}`);
  const { logFinalLength, capHeight } = options;
  const present = [...shapes.keys()].filter((table) => heights[table] !== 0);
  const summed = present.filter((table) => shapes[table]!.numInteractions > 0);
  const logHeights = [...new Set(present.map((table) => heights[table]!))].sort((a, b) => b - a);
  const highest = logHeights[0];
  if (highest === undefined) throw new LayoutError('no table is present');
  if (logHeights.at(-1)! < logFinalLength) throw new LayoutError(`a log height is below ${logFinalLength}`);

  const { trees, take, recordBytes } = layoutTrees(options, shapes, heights, logHeights);
  const { openings, quotientOpenings, numOpenings } = layoutOpenings(shapes, heights, logHeights);

  const sections: Section[] = [];
  let offset = 0;
  const section = (name: string, length: number) => {
    const start = offset;
    sections.push({ name, offset: start, length });
    offset += padded(length);
    return start;
  };
  section('header', ARCHIVE_HEADER_BYTES);
  const keyDigestOffset = section('key digest', DIGEST_BYTES);
  const heightsOffset = section('heights', shapes.length);
  const outputOffset = section('public output', outputBytes);
  const capBytes = DIGEST_BYTES * 2 ** capHeight;
  const capOffsets: Partial<Record<TreeName, number>> = { main: section('main cap', capBytes) };
  if (summed.length > 0) capOffsets.permutation = section('permutation cap', capBytes);
  const cumulativeSumsOffset = section('cumulative sums', EXT_BYTES * summed.length);
  capOffsets.quotient = section('quotient cap', capBytes);
  const openingsOffset = section('openings', EXT_BYTES * numOpenings);
  const layers = foldSchedule(options, logHeights).map(({ logLength, logArity, joinedLogHeight }, i): FriLayer => {
    const logLeaves = logLength - logArity;
    const layerCapHeight = Math.min(capHeight, logLeaves);
    const capOffset = section(`FRI cap ${i}`, DIGEST_BYTES * 2 ** layerCapHeight);
    const leafOffset = take(EXT_BYTES * 2 ** logArity);
    const numSiblings = logLeaves - layerCapHeight;
    const siblingsOffset = take(DIGEST_BYTES * numSiblings);
    return {
      ...{ logLength, logArity, logLeaves, capHeight: layerCapHeight, capOffset, joinedLogHeight },
      ...{ numSiblings, leafOffset, siblingsOffset },
    };
  });
  const finalPolynomialOffset = section('final polynomial', EXT_BYTES * 2 ** logFinalLength);

  let nonceOffset = offset;
  const nonce = (bits: number) => {
    if (bits === 0) return null;
    nonceOffset += 8;
    return nonceOffset - 8;
  };
  const nonces: Nonces = {
    lookup: nonce(options.grindLookupBits),
    deep: nonce(options.grindDeepBits),
    batch: nonce(options.grindBatchBits),
    fold: layers.flatMap(() => nonce(options.grindFoldBits) ?? []),
    query: nonce(options.grindQueryBits),
  };
  section('nonces', nonceOffset - offset);
  const queryBytes = recordBytes();
  const queriesOffset = section('queries', queryBytes * options.numQueries);
  if (offset >= 2 ** 31) throw new LayoutError(`the archive would have ${offset} bytes, 2^31 or more`);
  return {
    ...{ totalBytes: offset, sections, present, summed, logHeights, trees, layers },
    ...{ maxLogLength: highest + options.logBlowup, keyDigestOffset, heightsOffset, outputOffset, capOffsets },
    ...{ cumulativeSumsOffset, openingsOffset, numOpenings, openings, quotientOpenings, finalPolynomialOffset },
    ...{ nonces, queriesOffset, queryBytes },
  };
}
