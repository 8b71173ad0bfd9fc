import { beforeAll, describe, expect, it } from 'vitest';
import { ChipRows, fillRows, isSilentPadding, limbs, unnoticedChanges } from '../../../test/support/chip-rows.ts';
import { keccakPermutation } from '../../../test/support/keccak-calls.ts';
import { P } from '../../air/expression.ts';
import { MEMORY_END } from '../../executor/layout.ts';
import * as layout from '../../executor/precompiles/keccak-layout.ts';
import { keyOf } from '../../gadgets/keccak.ts';
import { families } from '../../machine/families.ts';
import { keccakChip } from './air.ts';

const before = Array.from({ length: 25 }, (_, i) => BigInt.asUintN(64, 0x9e37_79b9_7f4a_7c15n * BigInt(i * i + 1)));
const after = keccakPermutation(before);
const pointers = [0x4000_0000, 0, MEMORY_END - 200];

function record(pointer: number, i: number): Uint8Array {
  const bytes = new Uint8Array(layout.KECCAK_BYTES);
  const view = new DataView(bytes.buffer);
  const ts = 1000 + i;
  const head = [ts, 77, ts - 3, ts - 1, pointer];
  for (const [k, value] of head.entries()) view.setUint32(4 * k, value, true);
  for (let k = 0; k < 25; k++) {
    view.setUint32(layout.KECCAK_PREV_TS + 4 * k, 900 + k, true);
    view.setBigUint64(layout.KECCAK_BEFORE + 8 * k, before[k]!, true);
    view.setBigUint64(layout.KECCAK_AFTER + 8 * k, after[k]!, true);
  }
  return bytes;
}

let rows: ChipRows;
beforeAll(() => {
  rows = new ChipRows(fillRows(keccakChip(), pointers.map(record), 3));
});

describe('KECCAK', () => {
  it('costs what the ledger says', () => {
    const { mainColumns, interactions, groups, degree } = keccakChip().air;
    expect([mainColumns.length, interactions.length, groups.length, degree]).toEqual([232, 93, 47, 3]);
  });

  it('says what the call did', () => {
    for (const [row, pointer] of pointers.entries()) {
      const { constraints, lookups, tuples } = rows.report(row);
      expect([constraints, lookups]).toEqual([[], []]);
      const ts = 1000 + row;
      const said = tuples.map(({ bus, isSend, tuple }) => `${bus} ${isSend ? '+' : '-'}${tuple}`);
      const window = (g: number, lanes: readonly bigint[]) => lanes.map((lane) => limbs(lane)[g]);
      expect(said.sort()).toEqual(
        [
          `register -${[17, ts - 3, ...limbs(0x1000_0000n)]}`,
          `register +${[17, ts, ...limbs(0x1000_0000n)]}`,
          `register -${[10, ts - 1, ...limbs(BigInt(pointer))]}`,
          `register +${[10, ts, ...limbs(BigInt(pointer))]}`,
          `decode -${[77, families.ecall, 0, 0, 0, 0, 0, 0, 0, 0]}`,
          `execution -${[ts, 77]}`,
          `execution +${[ts + 3, 78]}`,
          ...before.map((lane, i) => `memory -${[pointer / 8 + i, 900 + i, ...limbs(lane)]}`),
          ...after.map((lane, i) => `memory +${[pointer / 8 + i, ts, ...limbs(lane)]}`),
          ...[0, 1, 2, 3].map((g) => `keccakState +${[ts, keyOf(0, g), ...window(g, before)]}`),
          ...[0, 1, 2, 3].map((g) => `keccakState -${[ts, keyOf(24, g), ...window(g, after)]}`),
        ].sort(),
      );
    }
    expect(isSilentPadding(rows, pointers.length)).toBe(true);
  });

  it('notices every change of a column', () => {
    expect(unnoticedChanges(rows, [0, 2])).toEqual([]);
  });

  it('takes no misaligned pointer, and none outside memory', () => {
    // A cell of a misaligned pointer is no cell of memory: pointer / 8 mod p.
    const { tuples } = rows.report(0, { x10Limb0: 4 });
    const cells = tuples.filter(({ bus }) => bus === 'memory').map(({ tuple }) => tuple[0]!);
    expect(Math.min(...cells)).toBeGreaterThan(MEMORY_END / 8);
    const far = limbs(BigInt(P) + 8n);
    const { lookups } = rows.report(0, { x10Limb0: far[0]!, x10Limb1: far[1]! });
    expect(lookups).toEqual([expect.stringMatching(/^range16 /)]);
    // The state may not reach out of memory: the cells behind it have no tokens.
    const last = rows.report(2, { x10Limb0: rows.value('x10Limb0', 2) + 8 });
    expect(Math.max(...last.tuples.filter(({ bus }) => bus === 'memory').map(({ tuple }) => tuple[0]!))).toBe(
      MEMORY_END / 8,
    );
  });
});
