/**
 * Threat 16: whatever the verifier uses is absorbed before the challenge that depends on it. Every byte of an archive but the queries, which
 * hash to caps, is changed in turn: the first thing that differs in the verifier's transcript is the call that absorbs this byte, and every
 * challenge after it. Threats 21 and 22: challenges are what they should be.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeDescription } from '../../src/archive/description.ts';
import { decodeKey } from '../../src/archive/key.ts';
import { computeLayout } from '../../src/archive/layout.ts';
import { keccak256 } from '../../src/hash/keccak.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { label, Transcript, type TranscriptEvent } from '../../src/stark/transcript.ts';
import { frozenProofs } from '../frozen/format.ts';
import { fibonacci, lookup } from '../stark/airs.ts';
import { EXIT, ForgedRun, Forger } from './forged-machine.ts';
import { SystemForger } from './forged-system.ts';
import { Probe, type ProbeInput, type TranscriptCall } from './probe.ts';

const probe = new Probe();
const P = 0x78000001;

/** Labels by the archive's sections. */
const ABSORBED_AS: Readonly<Record<string, number>> = {
  'public output': label.publicOutput,
  'main cap': label.mainCap,
  'permutation cap': label.permutationCap,
  'cumulative sums': label.cumulativeSums,
  'quotient cap': label.quotientCap,
  openings: label.openings,
  'final polynomial': label.finalPolynomial,
};

function sectionsOf({ proof, key, description }: ProbeInput) {
  const { tables } = decodeDescription(description);
  const view = new DataView(proof.buffer, proof.byteOffset);
  return computeLayout(
    decodeKey(key).header,
    tables,
    [...proof.slice(128, 128 + tables.length)],
    view.getUint32(16, true),
  );
}

/** The index of the first call that differs; all challenges after it must differ too. */
function firstDifference(honest: readonly TranscriptCall[], other: readonly TranscriptCall[]): number {
  const first = other.findIndex(({ state }, i) => state !== honest[i]?.state);
  for (let i = first; first >= 0 && i < Math.min(other.length, honest.length); i++) {
    expect(other[i]!.state, `call ${i}`).not.toBe(honest[i]!.state);
  }
  return first;
}

describe.each(frozenProofs().filter(({ name }) => !name.endsWith('machine')))('16. $name', (frozen) => {
  const honest = probe.run(frozen);
  const changed = (at: number, value: number) => {
    const proof = frozen.proof.slice();
    proof[at] = value;
    return probe.run({ ...frozen, proof });
  };

  it('is accepted, and absorbs everything before it is used (control)', () => {
    expect(honest.code).toBeUndefined();
    const absorbed = honest.calls.filter(({ kind }) => kind === 'observe').map((call) => call.label);
    expect(absorbed).toEqual(absorbed.toSorted((a, b) => order(a) - order(b)));
    expect(new Set(honest.calls.map(({ state }) => state)).size).toBe(honest.calls.length);
  });

  it('every section: the byte that changes is the byte that is absorbed', () => {
    for (const { name, offset, length } of sectionsOf(frozen).sections) {
      const expected = ABSORBED_AS[name] ?? (name.startsWith('FRI cap') ? label.friCap : undefined);
      if (expected === undefined) continue;
      for (let at = offset; at < offset + length; at++) {
        // Field elements stay canonical: the lowest byte up, others down.
        const value = frozen.proof[at]!;
        const { calls, code } = changed(at, value === 0 ? 1 : value - 1);
        expect(code, `${name}, byte ${at}`).toBeDefined();
        if (code === 'NonCanonical') continue;
        const first = firstDifference(honest.calls, calls);
        expect(calls[first], `${name}, byte ${at}`).toMatchObject({ kind: 'observe', label: expected });
      }
    }
  });

  it('every FRI cap by its own layer’s call', () => {
    const layers = sectionsOf(frozen).layers;
    const calls = [...honest.calls.keys()].filter((i) => honest.calls[i]!.label === label.friCap);
    expect(calls).toHaveLength(layers.length);
    layers.forEach(({ capOffset }, layer) => {
      const { calls: other } = changed(capOffset, frozen.proof[capOffset]! ^ 1);
      expect(firstDifference(honest.calls, other)).toBe(calls[layer]);
    });
  });

  it('the nonces', () => {
    const { lookup: first, deep, batch, fold, query } = sectionsOf(frozen).nonces;
    const labelled = [
      [first, label.grindLookup],
      [deep, label.grindDeep],
      [batch, label.grindBatch],
      ...fold.map((at) => [at, label.grindFold] as const),
      [query, label.grindQuery],
    ] as const;
    for (const [at, expected] of labelled) {
      for (let byte = 0; byte < 8; byte++) {
        const { calls } = changed(at! + byte, frozen.proof[at! + byte]! ^ 64);
        expect(calls[firstDifference(honest.calls, calls)]).toMatchObject({ kind: 'observe', label: expected });
      }
    }
  });

  it('the exit code', () => {
    for (let at = 12; at < 16; at++) {
      const { calls, code } = changed(at, frozen.proof[at]! ^ 1);
      expect(code).toBeDefined();
      expect(calls[firstDifference(honest.calls, calls)]).toMatchObject({ label: label.statement });
    }
  });

  it('every field of the key, by its digest', () => {
    for (const at of [24, 28, 44, 52, 60, 64]) {
      const key = frozen.key.slice();
      key[at]! ^= 1;
      const proof = frozen.proof.slice();
      proof.set(keccak256(key.subarray(0, 256)), 64);
      const { calls, code } = probe.run({ ...frozen, key, proof });
      expect(code, `key byte ${at}`).toBeDefined();
      if (calls.length > 0) expect(firstDifference(honest.calls, calls), `key byte ${at}`).toBe(0);
      else expect(['BadKey', 'BadLength', 'BadPadding']).toContain(code);
    }
  });
});

