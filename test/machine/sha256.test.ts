/** sha256_compress in the whole machine: run, proven, verified; calls that trap have no trace either. */
import { sha256 } from '@noble/hashes/sha2.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordTrace } from '../../src/executor/index.ts';
import { MachineProver } from '../../src/machine/prover.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { type FilledMachine, fillMachine } from '../../src/machine/tables.ts';
import { verify } from '../../src/verify/index.ts';
import { verifyReference } from '../reference/verifier.ts';
import { EXIT_SOURCE, programWith } from '../support/blake3-call.ts';
import { elfFromAssembly } from '../support/elf.ts';
import { type Cells, rejections as rejected } from '../support/forged-run.ts';
import { BLOCK_AT, callSource, paddedBlocks, SHA256_IV, VALUE_AT } from '../support/sha256-call.ts';
import { checkTrace } from '../support/trace-checker.ts';

const description = machineSystem().descriptionBytes;

/** Compresses the private input, a padded message, where it lies; writes the hash value. */
const source = `
  li s0, ${VALUE_AT}
${SHA256_IV.map((word, i) => `  li t0, ${word}\n  sw t0, ${4 * i}(s0)`).join('\n')}
  li s1, 0x60000000
  lw s2, 0(s1)
  addi a1, s1, 16
  mv a0, s0
  li a7, 0x10000002
  add s2, s2, a1
loop:
  ecall
  addi a1, a1, 64
  bltu a1, s2, loop
  li a0, 1
  mv a1, s0
  li a2, 32
  li a7, 64
  ecall
${EXIT_SOURCE}`;

describe('sha256_compress in a proof', () => {
  let prover: MachineProver;
  beforeAll(async () => {
    prover = await MachineProver.create({ threads: 2 });
  });
  afterAll(() => prover.close());

  // 15 and 16 calls: the rows of the rounds and the schedule end on either side of a power of two.
  it.each([0, 55, 56, 900, 1000])('hashes %d bytes', async (length) => {
    const message = Uint8Array.from({ length }, (_, i) => (i * i + 7 * i) & 255);
    const input = new Uint8Array(Uint32Array.from(paddedBlocks(message).flat()).buffer);
    const elf = elfFromAssembly(source);
    const options = 'one-query';
    const insecure = true;
    const key = await prover.setup(elf, options, { insecure });
    const { proof } = await prover.prove(elf, { input, options, insecure });
    const words = new Uint32Array(verify(proof, key.bytes, { description, insecure }).publicOutput.slice().buffer);
    const hash = [...words].map((word) => word.toString(16).padStart(8, '0')).join('');
    expect(hash).toBe(Buffer.from(sha256(message)).toString('hex'));
    expect(verifyReference(proof, key.bytes, description)).toMatchObject({ exitCode: 0 });
  });
});

describe('traces', () => {
  it('balance, with blocks used again after a while, of cells of different age', async () => {
    const pause = (label: string) => `li s0, 15000\n ${label}: addi s0, s0, -1\n bnez s0, ${label}\n`;
    const young = `li s1, ${BLOCK_AT}\n ld s2, 24(s1)\n`;
    const calls = [callSource(), pause('once'), callSource(), pause('twice'), young, callSource()].join('\n');
    const program = programWith(calls + EXIT_SOURCE, { [VALUE_AT]: SHA256_IV, [BLOCK_AT]: SHA256_IV });
    const trace = await recordTrace(program, new Uint8Array(0));
    checkTrace(program, new Uint8Array(0), trace);
    const counts = (['sha256', 'sha256Rounds', 'sha256Schedule'] as const).map(
      (name) => trace.streams.get(name)!.count,
    );
    expect(counts).toEqual([3, 51, 48]);
  });
});

describe('forged traces', () => {
  const calls = `${callSource()}${callSource(VALUE_AT + 32, BLOCK_AT)}${EXIT_SOURCE}`;
  const program = programWith(calls, { [VALUE_AT]: [...SHA256_IV, ...SHA256_IV], [BLOCK_AT]: SHA256_IV });
  let honest: FilledMachine;
  beforeAll(async () => {
    honest = await fillMachine(program, new Uint8Array(0));
  });
  const rejections = (name: string, change: (cells: Cells) => void) => rejected(program, honest, name, change);

  it('the honest one is accepted', () => {
    expect(rejections('SHA256', () => undefined)).toEqual([]);
  });

  it('a misaligned pointer has cells that do not exist', () => {
    expect(rejections('SHA256', (cells) => cells.set('x10Limb0', 0, 4))).toContain('memory');
    expect(rejections('SHA256', (cells) => cells.set('x11Limb0', 0, 1))).toContain('memory');
  });

  it('a pointer may not reach out of memory, nor two to one cell', () => {
    const reach = (cells: Cells) => {
      cells.set('x11Limb0', 0, 0xffc8);
      cells.set('x11Limb1', 0, 0x77ff);
    };
    expect(rejections('SHA256', reach)).toContain('memory');
    const overlap = (cells: Cells) => {
      for (const limb of ['Limb0', 'Limb1']) cells.set(`x11${limb}`, 0, cells.get(`x10${limb}`, 0));
    };
    expect(rejections('SHA256', overlap)).toContain('memory');
  });

  it('another result is none', () => {
    const other = (cells: Cells) => {
      cells.set('final3Limb1', 0, cells.get('final3Limb1', 0) ^ 1);
      const sum = cells.get('final3Limb1', 0) + cells.get('value1Limb3', 0);
      const carry = cells.get('final3Limb0', 0) + cells.get('value1Limb2', 0) > 65535 ? 1 : 0;
      cells.set('result3Limb1', 0, (sum + carry) % 65536);
    };
    expect(rejections('SHA256', other)).toEqual(expect.arrayContaining(['sha256Words', 'memory']));
  });

  it.each([0, 15, 16, 30])('row %i of the rounds and the schedule cannot be dropped or exchanged', (row) => {
    for (const name of ['SHA256_ROUNDS', 'SHA256_SCHEDULE']) {
      expect(rejections(name, (cells) => cells.clear(row))).not.toEqual([]);
      expect(rejections(name, (cells) => cells.copy(row, row + 1))).not.toEqual([]);
      expect(rejections(name, (cells) => cells.copy(row, (row + 4) % 32))).not.toEqual([]);
      expect(rejections(name, (cells) => cells.set('ts', row, cells.get('ts', row) + 3))).not.toEqual([]);
    }
  });

  it('rows without a call are none, wherever they begin', () => {
    const twin = (count: number, from: number, to: number) => (cells: Cells) => {
      for (let row = 0; row < count; row++) {
        cells.copy(from + row, to + row);
        cells.set('ts', to + row, 1);
      }
    };
    expect(rejections('SHA256_ROUNDS', twin(17, 0, 34))).toEqual(
      expect.arrayContaining(['sha256Words', 'sha256Input']),
    );
    expect(rejections('SHA256_ROUNDS', twin(5, 12, 34))).toEqual(expect.arrayContaining(['sha256Input', 'constraint']));
    const schedule = rejections('SHA256_SCHEDULE', twin(16, 16, 0));
    expect(schedule).toEqual(expect.arrayContaining(['sha256Message', 'sha256Input']));
  });

  it('a round with another input is none', () => {
    const shift = (cells: Cells) => cells.set('input2Limb0', 5, cells.get('input2Limb0', 5) + 65536);
    expect(rejections('SHA256_ROUNDS', shift)).toContain('sha256Input');
  });
});
