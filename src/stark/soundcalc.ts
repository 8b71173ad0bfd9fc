/**
 * Export of a key's parameters in the TOML form that the public `soundcalc` tool reads (protocol family FRI_STARK), so
 * that anyone can recompute the bits that src/stark/security.ts claims. One circuit per option set, at maxLogHeight.
 */
import type { StarkOptions } from './options.ts';
import type { AirCounts } from './security.ts';

export interface SoundcalcCircuit {
  readonly name: string;
  readonly options: StarkOptions;
  readonly counts: AirCounts;
  readonly numColumns: number;
}

export function soundcalcToml(systemName: string, version: string, circuits: readonly SoundcalcCircuit[]): string {
  const head = [
    '[zkevm]',
    `name = ${JSON.stringify(systemName)}`,
    'protocol_family = "FRI_STARK"',
    `version = ${JSON.stringify(version)}`,
    'field = "BabyBear^5"',
    'hash_size_bits = 256',
  ];
  return `${[head.join('\n'), ...circuits.map(circuitToml)].join('\n\n')}\n`;
}

function circuitToml({ name, options, counts, numColumns }: SoundcalcCircuit): string {
  const rate = 2 ** -options.logBlowup;
  const traceLength = 2 ** options.maxLogHeight;
  const lines = [
    '[[circuits]]',
    `name = ${JSON.stringify(name)}`,
    `rho = ${rate}`,
    `trace_length = ${traceLength}`,
    `air_max_degree = ${counts.degree}`,
    `num_columns = ${numColumns}`,
    `num_constraints = ${counts.constraints}`,
    'opening_points = 2',
    // Powers of gamma start at 1, so a batch of B functions and a joining one is B + 1.
    `batch_size = ${counts.functions + 1}`,
    'power_batching = true',
    `num_queries = ${options.numQueries}`,
    `fri_folding_factors = [${foldingFactors(options).join(', ')}]`,
    // The size of the last domain, as the tool counts it.
    `fri_early_stop_degree = ${2 ** (options.logFinalLength + options.logBlowup)}`,
    `grinding_query_phase = ${options.grindQueryBits}`,
    `grinding_batching_phase = ${options.grindBatchBits}`,
    `grinding_commit_phase = ${options.grindFoldBits}`,
    `grinding_deep = ${options.grindDeepBits}`,
    `explicit_regime = ${options.regime === 0 ? '"UDR"' : '"JBR"'}`,
  ];
  if (options.regime > 0) {
    // Slightly above sqrt(rate) / (2 m), or the tool's rounding takes the next multiplicity.
    lines.push(`gap_to_radius = ${(Math.sqrt(rate) / (2 * options.regime)) * (1 + 1e-9)}`);
  }
  return [
    ...lines,
    '',
    '[[circuits.lookups]]',
    'name = "buses"',
    'logup_type = "univariate"',
    `rows_L = ${traceLength}`,
    'rows_T = 0',
    `num_columns_S = ${counts.tupleWidth}`,
    `num_lookups_M = ${Math.ceil(counts.fractions / traceLength)}`,
    `grinding_bits_lookup = ${options.grindLookupBits}`,
  ].join('\n');
}

/** Arities from maxLogHeight down to the final polynomial when all tables have that height. */
export function foldingFactors(options: StarkOptions): number[] {
  const factors: number[] = [];
  for (let log = options.maxLogHeight; log > options.logFinalLength; ) {
    const logArity = Math.min(options.logMaxArity, log - options.logFinalLength);
    factors.push(2 ** logArity);
    log -= logArity;
  }
  return factors;
}
