/**
 * Threats 27, 29 and 32 to whole proofs: programs that mean the same say the same, a private input cannot announce more than a guest
 * takes, and numbers that would wrap around p do not. Threat 1: every chip's cells count in whole proofs.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadElf } from '../../src/elf/index.ts';
import { drive } from '../../src/executor/execute.ts';
import { GuestRun } from '../../src/executor/guest-run.ts';
import { execute } from '../../src/executor/index.ts';
import { MachineProver } from '../../src/machine/prover.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { verify } from '../../src/verify/index.ts';
import { guestElf } from '../frozen/programs.ts';
import { ACCEPTED } from '../fuzz/judge.ts';
import { isFull, seeded } from '../fuzz/mutations.ts';
import { programs } from '../machine/programs.ts';
import { elfFromAssembly } from '../support/elf.ts';
import { EXIT, ForgedRun, Forger } from './forged-machine.ts';

// Whole proofs, several to a test.
vi.setConfig({ testTimeout: 600_000 });

const options = { options: 'one-query', insecure: true } as const;
const { descriptionBytes: description } = machineSystem();

let prover: MachineProver;
let forger: Forger;
beforeAll(async () => {
  prover = await MachineProver.create({ threads: 1 });
  forger = await Forger.create();
});
afterAll(async () => {
  await prover.close();
  await forger.close();
});

async function proven(elf: Uint8Array, input: Uint8Array) {
  const { bytes: key } = await prover.setup(elf, 'one-query', { insecure: true });
  const { proof } = await prover.prove(elf, { ...options, input });
  return { key, proof, claim: verify(proof, key, { description, insecure: true, exitCode: 'any' }) };
}

describe('27. programs that mean the same', () => {
  /** A hash of eight bytes of private input and its quotient, committed. */
  const body = (r: readonly string[], isReordered: boolean, dead: string) => {
    const [pointer, value, factor, hash, quotient, count] = r;
    const twoLoads = [`li ${factor}, 0x9e3779b1`, `ld ${value}, 0(${pointer})`];
    const twoResults = [`xor ${hash}, ${value}, ${factor}`, `divu ${quotient}, ${value}, ${factor}`];
    const order = (lines: readonly string[]) => (isReordered ? lines.toReversed() : lines).join('\n');
    return `
      li ${pointer}, 0x60000010
      ${order(twoLoads)}
      li ${count}, 5
      ${dead}
      ${order(twoResults)}
    round:
      mul ${hash}, ${hash}, ${factor}
      srli ${value}, ${hash}, 7
      add ${hash}, ${hash}, ${value}
      addi ${count}, ${count}, -1
      bnez ${count}, round
      li ${pointer}, 0x40000000
      ${order([`sd ${hash}, 0(${pointer})`, `sd ${quotient}, 8(${pointer})`])}
      ${dead}
      mv a1, ${pointer}
      ${order(['li a0, 1', 'li a2, 16', 'li a7, 64'])}
      ecall
      li a0, 0
      ${EXIT}`;
  };
  const names = ['s1', 's2', 's3', 's4', 's5', 's6'];
  const dead = 'li t5, 77\n mulhu t6, t5, t5\n sltu x0, t6, t5\n add t6, t6, t5';
  const unreachable = 'j over\n nop\n .word 0\n li a0, 9\n over:';
  const variants: readonly (readonly [string, string])[] = [
    ['other registers', body(['t0', 'a5', 't2', 's11', 'ra', 'gp'], false, '')],
    ['independent instructions in another order', body(names, true, '')],
    ['dead code', body(names, false, dead)],
    ['a step marker and a no-op', body(names, false, 'addi x0, x0, 5\n nop')],
    ['code that no one reaches', `${unreachable}\n${body(names, false, '')}`],
    ['all of it', `${unreachable}\n${body(['t0', 'a5', 't2', 's11', 'ra', 'gp'], true, dead)}`],
  ];
  const input = Uint8Array.of(0xef, 0xbe, 0xad, 0xde, 1, 2, 3, 4);
  let first: Awaited<ReturnType<typeof proven>>;
  beforeAll(async () => {
    first = await proven(elfFromAssembly(body(names, false, '')), input);
  });

  it.each(variants)('%s: the same output, proven, under a key of its own', async (_, source) => {
    const other = await proven(elfFromAssembly(source), input);
    expect(other.claim.publicOutput).toEqual(first.claim.publicOutput);
    expect(other.claim.publicOutput).toHaveLength(16);
    expect(other.claim.keyDigest).not.toEqual(first.claim.keyDigest);
    expect(() => verify(other.proof, first.key, { description, insecure: true })).toThrow(
      /another verifying key|height/,
    );
  });

  it('another input, another output (control)', async () => {
    const other = await proven(elfFromAssembly(body(names, false, '')), input.toReversed());
    expect(other.claim.publicOutput).not.toEqual(first.claim.publicOutput);
    expect(other.claim.keyDigest).toEqual(first.claim.keyDigest);
  });
});

