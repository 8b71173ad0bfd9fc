import { describe, expect, it } from 'vitest';
import { elfFromAssembly } from '../../test/support/elf.ts';
import { randomProgram } from '../../test/support/random-program.ts';
import { checkTrace } from '../../test/support/trace-checker.ts';
import { loadElf, type Program } from '../elf/index.ts';
import { countTrace, execute, type RecordedTrace, recordTrace, streamNames, streamRecordBytes } from './index.ts';

const empty = new Uint8Array(0);
const EXIT = 'li a7, 93\n ecall\n';
const data = { address: 0x200000, bytes: Uint8Array.from({ length: 40 }, (_, i) => i + 1) };
const assemble = (source: string): Program => loadElf(elfFromAssembly(source, [data]));

/** All bytes of all streams. */
function contents(trace: RecordedTrace): string {
  return streamNames
    .map((name) => {
      const { address, count } = trace.streams.get(name)!;
      const bytes = new Uint8Array(trace.memory.buffer).slice(address, address + count * streamRecordBytes[name]);
      return `${name}: ${Buffer.from(bytes).toString('base64')}`;
    })
    .join('\n');
}

describe('recorded traces balance', () => {
  it.each([1, 2, 3])('random program %d', async (seed) => {
    const program = loadElf(randomProgram(seed, { numGroups: 800, rounds: 8 }).elf);
    const trace = await recordTrace(program, empty);
    const summary = checkTrace(program, empty, trace);
    expect(summary.instructions).toBe(trace.cycles);
    const run = await execute(program, empty);
    expect(run).toMatchObject({ cycles: trace.cycles, exitCode: trace.exitCode, publicOutput: trace.publicOutput });
  });

  it('registers and cells touched rarely are refreshed', async () => {
    const program = assemble(`
      li s0, 0x200000
      li s1, 300000
      ld a0, 0(s0)
      loop: addi s1, s1, -1
      bnez s1, loop
      ld a1, 0(s0)
      ld a2, 3(s0)
      sd a2, 13(s0)
      sd x0, 64(s0)
      li a0, 1\n li a1, 0x200001\n li a2, 30\n li a7, 64\n ecall
      li s1, 30000
      again: addi s1, s1, -1
      bnez s1, again
      li a0, 0
      ${EXIT}`);
    const trace = await recordTrace(program, empty);
    const { refreshes } = checkTrace(program, empty, trace);
    expect(trace.streams.get('refreshMemory')!.count).toBeGreaterThan(3);
    expect(trace.streams.get('refreshRegister')!.count).toBeGreaterThan(3);
    expect(refreshes).toBeGreaterThan(8);
  });

  // s2 is written at ts 3 and read at 1 + 3 (gap + 1): the difference is 3 gap + 1, and 65536 needs no refresh.
  it.each([
    [21845, 0],
    [21846, 1],
  ])('a gap of %d instructions needs %d refreshes', async (gap, refreshes) => {
    const program = assemble(`addi s2, x0, 5\n ${'lui s1, 1\n'.repeat(gap)} addi s3, s2, 0\n ${EXIT}`);
    const trace = await recordTrace(program, empty);
    checkTrace(program, empty, trace);
    const { address, count } = trace.streams.get('refreshRegister')!;
    const view = new DataView(trace.memory.buffer);
    const registers = Array.from({ length: count }, (_, i) => view.getUint32(address + 24 * i, true));
    expect(registers.filter((register) => register === 18).length).toBe(refreshes);
  });

  it('private input, image and zero cells have their kinds', async () => {
    const input = Uint8Array.from({ length: 21 }, (_, i) => 200 + i);
    const program = assemble(`
      li s0, 0x60000000
      lw a0, 0(s0)\n ld a1, 16(s0)\n ld a2, 29(s0)\n sd a2, 32(s0)\n ld a3, 0x40(s0)
      li s0, 0x6800000f\n lb a0, 0(s0)\n lb a0, 1(s0)
      li s0, 0x20fffc\n sd s0, 0(s0)\n ld a1, 0(sp)\n sb x0, 8(x0)
      li a0, 3
      ${EXIT}`);
    const trace = await recordTrace(program, input);
    checkTrace(program, input, trace);
    const { address, count } = trace.streams.get('memoryInit')!;
    const view = new DataView(trace.memory.buffer);
    const kinds = new Map(
      Array.from({ length: count }, (_, i) => address + 48 * i).map((at) => [
        view.getUint32(at, true) * 8,
        view.getUint32(at + 8, true),
      ]),
    );
    expect(kinds.get(8)).toBe(0);
    expect(kinds.get(0x200000)).toBe(1);
    expect(kinds.get(0x20fff8)).toBe(0);
    expect(kinds.get(0x210000)).toBe(0);
    expect(kinds.get(0x60000000)).toBe(2);
    expect(kinds.get(0x60000040)).toBe(2);
    // The longest input ends at 0x68000010.
    expect(kinds.get(0x68000008)).toBe(2);
    expect(kinds.get(0x68000010)).toBe(0);
    expect(kinds.get(0x77fffff0)).toBe(0);
  });

  it('writes of every alignment and length', async () => {
    const calls: string[] = [];
    for (let offset = 0; offset < 8; offset++) {
      for (const length of [0, 1, 7, 8, 9, 16, 17, 24]) {
        calls.push(`li a0, 1\n li a1, ${0x200000 + offset}\n li a2, ${length}\n ecall`);
      }
    }
    calls.push('li a0, 2\n li a1, -1\n li a2, -1\n ecall');
    const program = assemble(`li a7, 64\n ${calls.join('\n')}\n li a0, 0\n ${EXIT}`);
    const trace = await recordTrace(program, empty);
    checkTrace(program, empty, trace);
    expect(trace.streams.get('write')!.count).toBe(65);
    expect(trace.publicOutput.length).toBe(8 * 82);
  });
});

