// verifier.wasm has its own parser of descriptions and its own archive layout. They agree with src/archive on random
// machines: which descriptions are valid, and how long an archive must be.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withDigests } from '../../test/support/description.ts';
import {
  createDescription,
  decodeDescription,
  descriptionDigest,
  encodeDescription,
  interactionWord,
  Op,
} from '../archive/description.ts';
import { encodeKey, type KeyHeader } from '../archive/key.ts';
import { computeLayout, padded } from '../archive/layout.ts';
import { VouchError } from '../errors.ts';
import { chain, hashKind } from '../hash/blake3.ts';
import { keccak256 } from '../hash/keccak.ts';
import { VerifierHost } from './host.ts';

const BAD_LENGTH = 7;
const host = new VerifierHost();

const shape = fc.record({
  preprocessedWidth: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 })),
  mainWidth: fc.integer({ min: 1, max: 60 }),
  numNext: fc.integer({ min: 0, max: 3 }),
  /** One or two interactions each: whether they commit their fingerprints. */
  groups: fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 2 }), { maxLength: 6 }),
  logHeight: fc.integer({ min: 0, max: 8 }),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

function programOf({ preprocessedWidth, mainWidth, numNext, groups }: Shape) {
  const mainNext = [...Array(Math.min(numNext, mainWidth)).keys()];
  const instructions = [{ op: Op.main, a: 0, b: 0 }] as { op: number; a: number; b: number }[];
  for (const group of groups) {
    group.forEach((isCommitted, i) => {
      const word = interactionWord(3, i === 0, i === group.length - 1, 1, isCommitted);
      instructions.push({ op: Op.interaction, a: 0, b: word });
      instructions.push({ op: Op.element, a: 0, b: 0 });
    });
  }
  return { preprocessedWidth, mainWidth, mainNext, instructions };
}

const bits = fc.constantFrom(0, 5);
const optionsArbitrary = fc.record({
  logBlowup: fc.integer({ min: 1, max: 4 }),
  numQueries: fc.integer({ min: 1, max: 40 }),
  grindQueryBits: bits,
  grindBatchBits: bits,
  grindFoldBits: bits,
  grindDeepBits: bits,
  grindLookupBits: bits,
  logFinalLength: fc.integer({ min: 1, max: 4 }),
  capHeight: fc.integer({ min: 0, max: 5 }),
  regime: fc.constant(0),
  logMaxArity: fc.integer({ min: 1, max: 3 }),
});

test('total lengths agree', () => {
  const run = fc.property(
    optionsArbitrary,
    fc.array(shape, { minLength: 1, maxLength: 9 }),
    fc.nat(300),
    (options, shapes, output) => {
      const { logFinalLength, logBlowup } = options;
      const capHeight = Math.min(options.capHeight, logFinalLength + logBlowup);
      const heights = shapes.map(({ logHeight, preprocessedWidth }): number =>
        logHeight === 0 && preprocessedWidth === 0 ? 0 : Math.max(logHeight, logFinalLength),
      );
      if (!heights.some((height) => height > 0)) heights[0] = logFinalLength;
      const description = createDescription([], shapes.map(programOf));
      const descriptionBytes = encodeDescription(description);
      const fixedLogHeights = heights.map((height, i) => (shapes[i]!.preprocessedWidth > 0 ? height : 0));
      const hasPreprocessed = fixedLogHeights.some((height) => height > 0);
      const cap = new Uint8Array(hasPreprocessed ? 32 << capHeight : 0).fill(1);
      const header: KeyHeader = {
        ...{ ...options, capHeight, fixedLogHeights, entry: 0, minLogHeight: logFinalLength, maxLogHeight: 20 },
        interactionBound: 2 ** 30,
        descriptionDigest: descriptionDigest(descriptionBytes),
        preprocessedDigest: hasPreprocessed ? chain(hashKind.preprocessedCap, capHeight, cap) : new Uint8Array(32),
      };
      const key = encodeKey(header, cap);
      const layout = computeLayout(header, description.tables, heights, output);

      // An archive with a valid beginning that is one block short, and one that is long enough.
      const archive = new Uint8Array(layout.totalBytes - 64);
      const view = new DataView(archive.buffer);
      [0x46525056, 1, archive.length, 0, output, shapes.length].forEach((x, i) => {
        view.setUint32(4 * i, x, true);
      });
      archive.set(keccak256(key.subarray(0, 256)), 64);
      archive.set(heights, 128);
      const short = host.run(archive, key, descriptionBytes);
      expect(short.words.slice(0, 3)).toEqual([BAD_LENGTH, archive.length, layout.totalBytes]);
      const full = new Uint8Array(layout.totalBytes);
      full.set(archive);
      new DataView(full.buffer).setUint32(8, full.length, true);
      expect(host.run(full, key, descriptionBytes).error).not.toBe(BAD_LENGTH);
      expect(padded(layout.totalBytes)).toBe(layout.totalBytes);
    },
  );
  fc.assert(run, { numRuns: 300 });
});

