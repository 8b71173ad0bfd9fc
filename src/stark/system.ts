/**
 * A system of tables to be proven together: its AIRs, the verifier's public terms, and the machine description that a
 * verifying key pins by digest. The STARK below knows no chip; the RV64IM machine is one such system, a user's two
 * tables are another.
 */

import type { Air } from '../air/air.ts';
import { encodeDescription, type PublicTerm } from '../air/description.ts';
import { type Description, decodeDescription } from '../archive/description.ts';
import { VouchError } from '../errors.ts';

/** Widest table the presets' batching error allows (docs/security.md). */
export const MAX_FUNCTIONS = 700;

export class StarkError extends VouchError {}

export interface StarkSystem {
  readonly airs: readonly Air[];
  readonly publicTerms: readonly PublicTerm[];
  /** Canonical bytes: docs/protocol.md, section 5. */
  readonly descriptionBytes: Uint8Array;
  readonly description: Description;
}

export function defineSystem(airs: readonly Air[], publicTerms: readonly PublicTerm[] = []): StarkSystem {
  for (const air of airs) {
    const opened =
      air.preprocessedColumns.length + air.mainColumns.length + air.logUpColumns.length + air.mainNext.length + 1;
    if (opened > MAX_FUNCTIONS) {
      throw new StarkError('TableTooWide', `${air.name} opens ${opened} columns; the presets allow ${MAX_FUNCTIONS}.`);
    }
  }
  const descriptionBytes = encodeDescription(airs, publicTerms);
  return { airs, publicTerms, descriptionBytes, description: decodeDescription(descriptionBytes) };
}
