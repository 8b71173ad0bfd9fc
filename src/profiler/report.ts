/**
 * What a profile says: cycles, precompile calls, and where the cycles went, for the whole run and for every step. Plain data, the same
 * object that `--format json` writes and the aggregator reads (docs/profiling.md).
 */
export const REPORT_FORMAT = 'vouch-profile';
export const REPORT_VERSION = 1;

/** A function or a source line. */
export interface ProfileRow {
  /** Function: demangled name, `(no symbol)` for code of none. Line: `file:line`, `(no line)` for code without. */
  readonly name: string;
  readonly cycles: number;
  /** Of the table's cycles: the run's, or the step's. 0..1. */
  readonly share: number;
  /** Shares of this row and those before it. */
  readonly cumulativeShare: number;
  /** Distinct instructions that were executed. */
  readonly numPcs: number;
  /** How often the function was called, as far as the call tree knows; only functions. */
  readonly calls?: number;
}

export interface ProfileTables {
  readonly cycles: number;
  /** Distinct instructions that were executed. */
  readonly uniquePcs: number;
  /** By name of the precompile (`keccak_f1600`), or its number in hexadecimal. A call is one cycle; its rows are the price. */
  readonly precompileCalls: Readonly<Record<string, number>>;
  /** The most expensive first. */
  readonly functions: readonly ProfileRow[];
  /** Empty if the program has no line information. */
  readonly lines: readonly ProfileRow[];
}

export interface StepProfile extends ProfileTables {
  /** N of the marker; 0 is what ran before any marker. */
  readonly step: number;
  readonly name: string;
  /** Of the run's cycles, 0..1. */
  readonly share: number;
}

export interface ProfileReport extends ProfileTables {
  readonly format: typeof REPORT_FORMAT;
  readonly version: typeof REPORT_VERSION;
  /** As the caller named it. */
  readonly program: string;
  readonly exitCode: number;
  /** Step 0 first, then by number; a step that was entered several times is one. */
  readonly steps: readonly StepProfile[];
  /** Steps in the order of their markers, at most the first 4096. */
  readonly markers: readonly { readonly step: number; readonly cycle: number }[];
  readonly numMarkers: number;
  /** Above 0 the call tree is incomplete: see `ExecutionProfile.lostCalls`. Tables are exact all the same. */
  readonly lostCalls: number;
}
