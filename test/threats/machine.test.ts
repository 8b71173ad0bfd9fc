/**
 * Threats 2, 8 to 12, 14, 15 and 29 to whole proofs: forged runs are proven by the honest prover's code and the verifier refuses them. That the
 * forgery is no negligence shows in what is broken: the named constraint or bus and nothing else.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fromWord, toWord } from '../../src/air/modular.ts';
import { machineTable } from '../../src/machine/chips.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { ACCEPTED, judge } from '../fuzz/judge.ts';
import { programs } from '../machine/programs.ts';
import { EXIT, ForgedRun, Forger } from './forged-machine.ts';

// Whole proofs, several to a test.
vi.setConfig({ testTimeout: 600_000 });

const PRIVATE = 0x60000010;
const ZERO = 0x40000000;
const DATA = 0x10100;
const input = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);

/** Reads an image, a private and a zero cell, writes and commits their sum; the image has cells that no one reads. */
const source = `
  li s1, ${DATA}
  ld a1, 0(s1)
  li s2, ${PRIVATE}
  ld a2, 0(s2)
  li s3, ${ZERO}
  ld a3, 0(s3)
  add a4, a1, a2
  add a4, a4, a3
  sd a4, 8(s3)
  li a0, 1
  addi a1, s3, 8
  li a2, 8
  li a7, 64
  ecall
  li a0, 3
  ${EXIT}
  ${'.word 0\n'.repeat((DATA - 0x10050) / 4 + 2)}
  .word 0x11112222
  .word 0x33334444
  .word 0x55556666
`;

let forger: Forger;
beforeAll(async () => {
  forger = await Forger.create();
});
afterAll(() => forger.close());

const honest = () => ForgedRun.of(source, input);

/** Refused, because just this is broken. */
async function refuses(run: ForgedRun, broken: readonly string[], code: string | RegExp = /BusImbalance|Constraint/) {
  expect(run.broken()).toEqual([...broken].sort());
  expect(await forger.verdict(run)).toMatch(code);
}

it('the honest run is accepted (control)', async () => {
  const run = await honest();
  expect(run.broken()).toEqual([]);
  expect(await forger.verdict(run)).toBe(ACCEPTED);
});

describe('8. time', () => {
  const reads = `li a0, 1\n li a0, 2\n mv a1, a0\n ${EXIT}`;

  it('a read of the write before the last', async () => {
    const run = await ForgedRun.of(reads);
    const read = run.at('ADDI', 0x10008);
    const first = run.get('ADDI', run.at('ADDI', 0x10000), 'ts') + 2;
    await refuses(run.set('ADDI', read, { rs1PrevTs: first, a0: 1, r0: 1 }), ['register']);
  });

  it.each([
    ['at the same time', 0],
    ['later', 1],
    ['2^16 + 1 earlier', -65537],
  ])('a token emitted %s', async (_, offset) => {
    const run = await ForgedRun.of(reads);
    const read = run.at('ADDI', 0x10008);
    run.set('ADDI', read, { rs1PrevTs: run.get('ADDI', read, 'ts') + offset });
    await refuses(run, ['range16', 'register']);
  });

  it('a refresh backwards, or beyond 2^28', async () => {
    const { source: refresh } = programs.refresh!;
    for (const newTs of [-1, 2 ** 28]) {
      const run = await ForgedRun.of(refresh);
      const row = run.where('REFRESH_MEMORY', { isReal: 1 });
      const [prevTs, before] = [run.get('REFRESH_MEMORY', row, 'prevTs'), run.get('REFRESH_MEMORY', row, 'newTs')];
      const to = newTs < 1 ? prevTs + newTs : newTs;
      const gap = to - prevTs - 1;
      run.set('REFRESH_MEMORY', row, { newTs: to, newTsLow: to % 65536, gapLow: ((gap % 65536) + 65536) % 65536 });
      // Its user follows, so that the memory bus balances.
      const user = run.where('LD', { cellPrevTs: before });
      run.set('LD', user, { cellPrevTs: to });
      const broken = run.broken();
      expect(broken).toContain('rangeBits');
      expect(broken).not.toContain('memory');
      expect(await forger.verdict(run)).toBe('BusImbalance');
    }
  });
});

