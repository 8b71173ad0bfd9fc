/** Runs programs under qemu-user and reads pc and registers before every instruction from its log. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasQemu = spawnSync('qemu-riscv64', ['--version']).status === 0;

export interface QemuRun {
  readonly exitCode: number;
  readonly output: Uint8Array;
  readonly numSteps: number;
  /** pc and x0..x31 before instruction i. */
  state(i: number): { pc: bigint; x: bigint[] };
}

const STATE_WORDS = 33;

export function runQemu(elf: Uint8Array): QemuRun {
  const folder = mkdtempSync(join(tmpdir(), 'vouch-qemu-'));
  try {
    const program = join(folder, 'program.elf');
    const log = join(folder, 'log');
    writeFileSync(program, elf, { mode: 0o755 });
    const cpu = 'rv64,a=off,c=off,f=off,d=off';
    // One instruction per translation block, blocks not chained: the log has every instruction's registers.
    const arguments_ = ['-cpu', cpu, '-singlestep', '-d', 'nochain,cpu', '-D', log, program];
    const { status, stdout, stderr } = spawnSync('qemu-riscv64', arguments_, { maxBuffer: 1 << 24 });
    if (status === null) throw new Error(`qemu-riscv64: ${stderr}`);
    const values = parseLog(readFileSync(log));
    return {
      exitCode: status,
      output: stdout,
      numSteps: values.length / STATE_WORDS,
      state: (i) => {
        const [pc = 0n, ...x] = values.subarray(STATE_WORDS * i, STATE_WORDS * (i + 1));
        return { pc, x };
      },
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The log is ` pc       <16 digits>` and lines of four ` x1/ra    <16 digits>`: take every run of 16 hexadecimal digits. */
function parseLog(log: Uint8Array): BigUint64Array {
  const values = new BigUint64Array(Math.floor(log.length / 17));
  let count = 0;
  let digits = 0;
  let high = 0;
  let low = 0;
  for (let i = 0; i <= log.length; i++) {
    const c = log[i] ?? 0;
    const digit = c >= 48 && c <= 57 ? c - 48 : c >= 97 && c <= 102 ? c - 87 : -1;
    if (digit >= 0) {
      high = (high << 4) | (low >>> 28);
      low = (low << 4) | digit;
      digits++;
      continue;
    }
    if (digits === 16) values[count++] = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    digits = 0;
  }
  if (count % STATE_WORDS !== 0) throw new Error('qemu log: unexpected format');
  return values.slice(0, count);
}
