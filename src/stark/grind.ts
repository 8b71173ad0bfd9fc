/**
 * Proof of work on the transcript. Chunks of nonces are searched in ascending order and the lowest hit is taken, so the nonce does not
 * depend on the number of threads.
 */
import type { Session } from './session.ts';
import { StarkError } from './system.ts';
import type { Label, Transcript } from './transcript.ts';

/** Nonces of one task: some milliseconds of work. */
const CHUNK = 1 << 15;

/** What the kernel stores where it found nothing. */
const NONE = 0xffffffff;

/** Finds and absorbs a nonce; null if `bits` is 0, when the transcript has none. */
export async function grind(
  session: Session,
  transcript: Transcript,
  label: Label,
  bits: number,
): Promise<bigint | null> {
  if (bits === 0) return null;
  const { arena, pool } = session;
  const mark = arena.mark();
  // Expected work in chunks, cut into rounds so that little is searched in vain.
  const tasksPerRound = pool.threads * Math.min(16, Math.max(1, 2 ** bits / CHUNK / pool.threads / 4));
  const numTasks = Math.max(1, Math.round(tasksPerRound));
  const state = arena.alloc(32);
  session.words(state, 8).set(transcript.state);
  const results = arena.alloc(4 * numTasks);
  for (let first = 0; first < 2 ** 53; first += CHUNK * numTasks) {
    await session.run(
      Array.from({ length: numTasks }, (_, i) => {
        const from = first + i * CHUNK;
        const args = [state, label, bits, from % 2 ** 32, Math.floor(from / 2 ** 32), CHUNK];
        return { fn: 'grind', args: [...args, results + 4 * i, session.scratch] };
      }),
    );
    const found = session.words(results, numTasks).slice();
    const hit = found.findIndex((offset) => offset !== NONE);
    if (hit < 0) continue;
    const nonce = BigInt(first + hit * CHUNK + found[hit]!);
    arena.release(mark);
    if (!transcript.observeNonce(label, bits, nonce)) break;
    return nonce;
  }
  throw new StarkError('GrindingFailed', `No proof of work of ${bits} bits was found.`);
}