describe('9. initial memory', () => {
  /** Gives the cell another first value, and everyone who hears of it. */
  function withInitial(run: ForgedRun, address: number, by: number): ForgedRun {
    const position = run.cell(address);
    run.add('MEMORY_INIT', position, { initial0: by, final0: by });
    const index = Math.floor(address / 8);
    const load = run.where('LD', { isReal: 1, cell: index });
    run.add('LD', load, { v0: by });
    return run;
  }
  /** A program that loads one cell into a register that no one reads. */
  const loads = (address: number) => `li s1, ${address}\n ld a5, 0(s1)\n li a0, 0\n ${EXIT}\n .word 4\n .word 0`;
  const loaded = (run: ForgedRun, by: number) => run.add('REGISTER', 15, { final0: by });

  it('an image cell with another value', async () => {
    const run = await ForgedRun.of(loads(0x10018));
    await refuses(loaded(withInitial(run, 0x10018, 1), 1), ['image']);
  });

  it('an image cell that calls itself private, so that its value is free', async () => {
    const run = await ForgedRun.of(loads(0x10018));
    loaded(withInitial(run, 0x10018, 1), 1);
    run.set('MEMORY_INIT', run.cell(0x10018), { isImage: 0, isPrivate: 1 });
    // Not received by anyone, and outside of the private input.
    await refuses(run, ['image', 'rangeBits']);
  });

  it('an image cell that calls itself zero', async () => {
    const run = await ForgedRun.of(loads(0x10018));
    const value = run.get('MEMORY_INIT', run.cell(0x10018), 'initial0');
    loaded(withInitial(run, 0x10018, -value), -value);
    run.set('MEMORY_INIT', run.cell(0x10018), { isImage: 0 });
    const high = run.broken().filter((name) => name !== 'image' && !name.startsWith('limb'));
    expect(high).toEqual([]);
    expect(await forger.verdict(run)).toBe('BusImbalance');
  });

  it('a private cell is the prover’s choice (control), but in 16-bit limbs', async () => {
    for (const [by, broken] of [
      [7, []],
      [65536, ['range16']],
      [-(2 ** 20), ['range16']],
    ] as const) {
      const run = await ForgedRun.of(loads(PRIVATE), input);
      loaded(withInitial(run, PRIVATE, by), by);
      expect(run.broken()).toEqual(broken);
      expect(await forger.verdict(run)).toBe(by === 7 ? ACCEPTED : 'BusImbalance');
    }
  });

  it('a zero cell with a value', async () => {
    const run = await ForgedRun.of(loads(ZERO));
    await refuses(loaded(withInitial(run, ZERO, 1), 1), ['limb 0 of a zero cell is 0'], 'ConstraintMismatch');
  });

  it('a private row re-pointed at the program’s data', async () => {
    const run = await honest();
    const target = Math.floor(DATA / 8);
    run.set('MEMORY_INIT', run.cell(PRIVATE), { high: target >>> 16, low: target & 0xffff });
    expect(run.broken()).toEqual(expect.arrayContaining(['memory', 'rangeBits', 'step is the growth minus 1']));
    expect(await forger.verdict(run)).toBe('BusImbalance');
  });

  /** A second row for the last cell, behind it, whose tokens balance by themselves. */
  function twice(run: ForgedRun, address: number, cells: Record<string, number>): ForgedRun {
    const last = run.cell(address);
    const free = run.next('MEMORY_INIT', last);
    run.copyRow('MEMORY_INIT', last, free).set('MEMORY_INIT', free, { finalTs: 0 });
    for (let i = 0; i < 4; i++) {
      run.set('MEMORY_INIT', free, { [`final${i}`]: run.get('MEMORY_INIT', free, `initial${i}`) });
    }
    return run.set('MEMORY_INIT', free, cells);
  }

  it('a cell twice, in rows that follow one another', async () => {
    const run = await ForgedRun.of(loads(PRIVATE), input);
    await refuses(twice(run, PRIVATE, { isSameHigh: 1, step: -1 }), ['range16'], 'BusImbalance');
  });

  it('a cell twice, one round of p later', async () => {
    // 65536 * 0x7800 = p - 1: a step that is small, and the same cell.
    const run = await ForgedRun.of(loads(ZERO));
    const { high, low } = { high: ZERO / 8 / 65536, low: (ZERO / 8) % 65536 };
    twice(run, ZERO, { isSameHigh: 0, high: high + 0x7800, low: low + 1, step: 0x77ff });
    await refuses(run, ['rangeBits'], 'BusImbalance');
  });

  it('an index with a low part above 16 bits', async () => {
    const run = await ForgedRun.of(loads(ZERO));
    const row = run.cell(ZERO);
    await refuses(run.add('MEMORY_INIT', row, { high: -1, low: 65536, step: -1 }), ['range16'], 'BusImbalance');
  });

  it('an image row that nobody receives', async () => {
    const run = await ForgedRun.of(`li a0, 0\n ${EXIT}\n .word 0\n .word 5`);
    const last = run.cell(0x10010);
    await refuses(run.clearRow('MEMORY_INIT', last), ['image'], 'BusImbalance');
  });

  it('negative control: an image value changed everywhere is another program, and only the preprocessed root tells', async () => {
    const forged = async () => {
      const run = loaded(withInitial(await ForgedRun.of(loads(0x10018)), 0x10018, 1), 1);
      run.countLookups();
      return run;
    };
    const run = await forged();
    const honest = await forger.key(run.program);
    const other = await forger.key(run.program, undefined, (tables) => {
      const [, limb0] = tables.find(({ name }) => name === 'IMAGE')!.columns;
      const row = run.program.imageCells.indexOf(0x10018 / 8);
      limb0![row] = toWord(fromWord(limb0![row]!) + 1);
    });
    const { descriptionBytes } = machineSystem();
    expect(judge(await forger.prove(run, other), other.bytes, descriptionBytes)).toBe(ACCEPTED);
    expect(judge(await forger.prove(run, other), honest.bytes, descriptionBytes)).toBe('KeyMismatch');
    // The digest is copied: sums, constraints, everything holds but the openings of the key's own tree.
    const disguised = { ...other, digest: honest.digest };
    expect(judge(await forger.prove(run, disguised), honest.bytes, descriptionBytes)).toBe('BadOpening');
  });
});

