/** Frozen facts: a change of one of them is a change that a reviewer sees. To accept it: `node test/frozen/update.ts`. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { loadElf } from '../../src/elf/index.ts';
import { execute } from '../../src/executor/index.ts';
import { MachineProver } from '../../src/machine/prover.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { verify } from '../../src/verify/index.ts';
import type { Transcript } from '../reference/transcript.ts';
import { verifyReference } from '../reference/verifier.ts';
import { hex, Probe, type TranscriptCall } from '../threats/probe.ts';
import { frozenKeys, programCost, programCosts, transcriptVectors } from './facts.ts';
import { frozenProofs } from './format.ts';
import { guestElf, ledgerPrograms } from './programs.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const hexBytes = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('the transcript on a fixed input', () => {
  expect(transcriptVectors()).toEqual(read('transcript.json'));
});

describe.each(frozenProofs())('$name verifies forever', ({ name, proof, key, description, claim }) => {
  it('with the verifier', () => {
    const verified = verify(proof, key, { description, insecure: true });
    expect(hexBytes(verified.keyDigest)).toBe(claim.keyDigest);
    expect(verified.exitCode).toBe(claim.exitCode);
    expect(hexBytes(verified.publicOutput)).toBe(claim.publicOutput);
  });

  it('with the reference, by the same calls of the transcript with the same challenges', () => {
    const reference: TranscriptCall[] = [];
    verifyReference(proof, key, description, { transcript: (transcript) => record(transcript, reference) });
    const { calls, code } = new Probe().run({ proof, key, description });
    expect(code).toBeUndefined();
    expect(calls).toEqual(reference);
    if (!name.endsWith('/machine')) expect(calls).toEqual(read(`${name}.calls.json`));
  });
});

/** Every call of a reference transcript with the state after it. */
function record(transcript: Transcript, calls: TranscriptCall[]): void {
  const { observe, squeeze } = transcript;
  transcript.observe = (label, bytes) => {
    observe.call(transcript, label, bytes);
    calls.push({ kind: 'observe', label, length: bytes.length, state: hex(transcript.state) });
  };
  transcript.squeeze = (label) => {
    const words = squeeze.call(transcript, label);
    calls.push({ kind: 'squeeze', label, length: 0, state: hex(words) });
    return words;
  };
}

test('digests of the machine description and of the guests’ keys at each preset', async () => {
  expect(await frozenKeys()).toEqual(read('keys.json'));
});

describe('the ledger of programs', () => {
  test('has not changed', async () => {
    expect(await programCosts()).toEqual(read('../ledger/programs.json'));
  });

  test('no program fails', async () => {
    for (const { guest, input } of ledgerPrograms) {
      expect((await execute(loadElf(guestElf(guest)), input)).exitCode, guest).toBe(0);
    }
  });

  let prover: MachineProver;
  beforeAll(async () => {
    prover = await MachineProver.create();
  });
  afterAll(() => prover.close());

  // Cells and bytes are computed from heights; these proofs have them.
  test.each(ledgerPrograms.filter(({ guest }) => guest === 'fibonacci' || guest === 'xpage'))(
    'a proof of $guest, $what, has the cells and bytes that stand there',
    async (program) => {
      const cost = await programCost(program);
      const { input } = program;
      const elf = guestElf(program.guest);
      const result = await prover.prove(elf, { input, options: 'fast' });
      expect(result.cycles).toBe(cost.cycles);
      expect(result.committedCells).toBe(cost.cells);
      expect(result.proof.length).toBe(cost.proofBytes.fast);
      const { bytes: key } = await prover.setup(elf, 'fast');
      expect(verify(result.proof, key, { description: machineSystem().descriptionBytes }).exitCode).toBe(0);
    },
  );
});
