/**
 * Damaged keys and descriptions: none makes a proof pass, each is refused by a typed error, in bounded time and memory, also if
 * whoever damaged them has put the right digests back (threats 18, 19, 25 and 29).
 */
import { describe, expect, it } from 'vitest';
import { decodeDescription, descriptionDigest } from '../../src/archive/description.ts';
import { decodeKey } from '../../src/archive/key.ts';
import { VouchError } from '../../src/errors.ts';
import { keccak256 } from '../../src/hash/keccak.ts';
import { withDigests } from '../support/description.ts';
import { ACCEPTED, grownBytes, judge, Tally } from './judge.ts';
import {
  everyByte,
  extensions,
  garbage,
  type Mutation,
  noise,
  seeded,
  someBytes,
  splices,
  times,
  truncations,
  withByte,
  words,
} from './mutations.ts';
import { machineSubject, type Subject, toolkitSubject } from './subjects.ts';

const HEADER_BYTES = 256;
const DESCRIPTION_DIGEST_AT = 96;
const PROOF_KEY_DIGEST_AT = 64;

/** The proof with the digest of another key. */
function rekeyed(proof: Uint8Array, key: Uint8Array): Uint8Array {
  const changed = proof.slice();
  changed.set(keccak256(key.subarray(0, HEADER_BYTES)), PROOF_KEY_DIGEST_AT);
  return changed;
}

/** The key with the digest of another description. */
function pinned(key: Uint8Array, description: Uint8Array): Uint8Array {
  const changed = key.slice();
  changed.set(descriptionDigest(description), DESCRIPTION_DIGEST_AT);
  return changed;
}

const isSame = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i]);

type Attempt = (mutation: Mutation) => string;

function refuseAll(mutations: Iterable<Mutation>, attempt: Attempt): string[] {
  const tally = new Tally();
  for (const mutation of mutations) {
    const code = attempt(mutation);
    if (code === ACCEPTED) expect.fail(`accepted with ${mutation.name}`);
    tally.add(code);
  }
  return [...tally.codes.keys()].sort();
}

/** Decoding throws typed errors only. */
function decodes(decode: (bytes: Uint8Array) => unknown, mutations: Iterable<Mutation>): void {
  for (const { name, bytes } of mutations) {
    try {
      decode(bytes);
    } catch (error) {
      expect(error, name).toBeInstanceOf(VouchError);
    }
  }
}

describe.each([
  ['a small system', () => toolkitSubject(false), 11],
  ['the machine', () => machineSubject('one-query'), 12],
] as const)('the key of %s', (_, make, seed) => {
  const subject = make();
  const keyDamage =
    ({ proof, description }: Subject): Attempt =>
    ({ bytes }) =>
      judge(proof, bytes, description);

  it('as it is (control)', async () => {
    const { proof, key, description } = await subject;
    expect(judge(rekeyed(proof, key), pinned(key, description), description)).toBe(ACCEPTED);
  });

  it('every bit changed', async () => {
    const { key } = await subject;
    function* bits(): Generator<Mutation> {
      for (let bit = 0; bit < 8 * key.length; bit++) {
        yield { name: `bit ${bit}`, bytes: withByte(key, bit >> 3, key[bit >> 3]! ^ (1 << (bit & 7))) };
      }
    }
    const codes = refuseAll(bits(), keyDamage(await subject));
    expect(codes).toEqual(['BadKey', 'DescriptionMismatch', 'KeyMismatch']);
  });

  it('every byte of its header changed, and its digest in the proof', async () => {
    const { proof, key, description } = await subject;
    const random = seeded('key header', seed);
    function* headers(): Generator<Mutation> {
      for (let round = 0; round < times(2, 20); round++) yield* everyByte(key.subarray(0, HEADER_BYTES), random);
    }
    const codes = refuseAll(headers(), ({ bytes: header }) => {
      const forged = key.slice();
      forged.set(header);
      return judge(rekeyed(proof, forged), forged, description);
    });
    expect(codes).not.toContain('KeyMismatch');
    expect(codes).toEqual(expect.arrayContaining(['BadKey', 'BadHeights', 'BadLength', 'DescriptionMismatch']));
  });

  it('cut, extended, noise', async () => {
    const { key } = await subject;
    const random = seeded('key length', seed);
    const damage = keyDamage(await subject);
    refuseAll(truncations(key, 64, random), damage);
    refuseAll(extensions(key, random), damage);
    refuseAll(garbage(key, times(200, 2000), random), damage);
    decodes(decodeKey, truncations(key, 64, random));
    decodes(decodeKey, extensions(key, random));
    decodes(decodeKey, garbage(key, times(200, 2000), random));
    decodes(decodeKey, words(key, times(200, 2000), random));
  });

  it('spliced with another key of the same length', async () => {
    const { key } = await subject;
    const random = seeded('key splices', seed);
    const other = key.slice();
    other.set(noise(key.length - DESCRIPTION_DIGEST_AT, random), DESCRIPTION_DIGEST_AT);
    // Leaves out what is one of the two.
    refuseAll(splices(key, other, times(200, 2000), random), keyDamage(await subject));
  });
});

describe.each([
  ['a small system', () => toolkitSubject(false), 13],
  ['the machine', () => machineSubject('one-query'), 14],
] as const)('the description of %s', (_, make, seed) => {
  const subject = make();

  it('damaged: is another one than the key names', async () => {
    const { proof, key, description } = await subject;
    const random = seeded('description', seed);
    const attempt: Attempt = ({ bytes }) => judge(proof, key, bytes);
    expect(refuseAll(someBytes(description, times(300, 5000), random), attempt)).toEqual([
      'BadDescription',
      'DescriptionMismatch',
    ]);
    refuseAll(truncations(description, 64, random), attempt);
    refuseAll(extensions(description, random), attempt);
    refuseAll(garbage(description, times(100, 1000), random), attempt);
  });

  it('damaged, with its digest in the key, and the key’s in the proof', async () => {
    const { proof, key, description: original } = await subject;
    const random = seeded('pinned description', seed);
    const attempt: Attempt = ({ bytes }) => {
      // A damaged digest must not be repaired, or nothing is damaged.
      const repaired = withDigests(bytes);
      const description = isSame(repaired, original) ? bytes : repaired;
      const forged = pinned(key, description);
      return judge(rekeyed(proof, forged), forged, description);
    };
    let codes: string[] = [];
    const grown = grownBytes(() => {
      codes = refuseAll(
        [
          ...someBytes(original, times(300, 5000), random),
          ...words(original, times(500, 10_000), random),
          ...truncations(original, 64, random, 8),
          ...garbage(original, times(100, 1000), random),
        ],
        attempt,
      );
    });
    expect(codes).toEqual(expect.arrayContaining(['BadArguments', 'BadDescription']));
    // The largest scratch memory that a description of this size can ask for.
    expect(grown).toBeLessThan(32 << 20);
    decodes(decodeDescription, someBytes(original, times(100, 2000), random));
    decodes(decodeDescription, words(original, times(200, 5000), random));
    decodes(decodeDescription, garbage(original, times(100, 1000), random));
  });
});
