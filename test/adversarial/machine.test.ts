/** Forged runs that break the machine's chains where tables meet: system calls, closed cycles of tokens, the edges of memory. */
import { describe, expect, it } from 'vitest';
import { P } from '../../src/air/expression.ts';
import { EXIT, ForgedRun } from '../threats/forged-machine.ts';

const OUT = 0x10000;
const write = (offset: number, length: number) =>
  `li a0, 1\n li a1, ${OUT + offset}\n li a2, ${length}\n li a7, 64\n ecall`;
const writes = `${write(0, 8)}\n li a0, 0\n ${EXIT}`;

describe('the honest runs (control)', () => {
  it('hold', async () => {
    expect((await ForgedRun.of(writes)).broken()).toEqual([]);
  });
});

describe('system calls', () => {
  it('write is not taken for exit', async () => {
    const run = await ForgedRun.of(writes);
    const [call] = [run.where('WRITE', { isReal: 1 })];
    const stop = run.where('EXIT', { isReal: 1 });
    // Ends the run at the write: the exit row consumes the registers' tokens as the write did.
    const [ts, pc] = [run.get('WRITE', call, 'ts'), run.get('WRITE', call, 'pc')];
    const prevTs = ['x17PrevTs', 'x10PrevTs'].map((name) => [name, run.get('WRITE', call, name)]);
    run.set('EXIT', stop, { ts, pc, lengthLow: 0, outputIndexPrevTs: 0, code0: 1, ...Object.fromEntries(prevTs) });
    const broken = run.clearRow('WRITE', call).broken({ exitCode: 1, publicOutput: new Uint8Array(0) });
    expect(broken).toContain('register');
    expect(broken).not.toContain('exit');
  });

  it('exit is not taken for write', async () => {
    const run = await ForgedRun.of(`li a0, 1\n li a2, 0\n ${EXIT}\n li a7, 93\n ecall`);
    const stop = run.where('EXIT', { isReal: 1 });
    expect(run.set('EXIT', stop, { pc: run.get('EXIT', stop, 'pc') + 2 }).broken()).toContain('execution');
  });
});

describe('the chain of a write', () => {
  it('a padding row of WRITE says nothing', async () => {
    const phantom = { isActive: 1, isOutput: 1, ts: 1, address0: 8, index0: 5, newIndex0: 5 };
    const start = async (cells: Readonly<Record<string, number>>) => {
      const run = await ForgedRun.of(writes);
      return run.set('WRITE', run.padding('WRITE'), { ...phantom, ...cells }).broken();
    };
    const onlyLive = 'only live rows are active';
    // An empty chain: sent and received by the same row.
    expect(await start({})).toEqual([onlyLive]);
    expect(await start({ length0: 8 })).toContain('the output index grows by the length');
    const grown = await start({ length0: 8, newIndex0: 13 });
    expect(grown).toContain('limb 0 of the output index stays unless active');
    // Length limbs that are 0 as a number mod p only.
    expect(await start({ length0: P - 65536, length1: 1 })).toEqual([onlyLive]);
  });

  it('a cell is not taken twice', async () => {
    const run = await ForgedRun.of(writes);
    const first = run.where('WRITE_CELL', { isReal: 1 });
    const second = run.padding('WRITE_CELL');
    run.copyRow('WRITE_CELL', first, second);
    const bits = (from: number, to: number) =>
      Object.fromEntries([0, 1, 2, 3, 4, 5, 6, 7].map((i) => [`isActive${i}`, i >= from && i < to ? 1 : 0]));
    const ts = run.get('WRITE_CELL', first, 'ts');
    run.set('WRITE_CELL', first, bits(0, 4)).set('WRITE_CELL', second, { ...bits(4, 8), cellPrevTs: ts });
    run.add('WRITE_CELL', second, { address: 4, remaining: -4, outputIndex: 4 });
    expect(run.broken()).toEqual(['range16']);
  });

  it('bytes come from the address', async () => {
    const run = await ForgedRun.of(writes);
    const row = run.where('WRITE_CELL', { isReal: 1 });
    expect(run.add('WRITE_CELL', row, { cell: 1 }).broken()).toContain('the address is that of the first active byte');
  });
});

describe('closed cycles of tokens', () => {
  const waits = `li s3, 5\n li t0, 12000\nloop: addi t0, t0, -1\n bnez t0, loop\n add a0, s3, zero\n ${EXIT}`;

  it('refreshes of a register do not feed one another', async () => {
    const cycle = async (forth: number, back: number) => {
      const run = await ForgedRun.of(waits);
      const one = run.padding('REFRESH_REGISTER');
      const row = (prevTs: number, newTs: number) => {
        const gap = (((newTs - prevTs - 1) % P) + P) % P;
        return { isReal: 1, index: 19, prevTs, newTs, v0: 7, newTsLow: newTs % 65536, gapLow: gap % 65536 };
      };
      run.set('REFRESH_REGISTER', one, row(forth, back));
      return run.set('REFRESH_REGISTER', run.padding('REFRESH_REGISTER'), row(back, forth)).broken();
    };
    expect(await cycle(1000, 2000)).toEqual(['rangeBits']);
    expect(await cycle(5, 2 ** 28 - 1)).toEqual(['rangeBits']);
    expect(await cycle(2 ** 28 - 1, P - 5)).toEqual(['rangeBits']);
  });
});

describe('the edges of initial memory', () => {
  const loads = (address: number) => `li s1, ${address}\n ld a5, 0(s1)\n li a0, 0\n ${EXIT}`;

  it('private cells end with the longest input', async () => {
    const last = await ForgedRun.of(loads(0x6800_0008));
    expect(last.get('MEMORY_INIT', last.cell(0x6800_0008), 'isPrivate')).toBe(1);
    expect(last.broken()).toEqual([]);
    // Behind it cells are 0; called private, with a value, in every way that the columns allow.
    for (const isTail of [0, 1]) {
      const run = await ForgedRun.of(loads(0x6800_0008));
      const row = run.cell(0x6800_0008);
      run.add('MEMORY_INIT', row, { low: 1, step: 1, initial0: 9, final0: 9 }).set('MEMORY_INIT', row, { isTail });
      const broken = run.broken();
      expect(broken).toContain(isTail === 1 ? 'the tail is two cells' : 'rangeBits');
    }
  });

  it('no cell lies below 0', async () => {
    const run = await ForgedRun.of(loads(0x1_0000));
    const first = run.where('MEMORY_INIT', { isReal: 1, isSameHigh: 1, high: 0 });
    for (const cells of [
      { high: -1, isSameHigh: 1 },
      { high: -1, isSameHigh: 0, step: -2 },
      { high: -1, isSameHigh: 0, step: 0 },
    ]) {
      const forged = (await ForgedRun.of(loads(0x1_0000))).set('MEMORY_INIT', first, cells).broken();
      const reasons = [
        'in the first row high is 0 where it is that of a cell before',
        'else it is step + 1',
        'range16',
      ];
      expect(forged.filter((name) => reasons.includes(name))).not.toEqual([]);
    }
  });
});
