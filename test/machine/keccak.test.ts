/** keccak_f1600 in the whole machine: run, proven, verified; calls that trap have no trace either. */
import { keccakP } from '@noble/hashes/sha3.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bitsByDistance } from '../../src/gadgets/keccak.ts';
import { MachineProver } from '../../src/machine/prover.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { type FilledMachine, fillMachine } from '../../src/machine/tables.ts';
import { verify } from '../../src/verify/index.ts';
import { elfFromAssembly } from '../support/elf.ts';
import { type Cells, rejections as rejected } from '../support/forged-run.ts';
import { keccakCall, keccakProgram } from '../support/keccak-calls.ts';

const ADDRESS = 0x200000;
const state = Uint8Array.from({ length: 200 }, (_, i) => (i * i * 37 + 11 * i + 3) & 255);
const source = `
${keccakCall(ADDRESS)}
  ecall
  li a0, 1
  li a1, ${ADDRESS}
  li a2, 200
  li a7, 64
  ecall
  li a0, 0
  li a7, 93
  ecall`;

function permuted(times: number): Uint8Array {
  const result = state.slice();
  for (let i = 0; i < times; i++) keccakP(new Uint32Array(result.buffer));
  return result;
}

describe('a program that permutes and writes the state', () => {
  let prover: MachineProver;
  beforeAll(async () => {
    prover = await MachineProver.create({ threads: 1 });
  });
  afterAll(() => prover.close());

  it('is proven and verified', async () => {
    const elf = elfFromAssembly(source, [{ address: ADDRESS, bytes: state }]);
    const insecure = true;
    const key = await prover.setup(elf, 'one-query', { insecure });
    const { proof } = await prover.prove(elf, { input: new Uint8Array(0), options: 'one-query', insecure });
    const { publicOutput } = verify(proof, key.bytes, { description: machineSystem().descriptionBytes, insecure });
    expect(new Uint8Array(publicOutput)).toEqual(permuted(2));
  });
});

describe('forged traces', () => {
  const program = keccakProgram(keccakCall(ADDRESS), [{ address: ADDRESS, bytes: state }]);
  let honest: FilledMachine;
  beforeAll(async () => {
    honest = await fillMachine(program, new Uint8Array(0));
  });

  const rejections = (name: string, change: (cells: Cells) => void) => rejected(program, honest, name, change);

  it('the honest one is accepted', () => {
    expect(rejections('KECCAK', () => undefined)).toEqual([]);
  });

  it('a misaligned pointer has cells that do not exist', () => {
    expect(rejections('KECCAK', (cells) => cells.set('x10Limb0', 0, 4))).toContain('memory');
  });

  it('a pointer may not reach out of memory', () => {
    const reach = (cells: Cells) => {
      cells.set('x10Limb0', 0, 0xff40);
      cells.set('x10Limb1', 0, 0x77ff);
    };
    expect(rejections('KECCAK', reach)).toContain('memory');
  });

  it('another result is none', () => {
    const other = (cells: Cells) => cells.set('after3_1', 0, cells.get('after3_1', 0) ^ 1);
    expect(rejections('KECCAK', other)).toEqual(expect.arrayContaining(['keccakState', 'memory']));
  });

  it.each([0, 1, 7, 24, 50, 98])('row %i of the rounds cannot be dropped, doubled or exchanged with another', (row) => {
    expect(rejections('KECCAK_RND', (cells) => cells.clear(row))).not.toEqual([]);
    expect(rejections('KECCAK_RND', (cells) => cells.copy(row, 100))).not.toEqual([]);
    expect(rejections('KECCAK_RND', (cells) => cells.copy(row, (row + 1) % 100))).not.toEqual([]);
    expect(rejections('KECCAK_RND', (cells) => cells.copy(row, (row + 25) % 100))).not.toEqual([]);
  });

  it('a window cannot be exchanged with another, nor a state moved away from the one before', () => {
    const exchange = (first: number, second: number, count: number) => (cells: Cells) => {
      for (let i = 0; i < count; i++) {
        cells.copy(first + i, 120);
        cells.copy(second + i, first + i);
        cells.copy(120, second + i);
      }
      cells.clear(120);
    };
    // Windows as a whole may stand in any order, but for the comparison with the row behind, which says nothing there.
    expect(rejections('KECCAK_RND', exchange(25, 50, 25))).toEqual(['constraint']);
    // The tuples are all the same: only the place of the rows is wrong.
    expect(rejections('KECCAK_RND', exchange(30, 55, 1))).toEqual(['constraint']);
    expect(rejections('KECCAK_RND', exchange(30, 55, 5))).toEqual(['constraint']);
  });

  it('a bit that stays in its window cannot be changed', () => {
    const { to, toBit } = bitsByDistance[0]![40]!;
    const flip = (cells: Cells) => cells.set(`b${to}_${toBit}`, 40, 1 - cells.get(`b${to}_${toBit}`, 40));
    expect(rejections('KECCAK_RND', flip)).toContain('constraint');
  });

  it('a bit that enters a window is the one that left the window before', () => {
    // Two for a bit, which no constraint of the row forbids.
    const two = (cells: Cells) => cells.set('edge1', 40, 2);
    expect(rejections('KECCAK_RND', two)).toContain('keccakEdge');
  });

  it('a state cannot be that of another time', () => {
    expect(rejections('KECCAK_RND', (cells) => cells.set('ts', 12, cells.get('ts', 12) + 3))).not.toEqual([]);
  });

  it('a chain without a call is none', () => {
    // All rows of the call once more, at another time.
    const twin = (cells: Cells) => {
      for (let row = 0; row < 28; row++) {
        cells.copy(row, 100 + row);
        cells.set('ts', 100 + row, 1);
      }
    };
    expect(rejections('KECCAK_RND', twin)).toEqual(expect.arrayContaining(['keccakState', 'keccakSums']));
  });
});
