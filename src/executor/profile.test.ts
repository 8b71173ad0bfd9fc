import { describe, expect, it } from 'vitest';
import { elfFromAssembly } from '../../test/support/elf.ts';
import { Random } from '../../test/support/random.ts';
import { randomProgram } from '../../test/support/random-program.ts';
import { loadElf } from '../elf/index.ts';
import { assemble } from '../isa/assembler.ts';
import { countTrace, type ExecutionProfile, execute, executeProfiled } from './index.ts';

const empty = new Uint8Array(0);
const BASE = 0x10000;
const EXIT = 'li a0, 0\n li a7, 93\n ecall\n';
const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

async function profileOf(source: string): Promise<ExecutionProfile> {
  const program = loadElf(elfFromAssembly(source));
  const result = await executeProfiled(program, empty);
  const { cycles, exitCode, publicOutput } = await execute(program, empty);
  expect(result).toMatchObject({ cycles, exitCode, publicOutput });
  expect(sum(result.steps.map((step) => step.cycles))).toBe(cycles);
  expect(sum(result.callTree.map((node) => node.selfCycles))).toBe(cycles);
  for (const { step, cycles: ofStep } of result.lostCalls > 0 ? [] : result.steps) {
    const nodes = result.callTree.filter((node) => node.step === step);
    expect(sum(nodes.map((node) => node.selfCycles))).toBe(ofStep);
  }
  return result;
}

/** Step -> offset in words -> executions. */
function histogram(result: ExecutionProfile): Record<number, Record<number, number>> {
  const entries = result.steps.map(({ step, pcs, counts }) => {
    return [step, Object.fromEntries(Array.from(pcs, (pc, i) => [(pc - BASE) / 4, counts[i]!]))];
  });
  return Object.fromEntries(entries) as Record<number, Record<number, number>>;
}

/** `a;b;c@step` by the functions' labels -> [calls, self cycles]; equal stacks are added up. */
function stacks(source: string, { callTree }: ExecutionProfile): Record<string, [number, number]> {
  const names = new Map([...assemble(source, BASE).labels].map(([name, address]) => [address, name]));
  const paths: string[] = [];
  const result: Record<string, [number, number]> = {};
  for (const { parent, pc, step, calls, selfCycles } of callTree) {
    const path = `${parent < 0 ? '' : `${paths[parent]};`}${names.get(pc) ?? pc}`;
    paths.push(path);
    const [callsBefore, cyclesBefore] = result[`${path}@${step}`] ?? [0, 0];
    result[`${path}@${step}`] = [callsBefore + calls, cyclesBefore + selfCycles];
  }
  return result;
}

describe('counts per step and instruction', () => {
  it('a program computed by hand: setup, a loop, a step that repeats', async () => {
    const source = `
      li   a1, 3              # 0: once
      loop: addi x0, x0, 5    # 1: three times, first instruction of step 5
      addi a2, a2, 1          # 2: three times
      addi x0, x0, -2         # 3: three times, step -2
      addi a1, a1, -1         # 4
      bnez a1, loop           # 5
      ${EXIT}`;
    const result = await profileOf(source);
    expect(histogram(result)).toEqual({
      0: { 0: 1 },
      5: { 1: 3, 2: 3 },
      [-2]: { 3: 3, 4: 3, 5: 3, 6: 1, 7: 1, 8: 1 },
    });
    expect(result.steps.map(({ step, cycles }) => [step, cycles])).toEqual([
      [0, 1],
      [-2, 12],
      [5, 6],
    ]);
    expect(result.numMarkers).toBe(6);
    expect(result.markers).toEqual([
      { step: 5, cycle: 1 },
      { step: -2, cycle: 3 },
      { step: 5, cycle: 6 },
      { step: -2, cycle: 8 },
      { step: 5, cycle: 11 },
      { step: -2, cycle: 13 },
    ]);
  });

  it('only addi x0, x0, N with N != 0 is a marker', async () => {
    const result = await profileOf(`
      nop
      addi x0, a0, 5
      addi a0, x0, 5
      addiw x0, x0, 5
      slti x0, x0, 5
      ori x0, x0, 5
      li a1, 7
      add x0, x0, a1
      lui x0, 5
      fence
      .word 0x0ff0000f
      jal x0, . + 4
      ${EXIT}`);
    expect(result.numMarkers).toBe(0);
    expect(result.steps.map(({ step }) => step)).toEqual([0]);
  });

  it('every step number from -2048 to 2047', async () => {
    const numbers = Array.from({ length: 4096 }, (_, i) => i - 2048).filter((n) => n !== 0);
    const result = await profileOf(`${numbers.map((n) => `addi x0, x0, ${n}`).join('\n')}\n${EXIT}`);
    expect(result.steps.map(({ step }) => step)).toEqual([0, ...numbers]);
    expect(result.steps.map(({ cycles }) => cycles)).toEqual([0, ...numbers.map((n) => (n === 2047 ? 4 : 1))]);
  });

  it('more markers than the log holds', async () => {
    const result = await profileOf(`li a1, 5000\n loop: addi x0, x0, 1\n addi a1, a1, -1\n bnez a1, loop\n ${EXIT}`);
    expect(result.numMarkers).toBe(5000);
    expect(result.markers.length).toBe(4096);
    expect(result.markers.at(-1)).toEqual({ step: 1, cycle: 2 + 3 * 4095 });
  });

  it('precompile calls by number, in the step that made them', async () => {
    const call = 'li a0, 0x200000\n li a7, 0x10000000\n ecall\n';
    const result = await profileOf(
      `${call} addi x0, x0, 1\n ${call} ${call} li a0, 2\n li a2, 0\n li a7, 64\n ecall\n ${EXIT}`,
    );
    expect(result.steps.map(({ precompileCalls }) => [...precompileCalls])).toEqual([
      [[0x1000_0000, 1]],
      [[0x1000_0000, 2]],
    ]);
  });

  it.each([11, 12, 13])('random program %d: what the tracing executor counts', async (seed) => {
    const program = loadElf(randomProgram(seed, { numGroups: 800, rounds: 4 }).elf);
    const result = await executeProfiled(program, empty);
    const counted = await countTrace(program, empty);
    const counts = new Uint32Array(program.words.length);
    for (const step of result.steps) {
      for (const [i, pc] of step.pcs.entries()) counts[(pc - program.basePc) / 4]! += step.counts[i]!;
    }
    expect(counts).toEqual(counted.executionCounts);
    expect(result.cycles).toBe(counted.cycles);
    expect(sum(result.callTree.map((node) => node.selfCycles))).toBe(result.cycles);
  });

  it('slices and debug text change nothing', async () => {
    const source = `li s1, 3000000\n li a7, 64\n li a0, 2\n li a2, 0\n ecall\n call f\n ${EXIT}
      f: addi x0, x0, 3\n g: addi s1, s1, -1\n bnez s1, g\n ret`;
    const result = await profileOf(source);
    expect(result.steps.map(({ cycles }) => cycles)).toEqual([7, 1 + 6_000_000 + 1 + 3]);
  });
});

