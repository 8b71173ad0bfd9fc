/**
 * Merkle trees over committed columns and FRI layers (docs/protocol.md, sections 2 and 7): built by the kernels over all
 * workers, opened on the host. All levels stay in kernel memory until the proof's memory is released.
 *
 * A column-major matrix and a planar FRI layer are opened the same way: word w of row j lies at words[w] + (j << rowShift).
 */
import type { Task } from '../wasm/index.ts';
import type { Session } from './session.ts';

/** Columns of one table on its extended domain; tables of a tree come in table order. */
export interface TreeMatrix {
  readonly logLength: number;
  /** Addresses of 2^logLength words each, bit-reversed. */
  readonly columns: readonly number[];
}

/** What the leaves of one log length hash. */
interface TreeRows {
  readonly logLength: number;
  /** Address of each word of row 0. */
  readonly words: readonly number[];
  /** log of the bytes from one row to the next. */
  readonly rowShift: number;
}

export interface MerkleTree {
  /** log of the number of leaves of the longest domain. */
  readonly logLength: number;
  readonly capHeight: number;
  /** 2^capHeight digests. */
  readonly cap: Uint8Array;
  /** By level, from capHeight to logLength: address of its 2^level digests. */
  readonly levels: readonly number[];
  /** By log length, descending. */
  readonly rows: readonly TreeRows[];
}

const DIGEST_BYTES = 32;
/** About 0.3 ms of hashing per task, so that workers end together; whole tiles of the kernel. */
const WORDS_PER_TASK = 2 ** 17;
const TILE_ROWS = 128;
/** Subtrees per thread. */
const SUBTREES = 4;

/** The mixed-height tree of a round. Every log length is at least 2 and capHeight; at least one column is there. */
export async function buildTree(
  session: Session,
  kind: number,
  matrices: readonly TreeMatrix[],
  capHeight: number,
): Promise<MerkleTree> {
  const logLengths = [...new Set(matrices.filter((m) => m.columns.length > 0).map((m) => m.logLength))];
  const rows = logLengths
    .sort((a, b) => b - a)
    .map((logLength) => ({
      logLength,
      words: matrices.filter((matrix) => matrix.logLength === logLength).flatMap((matrix) => matrix.columns),
      rowShift: 2,
    }));
  return hashTree(session, rows, capHeight, ({ logLength, words }, out) => {
    const table = session.storeAddresses(words);
    return (first, count) => ({
      fn: 'hashLeaves',
      args: [table, words.length, out, first, count, kind, logLength, session.scratch],
    });
  });
}

/** The tree of a FRI layer of 2^logLength elements, planar, whose leaves are 2^logArity consecutive elements. */
export async function buildLayerTree(
  session: Session,
  { address, stride }: { readonly address: number; readonly stride: number },
  logLength: number,
  logArity: number,
  capHeight: number,
): Promise<MerkleTree> {
  const logLeaves = logLength - logArity;
  const words = Array.from({ length: 5 << logArity }, (_, i) => address + (i % 5) * stride + 4 * Math.floor(i / 5));
  const rows = [{ logLength: logLeaves, words, rowShift: 2 + logArity }];
  return hashTree(session, rows, capHeight, (_, out) => (first, count) => ({
    fn: 'hashFriLeaves',
    args: [address, stride, logArity, out, first, count, logLeaves, session.scratch],
  }));
}

/**
 * Writes the opening at `index` of the longest domain: the row of each log length at its own offset in `target`, the
 * siblings bottom up from `siblingsOffset`. Padding is the caller's: `target` is zero there.
 */
export function openTree(
  session: Session,
  tree: MerkleTree,
  index: number,
  target: Uint8Array,
  rowOffsets: readonly number[],
  siblingsOffset: number,
): void {
  if (index >= 2 ** tree.logLength) throw new RangeError(`opening ${index} of 2^${tree.logLength} leaves`);
  const memory = new Uint32Array(session.arena.memory.memory.buffer);
  const out = new DataView(target.buffer, target.byteOffset, target.byteLength);
  tree.rows.forEach(({ logLength, words, rowShift }, i) => {
    const row = Math.floor(index / 2 ** (tree.logLength - logLength));
    const offset = rowOffsets[i]!;
    words.forEach((address, w) => {
      out.setUint32(offset + 4 * w, memory[(address + row * 2 ** rowShift) / 4]!, true);
    });
  });
  for (let level = tree.logLength; level > tree.capHeight; level--) {
    const sibling = Math.floor(index / 2 ** (tree.logLength - level)) ^ 1;
    const offset = siblingsOffset + DIGEST_BYTES * (tree.logLength - level);
    target.set(session.bytes(tree.levels[level]! + DIGEST_BYTES * sibling, DIGEST_BYTES), offset);
  }
}

/** Leaves of all log lengths at once, then subtrees over the workers, then the few levels above them here. */
async function hashTree(
  session: Session,
  rows: readonly TreeRows[],
  capHeight: number,
  leafTask: (rows: TreeRows, out: number) => (first: number, count: number) => Task,
): Promise<MerkleTree> {
  const { arena, pool } = session;
  const logLength = rows[0]?.logLength;
  if (logLength === undefined) throw new RangeError('a tree without columns');
  if (rows.at(-1)!.logLength < Math.max(2, capHeight)) throw new RangeError('a table is too short for the tree');
  const levels = new Array<number>(logLength + 1).fill(0);
  for (let level = capHeight; level <= logLength; level++) levels[level] = arena.alloc(DIGEST_BYTES * 2 ** level);
  const mark = arena.mark();
  const joins = new Array<number>(logLength + 1).fill(0);
  for (const { logLength: level } of rows.slice(1)) joins[level] = arena.alloc(DIGEST_BYTES * 2 ** level);

  await session.run(
    rows.flatMap((level) => {
      const makeTask = leafTask(level, joins[level.logLength] || levels[level.logLength]!);
      return leafRanges(session, level).map(([first, count]) => makeTask(first, count));
    }),
  );

  const levelTable = session.storeAddresses(levels);
  const joinTable = session.storeAddresses(joins);
  const split = Math.min(logLength, Math.max(capHeight, Math.ceil(Math.log2(SUBTREES * pool.threads))));
  await session.run(
    Array.from({ length: 2 ** split }, (_, subtree) => ({
      fn: 'hashLevels',
      args: [levelTable, joinTable, logLength, split, subtree, 1, session.scratch],
    })),
  );
  pool.call('hashLevels', [levelTable, joinTable, split, capHeight, 0, 2 ** capHeight, session.scratch]);
  arena.release(mark);
  const cap = session.bytes(levels[capHeight]!, DIGEST_BYTES * 2 ** capHeight).slice();
  return { logLength, capHeight, cap, levels, rows };
}

function leafRanges(session: Session, { logLength, words }: TreeRows): [number, number][] {
  const total = 2 ** logLength;
  const perThread = Math.ceil(total / session.parts / TILE_ROWS) * TILE_ROWS;
  const perTask = Math.ceil(WORDS_PER_TASK / words.length / TILE_ROWS) * TILE_ROWS;
  const grain = Math.min(perThread, perTask);
  const ranges: [number, number][] = [];
  for (let first = 0; first < total; first += grain) ranges.push([first, Math.min(grain, total - first)]);
  return ranges;
}
