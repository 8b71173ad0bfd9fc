/** The verifying key of docs/protocol.md section 4: header of 256 bytes and the preprocessed cap. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { chain, KIND } from './blake3.ts';
import { concat, readU32, sameBytes } from './bytes.ts';
import { type Description, decodeDescription, descriptionDigest } from './description.ts';
import { P } from './field.ts';
import { require } from './rejection.ts';

export interface Options {
  logBlowup: number;
  numQueries: number;
  grindQueryBits: number;
  grindBatchBits: number;
  grindFoldBits: number;
  grindDeepBits: number;
  grindLookupBits: number;
  logFinalLength: number;
  capHeight: number;
  regime: number;
  logMaxArity: number;
  maxLogHeight: number;
  interactionBound: number;
}

/** One query, no grinding: proofs of a few KiB. */
export const TINY_OPTIONS: Options = {
  logBlowup: 1,
  numQueries: 1,
  grindQueryBits: 0,
  grindBatchBits: 0,
  grindFoldBits: 0,
  grindDeepBits: 0,
  grindLookupBits: 0,
  logFinalLength: 1,
  capHeight: 0,
  regime: 0,
  logMaxArity: 3,
  maxLogHeight: 22,
  interactionBound: 2 ** 30,
};

export interface Key extends Options {
  entry: number;
  minLogHeight: number;
  descriptionDigest: Uint8Array;
  preprocessedDigest: Uint8Array;
  /** Log height per table with preprocessed columns, 0 for the others; 64 entries. */
  fixedLogHeights: number[];
  /** Empty if no table has preprocessed columns. */
  preprocessedCap: Uint8Array[];
  /** keccak-256 of the header. */
  digest: Uint8Array;
}

// The u32 fields from offset 8 on, in their order.
const FIELDS = [
  'logBlowup',
  'numQueries',
  'grindQueryBits',
  'grindBatchBits',
  'grindFoldBits',
  'grindDeepBits',
  'grindLookupBits',
  'logFinalLength',
  'capHeight',
  'regime',
  'logMaxArity',
  'entry',
  'minLogHeight',
  'maxLogHeight',
  'interactionBound',
] as const;

export function hasPreprocessed(description: Description): boolean {
  return description.tables.some((t) => t.preprocessedWidth > 0);
}

export function encodeKey(
  options: Options,
  entry: number,
  description: Uint8Array,
  fixedLogHeights: readonly number[],
  preprocessedCap: readonly Uint8Array[],
): Uint8Array {
  const header = new Uint8Array(256);
  const view = new DataView(header.buffer);
  header.set(new TextEncoder().encode('VKEY'), 0);
  view.setUint32(4, 1, true);
  const values = { ...options, entry, minLogHeight: options.logFinalLength };
  for (const [i, field] of FIELDS.entries()) view.setUint32(8 + 4 * i, values[field], true);
  header.set(descriptionDigest(description), 96);
  const cap = concat(preprocessedCap);
  if (cap.length > 0) header.set(chain(KIND.preprocessedCap, options.capHeight, cap.length, cap), 128);
  header.set(fixedLogHeights, 160);
  return concat([header, cap]);
}

/** Decodes a key and checks it by itself and against the description. */
export function decodeKey(bytes: Uint8Array, descriptionBytes: Uint8Array): { key: Key; description: Description } {
  const bad = (condition: boolean, message: string) => require(condition, 'BadKey', message);
  bad(bytes.length >= 256, 'length');
  const header = bytes.slice(0, 256);
  bad(new TextDecoder('latin1').decode(header.slice(0, 4)) === 'VKEY', 'magic');
  bad(readU32(header, 4) === 1, 'version');
  const values = {} as Record<(typeof FIELDS)[number], number>;
  for (const [i, field] of FIELDS.entries()) values[field] = readU32(header, 8 + 4 * i);
  bad(header.slice(68, 96).every((x) => x === 0) && header.slice(224).every((x) => x === 0), 'reserved bytes');

  bad(values.logBlowup >= 1 && values.logBlowup <= 4, 'logBlowup');
  bad(values.numQueries >= 1 && values.numQueries <= 512, 'numQueries');
  for (const field of FIELDS.slice(2, 7)) bad(values[field] <= 32, field);
  bad(values.logMaxArity >= 1 && values.logMaxArity <= 3, 'logMaxArity');
  bad(values.logFinalLength >= 1 && values.minLogHeight === values.logFinalLength, 'logFinalLength');
  bad(values.minLogHeight <= values.maxLogHeight, 'minLogHeight > maxLogHeight');
  bad(values.minLogHeight + values.logBlowup >= values.capHeight, 'capHeight');
  bad(values.maxLogHeight + values.logBlowup <= 27, 'maxLogHeight');
  bad(BigInt(values.interactionBound) < P, 'interactionBound');

  const digestInKey = header.slice(96, 128);
  const description = decodeDescription(descriptionBytes);
  const isDescribed = sameBytes(digestInKey, descriptionDigest(descriptionBytes));
  require(isDescribed, 'DescriptionMismatch', 'the key is for another description');

  const fixedLogHeights = [...header.slice(160, 224)];
  for (const [t, h] of fixedLogHeights.entries()) {
    const isFixed = (description.tables[t]?.preprocessedWidth ?? 0) > 0;
    if (isFixed) bad(h >= values.minLogHeight && h <= values.maxLogHeight, `fixed height of table ${t}`);
    else bad(h === 0, `fixed height of table ${t}`);
  }
  const preprocessedDigest = header.slice(128, 160);
  const cap = bytes.slice(256);
  if (hasPreprocessed(description)) {
    bad(cap.length === 32 * 2 ** values.capHeight, 'length of the preprocessed cap');
    const digest = chain(KIND.preprocessedCap, values.capHeight, cap.length, cap);
    bad(sameBytes(preprocessedDigest, digest), 'preprocessed cap');
  } else {
    bad(cap.length === 0, 'length');
    bad(
      preprocessedDigest.every((x) => x === 0),
      'preprocessed digest',
    );
  }
  const preprocessedCap = Array.from({ length: cap.length / 32 }, (_, i) => cap.slice(32 * i, 32 * i + 32));
  const digest = keccak_256(header);
  return {
    key: { ...values, descriptionDigest: digestInKey, preprocessedDigest, fixedLogHeights, preprocessedCap, digest },
    description,
  };
}
