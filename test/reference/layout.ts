/**
 * The archive's layout (docs/protocol.md section 7) as a flat list of parts, each starting at a multiple of 64: sections,
 * and inside the queries every row, leaf and sibling list. Bytes outside all parts are padding.
 */
import { concat, padTo64 } from './bytes.ts';
import type { Options } from './key.ts';
import { require } from './rejection.ts';
import type { Shape } from './shape.ts';

export interface Part {
  name: string;
  offset: number;
  length: number;
}

export interface Layout {
  parts: Part[];
  totalLength: number;
}

export function layoutOf(shape: Shape, options: Options, numTables: number, outputLength: number): Layout {
  const parts: Part[] = [];
  let offset = 0;
  const part = (name: string, length: number) => {
    if (length === 0) return;
    parts.push({ name, offset, length });
    offset += padTo64(length);
  };
  const capBytes = 32 * 2 ** options.capHeight;
  part('header', 64);
  part('keyDigest', 32);
  part('heights', numTables);
  part('output', outputLength);
  part('mainCap', capBytes);
  if (shape.numSums > 0) part('permutationCap', capBytes);
  part('sums', 20 * shape.numSums);
  part('quotientCap', capBytes);
  part('openings', 20 * shape.numOpenings);
  for (const [i, fold] of shape.folds.entries()) part(`friCap[${i}]`, 32 * 2 ** friCapHeight(fold, options));
  part('finalPolynomial', 20 * 2 ** options.logFinalLength);
  let numNonces = 0;
  if (options.grindLookupBits > 0) numNonces++;
  if (options.grindDeepBits > 0) numNonces++;
  if (options.grindBatchBits > 0) numNonces++;
  if (options.grindFoldBits > 0) numNonces += shape.folds.length;
  if (options.grindQueryBits > 0) numNonces++;
  part('nonces', 8 * numNonces);
  for (let q = 0; q < options.numQueries; q++) {
    for (const tree of shape.trees) {
      for (const { logLength, words } of tree.levels) part(`query[${q}].${tree.name}.row[${logLength}]`, 4 * words);
      part(`query[${q}].${tree.name}.siblings`, 32 * (tree.levels[0]!.logLength - options.capHeight));
    }
    for (const [i, fold] of shape.folds.entries()) {
      part(`query[${q}].fri[${i}].leaf`, 20 * 2 ** fold.logArity);
      const siblings = fold.logLength - fold.logArity - friCapHeight(fold, options);
      part(`query[${q}].fri[${i}].siblings`, 32 * siblings);
    }
  }
  return { parts, totalLength: offset };
}

export function friCapHeight(fold: { logLength: number; logArity: number }, options: Options): number {
  return Math.min(options.capHeight, fold.logLength - fold.logArity);
}

/** Writes the parts one after the other. Parts of a length that the layout does not expect are written as they are. */
export function writeArchive(layout: Layout, content: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const known = new Set(layout.parts.map((p) => p.name));
  for (const [name, bytes] of content) {
    if (!known.has(name) && bytes.length > 0) throw new Error(`no part ${name} in the layout`);
  }
  return concat(
    layout.parts.map(({ name }) => {
      const bytes = content.get(name);
      if (bytes === undefined) throw new Error(`part ${name} is missing`);
      const padded = new Uint8Array(padTo64(bytes.length));
      padded.set(bytes);
      return padded;
    }),
  );
}

/** Checks length and padding; the result gives each part's bytes, empty for a part that does not exist. */
export function readArchive(layout: Layout, archive: Uint8Array): (name: string) => Uint8Array {
  require(archive.length === layout.totalLength, 'BadLength', `${archive.length}, expected ${layout.totalLength}`);
  const parts = new Map<string, Uint8Array>();
  for (const { name, offset, length } of layout.parts) {
    parts.set(name, archive.slice(offset, offset + length));
    const padding = archive.slice(offset + length, offset + padTo64(length));
    require(padding.every((x) => x === 0), 'BadPadding', `after ${name}`);
  }
  return (name) => parts.get(name) ?? new Uint8Array(0);
}