describe('the checker of these tests', () => {
  it('sees every changed byte', async () => {
    const program = loadElf(randomProgram(5, { numGroups: 500, rounds: 2 }).elf);
    const trace = await recordTrace(program, empty);
    const bytes = new Uint8Array(trace.memory.buffer);
    for (const name of streamNames) {
      const { address, count } = trace.streams.get(name)!;
      const recordBytes = streamRecordBytes[name];
      for (let i = 0; i < (count > 0 ? 8 : 0); i++) {
        const inRecord = (i * 29) % recordBytes;
        if (name.startsWith('refresh') && inRecord >= 12 && inRecord < 16) continue;
        const at = address + ((i * 31) % count) * recordBytes + inRecord;
        bytes[at]! ^= 1;
        expect(() => checkTrace(program, empty, trace), `${name}, byte ${inRecord}`).toThrow();
        bytes[at]! ^= 1;
      }
    }
    checkTrace(program, empty, trace);
  });
});

describe('where records go', () => {
  const { elf } = randomProgram(7, { numGroups: 300, rounds: 3 });
  const program = loadElf(elf);

  it('a shared memory, above a base, dirty, gets the same records', async () => {
    const own = await recordTrace(program, empty);
    const memory = new WebAssembly.Memory({ initial: 100, maximum: 65536, shared: true });
    const base = 1_000_000;
    new Uint8Array(memory.buffer).fill(0xa5);
    const counts = await countTrace(program, empty);
    const shared = await recordTrace(program, empty, { counts, memory, base });
    expect(shared.memory).toBe(memory);
    expect(contents(shared)).toBe(contents(own));
    checkTrace(program, empty, shared);
    expect(new Uint8Array(memory.buffer, 0, base).every((byte) => byte === 0xa5)).toBe(true);
    for (const { address } of shared.streams.values()) expect(address % 64).toBe(0);
    const again = await recordTrace(program, empty, { counts, memory, base });
    expect(contents(again)).toBe(contents(own));
  });

  it('the counts of the first pass are exact and tell how often each instruction ran', async () => {
    const counted = await countTrace(program, empty);
    const trace = await recordTrace(program, empty, { counts: counted });
    for (const name of streamNames) expect(trace.streams.get(name)!.count).toBe(counted.counts[name]);
    const { address, count } = trace.executionCounts;
    expect(new Uint32Array(trace.memory.buffer, address, count)).toEqual(counted.executionCounts);
    expect(counted.executionCounts.reduce((a, b) => a + b)).toBe(counted.cycles);
    await expect(recordTrace(program, new Uint8Array(1), { counts: counted })).rejects.toThrow(/counts/);
  });
});
