// The verifying key's binary form (docs/protocol.md, section 4): a header of 256 bytes, then the preprocessed cap. The header's
// keccak-256 identifies a program; nothing here hashes, so that the prover, the verifier's host and tools share it.
import { VouchError } from '../errors.ts';

export const KEY_HEADER_BYTES = 256;
export const MAX_TABLES = 64;
export const KEY_VERSION = 1;
const KEY_MAGIC = 0x59454b56; // "VKEY"
const P = 0x78000001;

/** Bytes that are not a verifying key, or options that no key may have. */
export class KeyError extends VouchError {
  constructor(message: string) {
    super('BadKey', `${message} (docs/protocol.md, section 4)`);
  }
}

/** What prover and verifier must agree on; `src/stark/security` turns it into bits. */
export interface KeyOptions {
  /** log2 of the blowup, 1..4. */
  readonly logBlowup: number;
  /** 1..512. */
  readonly numQueries: number;
  /** Proof-of-work bits, each 0..32. */
  readonly grindQueryBits: number;
  readonly grindBatchBits: number;
  readonly grindFoldBits: number;
  readonly grindDeepBits: number;
  readonly grindLookupBits: number;
  /** log2 of the number of coefficients of the final polynomial; equals `minLogHeight`. */
  readonly logFinalLength: number;
  readonly capHeight: number;
  /** 0 is unique decoding, m >= 1 is Johnson with this m. */
  readonly regime: number;
  /** log2 of the largest fold arity, 1..3. */
  readonly logMaxArity: number;
}

export interface KeyHeader extends KeyOptions {
  /** Entry pc as a word index (free for machines other than RV64IM). */
  readonly entry: number;
  readonly minLogHeight: number;
  readonly maxLogHeight: number;
  readonly interactionBound: number;
  /** 32 bytes. */
  readonly descriptionDigest: Uint8Array;
  /** 32 bytes, zero if no table has preprocessed columns. */
  readonly preprocessedDigest: Uint8Array;
  /** Per table its log height if it has preprocessed columns, else 0; at most 64, the rest counts as 0. */
  readonly fixedLogHeights: readonly number[];
}

/** The header's u32 fields from offset 8 on, in order, with their bounds. */
const FIELDS = [
  ['logBlowup', 1, 4],
  ['numQueries', 1, 512],
  ['grindQueryBits', 0, 32],
  ['grindBatchBits', 0, 32],
  ['grindFoldBits', 0, 32],
  ['grindDeepBits', 0, 32],
  ['grindLookupBits', 0, 32],
  ['logFinalLength', 1, 26],
  ['capHeight', 0, 27],
  ['regime', 0, 0xffffffff],
  ['logMaxArity', 1, 3],
  ['entry', 0, 0xffffffff],
  ['minLogHeight', 1, 26],
  ['maxLogHeight', 1, 26],
  ['interactionBound', 0, P - 1],
] as const;

/** Throws a {@link KeyError} that names the field if the header breaks a bound of the protocol. */
export function checkKeyHeader(header: KeyHeader): void {
  for (const [name, low, high] of FIELDS) {
    const value = header[name];
    if (!Number.isInteger(value) || value < low || value > high) {
      throw new KeyError(`${name} is ${value}, expected ${low}..${high}`);
    }
  }
  const { minLogHeight, maxLogHeight, logFinalLength, logBlowup, capHeight } = header;
  if (minLogHeight !== logFinalLength) {
    throw new KeyError(`minLogHeight is ${minLogHeight}, expected logFinalLength = ${logFinalLength}`);
  }
  if (maxLogHeight < minLogHeight) throw new KeyError(`maxLogHeight ${maxLogHeight} < minLogHeight ${minLogHeight}`);
  if (minLogHeight + logBlowup < capHeight) {
    throw new KeyError(`capHeight is ${capHeight}, expected at most ${minLogHeight + logBlowup}`);
  }
  if (maxLogHeight + logBlowup > 27) {
    throw new KeyError(`maxLogHeight + logBlowup is ${maxLogHeight + logBlowup}, expected at most 27`);
  }
  if (header.descriptionDigest.length !== 32 || header.preprocessedDigest.length !== 32) {
    throw new KeyError('a digest is not 32 bytes long');
  }
  if (header.fixedLogHeights.length > MAX_TABLES) throw new KeyError(`more than ${MAX_TABLES} tables`);
  header.fixedLogHeights.forEach((height, table) => {
    if (height === 0) return;
    if (!Number.isInteger(height) || height < minLogHeight || height > maxLogHeight) {
      throw new KeyError(`log height ${height} of table ${table} is not in ${minLogHeight}..${maxLogHeight}`);
    }
  });
}

/** The 256 header bytes whose keccak-256 is the key digest. */
export function encodeKeyHeader(header: KeyHeader): Uint8Array {
  checkKeyHeader(header);
  const bytes = new Uint8Array(KEY_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, KEY_MAGIC, true);
  view.setUint32(4, KEY_VERSION, true);
  FIELDS.forEach(([name], i) => {
    view.setUint32(8 + 4 * i, header[name], true);
  });
  bytes.set(header.descriptionDigest, 96);
  bytes.set(header.preprocessedDigest, 128);
  bytes.set(header.fixedLogHeights, 160);
  return bytes;
}

/** Header and cap; `cap` is empty if no table has preprocessed columns. */
export function encodeKey(header: KeyHeader, cap: Uint8Array): Uint8Array {
  if (cap.length !== 0 && cap.length !== 32 << header.capHeight) {
    throw new KeyError(`the preprocessed cap has ${cap.length} bytes, expected ${32 << header.capHeight}`);
  }
  const bytes = new Uint8Array(KEY_HEADER_BYTES + cap.length);
  bytes.set(encodeKeyHeader(header));
  bytes.set(cap, KEY_HEADER_BYTES);
  return bytes;
}

/** Parses header and cap of a key; digests are not recomputed. `fixedLogHeights` always has 64 entries. */
export function decodeKey(key: Uint8Array): { readonly header: KeyHeader; readonly cap: Uint8Array } {
  if (key.length < KEY_HEADER_BYTES) {
    throw new KeyError(`a key has at least ${KEY_HEADER_BYTES} bytes, this one has ${key.length}`);
  }
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength);
  if (view.getUint32(0, true) !== KEY_MAGIC) throw new KeyError('no "VKEY" at offset 0');
  if (view.getUint32(4, true) !== KEY_VERSION) throw new KeyError(`version ${view.getUint32(4, true)}, expected 1`);
  const zeros = (from: number, to: number) => {
    for (let i = from; i < to; i++) if (key[i] !== 0) throw new KeyError(`non-zero byte at offset ${i}`);
  };
  zeros(68, 96);
  zeros(224, 256);
  const fields = Object.fromEntries(FIELDS.map(([name], i) => [name, view.getUint32(8 + 4 * i, true)])) as Record<
    (typeof FIELDS)[number][0],
    number
  >;
  const header: KeyHeader = {
    ...fields,
    descriptionDigest: key.slice(96, 128),
    preprocessedDigest: key.slice(128, 160),
    fixedLogHeights: [...key.subarray(160, 224)],
  };
  checkKeyHeader(header);
  const cap = key.subarray(KEY_HEADER_BYTES);
  const expected = header.fixedLogHeights.some((height) => height > 0) ? 32 << header.capHeight : 0;
  if (cap.length !== expected) throw new KeyError(`the cap has ${cap.length} bytes, expected ${expected}`);
  return { header, cap };
}
