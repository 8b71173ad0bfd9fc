// What the host may call of FRI.
import { FOLD_SCRATCH_BYTES } from './fold';

export { friFinal } from './final';
export { friFold } from './fold';

/** Bytes of scratch (16-aligned, one per worker) that `friFold` needs. */
export function friScratchBytes(): usize {
  return FOLD_SCRATCH_BYTES;
}