/** Labels are numbered in the order of the protocol, but for FRI's, which alternate. */
function order(number: number): number {
  return number === label.friCap || number === label.grindFold ? label.friCap : number;
}

describe('16. between honest proofs', () => {
  let forger: SystemForger;
  let machine: Forger;
  beforeAll(async () => {
    forger = await SystemForger.create();
    machine = await Forger.create();
  });
  afterAll(async () => {
    await forger.close();
    await machine.close();
  });

  it('the heights', async () => {
    const [five, four] = [lookup(5, 3), lookup(4, 3)];
    const key = await forger.key(five);
    const run = async (example: typeof five) => {
      const proof = await forger.prove(key, example);
      return probe.run({ proof, key: key.bytes, description: five.system.descriptionBytes });
    };
    const [one, other] = [await run(five), await run(four)];
    expect([one.code, other.code]).toEqual([undefined, undefined]);
    const first = one.calls.findIndex(({ state }, i) => state !== other.calls[i]?.state);
    expect(one.calls[first]).toMatchObject({ label: label.heights });
  });

  it('prover and verifier make the same labelled calls', async () => {
    for (const example of [fibonacci(4), lookup(5, 3), lookup(3, 6)]) {
      const key = await forger.key(example);
      const events: TranscriptEvent[] = [];
      const proof = await forger.prove(key, example, { events });
      const { code, calls } = probe.run({ proof, key: key.bytes, description: example.system.descriptionBytes });
      expect(code).toBeUndefined();
      expect(calls.map(({ kind, label: of, length }) => ({ kind, label: of, length }))).toEqual(events);
    }
  });

  it('so they do for the machine', async () => {
    const events: TranscriptEvent[] = [];
    const input = await machine.proofOf(await ForgedRun.of(`li a0, 0\n ${EXIT}`), { events });
    const { code, calls } = probe.run(input);
    expect(code).toBeUndefined();
    expect(calls.map(({ kind, label: of, length }) => ({ kind, label: of, length }))).toEqual(events);
    expect(input.description).toEqual(machineSystem().descriptionBytes);
  });
});

describe('21. challenges', () => {
  const [frozen] = frozenProofs();

  it('differ from one another and lie in no smaller field', () => {
    const { calls } = probe.run(frozen!);
    const squeezes = calls.filter(({ kind, label: of }) => kind === 'squeeze' && of !== label.queryIndices);
    expect(squeezes.length).toBeGreaterThan(15);
    expect(new Set(squeezes.map(({ state }) => state)).size).toBe(squeezes.length);
    for (let i = 0; i < squeezes.length; i += 2) {
      const words = [squeezes[i]!, squeezes[i + 1]!].flatMap(({ state }) =>
        state.match(/.{8}/g)!.map((h) => BigInt(`0x${h}`)),
      );
      const element = Array.from({ length: 5 }, (_, k) => (words[2 * k]! + (words[2 * k + 1]! << 32n)) % BigInt(P));
      expect(new Set(element).size).toBe(5);
      expect(element).not.toContain(0n);
    }
  });

  it('are indices without bias, and do not repeat more than chance', () => {
    const transcript = new Transcript();
    transcript.observe(label.finalPolynomial, new Uint8Array(20));
    const [count, logLength] = [32_000, 5];
    const tally = new Array<number>(2 ** logLength).fill(0);
    for (const index of transcript.sampleIndices(label.queryIndices, count, logLength)) tally[index]!++;
    const mean = count / tally.length;
    const chiSquared = tally.reduce((sum, seen) => sum + (seen - mean) ** 2 / mean, 0);
    // 31 degrees of freedom: beyond 70 with probability 10^-4. The transcript is deterministic.
    expect(chiSquared).toBeLessThan(70);
    const indices = transcript.sampleIndices(label.queryIndices, 261, 23);
    expect(new Set(indices).size).toBeGreaterThan(255);
    // Two calls give other indices: the transcript moves on.
    expect(transcript.sampleIndices(label.queryIndices, 261, 23)).not.toEqual(indices);
  });
});

describe('22. zeta', () => {
  const [frozen] = frozenProofs();
  const zetas = (calls: readonly TranscriptCall[]) => calls.filter(({ label: of }) => of === label.zeta).length;

  it('is drawn once more if it lies in the base field, where all domains are', () => {
    expect(zetas(probe.run(frozen!).calls)).toBe(2);
    const inBaseField = (of: number, occurrence: number) =>
      of === label.zeta && occurrence < 4 ? [occurrence % 2 === 0 ? 5 : 0, 0, 0, 0, 0, 0, 0, 0] : undefined;
    expect(zetas(probe.run(frozen!, inBaseField).calls)).toBe(6);
    // Words congruent to zero are zero.
    const multiples = (of: number, occurrence: number) =>
      of === label.zeta && occurrence < 2
        ? [9, 0, P, 0, 2 * P, 0, 0, 0].map((x, i) => (occurrence ? (i ? 0 : P) : x))
        : undefined;
    expect(zetas(probe.run(frozen!, multiples).calls)).toBe(4);
    // Control: one coordinate outside is enough.
    for (const at of [2, 4, 6]) {
      const outside = (of: number, occurrence: number) =>
        of === label.zeta && occurrence < 2
          ? Array.from({ length: 8 }, (_, i) => (occurrence === 0 && i === at ? 1 : 0))
          : undefined;
      expect(zetas(probe.run(frozen!, outside).calls), `word ${at}`).toBe(2);
    }
  });
});
