// The verifier (docs/protocol.md). There is one, for host and machine: it reads key, description and archive where they lie,
// writes nothing but `scratch` and `out`, and knows no table and no shape that does not follow from key, description and the
// archive's heights. The numbered steps are those of section 6, and the prover's.
//
// Challenges are all drawn first, by replaying the transcript; then come the checks. Each check depends on absorbed bytes
// and challenges alone, so the order of checks is free. Error bounds of the steps are computed by src/stark/security.ts.
export { verifyBlob } from './blob';
import { checkDescription, MINIMAL_SCRATCH, scanDescription } from './description';
import { computeBatches, prepareBatches } from './deep';

import { prepareFolds, verifyFolds } from './fri';
import { extMul, step } from './imports';
import {
  checkKeyHeader,
  checkKeyTables,
  K_CAP_HEIGHT,
  K_GRIND_BATCH,
  K_GRIND_DEEP,
  K_GRIND_FOLD,
  K_GRIND_LOOKUP,
  K_GRIND_QUERY,
  K_LOG_FINAL_LENGTH,
  K_NUM_QUERIES,
} from './key';
import { checkArchive, MAIN, NUM_TREES, Padded, PERMUTATION, QUOTIENT } from './layout';
import { verifyTree } from './merkle';
import { checkConstraints } from './program';
import { checkBalance } from './publics';
import * as S from './state';
import * as T from './transcript';
import { Transcript } from './transcript';

/** Scratch bytes for `verify` with this description; enough to refuse it if it is malformed. */
export function scratchBytes(description: usize, descriptionLength: i32): i32 {
  const bytes = scanDescription(description, descriptionLength as u32, 0);
  return bytes < 0 ? MINIMAL_SCRATCH : (bytes as i32);
}

/**
 * Verifies. Returns 0, or an error number (state.ts); `out` receives 16 words: the number, then its details, or on success exit
 * code, offset of the public output in the archive, its length, and the distinct heights, openings and bytes of a query.
 * All pointers are multiples of 8; `scratch` has `scratchBytes(..)` bytes, and none of the regions overlap.
 */
export function verify(
  archive: usize,
  length: i32,
  key: usize,
  keyLength: i32,
  description: usize,
  descriptionLength: i32,
  scratch: usize,
  out: usize,
): i32 {
  const s = scratch;
  store<u32>(s, out as u32, S.OUT);
  if (((archive | key | description | scratch | out) & 7) != 0) return S.fail(s, S.BAD_ARGUMENTS, 0, 0);
  store<u32>(s, archive as u32, S.ARCHIVE);
  store<u32>(s, length as u32, S.ARCHIVE_LENGTH);
  store<u32>(s, key as u32, S.KEY);
  store<u32>(s, keyLength as u32, S.KEY_LENGTH);
  store<u32>(s, description as u32, S.DESCRIPTION);
  store<u32>(s, descriptionLength as u32, S.DESCRIPTION_LENGTH);
  for (let i: usize = 0; i < 64; i += 8) store<u64>(s + S.ZERO_BLOCK + i, 0);

  // Key, description, archive: what they say about each other, and every length and padding byte before anything is absorbed.
  step(2);
  let error = checkKeyHeader(s);
  if (error != S.OK) return error;
  error = checkDescription(s);
  if (error != S.OK) return error;
  error = checkKeyTables(s);
  if (error != S.OK) return error;
  error = checkArchive(s);
  if (error != S.OK) return error;
  placeOpenings(s);
  store<u32>(s, (s + S.VARIABLE) as u32, S.FREE);

  step(3);
  error = replay(s);
  if (error != S.OK) return error;

  // 2. The buses balance.
  step(4);
  error = checkBalance(s);
  if (error != S.OK) return error;

  // 4. The constraints hold at zeta.
  step(5);
  error = checkConstraints(s);
  if (error != S.OK) return error;

  // 5. and 7. The openings are those of the committed columns.
  step(6);
  prepareBatches(s);
  prepareFolds(s);
  const numQueries = load<u32>(key, K_NUM_QUERIES);
  for (let i: u32 = 0; i < numQueries; i++) {
    error = verifyQuery(s, i);
    if (error != S.OK) return error;
  }

  store<u32>(out, 0);
  store<u32>(out, load<u32>(s, S.EXIT_CODE), 4);
  store<u32>(out, load<u32>(s, S.OUTPUT) - (archive as u32), 8);
  store<u32>(out, load<u32>(s, S.OUTPUT_LENGTH), 12);
  store<u32>(out, load<u32>(s, S.NUM_HEIGHTS), 16);
  store<u32>(out, load<u32>(s, S.NUM_OPENINGS), 20);
  store<u32>(out, load<u32>(s, S.QUERY_BYTES), 24);
  for (let i: usize = 28; i < 64; i += 4) store<u32>(out + i, 0);
  return S.OK;
}