describe('10. padding and absent tables', () => {
  it('padding that comes alive', async () => {
    const run = await honest();
    for (const name of ['ADDI', 'LD', 'SD', 'WRITE_CELL', 'EXIT', 'MEMORY_INIT']) {
      const forged = await honest();
      forged.set(name, run.padding(name), { isReal: 1 });
      expect(await forger.verdict(forged), name).toMatch(/BusImbalance|Constraint/);
    }
  });

  it('an instruction in the padding of DECODE', async () => {
    const run = await honest();
    const last = 2 ** run.table('DECODE').logHeight - 1;
    await refuses(run.set('DECODE', last, { count: 1 }), ['decode'], 'BusImbalance');
  });

  it('any table left out', async () => {
    const fixed = ['BITWISE', 'RANGE_BITS', 'DECODE', 'REGISTER', 'IMAGE', 'KECCAK_RC'];
    const { names } = await honest();
    for (const name of names.filter((candidate) => !fixed.includes(candidate))) {
      expect(await forger.verdict((await honest()).remove(name)), name).toBe('BusImbalance');
    }
    // Preprocessed ones cannot be left out: the heights that the key fixes are the statement's.
    const { proof, ...rest } = await forger.proofOf(await honest());
    for (const name of fixed) {
      const without = proof.slice();
      without[128 + machineTable(name).index] = 0;
      expect(judge(without, rest.key, rest.description), name).toBe('BadHeights');
    }
  });
});

