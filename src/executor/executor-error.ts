/** What can end a run other than the program's exit: a trap of the machine, or a limit of the host. */
import { positionText, type SourcePosition } from '../debug-info/index.ts';
import type { Program } from '../elf/index.ts';
import { VouchError } from '../errors.ts';
import type { StackFrame } from './backtrace.ts';
import * as layout from './layout.ts';

export type TrapCode =
  | 'IllegalInstruction'
  | 'FetchOutsideProgram'
  | 'LoadOutsideMemory'
  | 'StoreOutsideMemory'
  | 'UnknownSystemCall'
  | 'BadFileDescriptor'
  | 'OutputTooLong'
  | 'MemoryLimit'
  | 'MisalignedPointer'
  | 'OverlappingPointers'
  | 'NonCanonicalWord'
  | 'TooManyTerms'
  | 'DivisionByZero'
  | 'ArgumentTooLarge'
  | 'NothingToHash';

interface TrapDetails {
  readonly pc: number;
  readonly address: bigint;
  readonly cycles: number;
  readonly backtrace?: readonly StackFrame[];
}

/** A run that cannot be proven, because its next instruction has no meaning in this machine. */
export class TrapError extends VouchError {
  declare readonly code: TrapCode;
  /** Byte address of the instruction that trapped (the jump, if its target is not in the program). */
  readonly pc: number;
  /** Address accessed or jumped to; number of an unknown system call; file descriptor; length of a write. */
  readonly address: bigint;
  /** Instructions executed before. */
  readonly cycles: number;
  /** The calls that led here, innermost first; empty if the program has neither symbols nor debug information. */
  readonly backtrace: readonly StackFrame[];

  constructor(code: TrapCode, message: string, details: TrapDetails) {
    super(code, message);
    this.pc = details.pc;
    this.address = details.address;
    this.cycles = details.cycles;
    this.backtrace = details.backtrace ?? [];
  }

  /** Where the source has the instruction, if the program has debug information. */
  get position(): SourcePosition | undefined {
    return this.backtrace[0]?.position;
  }
}

/** The host's limits: input size, cycles, memory. */
export class ExecutorError extends VouchError {
  declare readonly code: 'InputTooLarge' | 'CycleLimit' | 'RunTooLong' | 'OutOfMemory';
}

/** @param reason a TRAP_ number */
export function trapError(program: Program, reason: number, details: TrapDetails): TrapError {
  const { pc, address } = details;
  const at = `Trap at pc ${hex(pc)}${placeOf(program, pc)} after ${details.cycles} instructions`;
  const fail = (code: TrapCode, message: string): TrapError => new TrapError(code, `${at}: ${message}`, details);
  switch (reason) {
    case layout.TRAP_ILLEGAL_INSTRUCTION: {
      if (!program.segments.some((s) => s.isExecutable && pc >= s.address && pc + 4 <= s.address + s.data.length)) {
        return fail('FetchOutsideProgram', 'no instruction of the program lies here.');
      }
      const word = program.words[(pc - program.basePc) / 4] ?? 0;
      return fail('IllegalInstruction', `0x${word.toString(16).padStart(8, '0')} is ${describeIllegal(word)}.`);
    }
    case layout.TRAP_FETCH:
      return fail(
        'FetchOutsideProgram',
        address % 4n === 0n
          ? `jump to ${hex(address)}, where no instruction of the program lies.`
          : `jump to ${hex(address)}, which is not a multiple of 4.`,
      );
    case layout.TRAP_LOAD:
      return fail('LoadOutsideMemory', `read at ${hex(address)}; memory ends at ${hex(layout.MEMORY_END)}.`);
    case layout.TRAP_STORE:
      return fail('StoreOutsideMemory', `write at ${hex(address)}; memory ends at ${hex(layout.MEMORY_END)}.`);
    case layout.TRAP_UNKNOWN_SYSCALL:
      return fail(
        'UnknownSystemCall',
        `system call ${address} (a7); there are 93 (exit), 64 (write) and the precompiles.`,
      );
    case layout.TRAP_BAD_FILE_DESCRIPTOR:
      return fail('BadFileDescriptor', `write to ${address} (a0); expected 1 (public output) or 2 (debug text).`);
    case layout.TRAP_OUTPUT_TOO_LONG:
      return fail('OutputTooLong', `${address} more bytes make more than 1 MiB of public output.`);
    case layout.TRAP_MISALIGNED_POINTER:
      return fail(
        'MisalignedPointer',
        `pointer ${hex(address)} of a precompile, which needs a multiple of ${address % 4n === 0n ? '8' : '8, or of 4 for one field element'}.`,
      );
    case layout.TRAP_OVERLAPPING_POINTERS:
      return fail('OverlappingPointers', `the memory at ${hex(address)} is given to a precompile twice.`);
    case layout.TRAP_NON_CANONICAL:
      return fail('NonCanonicalWord', `the field element at ${hex(address)} is not below p = 0x78000001.`);
    case layout.TRAP_TOO_MANY_TERMS:
      return fail(
        'TooManyTerms',
        `field_dot of ${address} terms (a3); there may be at most ${layout.MAX_DOT_TERMS - 1}.`,
      );
    case layout.TRAP_ARGUMENT_TOO_LARGE:
      return fail(
        'ArgumentTooLarge',
        `an argument of a precompile is ${hex(address)}, which is too large (docs/precompiles.md).`,
      );
    case layout.TRAP_NOTHING_TO_HASH:
      return fail('NothingToHash', 'blake3_chain or blake3_path of 0 blocks or nodes (a3).');
    case layout.TRAP_DIVISION_BY_ZERO:
      return fail('DivisionByZero', `ext_div by the element at ${hex(address)}, which is 0.`);
    default:
      return fail(
        'MemoryLimit',
        `no memory left for the page of ${hex(address)}: the host gives 4 GiB at most; let the program use less.`,
      );
  }
}

function describeIllegal(word: number): string {
  if ((word & 3) !== 3) return 'a compressed instruction or data. Compile with -march=rv64im';
  switch (word & 0x7f) {
    case 0x2f:
      return 'an atomic instruction. Compile with -march=rv64im';
    case 0x07:
    case 0x27:
    case 0x43:
    case 0x47:
    case 0x4b:
    case 0x4f:
    case 0x53:
      return 'a floating-point instruction. Compile with -march=rv64im -mabi=lp64';
    case 0x73:
      return word === 0x00100073 ? 'EBREAK' : 'a CSR or privileged instruction';
    default:
      return 'no RV64IM instruction';
  }
}

/** ` (name+0x10 at file:line:column)`, or what of it is known. */
function placeOf({ debugInfo }: Program, pc: number): string {
  const fn = debugInfo.functionAt(pc);
  const line = debugInfo.lineAt(pc);
  const name = fn && (pc === fn.start ? fn.name : `${fn.name}+${hex(pc - fn.start)}`);
  const place = [...(name ? [name] : []), ...(line ? [positionText(line)] : [])].join(' at ');
  return place === '' ? '' : ` (${place})`;
}

function hex(value: number | bigint): string {
  return `0x${BigInt.asUintN(64, BigInt(value)).toString(16)}`;
}
