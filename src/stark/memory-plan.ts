/**
 * How much memory a proof takes, from the tables' heights alone: made before proving, so that a run which does not fit is refused
 * with figures and not by a crash. It adds up what the rounds allocate (src/stark/prover.ts frees nothing before its end); a
 * test holds it against the arena's high-water mark.
 */
import { computeLayout, foldSchedule } from '../archive/layout.ts';
import { Domains } from './domains.ts';
import type { StarkOptions } from './options.ts';
import { planeStride } from './session.ts';
import type { StarkSystem } from './system.ts';

const DIGEST_BYTES = 32;

export interface MemoryPlan {
  /** Bytes of columns before extension: traces and lookup columns. */
  readonly traceBytes: number;
  /** Bytes of extended columns. */
  readonly extendedBytes: number;
  /** Bytes of Merkle trees, FRI layers included. */
  readonly treeBytes: number;
  /** Everything else: twiddles, quotients, weights, batches. */
  readonly otherBytes: number;
  readonly totalBytes: number;
}

/** @param heights log heights by table, 0 if absent. The preprocessed tables' own columns and tree are counted too. */
export function planMemory(system: StarkSystem, options: StarkOptions, heights: readonly number[]): MemoryPlan {
  const { logBlowup } = options;
  const shapes = system.description.tables;
  const layout = computeLayout(options, shapes, heights, 0);
  const columns = (words: number, logLength: number) => words * planeStride(2 ** logLength);

  let traceBytes = 0;
  let extendedBytes = 0;
  let otherBytes = Domains.bytes(layout.logHeights[0]!, logBlowup);
  for (const table of layout.present) {
    const { preprocessedWidth, mainWidth, numLogUpColumns } = shapes[table]!;
    const words = preprocessedWidth + mainWidth + 5 * numLogUpColumns;
    traceBytes += columns(words, heights[table]!);
    extendedBytes += columns(words, heights[table]! + logBlowup);
  }
  if (layout.trees.some(({ name }) => name === 'preprocessed')) {
    // Setup's own twiddles stay below the proof's.
    const fixed = layout.trees.find(({ name }) => name === 'preprocessed')!.logLength - logBlowup;
    otherBytes += Domains.bytes(fixed, logBlowup);
  }
  for (const logHeight of layout.logHeights) {
    extendedBytes += columns(10, logHeight + logBlowup);
    // Quotient values on twice the height, selectors; inverses at two points; batches before and after extension.
    otherBytes += columns(5 + 3, logHeight + 1) + columns(4 * 5, logHeight) + columns(5, logHeight + logBlowup);
  }

  let treeBytes = 0;
  for (const { logLength } of layout.trees) treeBytes += 2 * DIGEST_BYTES * 2 ** logLength;
  for (const { logLength, logArity } of foldSchedule(options, layout.logHeights)) {
    otherBytes += columns(5, logLength - logArity);
    treeBytes += 2 * DIGEST_BYTES * 2 ** (logLength - logArity);
  }
  // Joined leaves live while their tree is built, one tree at a time; the largest case is below one tree.
  otherBytes += DIGEST_BYTES * 2 ** layout.maxLogLength;
  const totalBytes = traceBytes + extendedBytes + treeBytes + otherBytes;
  return { traceBytes, extendedBytes, treeBytes, otherBytes, totalBytes };
}