describe('call tree', () => {
  it('calls, markers inside calls, returns into a later step', async () => {
    const source = `
      _start: call main
      ${EXIT}
      main: addi sp, sp, -16
      sd ra, 8(sp)
      call f
      addi x0, x0, 1
      call f
      call g
      ld ra, 8(sp)
      addi sp, sp, 16
      ret
      f: nop
      ret
      g: nop
      addi x0, x0, 2
      nop
      ret`;
    const result = await profileOf(source);
    expect(stacks(source, result)).toEqual({
      '_start@0': [1, 1],
      '_start;main@0': [1, 3],
      '_start;main;f@0': [1, 2],
      '_start;main@1': [0, 3],
      '_start;main;f@1': [1, 2],
      '_start;main;g@1': [1, 1],
      '_start;main;g@2': [0, 3],
      '_start;main@2': [0, 3],
      '_start@2': [0, 3],
    });
  });

  it('tail calls replace the function; loops do not', async () => {
    const source = `
      _start: call f
      call f
      ${EXIT}
      f: nop
      j g
      g: la t1, h
      jr t1
      h: addi a3, a3, 1
      andi a4, a3, 3
      bnez a4, h
      ret`;
    const result = await profileOf(source);
    const laOfH = 2;
    const rounds = 4 * 3;
    expect(stacks(source, result)).toEqual({
      '_start@0': [1, 5],
      '_start;f@0': [2, 4],
      '_start;g@0': [2, 2 * (laOfH + 1)],
      '_start;h@0': [2, 2 * (rounds + 1)],
    });
  });

  it('a long jump drops the frames that it leaves', async () => {
    const source = `
      _start: addi sp, sp, -32
      call outer
      ${EXIT}
      outer: addi sp, sp, -32
      sd ra, 8(sp)
      call setjmp
      bnez a0, back
      call deep
      nop
      back: call leaf
      ld ra, 8(sp)
      addi sp, sp, 32
      ret
      setjmp: sd ra, 0(x0)
      sd sp, 8(x0)
      li a0, 0
      ret
      deep: addi sp, sp, -32
      sd ra, 8(sp)
      call deeper
      deeper: addi sp, sp, -32
      sd ra, 8(sp)
      ld ra, 0(x0)
      ld sp, 8(x0)
      li a0, 1
      ret
      leaf: ret`;
    const result = await profileOf(source);
    expect(stacks(source, result)).toEqual({
      '_start@0': [1, 5],
      '_start;outer@0': [1, 3 + 2 + 1 + 1 + 3],
      '_start;outer;setjmp@0': [1, 4],
      '_start;outer;deep@0': [1, 3],
      '_start;outer;deep;deeper@0': [1, 6],
      '_start;outer;leaf@0': [1, 1],
    });
  });

  it('functions called by way of t0 (save and restore routines), and a swap of ra and t0', async () => {
    const source = `
      _start: call f
      ${EXIT}
      f: jal t0, save
      nop
      j restore
      save: addi sp, sp, -16
      sd ra, 8(sp)
      jr t0
      restore: ld ra, 8(sp)
      addi sp, sp, 16
      ret`;
    const result = await profileOf(source);
    expect(stacks(source, result)).toEqual({
      '_start@0': [1, 4],
      '_start;f@0': [1, 3],
      '_start;f;save@0': [1, 3],
      '_start;restore@0': [1, 3],
    });
  });

  it.each([1, 2, 3, 4])('random calls %d', async (seed) => {
    const random = new Random(seed);
    const count = 9;
    const bodies = Array.from({ length: count }, (_, f) => ({
      work: random.between(1, 5),
      marker: random.below(3) === 0 ? random.between(1, 3) : 0,
      callees: Array.from({ length: f + 1 < count ? random.between(0, 3) : 0 }, () => random.between(f + 1, count - 1)),
    }));
    const source = [
      `_start: call f0\n ${EXIT}`,
      ...bodies.map(({ work, marker, callees }, f) =>
        [
          `f${f}: addi sp, sp, -16\n sd ra, 8(sp)`,
          ...Array.from({ length: work }, () => 'nop'),
          marker ? `addi x0, x0, ${marker}` : '',
          ...callees.map((callee) => `call f${callee}`),
          'ld ra, 8(sp)\n addi sp, sp, 16\n ret',
        ].join('\n'),
      ),
    ].join('\n');
    const expected: Record<string, [number, number]> = { '_start@0': [1, 1] };
    let step = 0;
    const add = (path: string, calls: number, cycles: number): void => {
      const [callsBefore, cyclesBefore] = expected[`${path}@${step}`] ?? [0, 0];
      expected[`${path}@${step}`] = [callsBefore + calls, cyclesBefore + cycles];
    };
    const run = (f: number, parent: string): void => {
      const path = `${parent};f${f}`;
      const { work, marker, callees } = bodies[f]!;
      add(path, 1, 2 + work);
      if (marker) {
        step = marker;
        add(path, 0, 1);
      }
      for (const callee of callees) {
        add(path, 0, 1);
        run(callee, path);
      }
      add(path, 0, 3);
    };
    run(0, '_start');
    add('_start', 0, 3);
    const result = await profileOf(source);
    expect(stacks(source, result)).toEqual(expected);
    expect(result.lostCalls).toBe(0);
  });

  it('deeper recursion than the stack has room for comes back to where it began', async () => {
    const source = `
      _start: li a1, 3000
      call f
      call g
      ${EXIT}
      f: addi sp, sp, -16
      sd ra, 8(sp)
      addi a1, a1, -1
      beqz a1, end
      call f
      end: ld ra, 8(sp)
      addi sp, sp, 16
      ret
      g: ret`;
    const result = await profileOf(source);
    const found = stacks(source, result);
    expect(found['_start@0']).toEqual([1, 7]);
    expect(found['_start;g@0']).toEqual([1, 1]);
    expect(found[`_start${';f'.repeat(1023)}@0`]).toEqual([1, 8]);
    expect(found[`_start${';f'.repeat(1024)}@0`]).toEqual([1, 8 * (3000 - 1023) - 1]);
    expect(result.lostCalls).toBe(3000 - 1024);
  });

  it('more different stacks than nodes: counted as the caller, the run goes on', async () => {
    // Each round walks 18 levels, left or right by the bits of the round's number.
    const source = `
      _start: li s1, 262143
      round: mv a1, s1
      li a2, 18
      call left
      addi s1, s1, -1
      bgez s1, round
      ${EXIT}
      left: addi sp, sp, -16\n sd ra, 8(sp)
      addi a2, a2, -1
      beqz a2, done
      andi a3, a1, 1
      srli a1, a1, 1
      beqz a3, zero
      call right
      beqz x0, done
      zero: call left
      done: ld ra, 8(sp)\n addi sp, sp, 16\n ret
      right: addi sp, sp, -16\n sd ra, 8(sp)
      addi a2, a2, -1
      beqz a2, done
      andi a3, a1, 1
      srli a1, a1, 1
      beqz a3, zero
      call right
      beqz x0, done`;
    const result = await profileOf(source);
    expect(result.callTree.length).toBe(131072);
    expect(result.lostCalls).toBeGreaterThan(0);
  });

  it('returns and jumps that no compiler makes', async () => {
    const result = await profileOf(
      `
      _start: la ra, a
      ret
      a: la t0, b
      jr t0
      b: la ra, c
      jalr t0, 0(ra)
      c: la t0, d
      jalr ra, 0(t0)
      d: jalr a5, 0(ra)`
        .concat(`\n${EXIT}`)
        .replace('jalr a5, 0(ra)', 'nop\n li sp, 0\n la ra, e\n ret\n e: nop'),
    );
    expect(result.cycles).toBe(result.steps[0]!.cycles);
  });
});
