import { describe, expect, it } from 'vitest';
import { elfFromAssembly } from '../../test/support/elf.ts';
import { edgeValues } from '../../test/support/random.ts';
import { randomProgram } from '../../test/support/random-program.ts';
import { Rv64Model } from '../../test/support/rv64-model.ts';
import { loadElf, type Program } from '../elf/index.ts';
import { opcodesSource } from '../isa/opcodes-source.ts';
import { encode, familyAccess, instructionTable } from '../isa/rv64im.ts';
import { GuestRun } from './guest-run.ts';
import { execute, TrapError } from './index.ts';

const empty = new Uint8Array(0);
const assemble = (source: string): Program => loadElf(elfFromAssembly(source));
const EXIT = 'li a7, 93\n ecall\n';

function modelOf(program: Program): Rv64Model {
  const model = new Rv64Model(program.entryPc, (pc) => program.words[(Number(pc) - program.basePc) / 4] ?? 0);
  for (const [i, cell] of program.imageCells.entries()) model.store(BigInt(cell) * 8n, 8, program.imageValues[i]!);
  return model;
}

/** Steps executor and model together and compares registers and pc after every instruction. */
async function lockstep(program: Program, mode: 'run' | 'count'): Promise<void> {
  const model = modelOf(program);
  const run = await GuestRun.create(program, empty, { mode });
  while (model.exitCode === null) {
    const pc = model.pc;
    model.step();
    run.step(1);
    const context = (): string => `pc ${pc.toString(16)}`;
    for (let r = 0; r < 32; r++) {
      if (run.register(r) !== model.x[r]) expect(run.register(r), `${context()} x${r}`).toBe(model.x[r]);
    }
    if (model.exitCode === null && BigInt(run.pc) !== model.pc) expect(BigInt(run.pc), context()).toBe(model.pc);
  }
  expect([...run.publicOutput]).toEqual(model.output);
  expect(run.exitCode).toBe(model.exitCode);
}

