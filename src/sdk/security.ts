/** Provable security of option sets for the RV64IM machine, term by term (src/stark/security.ts). */
import { type Preset, resolveOptions, type StarkOptions } from '../stark/options.ts';
import { type AirCounts, countDescription, type Security, securityOf } from '../stark/security.ts';
import { MAX_INTERACTIONS, parsedMachine } from './machine.ts';

export interface MachineSecurity extends Security {
  readonly options: StarkOptions;
  /** What the bits depend on besides the options. */
  readonly counts: AirCounts;
  /** Committed columns of all tables; a permutation column counts once. */
  readonly numColumns: number;
}

/** @param logHeight of all tables; the largest that keys with these options allow unless given */
export function security(preset: Preset | StarkOptions, logHeight?: number): MachineSecurity {
  const options = resolveOptions(preset);
  const { description } = parsedMachine();
  const counts = countDescription(description, MAX_INTERACTIONS);
  const numColumns = description.tables.reduce(
    (sum, { preprocessedWidth, mainWidth, numLogUpColumns }) => sum + preprocessedWidth + mainWidth + numLogUpColumns,
    0,
  );
  return { ...securityOf(options, counts, logHeight), options, counts, numColumns };
}
