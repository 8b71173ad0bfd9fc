/**
 * Which calls led to where a run ended: found afterwards by the host, from registers, stack and the program's code, so that the guest
 * spends nothing on it. There is no frame pointer to follow: how far a function moved sp and where it put ra is read off its first
 * instructions, as compilers write them. What does not look like that ends the list.
 */
import { positionText, type SourcePosition } from '../debug-info/index.ts';
import type { Program } from '../elf/index.ts';
import type { Instruction } from '../isa/rv64im.ts';

export interface StackFrame {
  /** Address of the instruction: the call, but for the first one. */
  readonly pc: number;
  /** Demangled, if the program has symbols. */
  readonly functionName: string | undefined;
  /** Where the source has the instruction, if the program has debug information. */
  readonly position: SourcePosition | undefined;
}

/** What of a run is looked at. */
export interface StoppedRun {
  readonly program: Program;
  readonly pc: number;
  register(index: number): bigint;
  read(address: number, length: number): Uint8Array;
}

/** Traps of programs translated from WebAssembly, and panics: Vouch's own, and Rust's. */
const FAILURES = new Set([134, 101]);
const [RA, SP, TRAP_LINK] = [1, 2, 31];
const MAX_FRAMES = 16;
const MAX_PROLOGUE = 48;

/** Innermost first; empty if nothing is known of the innermost. */
export function backtrace(run: StoppedRun, start: number = run.pc): StackFrame[] {
  const { program } = run;
  const frames: StackFrame[] = [];
  let pc = start;
  let sp = Number(run.register(SP));
  let isFirst = true;
  while (frames.length < MAX_FRAMES) {
    const fn = program.debugInfo.functionAt(pc);
    const position = program.debugInfo.lineAt(pc) ?? undefined;
    if (!fn && !position) break;
    frames.push({ pc, functionName: fn?.name, position });
    if (!fn) break;
    const { frameBytes, raOffset } = readPrologue(program, fn.start, pc);
    if (raOffset === undefined && !isFirst) break;
    const saved = sp + (raOffset ?? 0);
    const returnAddress = raOffset === undefined ? run.register(RA) : readWord(run, saved);
    sp += frameBytes;
    pc = Number(returnAddress) - 4;
    isFirst = false;
    if (!isCall(instructionAt(program, pc), RA)) break;
  }
  return frames;
}

/**
 * The same for a run that ended by itself: empty unless it says that something failed. Traps of translated programs jump to a routine that
 * writes the message; the register that only those jumps use tells from where. Routines of the compiler's own are left out.
 */
export function backtraceOfExit(run: StoppedRun, exitCode: number): StackFrame[] {
  if (!FAILURES.has(exitCode)) return [];
  const at = run.program.debugInfo.functionAt(run.pc)?.linkageName ?? '';
  const link = Number(run.register(TRAP_LINK)) - 4;
  const isTrap = at.startsWith('trap.') && isCall(instructionAt(run.program, link), TRAP_LINK);
  const frames = isTrap && at === 'trap.stackOverflow' ? overflow(run, link) : backtrace(run, isTrap ? link : run.pc);
  const first = frames.findIndex(({ functionName }) => !/^(trap|vouch|env|wasi|runtime)\./.test(functionName ?? ''));
  return first < 0 ? [] : frames.slice(first);
}

/** The function has moved sp already, but not saved ra yet. */
function overflow(run: StoppedRun, pc: number): StackFrame[] {
  const { program } = run;
  const fn = program.debugInfo.functionAt(pc);
  if (!fn) return [];
  const position = program.debugInfo.lineAt(pc) ?? undefined;
  const sp = run.register(SP) + BigInt(readPrologue(program, fn.start, pc).frameBytes);
  const caller: StoppedRun = {
    program,
    pc: Number(run.register(RA)) - 4,
    register: (index) => (index === SP ? sp : run.register(index)),
    read: (address, length) => run.read(address, length),
  };
  const isKnown = isCall(instructionAt(program, caller.pc), RA);
  return [{ pc, functionName: fn.name, position }, ...(isKnown ? backtrace(caller) : [])].slice(0, MAX_FRAMES);
}

/** One line per frame, as JavaScript has them; the same frame many times over once, with the number. */
export function backtraceText(frames: readonly StackFrame[]): string {
  const lines: { text: string; count: number }[] = [];
  for (const { pc, functionName, position } of frames) {
    const name = functionName ?? `0x${pc.toString(16)}`;
    const text = position ? `${name} (${positionText(position)})` : name;
    const last = lines.at(-1);
    if (last?.text === text) last.count++;
    else lines.push({ text, count: 1 });
  }
  return lines.map(({ text, count }) => `  at ${text}${count > 1 ? `, ${count} times` : ''}\n`).join('');
}

/** By how much sp moves at a function's start, and where ra is from then on; undefined if it is not saved before `pc`. */
function readPrologue(program: Program, start: number, pc: number): { frameBytes: number; raOffset?: number } {
  const end = Math.min(pc, start + 4 * MAX_PROLOGUE);
  const constants = new Map<number, number>();
  let frameBytes = 0;
  for (let at = start; at < end; at += 4) {
    const instruction = instructionAt(program, at);
    if (!instruction) break;
    const { mnemonic, rd, rs1, rs2, imm } = instruction;
    if (mnemonic === 'sd' && rs1 === SP && rs2 === RA) return { frameBytes, raOffset: imm };
    if (isCall(instruction, RA)) break;
    if (rd === SP) {
      if (frameBytes > 0) break;
      const moved = mnemonic === 'addi' && rs1 === SP ? imm : mnemonic === 'add' ? constants.get(rs2) : undefined;
      if (moved === undefined || moved >= 0) break;
      frameBytes = -moved;
    } else if (mnemonic === 'lui') constants.set(rd, imm);
    else if ((mnemonic === 'addi' || mnemonic === 'addiw') && (rs1 === 0 || constants.has(rs1))) {
      constants.set(rd, (constants.get(rs1) ?? 0) + imm);
    } else constants.delete(rd);
  }
  return { frameBytes };
}

function instructionAt({ instructions, basePc }: Program, pc: number): Instruction | null {
  return instructions[(pc - basePc) / 4] ?? null;
}

function isCall(instruction: Instruction | null, link: number): boolean {
  return instruction !== null && /^jalr?$/.test(instruction.mnemonic) && instruction.rd === link;
}

function readWord(run: StoppedRun, address: number): bigint {
  if (!(address >= 0 && address < 2 ** 31 - 8)) return 0n;
  const bytes = run.read(address, 8);
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
}
