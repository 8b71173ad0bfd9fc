import { describe, expect, it } from 'vitest';
import { loadElf } from '../../src/elf/index.ts';
import { GuestRun } from '../../src/executor/guest-run.ts';
import { execute } from '../../src/executor/index.ts';
import { instructionTable, type Mnemonic } from '../../src/isa/rv64im.ts';
import { randomProgram } from '../support/random-program.ts';
import { hasQemu, runQemu } from './qemu.ts';

const NUM_PROGRAMS = 24;
const executed = new Map<Mnemonic, number>();

// Debian: apt-get install qemu-user.
describe.skipIf(!hasQemu)(
  `executor against qemu-riscv64${hasQemu ? '' : ' (skipped: qemu-riscv64 is not installed)'}`,
  () => {
    it.each(Array.from({ length: NUM_PROGRAMS }, (_, i) => i + 1))('random program %d', async (seed) => {
      const { elf, start } = randomProgram(seed, { numGroups: 2000, rounds: 6 });
      const program = loadElf(elf);
      const reference = runQemu(elf);
      const run = await GuestRun.create(program, new Uint8Array(0), { mode: 'run' });
      let isComparing = false;
      for (let i = 0; i < reference.numSteps - 1; i++) {
        const { pc } = reference.state(i);
        const instruction = program.instructions[(Number(pc) - program.basePc) / 4];
        isComparing ||= Number(pc) === start;
        run.step(1);
        if (!isComparing || !instruction) continue;
        executed.set(instruction.mnemonic, (executed.get(instruction.mnemonic) ?? 0) + 1);
        const after = reference.state(i + 1);
        for (let r = 0; r < 32; r++) {
          if (run.register(r) !== after.x[r]) {
            const before = reference.state(i);
            expect.fail(
              `seed ${seed}, pc ${pc.toString(16)}, ${JSON.stringify(instruction)}: x${r} is ${run.register(r).toString(16)}, ` +
                `qemu has ${after.x[r]?.toString(16)}; rs1 ${before.x[instruction.rs1]?.toString(16)}, ` +
                `rs2 ${before.x[instruction.rs2]?.toString(16)}`,
            );
          }
        }
        if (run.pc !== Number(after.pc)) {
          expect.fail(
            `seed ${seed}, pc ${pc.toString(16)}, ${JSON.stringify(instruction)}: next pc ${run.pc.toString(16)}`,
          );
        }
      }
      const result = await execute(program, new Uint8Array(0));
      expect(result.exitCode).toBe(reference.exitCode);
      expect(result.cycles).toBe(reference.numSteps);
      expect(Buffer.compare(result.publicOutput, reference.output)).toBe(0);
    });

    it('covered every instruction and 200,000 in total', () => {
      for (const { mnemonic } of instructionTable) {
        expect(executed.get(mnemonic) ?? 0, mnemonic).toBeGreaterThan(mnemonic === 'ecall' ? 0 : 1000);
      }
      expect([...executed.values()].reduce((a, b) => a + b)).toBeGreaterThan(200_000);
    });
  },
);