/** Pointers to every table's openings and cumulative sum. */
function placeOpenings(s: usize): void {
  let at = load<u32>(s, S.OPENINGS);
  let sum = load<u32>(s, S.SUMS);
  let table = s + S.TABLES;
  for (let i: u32 = 0; i < load<u32>(s, S.NUM_TABLES); i++, table += S.TABLE_BYTES) {
    if (load<u32>(table, S.T_LOG_HEIGHT) == 0) continue;
    const numLogUpColumns = load<u32>(table, S.T_NUM_LOGUP_COLUMNS);
    store<u32>(table, at, S.T_OPENED_PREPROCESSED);
    at += 20 * load<u32>(table, S.T_PREPROCESSED_WIDTH);
    store<u32>(table, at, S.T_OPENED_MAIN);
    at += 20 * load<u32>(table, S.T_MAIN_WIDTH);
    store<u32>(table, at, S.T_OPENED_PERMUTATION);
    at += 20 * numLogUpColumns;
    store<u32>(table, at, S.T_OPENED_NEXT);
    at += 20 * load<u32>(table, S.T_NUM_NEXT);
    store<u32>(table, at, S.T_OPENED_SUM_NEXT);
    store<u32>(table, sum, S.T_CUMULATIVE_SUM);
    if (numLogUpColumns > 0) {
      at += 20;
      sum += 20;
    }
  }
  let height = s + S.HEIGHTS;
  for (let i: u32 = 0; i < load<u32>(s, S.NUM_HEIGHTS); i++, height += S.HEIGHT_BYTES) {
    store<u32>(height, at, S.H_OPENED_QUOTIENT);
    at += 40;
  }
}

/** Absorbs the next nonce if there is one. Stored nonces are those whose bits are not zero. */
function grind(s: usize, label: u32, bits: u32): bool {
  if (bits == 0) return true;
  const nonce = load<u32>(s, S.NONCE);
  store<u32>(s, nonce + 8, S.NONCE);
  return Transcript.grind(s, label, bits, <usize>nonce);
}