test('descriptions are valid for both or for neither', () => {
  const BAD_DESCRIPTION = 4;
  const header = {
    ...{ logBlowup: 1, numQueries: 1, grindQueryBits: 0, grindBatchBits: 0, grindFoldBits: 0, grindDeepBits: 0 },
    ...{ grindLookupBits: 0, logFinalLength: 1, capHeight: 0, regime: 0, logMaxArity: 3, entry: 0, minLogHeight: 1 },
    ...{ maxLogHeight: 10, interactionBound: 0, preprocessedDigest: new Uint8Array(32), fixedLogHeights: [] },
  };
  const operands = [0, 1, 4, 5, 6].map((kind) => ({ kind, value: 0 }));
  const terms = [{ unit: 1, bus: 9, isSend: true, operands }];
  const shapes = [
    { preprocessedWidth: 0, mainWidth: 4, numNext: 2, groups: [[false, true], [false]], logHeight: 3 },
    { preprocessedWidth: 2, mainWidth: 1, numNext: 0, groups: [], logHeight: 3 },
  ];
  const programs = shapes.map(programOf);
  programs[1]!.instructions.push(
    { op: Op.constant, a: 0, b: 5 },
    { op: Op.add, a: 0, b: 1 },
    { op: Op.assertZero, a: 2, b: 0 },
  );
  const valid = encodeDescription(createDescription(terms, programs));
  const numWords = valid.length / 4;
  const counts = { valid: 0, invalid: 0 };
  const compare = (changed: Uint8Array) => {
    const bytes = withDigests(changed);
    let isValid = true;
    try {
      decodeDescription(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(VouchError);
      isValid = false;
    }
    const key = encodeKey({ ...header, descriptionDigest: descriptionDigest(bytes) }, new Uint8Array(0));
    const { error } = host.run(new Uint8Array(0), key, bytes);
    expect(error !== BAD_DESCRIPTION, `${new Uint32Array(bytes.slice().buffer)}`).toBe(isValid);
    counts[isValid ? 'valid' : 'invalid']++;
  };
  compare(valid);
  const values: number[] = [
    0,
    1,
    2,
    3,
    5,
    7,
    8,
    9,
    10,
    11,
    0x77ffffff,
    0x78000001,
    0x80000000,
    0xffffffff,
    numWords,
    16384,
    16385,
    0x20000,
    0x40000,
    0x80000,
  ];
  for (let i = 0; i < numWords; i++) {
    for (const value of values) {
      for (const isDifference of [false, true]) {
        const changed = valid.slice();
        const view = new DataView(changed.buffer);
        view.setUint32(4 * i, isDifference ? view.getUint32(4 * i, true) + value : value, true);
        compare(changed);
      }
    }
    // Without this word, twice this word; with the word count patched.
    for (const parts of [
      [valid.subarray(0, 4 * i), valid.subarray(4 * i + 4)],
      [valid.subarray(0, 4 * i + 4), valid.subarray(4 * i)],
    ]) {
      const changed = Uint8Array.from(parts.flatMap((part) => [...part]));
      if (changed.length >= 12) new DataView(changed.buffer).setUint32(12, changed.length / 4, true);
      compare(changed);
    }
  }
  const two = fc.array(
    fc.tuple(fc.nat(numWords - 1), fc.oneof(fc.constantFrom(...values), fc.integer({ min: 0, max: 2 ** 32 - 1 }))),
    {
      minLength: 2,
      maxLength: 3,
    },
  );
  fc.assert(
    fc.property(two, (changes) => {
      const changed = valid.slice();
      for (const [i, value] of changes) new DataView(changed.buffer).setUint32(4 * i, value, true);
      compare(changed);
    }),
    { numRuns: 2000 },
  );
  expect(counts.valid).toBeGreaterThan(50);
  expect(counts.invalid).toBeGreaterThan(1000);
});
