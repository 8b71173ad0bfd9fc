/** The verifier's steps, in the machine and on the host: all of them, in a legal order, with cycles and precompile calls. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assertLegalStepOrder, verifierStepNames } from '../../src/profiler/index.ts';
import { encodeRecursionInput, recursionProgram } from '../../src/recursion/index.ts';
import { profile, prove, setup } from '../../src/sdk/index.ts';
import { machineDescription } from '../../src/sdk/machine-description.ts';
import { VerifierHost } from '../../src/verify/host.ts';

test('a one-query proof of the empty program', async () => {
  const elf = new Uint8Array(readFileSync('guests/empty/empty.elf'));
  const options = { preset: 'one-query', insecure: true, threads: 1 } as const;
  const key = (await setup(elf, options)).bytes;
  const { proof } = await prove(elf, options);
  const description = machineDescription();
  const input = encodeRecursionInput({ proof, key, description });
  const { report } = await profile(recursionProgram(), { input, names: { steps: verifierStepNames } });
  expect(report.exitCode).toBe(0);
  expect(report.lostCalls).toBe(0);
  const inMachine = report.markers.map(({ step }) => step);
  expect(inMachine.length).toBe(report.numMarkers);
  assertLegalStepOrder(inMachine);
  expect(report.steps.map(({ name }) => name)).toEqual(['setup', ...Object.values(verifierStepNames)]);
  expect(report.steps.reduce((sum, { cycles }) => sum + cycles, 0)).toBe(report.cycles);
  expect(report.steps[0]!.cycles).toBeLessThanOrEqual(170);
  for (const name of ['blake3_compress', 'ext_mul', 'field_dot']) {
    const calls = report.steps.map(({ precompileCalls }) => precompileCalls[name] ?? 0);
    expect(
      calls.reduce((a, b) => a + b),
      name,
    ).toBe(report.precompileCalls[name]);
    expect(calls[0], name).toBe(0);
  }

  const onHost: number[] = [];
  const host = new VerifierHost({ step: (step) => onHost.push(step) });
  expect(host.run(proof, key, description).error).toBe(0);
  assertLegalStepOrder(onHost, 2);
  expect(onHost).toEqual(inMachine.slice(1));
});
