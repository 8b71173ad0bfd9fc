/** Threat 20: the ways in which LogUp has failed elsewhere. Sums and columns that lie are in test/reference/forgeries.ts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AirBuilder } from '../../src/air/air.ts';
import type { Bus } from '../../src/air/bus.ts';
import { toWord } from '../../src/air/modular.ts';
import {
  createDescription,
  decodeDescription,
  encodeDescription,
  interactionWord,
  Op,
} from '../../src/archive/description.ts';
import { presets } from '../../src/stark/options.ts';
import { defineSystem } from '../../src/stark/system.ts';
import { label } from '../../src/stark/transcript.ts';
import { ACCEPTED, judge, judgeReference } from '../fuzz/judge.ts';
import { type Example, fibonacci, lookup } from '../stark/airs.ts';
import { SystemForger } from './forged-system.ts';
import { Probe } from './probe.ts';

const P = 0x78000001;
const noGrinding = { ...presets['one-query'], logFinalLength: 2, capHeight: 1 };

let forger: SystemForger;
beforeAll(async () => {
  forger = await SystemForger.create();
});
afterAll(() => forger.close());

async function verdict(example: Example, tables = example.tables): Promise<string> {
  const key = await forger.key(example);
  const proof = await forger.prove(key, example, { tables });
  const code = judge(proof, key.bytes, example.system.descriptionBytes);
  const reference = judgeReference(proof, key.bytes, example.system.descriptionBytes);
  expect(reference).toBe(code);
  return code;
}

describe('a zero denominator', () => {
  it('of a public term is refused', async () => {
    const example = fibonacci(4);
    const key = await forger.key(example, noGrinding);
    const proof = await forger.prove(key, example);
    const input = { proof, key: key.bytes, description: example.system.descriptionBytes };
    const probe = new Probe();
    expect(probe.run(input).code).toBeUndefined();
    /** theta = value and delta = 0: every fingerprint on bus B is theta + B. */
    const withTheta = (value: number) =>
      probe.run(input, (of, occurrence) => {
        if (of !== label.theta && of !== label.delta) return undefined;
        const isFirst = of === label.theta && occurrence === 0;
        return Array.from({ length: 8 }, (_, i) => (isFirst && i === 0 ? toWord(value) : 0));
      });
    const resultBus = 1;
    const zero = withTheta(P - resultBus);
    expect([zero.code, zero.message]).toEqual(['BusImbalance', expect.stringContaining('zero fingerprint')]);
    // Control: next to it nothing is zero, and the sums are those of other challenges.
    const other = withTheta(P - resultBus - 1);
    expect([other.code, other.message]).toEqual(['BusImbalance', expect.stringContaining('do not balance')]);
  });
});

describe('sums that are not there', () => {
  const CLAIM: Bus = { name: 'claim', id: 3, fields: ['value'] };
  const sender = new AirBuilder('SENDER');
  const isReal = sender.main('isReal');
  sender.assertBit(isReal, 'isReal is a bit');
  sender.send(CLAIM, isReal, [7]);
  const plain = new AirBuilder('PLAIN');
  plain.assertZero(plain.main('zero'), 'is zero');
  const system = defineSystem(
    [sender.build(), plain.build()],
    [{ unit: 'once', bus: CLAIM, isSend: false, tuple: [7] }],
  );
  const once = [[1, 0, 0, 0]];
  const zeros = [[0, 0, 0, 0]];
  const example: Example = {
    ...{ name: 'one claim', system, preprocessed: [null, null], tables: [once, zeros] },
    publicOutput: new Uint8Array(0),
  };

  it('do not skip the balance: a claim that no table makes', async () => {
    expect(await verdict(example)).toBe(ACCEPTED);
    expect(await verdict(example, [once, null])).toBe(ACCEPTED);
    expect(await verdict(example, [zeros, zeros])).toBe('BusImbalance');
    // No table with interactions is present: there is not even a permutation tree.
    expect(await verdict(example, [null, zeros])).toBe('BusImbalance');
  });

  it('a claim made twice, or p + 1 times', async () => {
    expect(await verdict(example, [[[1, 1, 0, 0]], zeros])).toBe('BusImbalance');
    // Multiplicities are elements of F: p + 1 senders would balance. Heights times interactions stay below p by the key's bound.
    const key = await forger.key(example);
    expect(key.header.interactionBound).toBeLessThan(P);
    const low = { ...key, header: { ...key.header, interactionBound: 4 } };
    await expect(forger.prove(low, example)).rejects.toMatchObject({ code: 'TooManyInteractions' });
  });
});

describe('tuples that could be taken for one another', () => {
  const interaction = (bus: number, arity: number, isSend: boolean) => [
    { op: Op.interaction, a: 0, b: interactionWord(bus, isSend, true, arity) },
    ...Array.from({ length: arity }, () => ({ op: Op.element, a: 0, b: 0 })),
  ];
  const describe2 = (arities: readonly [number, number], buses: readonly [number, number]) =>
    encodeDescription(
      createDescription(
        [],
        [0, 1].map((i) => ({
          ...{ preprocessedWidth: 0, mainWidth: 1, mainNext: [] },
          instructions: [{ op: Op.main, a: 0, b: 0 }, ...interaction(buses[i]!, arities[i]!, i === 0)],
        })),
      ),
    );

  it('one bus has one length of tuples', async () => {
    expect(() => decodeDescription(describe2([2, 2], [5, 5]))).not.toThrow();
    expect(() => decodeDescription(describe2([2, 3], [5, 6]))).not.toThrow();
    expect(() => decodeDescription(describe2([2, 3], [5, 5]))).toThrow(
      expect.objectContaining({ code: 'BadDescription' }),
    );
  });

  it('a tuple on another bus is another tuple', async () => {
    const [ONE, TWO] = [1, 2].map((id): Bus => ({ name: `bus ${id}`, id, fields: ['value'] })) as [Bus, Bus];
    const make = (to: Bus): Example => {
      const [sender, receiver] = [new AirBuilder('SENDER'), new AirBuilder('RECEIVER')];
      sender.send(ONE, 1, [sender.main('x')]);
      receiver.receive(to, 1, [receiver.main('x')]);
      receiver.receive(to === ONE ? TWO : ONE, 0, [0]);
      const columns = [[3, 1, 4, 1]];
      return {
        name: `to ${to.name}`,
        system: defineSystem([sender.build(), receiver.build()]),
        ...{ preprocessed: [null, null], tables: [columns, columns], publicOutput: new Uint8Array(0) },
      };
    };
    expect(await verdict(make(ONE))).toBe(ACCEPTED);
    expect(await verdict(make(TWO))).toBe('BusImbalance');
    // One more in the value does not make up for one more in the bus id.
    const shifted = make(TWO);
    for (const by of [1, -1]) {
      const moved = [shifted.tables[0]!, [[3, 1, 4, 1].map((x) => x + by)]];
      expect(await verdict(shifted, moved)).toBe('BusImbalance');
    }
  });
});

it('a looked-up value that the table has not, with any multiplicity', async () => {
  const example = lookup(4, 3);
  expect(await verdict(example)).toBe(ACCEPTED);
  const [values, counts, ...rest] = example.tables as [number[][], number[][], ...Example['tables']];
  const outside = [values[0]!.with(0, 8), values[1]!.with(0, 64)];
  const before = values[0]![0]!;
  for (const count of [counts[0]!, counts[0]!.with(before, counts[0]![before]! - 1), counts[0]!.map(() => P - 1)]) {
    expect(await verdict(example, [outside, [count], ...rest])).toBe('BusImbalance');
  }
});