describe('instructions', () => {
  it('has the opcode ids of the instruction table', async () => {
    const { readFile } = await import('node:fs/promises');
    const text = await readFile(new URL('../../assembly/executor/opcodes.ts', import.meta.url), 'utf8');
    expect(text, 'write opcodesSource() to assembly/executor/opcodes.ts').toBe(opcodesSource());
  });

  const registerForms = instructionTable.filter((e) => familyAccess[e.family].rs1 && familyAccess[e.family].rs2);
  it.each(registerForms.filter((e) => e.format === 'R'))('$mnemonic on edge operands', async ({ mnemonic }) => {
    const words: string[] = [];
    for (const a of edgeValues) {
      words.push(`li a0, ${a}`);
      for (const b of edgeValues) {
        words.push(`li a1, ${b}`, `.word ${encode(mnemonic, { rd: 12, rs1: 10, rs2: 11 })}`);
      }
      words.push(`.word ${encode(mnemonic, { rd: 0, rs1: 10, rs2: 10 })}`);
      words.push(`.word ${encode(mnemonic, { rd: 10, rs1: 10, rs2: 10 })}`);
    }
    await lockstep(assemble(`${words.join('\n')}\n${EXIT}`), 'run');
  });

  const immediateForms = instructionTable.filter(
    (e) => ['addi', 'slti', 'logici', 'shifti'].includes(e.family) && e.mnemonic !== 'fence',
  );
  it.each(immediateForms)('$mnemonic on edge operands', async ({ mnemonic, format }) => {
    const shifts = format === 'shift32' ? [0, 1, 15, 16, 31] : [0, 1, 15, 16, 31, 32, 33, 48, 63];
    const immediates = format === 'I' ? [0, 1, -1, 5, 255, 256, 2047, -2048, -2047] : shifts;
    const words: string[] = [];
    for (const a of edgeValues) {
      words.push(`li a0, ${a}`);
      for (const imm of immediates) words.push(`.word ${encode(mnemonic, { rd: 12, rs1: 10, imm })}`);
    }
    await lockstep(assemble(`${words.join('\n')}\n${EXIT}`), 'run');
  });

  it('branches on edge operands', async () => {
    const words: string[] = [];
    for (const a of edgeValues) {
      for (const b of edgeValues) {
        words.push(`li a0, ${a}`, `li a1, ${b}`);
        for (const name of ['beq', 'bne', 'blt', 'bge', 'bltu', 'bgeu']) {
          words.push(`${name} a0, a1, . + 8`, 'addi a2, a2, 1', `${name} a0, a0, . + 8`, 'addi a3, a3, 1');
        }
      }
    }
    await lockstep(assemble(`${words.join('\n')}\n${EXIT}`), 'run');
  });

  it('lui, auipc, jal, jalr', async () => {
    const source = `
      lui a0, 0x80000
      lui a1, 0x7ffff
      auipc a2, 0xfffff
      auipc a3, 0x12345
      lui x0, 0x12345
      jal ra, forward
      back: li a4, 1
      la a5, end
      jalr a5, 1(a5)      # the low bit is dropped; rd = rs1
      forward: jalr x0, 0(ra)
      end: fence
      ${EXIT}`;
    await lockstep(assemble(source), 'run');
  });

  it('loads and stores of every width and alignment, across pages', async () => {
    const words: string[] = [];
    let value = 0x0123456789abcdefn;
    for (const base of [0x200000, 0x20fff8]) {
      words.push(`li s0, ${base}`);
      for (const name of ['sb', 'sh', 'sw', 'sd']) {
        for (let offset = 0; offset < 16; offset++) {
          value = BigInt.asUintN(64, value * 0x9e3779b97f4a7c15n);
          words.push(`li a0, ${value}`, `${name} a0, ${offset}(s0)`);
          for (const load of ['lb', 'lh', 'lw', 'ld', 'lbu', 'lhu', 'lwu']) {
            words.push(`${load} a1, ${offset - 7 + (Number(value) & 7)}(s0)`, `${load} x0, ${offset}(s0)`);
          }
        }
      }
    }
    const program = assemble(`${words.join('\n')}\n${EXIT}`);
    await lockstep(program, 'run');
    await lockstep(program, 'count');
  });

  it.each([101, 102, 103, 104])('random program %d in every mode', async (seed) => {
    const program = loadElf(randomProgram(seed, { numGroups: 1000, rounds: 2 }).elf);
    await lockstep(program, 'run');
    await lockstep(program, 'count');
  });
});