describe('11. the end', () => {
  it('none', async () => {
    await refuses((await honest()).remove('EXIT'), ['execution', 'exit', 'decode', 'register']);
  });

  it('two', async () => {
    const run = await honest();
    run.copyRow('EXIT', 0, 1);
    expect(run.broken()).toEqual(expect.arrayContaining(['execution', 'exit']));
    expect(await forger.verdict(run)).toBe('BusImbalance');
  });

  it('rows after it', async () => {
    const run = await honest();
    const after = run.padding('ADDI');
    run
      .copyRow('ADDI', run.where('ADDI', { isReal: 1 }), after)
      .set('ADDI', after, { ts: run.get('EXIT', 0, 'ts') + 3 });
    expect(run.broken()).toContain('execution');
    expect(await forger.verdict(run)).toBe('BusImbalance');
  });

  it('another code than that of the run', async () => {
    const run = await honest();
    for (const exitCode of [0, 2, 3 + 65536, 3 + 2 ** 31]) {
      expect(run.broken({ exitCode })).toEqual(['exit']);
      expect(await forger.verdict(run, { claim: { exitCode } }), `${exitCode}`).toBe('BusImbalance');
    }
  });
});

describe('12. public output', () => {
  it('changed, reordered, truncated, extended, empty', async () => {
    const run = await honest();
    const { publicOutput } = run.claim;
    const changed = publicOutput.slice();
    changed[3]! ^= 1;
    const lies = [
      changed,
      publicOutput.toReversed(),
      publicOutput.slice(1),
      publicOutput.slice(0, -1),
      Uint8Array.of(...publicOutput, 0),
      new Uint8Array(0),
    ];
    for (const lie of lies) {
      expect(run.broken({ publicOutput: lie })).toContain('output');
      expect(await forger.verdict(run, { claim: { publicOutput: lie } })).toBe('BusImbalance');
    }
  });

  it('several writes and writes of length 0 (control), none of them dropped, repeated or moved', async () => {
    const { source: writes, input: bytes } = programs.output!;
    const run = () => ForgedRun.of(writes, bytes);
    expect(await forger.verdict(await run())).toBe(ACCEPTED);
    const dropped = await run();
    dropped.clearRow('WRITE_CELL', dropped.where('WRITE_CELL', { isReal: 1 }));
    const repeated = await run();
    repeated.copyRow('WRITE_CELL', repeated.where('WRITE_CELL', { isReal: 1 }), repeated.padding('WRITE_CELL'));
    const moved = await run();
    moved.add('WRITE_CELL', moved.where('WRITE_CELL', { isReal: 1 }), { outputIndex: 1 });
    for (const forged of [dropped, repeated, moved]) expect(await forger.verdict(forged)).toBe('BusImbalance');
  });
});

describe('14. and 15. registers and memory', () => {
  it('x0 written and read back', async () => {
    const run = await ForgedRun.of(`addi x0, x0, 5\n add a0, x0, x0\n ${EXIT}`);
    const write = run.at('ADDI', 0x10000);
    const ts = run.get('ADDI', write, 'ts');
    run.set('ADDI', write, { rd: 0, rdPrevTs: ts, rdPrev0: 0 });
    run.set('ADD', run.at('ADD', 0x10004), { rs1PrevTs: ts + 2, a0: 5, b0: 5, r0: 10 });
    expect(run.broken()).toContain('decode');
    expect(await forger.verdict(run)).toBe('BusImbalance');
  });

  it('a store that disturbs its neighbours', async () => {
    const run = await ForgedRun.of(
      `li s1, ${ZERO}\n li a1, -1\n sd a1, 0(s1)\n li a2, 5\n sb a2, 3(s1)\n li a0, 0\n ${EXIT}`,
    );
    expect(await forger.verdict(run)).toBe(ACCEPTED);
    const cell = run.cell(ZERO);
    for (const [limb, by] of [
      [0, 1],
      [1, 1],
      [3, -1],
    ] as const) {
      const forged = await ForgedRun.of(
        `li s1, ${ZERO}\n li a1, -1\n sd a1, 0(s1)\n li a2, 5\n sb a2, 3(s1)\n li a0, 0\n ${EXIT}`,
      );
      forged.add('MEMORY_INIT', cell, { [`final${limb}`]: by });
      await refuses(forged, ['memory'], 'BusImbalance');
    }
  });
});
