/**
 * The options of the proof system: what a verifying key fixes and a proof cannot change. Presets reach 128 provable bits
 * in every term at maxLogHeight (src/stark/security.ts); their grinding and query counts are derived there.
 */
import type { KeyOptions } from '../archive/key.ts';
import { VouchError } from '../errors.ts';

/** A key's options (src/archive/key.ts), with the height that the key allows. The smallest log height is `logFinalLength`. */
export interface StarkOptions extends KeyOptions {
  /** Largest log height of a table the key allows. */
  readonly maxLogHeight: number;
}

/** Caps: one more level costs 2^capHeight digests per cap and saves as many as there are queries; so about the logarithm of their number. */
const common = { logFinalLength: 5, capHeight: 6, logMaxArity: 3, maxLogHeight: 22 } as const;
const uniqueDecoding = {
  grindQueryBits: 20,
  grindBatchBits: 8,
  grindFoldBits: 0,
  grindDeepBits: 0,
  grindLookupBits: 12,
  regime: 0,
} as const;

export const presets = {
  /** Blowup 2: fastest to prove, largest proofs. */
  fast: { logBlowup: 1, numQueries: 261, ...uniqueDecoding, ...common },
  /** Blowup 4. */
  balanced: { logBlowup: 2, numQueries: 160, ...uniqueDecoding, ...common, capHeight: 7 },
  /** Blowup 8, Johnson regime: small proofs. */
  compact: {
    logBlowup: 3,
    numQueries: 76,
    grindQueryBits: 23,
    grindBatchBits: 24,
    grindFoldBits: 14,
    grindDeepBits: 2,
    grindLookupBits: 17,
    regime: 6,
    ...common,
    logFinalLength: 7,
    capHeight: 7,
    maxLogHeight: 20,
  },
  /** Blowup 16, Johnson regime: smallest proofs, most memory. */
  small: {
    logBlowup: 4,
    numQueries: 61,
    grindQueryBits: 20,
    grindBatchBits: 24,
    grindFoldBits: 14,
    grindDeepBits: 5,
    grindLookupBits: 17,
    regime: 3,
    ...common,
  },
  /** One query and no grinding: for diagnosis, proves nothing, refused unless `insecure`. */
  'one-query': {
    logBlowup: 1,
    numQueries: 1,
    grindQueryBits: 0,
    grindBatchBits: 0,
    grindFoldBits: 0,
    grindDeepBits: 0,
    grindLookupBits: 0,
    regime: 0,
    ...common,
    capHeight: 2,
  },
} as const satisfies Record<string, StarkOptions>;

export type Preset = keyof typeof presets;

export class OptionsError extends VouchError {}

/** Options of a preset, or the given ones after a check of every range (docs/protocol.md, section 4). */
export function resolveOptions(preset: Preset | StarkOptions): StarkOptions {
  if (typeof preset === 'string') {
    const options = Object.hasOwn(presets, preset) ? presets[preset] : undefined;
    if (options) return options;
    throw new OptionsError(
      'UnknownPreset',
      `There is no preset ${preset}; choose one of ${Object.keys(presets).join(', ')}.`,
    );
  }
  const ranges: [keyof StarkOptions, number, number][] = [
    ['logBlowup', 1, 4],
    ['numQueries', 1, 512],
    ['grindQueryBits', 0, 32],
    ['grindBatchBits', 0, 32],
    ['grindFoldBits', 0, 32],
    ['grindDeepBits', 0, 32],
    ['grindLookupBits', 0, 32],
    ['logFinalLength', 2, 10],
    ['capHeight', 0, preset.logFinalLength + preset.logBlowup],
    ['regime', 0, 1000],
    ['logMaxArity', 1, 3],
    ['maxLogHeight', preset.logFinalLength, 27 - preset.logBlowup],
  ];
  for (const [name, least, most] of ranges) {
    const value = preset[name];
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new OptionsError('BadOption', `${name} is ${value}; it must be an integer from ${least} to ${most}.`);
    }
  }
  return preset;
}
