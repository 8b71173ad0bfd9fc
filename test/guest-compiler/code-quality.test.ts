/** Cycles of the C kernels are those of the ledger, and within the bounds that the guest compiler promises. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stalePrograms } from '../../scripts/build-kernels.mjs';
import { compareKernel, type KernelCycles, kernelNames, ratio } from './code-quality.ts';

const ledger = JSON.parse(
  readFileSync(new URL('../ledger/guest-code.json', import.meta.url), 'utf8'),
) as readonly KernelCycles[];

describe('code of C kernels, by clang and by way of WebAssembly', () => {
  test('the programs belong to their sources', () => {
    expect(stalePrograms(), 'run node scripts/build-kernels.mjs').toEqual([]);
  });

  test.each(kernelNames)('%s takes the cycles of the ledger', async (kernel) => {
    const found = await compareKernel(kernel);
    expect(found, 'node test/guest-compiler/update.ts accepts the change').toEqual(
      ledger.find((entry) => entry.kernel === kernel),
    );
    expect(ratio(found)).toBeLessThanOrEqual(1.25);
  });
});
