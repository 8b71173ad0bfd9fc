/**
 * Damaged proofs: none is accepted, each is refused by a typed error, in bounded time and memory (threats 23 and 25). A sample here;
 * all of it with `npm run test:fuzz`.
 */
import { describe, expect, it } from 'vitest';
import { ACCEPTED, grownBytes, judge, Tally } from './judge.ts';
import {
  everyByte,
  extensions,
  garbage,
  isFull,
  isSame,
  type Mutation,
  seeded,
  someBytes,
  splices,
  times,
  truncations,
  words,
} from './mutations.ts';
import { machineSubject, type Subject, toolkitSubject } from './subjects.ts';

/** Where the header says how long the archive is. */
const LENGTH_AT = 8;

/** Checks that damage must run into: of the archive's form, and of what is in it. */
const EARLY = ['BadHeader', 'BadHeights', 'BadLength', 'BadOpening', 'BadPadding', 'KeyMismatch', 'NonCanonical'];
const LATE = ['BusImbalance', 'ConstraintMismatch'];

/** Judges all; returns how often each check refused. */
function refuseAll({ key, description, name }: Subject, mutations: Iterable<Mutation>): Tally {
  const tally = new Tally();
  for (const mutation of mutations) {
    const code = judge(mutation.bytes, key, description);
    if (code === ACCEPTED) expect.fail(`${name}: accepted with ${mutation.name}`);
    tally.add(code);
  }
  return tally;
}

const control = ({ proof, other, key, description }: Subject) => {
  expect(proof.length).toBe(other.length);
  expect(isSame(proof, other)).toBe(false);
  expect([judge(proof, key, description), judge(other, key, description)]).toEqual([ACCEPTED, ACCEPTED]);
};

describe.each([
  ['a small system', () => toolkitSubject(false), LATE, 1],
  ['a small system, with grinding', () => toolkitSubject(true), ['BadNonce'], 2],
  ['the machine', () => machineSubject('one-query'), LATE, 3],
] as const)('a one-query proof of %s', (_, make, late, seed) => {
  const subject = make();

  it('is accepted as it is', async () => control(await subject));

  it('every byte changed', async () => {
    const random = seeded(`every byte, ${(await subject).name}`, seed);
    const { proof } = await subject;
    const tally = new Tally();
    for (let round = 0; round < times(1, 4); round++) {
      for (const [code, count] of refuseAll(await subject, everyByte(proof, random)).codes) {
        for (let i = 0; i < count; i++) tally.add(code);
      }
    }
    expect(tally.total).toBe(times(1, 4) * proof.length);
    // Every kind of check has refused something.
    expect([...tally.codes.keys()]).toEqual(expect.arrayContaining([...EARLY, ...late]));
  });

  it('every bit of the sections that come before the queries', async () => {
    const { proof } = await subject;
    const step = isFull ? 1 : 7;
    function* bits(): Generator<Mutation> {
      for (let bit = 0; bit < 8 * Math.min(proof.length, 4096); bit += step) {
        const bytes = proof.slice();
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        yield { name: `bit ${bit}`, bytes };
      }
    }
    refuseAll(await subject, bits());
  });

  it('every word plus p', async () => {
    const { proof } = await subject;
    function* plusP(): Generator<Mutation> {
      for (let at = 0; at < proof.length; at += 4) {
        const bytes = proof.slice();
        const view = new DataView(bytes.buffer);
        view.setUint32(at, view.getUint32(at, true) + 0x78000001, true);
        yield { name: `word at ${at} plus p`, bytes };
      }
    }
    refuseAll(await subject, plusP());
  });

  it('longer', async () => {
    const random = seeded('longer', seed);
    const { codes } = refuseAll(await subject, extensions((await subject).proof, random, LENGTH_AT));
    expect([...codes.keys()]).toEqual(['BadLength']);
  });

  it('noise', async () => {
    const random = seeded('noise', seed);
    refuseAll(await subject, garbage((await subject).proof, times(300, 5000), random));
  });
});

describe.each([['fast', 4] as const, ['balanced', 5] as const])('a full proof of the machine, %s', (preset, seed) => {
  const subject = machineSubject(preset);

  it('is accepted as it is', async () => control(await subject));

  it('bytes at random places', async () => {
    const random = seeded(`bytes, ${preset}`, seed);
    refuseAll(await subject, someBytes((await subject).proof, times(400, 20_000), random));
  });

  it('words on edges', async () => {
    const random = seeded(`words, ${preset}`, seed);
    refuseAll(await subject, words((await subject).proof, times(100, 5000), random));
  });

  it('64 truncations', async () => {
    const random = seeded(`truncations, ${preset}`, seed);
    const { codes } = refuseAll(await subject, truncations((await subject).proof, 64, random, LENGTH_AT));
    expect([...codes.keys()]).toEqual(['BadLength']);
  });

  it('longer', async () => {
    const random = seeded('longer', seed);
    refuseAll(await subject, extensions((await subject).proof, random, LENGTH_AT));
  });

  it('pieces of another honest proof of the same shape', async () => {
    const random = seeded(`splices, ${preset}`, seed);
    const { proof, other } = await subject;
    refuseAll(await subject, splices(proof, other, times(300, 10_000), random));
  });
});

it('memory stays bounded, whatever a proof says of itself', async () => {
  const subject = await toolkitSubject(false);
  const { proof, key, description } = subject;
  control(subject);
  const huge = [0xffffffff, 0x80000000, 0x7fffffff, 0x100000, 0x0fffffff];
  const grown = grownBytes(() => {
    for (let at = 0; at < 192; at += 4) {
      for (const value of huge) {
        const bytes = proof.slice();
        new DataView(bytes.buffer).setUint32(at, value, true);
        if (!isSame(bytes, proof)) expect(judge(bytes, key, description), `word at ${at}`).not.toBe(ACCEPTED);
      }
    }
    for (const [at, count] of [
      [128, 4],
      [160, 4],
    ] as const) {
      for (let i = 0; i < count; i++) {
        for (const height of [1, 10, 21, 22, 27, 31, 32, 63, 64, 127, 128, 255]) {
          const bytes = proof.slice();
          bytes[at + i] = height;
          if (!isSame(bytes, proof)) expect(judge(bytes, key, description)).not.toBe(ACCEPTED);
        }
      }
    }
  });
  expect(grown).toBe(0);
});
