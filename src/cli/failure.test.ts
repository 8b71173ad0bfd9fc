import { expect, test } from 'vitest';
import { elfFromAssembly } from '../../test/support/elf.ts';
import { loadElf } from '../elf/index.ts';
import { execute } from '../executor/index.ts';
import { security } from '../sdk/index.ts';
import { InsecureKey } from '../stark/security.ts';
import { failureOf } from './failure.ts';

test('no message advises to change an option that only functions have', async () => {
  const run = (source: string, options: object) =>
    execute(loadElf(elfFromAssembly(source)), new Uint8Array(0), options).catch((error: unknown) => error);
  const limit = await run('_start:\n  j _start\n', { maxCycles: 10 });
  expect(failureOf(limit).message).toBe('The run has more than 10 cycles; raise --max-cycles.');
  const greedy = '_start:\n  lui a1, 16\nloop:\n  add a0, a0, a1\n  sd a1, 0(a0)\n  j loop\n';
  const memory = failureOf(await run(greedy, { memoryLimitBytes: 1 << 20 }));
  expect(memory).toMatchObject({ status: 3, code: 'MemoryLimit' });
  expect(memory.message).toMatch(/no memory left for the page of 0x[0-9a-f]+: .*; let the program use less\.$/);
  const { bits, terms } = security('one-query');
  expect(failureOf(new InsecureKey(bits, terms[0]!.round)).message).toContain('or say --insecure if');
});
