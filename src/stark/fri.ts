/**
 * Rounds 6 and 7 of docs/protocol.md: the batches of all heights are folded into one polynomial, small enough to be sent in
 * clear. Every layer before a fold is committed; a leaf holds the siblings of one fold.
 */
import type { ArchiveWriter } from '../archive/writer.ts';
import { storeElements } from './elements.ts';
import { grind } from './grind.ts';
import { buildLayerTree, type MerkleTree } from './merkle.ts';
import type { StarkOptions } from './options.ts';
import { planeStride, rowRanges, type Session } from './session.ts';
import { StarkError } from './system.ts';
import { label, type Transcript } from './transcript.ts';

/** A function on s*H: five planes of words, `stride` bytes apart. */
export interface Planar {
  readonly address: number;
  readonly stride: number;
}

/** @param batches DEEP batch of every height, descending. Returns the layers' trees for the queries. */
export async function commitLayers(
  session: Session,
  transcript: Transcript,
  archive: ArchiveWriter,
  options: StarkOptions,
  batches: readonly (Planar & { readonly logHeight: number })[],
): Promise<MerkleTree[]> {
  const { arena, pool } = session;
  const { layout } = archive;
  const trees: MerkleTree[] = [];
  let current: Planar = batches[0]!;
  let logLength = layout.maxLogLength;
  for (const [i, layer] of layout.layers.entries()) {
    // 6b. Commit, grind, sample beta.
    const tree = await buildLayerTree(session, current, layer.logLength, layer.logArity, layer.capHeight);
    trees.push(tree);
    archive.writeBytes(`FRI cap ${i}`, tree.cap);
    transcript.observe(label.friCap, tree.cap);
    const nonce = await grind(session, transcript, label.grindFold, options.grindFoldBits);
    archive.setNonce(layout.nonces.fold[i] ?? null, nonce);
    const beta = storeElements(session, [transcript.sampleExt(label.beta)]);
    // 6c. and d. Fold; the batch of the height reached joins with beta^arity.
    logLength = layer.logLeaves;
    const stride = planeStride(2 ** logLength);
    const folded = { address: arena.alloc(5 * stride), stride };
    const joining = batches.find(({ logHeight }) => layer.joinedLogHeight > 0 && logHeight === layer.joinedLogHeight);
    const [join, joinStride] = [joining?.address ?? 0, joining?.stride ?? 0];
    const from = current;
    await session.run(
      rowRanges(2 ** logLength, session.parts).map(([first, count]) => {
        const planes = [from.address, from.stride, folded.address, stride];
        const args = [...planes, layer.logArity, beta, join, joinStride, first, count, session.scratch];
        return { fn: 'friFold', args };
      }),
    );
    current = folded;
  }
  // 7. The final polynomial.
  const final = arena.alloc(20 * 2 ** options.logFinalLength);
  const stride = planeStride(2 ** logLength);
  const copy = arena.alloc(5 * stride);
  for (let plane = 0; plane < 5; plane++) {
    const words = session.words(current.address + plane * current.stride, 2 ** logLength);
    session.words(copy + plane * stride, 2 ** logLength).set(words);
  }
  if (pool.call('friFinal', [copy, stride, logLength, options.logFinalLength, final]) !== 1) {
    throw new StarkError(
      'NotLowDegree',
      'The traces do not satisfy the constraints: the last fold is not of low degree.',
    );
  }
  archive.writeWords('final polynomial', session.words(final, 5 * 2 ** options.logFinalLength));
  transcript.observe(label.finalPolynomial, archive.section('final polynomial'));
  return trees;
}
