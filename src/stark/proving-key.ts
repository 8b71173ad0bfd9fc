/**
 * Setup: commits to the preprocessed columns and makes the verifying key. The proving key keeps what a prover needs again:
 * the preprocessed traces (for the lookup columns), their extensions and their tree.
 */
import { descriptionDigest } from '../archive/description.ts';
import { encodeKey, encodeKeyHeader, type KeyHeader, MAX_TABLES } from '../archive/key.ts';
import { chain, hashKind } from '../hash/blake3.ts';
import { keccak256 } from '../hash/keccak.ts';
import { extendColumns } from './commitment.ts';
import { Domains } from './domains.ts';
import { buildTree, type MerkleTree } from './merkle.ts';
import type { StarkOptions } from './options.ts';
import { countAirs, requireSecurity, type Security } from './security.ts';
import { allocColumns, type Session } from './session.ts';
import { StarkError, type StarkSystem } from './system.ts';

/** Largest number of fractions over all tables: below p, so that no multiplicity wraps. */
export const INTERACTION_BOUND = 0x78000000;

/** Preprocessed columns of one table: words (Montgomery form) in bit-reversed row order, 2^logHeight each. */
export interface PreprocessedTable {
  readonly logHeight: number;
  readonly columns: readonly Uint32Array[];
}

export interface ProvingKey {
  readonly system: StarkSystem;
  readonly options: StarkOptions;
  readonly header: KeyHeader;
  readonly security: Security;
  /** The verifying key: header and preprocessed cap. */
  readonly bytes: Uint8Array;
  /** keccak-256 of the header. */
  readonly digest: Uint8Array;
  /** Addresses of preprocessed columns by table, before and after extension; empty for tables without. */
  readonly preprocessedTraces: readonly (readonly number[])[];
  readonly preprocessed: readonly (readonly number[])[];
  /** null if no table has preprocessed columns. */
  readonly tree: MerkleTree | null;
}

export interface SetupOptions {
  readonly options: StarkOptions;
  /** By table; null for tables without preprocessed columns. */
  readonly preprocessed: readonly (PreprocessedTable | null)[];
  /** The key's entry word, for public terms. */
  readonly entry?: number;
  /** Allows keys below 128 bits. */
  readonly insecure?: boolean;
}

/** Allocates in the session's arena what the key needs for as long as it is used; the caller marks and releases. */
export async function setupTables(
  session: Session,
  system: StarkSystem,
  { options, preprocessed, entry = 0, insecure = false }: SetupOptions,
): Promise<ProvingKey> {
  const security = requireSecurity(options, countAirs(system.airs, INTERACTION_BOUND), insecure);
  checkPreprocessed(system, preprocessed);
  const traces = preprocessed.map((table) => {
    if (table === null) return { logHeight: 0, columns: [] };
    const columns = allocColumns(session, table.columns.length, 2 ** table.logHeight);
    table.columns.forEach((words, i) => {
      session.words(columns[i]!, words.length).set(words);
    });
    return { logHeight: table.logHeight, columns };
  });
  const logHeights = preprocessed.map((table) => table?.logHeight ?? 0);
  const extended = traces.map((): readonly number[] => []);
  let tree: MerkleTree | null = null;
  if (logHeights.some((height) => height > 0)) {
    const domains = new Domains(session, Math.max(...logHeights), options.logBlowup);
    const columns = await extendColumns(session, domains, options.logBlowup, traces);
    columns.forEach((addresses, table) => {
      extended[table] = addresses;
    });
    tree = await buildTree(
      session,
      hashKind.preprocessed,
      traces.map(({ logHeight }, table) => ({ logLength: logHeight + options.logBlowup, columns: extended[table]! })),
      options.capHeight,
    );
  }
  const cap = tree?.cap ?? new Uint8Array(0);
  const { maxLogHeight, ...keyOptions } = options;
  const header: KeyHeader = {
    ...keyOptions,
    entry,
    minLogHeight: options.logFinalLength,
    maxLogHeight,
    interactionBound: INTERACTION_BOUND,
    descriptionDigest: descriptionDigest(system.descriptionBytes),
    preprocessedDigest: tree ? chain(hashKind.preprocessedCap, options.capHeight, cap) : new Uint8Array(32),
    fixedLogHeights: Array.from({ length: MAX_TABLES }, (_, table) => logHeights[table] ?? 0),
  };
  return {
    ...{ system, options, header, security, tree, preprocessed: extended },
    bytes: encodeKey(header, cap),
    digest: keccak256(encodeKeyHeader(header)),
    preprocessedTraces: traces.map(({ columns }) => columns),
  };
}

function checkPreprocessed(system: StarkSystem, preprocessed: readonly (PreprocessedTable | null)[]): void {
  if (preprocessed.length !== system.airs.length) {
    throw new StarkError('BadPreprocessed', `${preprocessed.length} entries for ${system.airs.length} tables.`);
  }
  system.airs.forEach(({ name, preprocessedColumns: { length } }, table) => {
    const given = preprocessed[table];
    if ((given?.columns.length ?? 0) !== length) {
      throw new StarkError(
        'BadPreprocessed',
        `${name} has ${length} preprocessed columns, got ${given?.columns.length ?? 0}.`,
      );
    }
    for (const column of given?.columns ?? []) {
      if (column.length !== 2 ** given!.logHeight) {
        throw new StarkError(
          'BadPreprocessed',
          `${name}: a column of ${column.length} words at log height ${given!.logHeight}.`,
        );
      }
    }
  });
}
