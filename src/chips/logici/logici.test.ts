import { describe, expect, it } from 'vitest';
import { expectHonest, immediateCases, spread, unnoticedColumns } from '../../../test/machine/chip-harness.ts';
import { logiciChip } from './air.ts';

const chip = logiciChip();

describe('LOGICI', () => {
  it('is and, or, xor with a constant', () => {
    expectHonest(chip, immediateCases(['andi', 'ori', 'xori'], 1));
  });

  it('notices every changed cell', () => {
    const { rows, executed } = expectHonest(chip, immediateCases(['andi', 'ori', 'xori'], 2, 1));
    expect(unnoticedColumns(rows, spread(executed.length, 100))).toEqual([]);
  });
});