/** Draws all challenges: OK or BAD_NONCE. */
function replay(s: usize): i32 {
  const archive = <usize>load<u32>(s, S.ARCHIVE);
  const key = <usize>load<u32>(s, S.KEY);
  const numTables = load<u32>(s, S.NUM_TABLES);
  const capBytes: u32 = 32 << load<u32>(key, K_CAP_HEIGHT);
  const block = s + S.BLOCK;
  let table: usize = 0;

  // 0. Statement.
  Transcript.initialise(s);
  Transcript.observe(s, T.KEY_DIGEST, archive + 64, 32);
  for (let i: usize = 0; i < 64; i += 8) store<u64>(block + i, 0);
  store<u32>(block, load<u32>(s, S.EXIT_CODE));
  store<u32>(block, load<u32>(s, S.OUTPUT_LENGTH), 4);
  Transcript.observe(s, T.STATEMENT, block, 32);
  Transcript.observe(s, T.PUBLIC_OUTPUT, <usize>load<u32>(s, S.OUTPUT), load<u32>(s, S.OUTPUT_LENGTH));
  Transcript.observe(s, T.TABLE_HEIGHTS, archive + 128, numTables);

  // 1. Main cap.
  Transcript.observe(s, T.MAIN_CAP, <usize>load<u32>(s, S.TREE_CAPS + 4 * MAIN), capBytes);

  // 2. Fingerprint challenges, permutation columns. Soundness: fractions in all tables * tuple width / |E|.
  if (!grind(s, T.GRIND_LOOKUP, load<u32>(key, K_GRIND_LOOKUP))) return S.fail(s, S.BAD_NONCE, T.GRIND_LOOKUP, 0);
  Transcript.sampleExt(s, T.SAMPLE_THETA, s + S.THETA);
  Transcript.sampleExt(s, T.SAMPLE_DELTA, s + S.DELTA_POWERS);
  for (let i: usize = 1; i < <usize>S.MAX_ARITY; i++) {
    const power = s + S.DELTA_POWERS + S.E_BYTES * i;
    extMul(power, power - S.E_BYTES, s + S.DELTA_POWERS);
  }
  const numSums = load<u32>(s, S.NUM_SUMS);
  if (numSums > 0) {
    Transcript.observe(s, T.PERMUTATION_CAP, <usize>load<u32>(s, S.TREE_CAPS + 4 * PERMUTATION), capBytes);
    Transcript.observe(s, T.CUMULATIVE_SUMS, <usize>load<u32>(s, S.SUMS), 20 * numSums);
  }

  // 3. Constraint challenge, quotients. Soundness: constraints of one height / |E|.
  Transcript.sampleExt(s, T.SAMPLE_ALPHA, s + S.ALPHA);
  Transcript.observe(s, T.QUOTIENT_CAP, <usize>load<u32>(s, S.TREE_CAPS + 4 * QUOTIENT), capBytes);

  // 4. Out-of-domain point and openings. Soundness: degree / |E|. All domains lie in F, so zeta does not.
  if (!grind(s, T.GRIND_DEEP, load<u32>(key, K_GRIND_DEEP))) return S.fail(s, S.BAD_NONCE, T.GRIND_DEEP, 0);
  const zeta = s + S.ZETA;
  do Transcript.sampleExt(s, T.SAMPLE_ZETA, zeta);
  while ((load<u32>(zeta, 4) | load<u32>(zeta, 8) | load<u32>(zeta, 12) | load<u32>(zeta, 16)) == 0);
  Transcript.observe(s, T.OPENED_VALUES, <usize>load<u32>(s, S.OPENINGS), 20 * load<u32>(s, S.NUM_OPENINGS));

  // 5. Batching. Soundness: functions opened in one table * proximity error.
  if (!grind(s, T.GRIND_BATCH, load<u32>(key, K_GRIND_BATCH))) return S.fail(s, S.BAD_NONCE, T.GRIND_BATCH, 0);
  Transcript.sampleExt(s, T.SAMPLE_GAMMA, s + S.GAMMA);
  table = s + S.TABLES;
  for (let i: u32 = 0; i < numTables; i++, table += S.TABLE_BYTES) {
    if (load<u32>(table, S.T_LOG_HEIGHT) != 0) Transcript.sampleExt(s, T.SAMPLE_COEFFICIENT, table + S.T_COEFFICIENT);
  }
  let height = s + S.HEIGHTS;
  for (let i: u32 = 0; i < load<u32>(s, S.NUM_HEIGHTS); i++, height += S.HEIGHT_BYTES) {
    Transcript.sampleExt(s, T.SAMPLE_COEFFICIENT, height + S.H_COEFFICIENT);
  }

  // 6. FRI layers. Soundness: arity * proximity error at the folded size.
  let layer = s + S.LAYERS;
  for (let i: u32 = 0; i < load<u32>(s, S.NUM_LAYERS); i++, layer += S.LAYER_BYTES) {
    Transcript.observe(s, T.FRI_CAP, <usize>load<u32>(layer, S.L_CAP), 32 << load<u32>(layer, S.L_CAP_HEIGHT));
    if (!grind(s, T.GRIND_FOLD, load<u32>(key, K_GRIND_FOLD))) return S.fail(s, S.BAD_NONCE, T.GRIND_FOLD, i);
    Transcript.sampleExt(s, T.SAMPLE_BETA, layer + S.L_BETA);
  }

  // 7. Final polynomial and queries. Soundness: (1 - distance)^queries.
  const finalBytes: u32 = 20 << load<u32>(key, K_LOG_FINAL_LENGTH);
  Transcript.observe(s, T.FINAL_COEFFICIENTS, <usize>load<u32>(s, S.FINAL_POLYNOMIAL), finalBytes);
  if (!grind(s, T.GRIND_QUERY, load<u32>(key, K_GRIND_QUERY))) return S.fail(s, S.BAD_NONCE, T.GRIND_QUERY, 0);
  const numQueries = load<u32>(key, K_NUM_QUERIES);
  Transcript.sampleIndices(s, T.SAMPLE_INDICES, s + S.INDICES, numQueries, load<u32>(s, S.MAX_LOG_LENGTH));
  return S.OK;
}

/** Opens one query: rows to caps, DEEP batches, folds. */
function verifyQuery(s: usize, query: u32): i32 {
  const start = <usize>load<u32>(s, S.QUERIES) + <usize>query * <usize>load<u32>(s, S.QUERY_BYTES);
  const index = load<u32>(s + S.INDICES + (<usize>query << 2));
  let record = start;
  step(6);
  for (let tree: usize = 0; tree < NUM_TREES; tree++) {
    const slot = tree << 2;
    if (load<u32>(s + slot, S.TREE_LOG_LENGTHS) == 0) continue;
    const error = verifyTree(s, tree, record, index);
    if (error == S.BAD_PADDING) return S.fail(s, error, (record - <usize>load<u32>(s, S.ARCHIVE)) as u32, 0);
    if (error != S.OK) return S.fail(s, error, query, tree as u32);
    record += <usize>load<u32>(s + slot, S.TREE_ROW_BYTES) + Padded.size(<usize>load<u32>(s + slot, S.TREE_SIBLING_BYTES));
  }
  if (!computeBatches(s, index)) return S.fail(s, S.NON_CANONICAL, (start - <usize>load<u32>(s, S.ARCHIVE)) as u32, 0);
  step(7);
  return verifyFolds(s, query, index, record);
}