describe('traps', () => {
  const cases: [string, string, bigint, number][] = [
    ['IllegalInstruction', '.word 0', 0x10000n, 0x10000],
    ['IllegalInstruction', '.word 0x100073', 0x10000n, 0x10000],
    ['IllegalInstruction', '.word 0x1000202f', 0x10000n, 0x10000],
    ['IllegalInstruction', 'nop\n .word 0x30200073', 0x10004n, 0x10004],
    ['FetchOutsideProgram', 'nop', 0x10004n, 0x10004],
    ['FetchOutsideProgram', 'j . + 0x1000', 0x11000n, 0x10000],
    ['FetchOutsideProgram', 'j . - 0x1000', 0xf000n, 0x10000],
    ['FetchOutsideProgram', '.word 0x0020006f', 0x10002n, 0x10000],
    ['FetchOutsideProgram', 'beq x0, x0, . + 0x800', 0x10800n, 0x10000],
    ['FetchOutsideProgram', 'li a0, -1\n jr a0', 0xffff_ffff_ffff_fffen, 0x10004],
    ['FetchOutsideProgram', 'jalr x0, 2(x0)', 2n, 0x10000],
    ['LoadOutsideMemory', 'lui a0, 0x78000\n ld a1, 0(a0)', 0x7800_0000n, 0x10004],
    ['LoadOutsideMemory', 'lui a0, 0x78000\n lb a1, 0(a0)', 0x7800_0000n, 0x10004],
    ['LoadOutsideMemory', 'lui a0, 0x78000\n ld a1, -7(a0)', 0x77ff_fff9n, 0x10004],
    ['LoadOutsideMemory', 'lw a1, -4(x0)', 0xffff_ffff_ffff_fffcn, 0x10000],
    ['LoadOutsideMemory', 'lw a1, -3(x0)', 0xffff_ffff_ffff_fffdn, 0x10000],
    ['StoreOutsideMemory', 'lui a0, 0x78000\n sb a1, 0(a0)', 0x7800_0000n, 0x10004],
    ['StoreOutsideMemory', 'lui a0, 0x78000\n sw a1, -3(a0)', 0x77ff_fffdn, 0x10004],
    ['StoreOutsideMemory', 'li a0, 0x178000000\n sd a1, 0(a0)', 0x1_7800_0000n, 0x10008],
    ['UnknownSystemCall', 'ecall', 0n, 0x10000],
    ['UnknownSystemCall', 'li a7, 0x1000003f\n ecall', 0x1000_003fn, 0x10008],
    ['UnknownSystemCall', 'li a7, 0x10000005d\n ecall', 0x1_0000_005dn, 0x1000c],
    ['BadFileDescriptor', 'li a7, 64\n ecall', 0n, 0x10004],
    ['BadFileDescriptor', 'li a7, 64\n li a0, 0x100000001\n ecall', 0x1_0000_0001n, 0x10010],
    ['OutputTooLong', 'li a7, 64\n li a0, 1\n li a2, 0x100001\n ecall', 0x10_0001n, 0x10010],
    ['OutputTooLong', 'li a7, 64\n li a0, 1\n li a2, -1\n ecall', 2n ** 64n - 1n, 0x1000c],
    ['LoadOutsideMemory', 'li a7, 64\n li a0, 1\n lui a1, 0x78000\n li a2, 1\n ecall', 0x7800_0000n, 0x10010],
    ['LoadOutsideMemory', 'li a7, 64\n li a0, 1\n li a1, -1\n li a2, 2\n ecall', 2n ** 64n - 1n, 0x10010],
  ];
  it.each(cases)('%s: %s', async (code, source, address, pc) => {
    const program = assemble(source);
    const trap = await execute(program, empty).catch((error: unknown) => error);
    expect(trap).toBeInstanceOf(TrapError);
    const { message } = trap as TrapError;
    expect(trap, message).toMatchObject({ code, address, pc });
    expect(message).toContain(`0x${pc.toString(16)}`);
  });

  it('names symbol and kind of word', async () => {
    await expect(execute(assemble('main: nop\n .word 0x1000202f'), empty)).rejects.toThrow(
      /pc 0x10004 \(main\+0x4\) after 1 instructions: 0x1000202f is an atomic/,
    );
    await expect(execute(assemble('.word 0x00004501'), empty)).rejects.toThrow(/compressed/);
    await expect(execute(assemble('.word 0x00053507'), empty)).rejects.toThrow(/floating-point/);
  });

  it('the last bytes of memory can be used', async () => {
    const source = `lui a0, 0x78000\n li a1, -2\n sd a1, -8(a0)\n sb a1, -1(a0)\n lwu a2, -5(a0)\n lb a0, -1(a0)\n ${EXIT}`;
    expect(await execute(assemble(source), empty)).toMatchObject({ exitCode: 0xffff_fffe });
  });

  it('stores into text do not change what runs', async () => {
    const source = `la a1, target\n li a2, 0\n sw a2, 0(a1)\n target: li a0, 7\n lw a3, 0(a1)\n add a0, a0, a3\n ${EXIT}`;
    expect(await execute(assemble(source), empty)).toMatchObject({ exitCode: 7 });
  });
});

