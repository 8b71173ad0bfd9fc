// Key, description and layout: round trips, every kind of malformed description, and the layout's own consistency.
import { describe, expect, test } from 'vitest';
import {
  computeLayout,
  createDescription,
  type Description,
  DescriptionError,
  decodeDescription,
  decodeKey,
  encodeDescription,
  encodeKey,
  interactionWord,
  KeyError,
  type KeyHeader,
  Op,
  padded,
} from './index.ts';

const key: KeyHeader = {
  ...{ logBlowup: 1, numQueries: 3, grindQueryBits: 4, grindBatchBits: 0, grindFoldBits: 2, grindDeepBits: 0 },
  ...{ grindLookupBits: 1, logFinalLength: 2, capHeight: 2, regime: 0, logMaxArity: 3, entry: 7, minLogHeight: 2 },
  ...{ maxLogHeight: 10, interactionBound: 1e6, descriptionDigest: new Uint8Array(32).fill(5) },
  ...{ preprocessedDigest: new Uint8Array(32).fill(6), fixedLogHeights: [0, 5] },
};

function sample(): Description {
  const instructions = [
    { op: Op.main, a: 0, b: 0 },
    { op: Op.mainNext, a: 0, b: 0 },
    { op: Op.sub, a: 1, b: 0 },
    { op: Op.constant, a: 0, b: 12345 },
    { op: Op.mul, a: 2, b: 3 },
    { op: Op.assertZero, a: 4, b: 0 },
    { op: Op.interaction, a: 0, b: interactionWord(9, true, false, 2) },
    { op: Op.element, a: 1, b: 0 },
    { op: Op.element, a: 3, b: 0 },
    { op: Op.interaction, a: 3, b: interactionWord(9, false, true, 2) },
    { op: Op.element, a: 0, b: 0 },
    { op: Op.element, a: 4, b: 0 },
  ];
  const term = { unit: 0, bus: 9, isSend: false, operands: [0, 1].map((kind) => ({ kind, value: 0 })) };
  return createDescription(
    [term],
    [
      { preprocessedWidth: 0, mainWidth: 3, mainNext: [1], instructions },
      { preprocessedWidth: 2, mainWidth: 1, mainNext: [], instructions: [{ op: Op.preprocessed, a: 0, b: 1 }] },
    ],
  );
}

describe('key', () => {
  test('encodes and decodes', () => {
    const cap = new Uint8Array(128).fill(3);
    const decoded = decodeKey(encodeKey(key, cap));
    expect(decoded.cap).toEqual(cap);
    expect(decoded.header).toEqual({ ...key, fixedLogHeights: [0, 5, ...new Array(62).fill(0)] });
  });
  test.each([
    { logBlowup: 5 },
    { numQueries: 0 },
    { minLogHeight: 3 },
    { maxLogHeight: 27 },
    { capHeight: 4 },
    { interactionBound: 0x78000001 },
    { fixedLogHeights: [11] },
  ])('refuses %j', (change) => {
    expect(() => encodeKey({ ...key, ...change }, new Uint8Array(0))).toThrow(KeyError);
  });
});

describe('description', () => {
  test('encodes and decodes', () => {
    const description = sample();
    expect(decodeDescription(encodeDescription(description))).toEqual(description);
    expect(description.tables[0]!.groups.map((group) => group.length)).toEqual([2]);
  });
  test('any single changed word is refused or another description', () => {
    const bytes = encodeDescription(sample());
    let refused = 0;
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.slice();
      changed[i]! ^= 0x81;
      try {
        expect(encodeDescription(decodeDescription(changed))).toEqual(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(DescriptionError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(bytes.length / 2);
  });
  test('every truncation is refused', () => {
    const bytes = encodeDescription(sample());
    for (let i = 0; i < bytes.length; i++)
      expect(() => decodeDescription(bytes.subarray(0, i))).toThrow(DescriptionError);
  });
});

describe('layout', () => {
  test('sections are contiguous and the record ends where the next begins', () => {
    const layout = computeLayout(key, sample().tables, [9, 5], 100);
    let end = 0;
    for (const { offset, length } of layout.sections) {
      expect(offset).toBe(end);
      end = offset + padded(length);
    }
    expect(layout.totalBytes).toBe(end);
    expect(layout.logHeights).toEqual([9, 5]);
    // 10 -> 7 -> 6 (joins height 5) -> 3 (final length)
    expect(layout.layers.map((layer) => layer.logArity)).toEqual([3, 1, 3]);
    expect(layout.layers.map((layer) => layer.joinedLogHeight)).toEqual([0, 5, 0]);
    expect(layout.trees.map((tree) => tree.name)).toEqual(['preprocessed', 'main', 'permutation', 'quotient']);
    expect(layout.nonces.fold.length).toBe(3);
  });
});