describe('29. a private input that announces more than there is', () => {
  it('is refused by the guest library, and reads as zeros up to its limit', async () => {
    const program = loadElf(guestElf('sha256'));
    const input = new TextEncoder().encode('a marker in the private input.');
    const announcing = async (length: number) => {
      const run = await GuestRun.create(program, input, { mode: 'run' });
      const at = Buffer.from(run.memory.buffer).indexOf(input) - 16;
      const view = new DataView(run.memory.buffer);
      expect(view.getUint32(at, true)).toBe(input.length);
      view.setUint32(at, length, true);
      return drive(run, {});
    };
    const honest = await announcing(input.length);
    expect(honest.exitCode).toBe(0);
    const padded = new Uint8Array(48);
    padded.set(input);
    expect((await announcing(48)).publicOutput).toEqual((await execute(program, padded)).publicOutput);
    for (const length of [2 ** 27 + 1, 2 ** 31, 2 ** 32 - 1]) expect((await announcing(length)).exitCode).toBe(102);
  });
});

describe('32. numbers around p', () => {
  const P_LOW = 1;
  const P_HIGH = 0x7800; // p = 0x7800_0001

  it('an output length that is p too long', async () => {
    const run = await ForgedRun.of(programs.output!.source, programs.output!.input);
    run.add('EXIT', 0, { lengthLow: P_LOW, lengthHigh: P_HIGH });
    const final = run.where('REGISTER', {
      finalTs: run.get('EXIT', 0, 'ts'),
      final0: run.get('EXIT', 0, 'lengthLow') - 1,
    });
    run.add('REGISTER', final, { final0: P_LOW, final1: P_HIGH });
    // The verifier's tuple is the same element; the register's limbs are not.
    expect(run.broken()).toEqual(['register']);
    expect(await forger.verdict(run)).toBe('BusImbalance');
  });

  it('an exit code that is p too large', async () => {
    const run = await ForgedRun.of(`li a0, 3\n ${EXIT}`);
    for (const exitCode of [3 + 0x78000001, 2 ** 32 - 1]) {
      expect(run.broken({ exitCode })).toEqual(['exit']);
      expect(await forger.verdict(run, { claim: { exitCode } })).toBe('BusImbalance');
    }
  });

  it('values up to 2^64 - 1 in registers, memory and output (control)', async () => {
    const source = `
      li s1, 0x40000000
      li a3, -1
      sd a3, 0(s1)
      li a4, 0x78000001
      sd a4, 8(s1)
      mulhu a5, a3, a3
      sd a5, 16(s1)
      li a0, 1\n mv a1, s1\n li a2, 24\n li a7, 64\n ecall
      li a0, -1\n ${EXIT}`;
    const { claim } = await proven(elfFromAssembly(source), new Uint8Array(0));
    expect(claim.exitCode).toBe(2 ** 32 - 1);
    expect(new BigUint64Array(claim.publicOutput.slice().buffer)).toEqual(
      BigUint64Array.of(2n ** 64n - 1n, 0x78000001n, 2n ** 64n - 2n),
    );
  });

  it('a limb that is p too large is no limb', async () => {
    const run = await ForgedRun.of(`li a1, 5\n li a2, 6\n add a0, a1, a2\n ${EXIT}`);
    const row = run.at('ADD', 0x10008);
    // 11 = r0 + 65536 * r1 - carries: limbs that make the same sum mod p.
    run.add('ADD', row, { r0: -65536, r1: 1 });
    const broken = run.broken();
    expect(broken).toContain('range16');
    expect(await forger.verdict(run)).not.toBe(ACCEPTED);
  });
});

describe('every chip, one cell of a whole proof', () => {
  const random = seeded('cells of chips', 77);
  /** Columns where a change may mean nothing: test/machine/mutation.test.ts has the list and the reasons. */
  const skipped = /Hint|gapInverse|^byte$|^old$|^other$|^piece$|^second|^u[0-3]$|^y[67]$|^step$|isActive|Prev/;

  const tried = new Set<string>();

  it.each(['arithmetic', 'control', 'products', 'memory', 'output'] as const)('%s', async (name) => {
    const { source, input } = programs[name]!;
    const run = await ForgedRun.of(source, input);
    expect(await forger.verdict(run)).toBe(ACCEPTED);
    for (const table of run.names) {
      const columns = run.columns(table).filter((column) => !skipped.test(column) && column !== 'unused');
      if (!columns.includes('isReal') && table !== 'REGISTER') continue;
      if (tried.has(table) && !isFull) continue;
      tried.add(table);
      for (let round = 0; round < (isFull ? 10 : 1); round++) {
        const column = random.pick(columns);
        const position = table === 'REGISTER' ? random.below(34) : run.where(table, { isReal: 1 });
        const before = run.get(table, position, column);
        run.add(table, position, { [column]: random.pick([1, -1, 65536]) });
        expect(await forger.verdict(run), `${table} ${column} at ${position}`).not.toBe(ACCEPTED);
        run.set(table, position, { [column]: before });
      }
    }
    expect(await forger.verdict(run)).toBe(ACCEPTED);
  });
});
