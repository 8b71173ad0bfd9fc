import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as reference from '../../test/reference/merkle.ts';
import { grind } from './grind.ts';
import { buildLayerTree, buildTree, type MerkleTree, openTree } from './merkle.ts';
import { allocColumns, Session } from './session.ts';
import { label, Transcript } from './transcript.ts';

let seed = 7;
const randomWord = () => {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
  return seed % 0x78000001;
};

/** Columns in kernel memory, filled, with a row reader. */
function matrix(session: Session, logLength: number, width: number) {
  const columns = allocColumns(session, width, 2 ** logLength);
  const values = columns.map((address) => {
    const words = Uint32Array.from({ length: 2 ** logLength }, randomWord);
    session.words(address, words.length).set(words);
    return words;
  });
  return { logLength, columns, values };
}

function rowBytes(values: readonly Uint32Array[], row: number): Uint8Array {
  return new Uint8Array(Uint32Array.from(values, (column) => column[row]!).buffer);
}

function checkAgainst(session: Session, tree: MerkleTree, expected: reference.MerkleTree): void {
  expect(tree.cap).toEqual(Uint8Array.from(expected.cap.flatMap((digest) => [...digest])));
  for (let index = 0; index < 2 ** tree.logLength; index += 1 + Math.floor(2 ** tree.logLength / 23)) {
    const opening = reference.openTree(expected, index);
    let offset = 64;
    const rowOffsets = opening.rows.map((row) => {
      offset += 64 * Math.ceil(row.length / 64);
      return offset - 64 * Math.ceil(row.length / 64);
    });
    const target = new Uint8Array(offset + 32 * opening.siblings.length + 64);
    openTree(session, tree, index, target, rowOffsets, offset);
    const wanted = new Uint8Array(target.length);
    opening.rows.forEach((row, i) => {
      wanted.set(row, rowOffsets[i]!);
    });
    opening.siblings.forEach((sibling, i) => {
      wanted.set(sibling, offset + 32 * i);
    });
    expect(target).toEqual(wanted);
  }
}

describe.each([1, 2])('trees with %i threads', (threads) => {
  let session: Session;
  beforeAll(async () => {
    session = await Session.create({ threads });
  });
  afterAll(() => session.close());

  test.each([
    { shapes: [[2, 1]], capHeight: 0 },
    { shapes: [[2, 3]], capHeight: 2 },
    { shapes: [[9, 17]], capHeight: 3 },
    {
      shapes: [
        [3, 5],
        [8, 16],
        [3, 2],
        [7, 0],
        [8, 1],
        [2, 40],
      ],
      capHeight: 2,
    },
    {
      shapes: [
        [11, 2],
        [10, 3],
        [4, 1],
      ],
      capHeight: 0,
    },
  ])('$shapes, cap $capHeight', async ({ shapes, capHeight }) => {
    const mark = session.arena.mark();
    const matrices = shapes.map(([logLength, width]) => matrix(session, logLength!, width!));
    const tree = await buildTree(session, 2, matrices, capHeight);
    const lengths = [...new Set(matrices.filter((m) => m.columns.length > 0).map((m) => m.logLength))];
    const levels = lengths.map((logLength) => {
      const values = matrices.filter((m) => m.logLength === logLength).flatMap((m) => m.values);
      return { logLength, rows: Array.from({ length: 2 ** logLength }, (_, row) => rowBytes(values, row)) };
    });
    checkAgainst(session, tree, reference.buildTree(2, levels, capHeight));
    session.arena.release(mark);
  });

  test.each([1, 2, 3])('FRI layer, arity 2^%i', async (logArity) => {
    const mark = session.arena.mark();
    const logLength = 9;
    const { columns, values } = matrix(session, logLength, 5);
    const layer = { address: columns[0]!, stride: columns[1]! - columns[0]! };
    const tree = await buildLayerTree(session, layer, logLength, logArity, 3);
    const logLeaves = logLength - logArity;
    const rows = Array.from({ length: 2 ** logLeaves }, (_, leaf) => {
      const elements = Array.from({ length: 2 ** logArity }, (_, e) => rowBytes(values, (leaf << logArity) + e));
      return Uint8Array.from(elements.flatMap((element) => [...element]));
    });
    checkAgainst(session, tree, reference.buildTree(6, [{ logLength: logLeaves, rows }], 3));
    session.arena.release(mark);
  });

  test.each([0, 1, 8, 17])('grinding %i bits takes the lowest nonce', async (bits) => {
    const transcript = new Transcript();
    transcript.observe(label.mainCap, Uint8Array.of(bits));
    const before = new Transcript();
    before.observe(label.mainCap, Uint8Array.of(bits));
    const nonce = await grind(session, transcript, label.grindQuery, bits);
    if (nonce === null) {
      expect(bits).toBe(0);
      expect(transcript.state).toEqual(before.state);
      return;
    }
    for (let lower = nonce > 300n ? nonce - 300n : 0n; lower < nonce; lower++) {
      expect(before.acceptsNonce(label.grindQuery, bits, lower)).toBe(false);
    }
    expect(before.observeNonce(label.grindQuery, bits, nonce)).toBe(true);
    expect(transcript.state).toEqual(before.state);
  });
});
