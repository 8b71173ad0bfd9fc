/** The verifier and the BigInt reference say the same of damaged proofs, on a sample. */
import { describe, expect, it } from 'vitest';
import { ACCEPTED, judge, judgeReference } from './judge.ts';
import { everyByte, type Mutation, seeded, someBytes, splices, times, words } from './mutations.ts';
import { machineSubject, type Subject, toolkitSubject } from './subjects.ts';

/** Both refuse. */
function bothRefuse({ key, description }: Subject, mutations: Iterable<Mutation>): void {
  for (const { name, bytes } of mutations) {
    expect(judgeReference(bytes, key, description), name).not.toBe(ACCEPTED);
    expect(judge(bytes, key, description), name).not.toBe(ACCEPTED);
  }
}

/** Both refuse one change, and by the same check; the verifier draws challenges before it checks, so a nonce may fail first. */
function agree({ key, description }: Subject, mutations: Iterable<Mutation>): void {
  for (const { name, bytes } of mutations) {
    const expected = judgeReference(bytes, key, description);
    expect(expected, name).not.toBe(ACCEPTED);
    expect([expected, 'BadNonce', ...formOf(expected)], name).toContain(judge(bytes, key, description));
  }
}

/** Checks of form may come in another order; words of rows and leaves are checked once they are known to be committed. */
function formOf(code: string): string[] {
  const form = ['BadHeader', 'BadLength', 'BadHeights', 'BadPadding', 'KeyMismatch', 'NonCanonical'];
  if (code === 'NonCanonical') return [...form, 'BadOpening', 'FriMismatch'];
  return form.includes(code) ? form : code === 'BadOpening' ? ['NonCanonical'] : [];
}

describe.each([
  ['a small system', () => toolkitSubject(false), 600, 21],
  ['a small system, with grinding', () => toolkitSubject(true), 300, 22],
  ['the machine', () => machineSubject('one-query'), 60, 23],
] as const)('on %s', (_, make, count, seed) => {
  const subject = make();

  it('honest proofs', async () => {
    const { proof, other, key, description } = await subject;
    for (const bytes of [proof, other]) {
      expect([judge(bytes, key, description), judgeReference(bytes, key, description)]).toEqual([ACCEPTED, ACCEPTED]);
    }
  });

  it('damaged proofs', async () => {
    const random = seeded('agreement', seed);
    const { proof, other } = await subject;
    agree(await subject, someBytes(proof, times(count, 5 * count), random));
    agree(await subject, words(proof, times(count / 2, 2 * count), random));
    bothRefuse(await subject, splices(proof, other, times(count / 2, 2 * count), random));
  });

  it('damaged headers, heights and key digests', async () => {
    const random = seeded('agreement, beginning', seed);
    const { proof } = await subject;
    const beginning = proof.slice(0, 192);
    const mutations = Array.from(everyByte(beginning, random), ({ name, bytes }) => {
      const changed = proof.slice();
      changed.set(bytes);
      return { name, bytes: changed };
    });
    agree(await subject, mutations);
  });
});
