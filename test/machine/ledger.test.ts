import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chipLedger } from '../../src/machine/ledger.ts';

const path = new URL('../ledger/chips.json', import.meta.url);

describe('the ledger of chips', () => {
  // To accept new costs: UPDATE_LEDGER=1 npx vitest run test/machine/ledger.test.ts
  it('has not changed', () => {
    const lines = chipLedger().map((cost) => `  ${JSON.stringify(cost)}`);
    const ledger = `[\n${lines.join(',\n')}\n]\n`;
    if (process.env.UPDATE_LEDGER) writeFileSync(path, ledger);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(chipLedger());
  });
});
