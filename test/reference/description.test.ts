/** Decoding a description: exactly one encoding, every rule checked, typed rejections only. */
import { describe, expect, test } from 'vitest';
import { allExamples, manyTables } from './airs.ts';
import { buildDescription, constant, main, next } from './build-description.ts';
import { bytesToWords, wordsToBytes } from './bytes.ts';
import { type Description, decodeDescription, encodeDescription } from './description.ts';
import { ReferenceRejection } from './rejection.ts';

test('what decodes encodes to the same bytes, whatever word is changed', () => {
  for (const { description } of allExamples()) {
    const words = bytesToWords(description);
    for (const [i, word] of words.entries()) {
      for (const changed of [word + 1, word - 1, word + 256, word + 2 ** 18, word + 2 ** 19, 0, 2 ** 32 - 1, 2 ** 31]) {
        const copy = [...words];
        copy[i] = ((changed % 2 ** 32) + 2 ** 32) % 2 ** 32;
        const bytes = wordsToBytes(copy);
        try {
          expect(encodeDescription(decodeDescription(bytes))).toEqual(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ReferenceRejection);
        }
      }
    }
    for (let length = 0; length < description.length; length++) {
      expect(() => decodeDescription(description.slice(0, length))).toThrow('BadDescription');
    }
  }
});

describe('rules', () => {
  const base = (): Description =>
    structuredClone(decodeDescription(manyTables({ low: 1, middle: 2, high: 3 }).description));
  const rejects = (message: string, change: (d: Description) => void) =>
    test(message, () => {
      const description = base();
      change(description);
      expect(() => decodeDescription(encodeDescription(description))).toThrow(message);
    });

  rejects('mainWidth', (d) => (d.tables[2]!.mainWidth = 0));
  rejects('next columns', (d) => (d.tables[2]!.nextColumns = [1]));
  rejects('next columns', (d) => (d.tables[2]!.nextColumns = [0, 0]));
  rejects('numConstraints', (d) => d.tables[0]!.numConstraints++);
  rejects('numInteractions', (d) => d.tables[0]!.numInteractions++);
  rejects('numLogUpColumns', (d) => d.tables[0]!.numLogUpColumns++);
  rejects('numLogUpColumns', (d) => {
    for (const i of d.tables[0]!.instructions) if (i.op === 'interaction') i.isCommitted = true;
  });
  rejects('elements of an interaction', (d) => d.tables[0]!.instructions.push({ op: 'element', a: 0 }));
  rejects('elements missing', (d) => d.tables[0]!.instructions.pop());
  rejects('refers to', (d) => d.tables[0]!.instructions.unshift({ op: 'assertZero', a: 0 }));
  rejects('a constraint after an interaction', (d) => d.tables[0]!.instructions.push({ op: 'assertZero', a: 0 }));
  rejects('two arities on bus 2', (d) => {
    d.publicTerms = [{ unit: 0, bus: 2, isSend: true, operands: [{ kind: 1, value: 0n }] }];
  });
  rejects('index or value in a term of unit 0', (d) => {
    d.publicTerms = [{ unit: 0, bus: 9, isSend: true, operands: [{ kind: 5, value: 0n }] }];
  });
  rejects('a group of more than two', (d) => {
    for (const i of d.tables[0]!.instructions) if (i.op === 'interaction') i.closesGroup = false;
    d.tables[0]!.instructions.push(
      { op: 'interaction', multiplicity: 0, bus: 2, isSend: true, closesGroup: true, isCommitted: false, arity: 2 },
      { op: 'element', a: 0 },
      { op: 'element', a: 0 },
    );
  });
  rejects('the last group is open', (d) => {
    for (const i of d.tables[0]!.instructions) if (i.op === 'interaction') i.closesGroup = false;
  });

  test('a reference to an assert or an element', () => {
    const words = bytesToWords(buildDescription([], [{ mainWidth: 1, constraints: [main(0), next(0), constant(0)] }]));
    // main, assert, next, assert, const, assert: let the second assert refer to the first.
    const at = words.length - 2 * 3;
    expect(words[at]).toBe(8 + 256 * 2);
    words[at] = 8 + 256 * 1;
    expect(() => decodeDescription(wordsToBytes(words))).toThrow('refers to');
  });
});
