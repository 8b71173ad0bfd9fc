// What the host may call of the out-of-domain evaluation and the DEEP batch.
import { INVERSES_SCRATCH_BYTES } from './inverses';
import { OUT_OF_DOMAIN_SCRATCH_BYTES } from './out-of-domain';

export { deepCombine, deepQuotient, extDot, extPowers, extSpread } from './batch';
export { deepInverses } from './inverses';
export { combineExtColumns, nextPoint, outOfDomainFinish, outOfDomainSums } from './out-of-domain';

/** Bytes of scratch (16-aligned, one per worker) with which every kernel of this folder is content. */
export function deepScratchBytes(): usize {
  return max(INVERSES_SCRATCH_BYTES, OUT_OF_DOMAIN_SCRATCH_BYTES);
}
