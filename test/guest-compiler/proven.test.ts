/**
 * A sample of what is compared with V8, proven and verified: random modules, and the programs from C and Rust. `npm run test:guest-proofs`
 * has more of each.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { compileWasm } from '../../src/guest-compiler/index.ts';
import { Prover } from '../../src/sdk/prover.ts';
import { verify } from '../../src/sdk/verify.ts';
import { assemble, type Outcome, runInV8 } from './harness.ts';
import { program, programCases } from './programs.ts';
import { randomModule } from './random/module.ts';

const isFull = process.env.VOUCH_PROOFS === 'full';
const insecure = { preset: 'one-query', insecure: true } as const;
const prover = await Prover.create();
afterAll(() => prover.close());

async function expectProven(module: Uint8Array, input: Uint8Array, expected: Outcome): Promise<void> {
  const { elf } = compileWasm(module);
  const key = await prover.setup(elf, insecure);
  const { proof } = await prover.prove(elf, { input, ...insecure });
  const { exitCode, publicOutput } = verify(proof, key, { insecure: true, exitCode: expected.exitCode });
  expect(exitCode).toBe(expected.exitCode);
  expect(publicOutput).toEqual(expected.output);
}

describe('proven and verified, with the output that V8 gives', () => {
  it.each([
    ['integers', isFull ? [2, 7, 9, 10, 11, 13, 14, 15, 19, 21, 23, 30, 37, 38] : [2, 14], {}],
    ['floats', isFull ? [3, 4, 8, 16, 28, 32] : [8], { floats: true }],
  ] as const)('random modules: %s', async (_, seeds, options) => {
    for (const seed of seeds) {
      const module = assemble(randomModule(seed, { ...options, small: true }));
      await expectProven(module, new Uint8Array(0), runInV8(module));
    }
  });

  it.each(isFull ? ['c', 'c-wasi', 'rust', 'rust-wasi'] : ['c', 'rust'])('the program %s', async (name) => {
    const { input } = programCases.find((found) => found.program === name)!;
    const module = program(name);
    await expectProven(module, input, runInV8(module, input));
  });

  it('a run that ends in a panic', async () => {
    const { input } = programCases.find(({ exitCode }) => exitCode === 101)!;
    await expectProven(program('c'), input, runInV8(program('c'), input));
  });
});