describe('host', () => {
  const write = (fd: number, address: string, length: number): string =>
    `li a0, ${fd}\n li a1, ${address}\n li a2, ${length}\n li a7, 64\n ecall\n`;

  it('gives the private input at its address', async () => {
    const input = Uint8Array.from({ length: 100_003 }, (_, i) => i * 7);
    const program = assemble(
      `${write(1, '0x60000000', 16 + input.length + 5)}
      li a1, 0x60000000\n lw a0, 0(a1)\n ${EXIT}`,
    );
    const { publicOutput, exitCode } = await execute(program, input);
    expect(exitCode).toBe(input.length);
    expect(publicOutput.subarray(16, 16 + input.length)).toEqual(input);
    expect([...publicOutput.subarray(4, 16), ...publicOutput.subarray(-5)]).toEqual(new Array(17).fill(0));
    await expect(execute(program, new Uint8Array(2 ** 27 + 1))).rejects.toMatchObject({ code: 'InputTooLarge' });
  });

  it('collects output, streams debug text, returns lengths', async () => {
    const program = assemble(`
      li s0, 0x200000\n li t0, 0x6f6c6c6568\n sd t0, 6(s0)
      ${write(1, '0x200007', 4)} mv s1, a0
      ${write(2, '0x200006', 5)} add s1, s1, a0
      ${write(1, '0', 0)} ${write(1, '-1', 0)}
      ${write(2, '0x77fffffe', 1000)}
      ${write(2, '-1', -1)}
      ${write(2, '0x60000000', 2)}
      ${write(1, '0x200006', 1)}
      mv a0, s1\n ${EXIT}`);
    const texts: string[] = [];
    const onDebugOutput = (text: Uint8Array): void => {
      texts.push(new TextDecoder().decode(text));
    };
    const result = await execute(program, Uint8Array.of(1), { onDebugOutput });
    expect(new TextDecoder().decode(result.publicOutput)).toBe('elloh');
    expect(result.exitCode).toBe(9);
    expect(texts).toEqual(['hello', '\0\0', '', '\x01\0']);
  });

  it('takes exactly 1 MiB of output', async () => {
    const program = assemble(`${write(1, '0x200000', 0xfffff)} ${write(1, '0x200000', 1)} li a0, 0\n ${EXIT}`);
    expect((await execute(program, empty)).publicOutput.length).toBe(1 << 20);
  });

  it('starts with zero registers and the stack pointer', async () => {
    const sum = Array.from({ length: 31 }, (_, i) => `add a0, a0, x${i + 1}`).filter((line) => !line.endsWith('x10'));
    expect(await execute(assemble(`${sum.join('\n')}\n${EXIT}`), empty)).toMatchObject({ exitCode: 0x77fffff0 });
  });

  const endless = 'loop: addi a0, a0, 1\n j loop';
  it('stops at the cycle limit, at the memory limit and when aborted', async () => {
    const program = assemble(endless);
    await expect(execute(program, empty, { maxCycles: 1000 })).rejects.toMatchObject({ code: 'CycleLimit' });
    const greedy = assemble('lui a1, 16\n loop: add a0, a0, a1\n sd a1, 0(a0)\n j loop');
    const error = await execute(greedy, empty, { memoryLimitBytes: 1 << 20 }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'MemoryLimit', pc: 0x10008 });
    const controller = new AbortController();
    const progress: number[] = [];
    const onProgress = (cycles: number): void => {
      progress.push(cycles);
      if (progress.length === 2) controller.abort(new Error('enough'));
    };
    await expect(execute(program, empty, { signal: controller.signal, onProgress })).rejects.toThrow('enough');
    expect(progress).toEqual([8_000_000, 16_000_000]);
  });

  it('a limit of exactly the run is enough', async () => {
    const program = assemble(`nop\n ${EXIT}`);
    expect(await execute(program, empty, { maxCycles: 3 })).toMatchObject({ cycles: 3, exitCode: 0 });
    await expect(execute(program, empty, { maxCycles: 2 })).rejects.toMatchObject({ code: 'CycleLimit' });
  });
});
