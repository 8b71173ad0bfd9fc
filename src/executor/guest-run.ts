/**
 * One run of a program inside a WebAssembly memory: lays out the state block, predecoded code, private input, public
 * output, image and streams from a base address upwards, then the heap for guest pages. The memory is either the run's own or
 * one handed in, e.g. the prover's shared memory, where everything from `base` up belongs to the run meanwhile.
 */
import type { Program } from '../elf/index.ts';
import { destinationRegister, ILLEGAL_OPCODE } from '../isa/rv64im.ts';
import { backtrace, backtraceOfExit, type StackFrame } from './backtrace.ts';
import { ExecutorError, trapError } from './executor-error.ts';
import * as layout from './layout.ts';
import { type ExecutorExports, instantiateExecutor } from './module.ts';
import { type StreamName, streamNames, streamRecordBytes } from './records.ts';

export type Mode = 'run' | 'count' | 'record' | 'profile';

export interface GuestRunOptions {
  readonly mode: Mode;
  /** The run's own if absent. */
  readonly memory?: WebAssembly.Memory | undefined;
  /** First address that the run may use; 0 in its own memory. */
  readonly base?: number | undefined;
  /** For guest pages and, when tracing, their timestamps. */
  readonly memoryLimitBytes?: number | undefined;
  /** Exact numbers of records; for mode `record`. */
  readonly counts?: Readonly<Record<StreamName, number>> | undefined;
}

export interface Stream {
  readonly address: number;
  readonly count: number;
}

const WASM_PAGE_BYTES = 65536;
/** The last page stays unused, so that no end address overflows 32 bits. */
const ADDRESS_SPACE_END = 0xffff_0000;
const MAX_DEBUG_BYTES = 1 << 20;

export class GuestRun {
  readonly program: Program;
  readonly memory: WebAssembly.Memory;
  readonly mode: Mode;
  /** Where each stream's records go; empty unless recording. */
  readonly streams = new Map<StreamName, Stream>();
  /** One u32 per instruction: how often executed. Only when tracing. */
  readonly executionCounts: Stream;
  /** Address of the profile block; only when profiling. */
  readonly profile: number;
  /** Address of the predecoded instructions, 8 bytes each. */
  readonly code: number;
  /** From here on nothing of the result is left after the run. */
  readonly heapStart: number;
  readonly #exports: ExecutorExports;
  readonly #state: number;
  readonly #output: number;

  static async create(program: Program, input: Uint8Array, options: GuestRunOptions): Promise<GuestRun> {
    if (input.length > layout.MAX_PRIVATE_INPUT_BYTES) {
      throw new ExecutorError(
        'InputTooLarge',
        `The private input has ${input.length} bytes; at most ${layout.MAX_PRIVATE_INPUT_BYTES} (128 MiB) are possible.`,
      );
    }
    const memory = options.memory ?? new WebAssembly.Memory({ initial: 1, maximum: 65536 });
    return new GuestRun(program, input, memory, await instantiateExecutor(memory), options);
  }

  private constructor(
    program: Program,
    input: Uint8Array,
    memory: WebAssembly.Memory,
    exports: ExecutorExports,
    options: GuestRunOptions,
  ) {
    this.program = program;
    this.memory = memory;
    this.mode = options.mode;
    this.#exports = exports;
    const isTracing = options.mode === 'count' || options.mode === 'record';
    const isProfiling = options.mode === 'profile';
    const numInstructions = program.words.length;
    const inputBytes = Math.ceil((layout.PRIVATE_INPUT_HEADER_BYTES + input.length) / 8) * 8;

    let next = options.base ?? 0;
    const place = (bytes: number): number => {
      const address = Math.ceil(next / 64) * 64;
      next = address + bytes;
      return address;
    };
    // What the prover reads afterwards comes first.
    if (options.counts) {
      for (const name of streamNames) {
        const count = options.counts[name];
        this.streams.set(name, { address: place(count * streamRecordBytes[name]), count });
      }
    }
    this.executionCounts = {
      address: place(isTracing ? 4 * numInstructions : 0),
      count: isTracing ? numInstructions : 0,
    };
    this.heapStart = Math.ceil(next / 64) * 64;
    const state = place(layout.STATE_BYTES);
    const pageTable = place(4 * layout.NUM_PAGES);
    const code = place(8 * (numInstructions + 1));
    const inputAddress = place(inputBytes);
    const output = place(layout.MAX_PUBLIC_OUTPUT_BYTES);
    const imageCells = place(program.imageCells.byteLength);
    const imageValues = place(program.imageValues.byteLength);
    this.profile = place(isProfiling ? layout.PROFILE_BYTES : 0);
    const functionStarts = place(isProfiling ? numInstructions + 1 : 0);
    const heap = place(0);
    const heapEnd = Math.min(ADDRESS_SPACE_END, heap + (options.memoryLimitBytes ?? ADDRESS_SPACE_END));
    this.#state = state;
    this.#output = output;
    this.code = code;
    this.#ensure(heap);

    const bytes = new Uint8Array(memory.buffer);
    // The memory may have been used before.
    bytes.fill(0, state, code);
    bytes.fill(0, inputAddress, output);
    bytes.fill(0, this.executionCounts.address, this.executionCounts.address + 4 * this.executionCounts.count);
    bytes.fill(0, this.profile, heap);
    const view = new DataView(memory.buffer);
    view.setUint32(inputAddress, input.length, true);
    bytes.set(input, inputAddress + layout.PRIVATE_INPUT_HEADER_BYTES);
    new Uint32Array(memory.buffer, imageCells, program.imageCells.length).set(program.imageCells);
    new BigUint64Array(memory.buffer, imageValues, program.imageValues.length).set(program.imageValues);
    predecode(program, new Uint32Array(memory.buffer, code, 2 * (numInstructions + 1)));

    const set = (offset: number, value: number): void => view.setUint32(state + offset, value, true);
    set(layout.STATE_IP, code + 2 * (program.entryPc - program.basePc));
    set(layout.STATE_CODE, code);
    set(layout.STATE_NUM_INSTRUCTIONS, numInstructions);
    set(layout.STATE_BASE_PC, program.basePc / 4);
    set(layout.STATE_PAGE_TABLE, pageTable);
    set(layout.STATE_HEAP, heap);
    set(layout.STATE_HEAP_END, heapEnd);
    set(layout.STATE_PAGE_SIZE, isTracing ? layout.TRACED_PAGE_BYTES : layout.PAGE_BYTES);
    set(layout.STATE_INPUT, inputAddress);
    set(layout.STATE_INPUT_BYTES, inputBytes);
    set(layout.STATE_OUTPUT, output);
    set(layout.STATE_TS, layout.FIRST_TIMESTAMP_OF_RUN);
    set(layout.STATE_EXECUTION_COUNTS, this.executionCounts.address);
    set(layout.STATE_IMAGE_CELLS, imageCells);
    set(layout.STATE_IMAGE_VALUES, imageValues);
    set(layout.STATE_NUM_IMAGE_CELLS, program.imageCells.length);
    view.setBigUint64(state + layout.STATE_REGISTERS + 8 * 2, BigInt(layout.INITIAL_STACK_POINTER), true);
    for (const [i, name] of streamNames.entries()) {
      set(layout.STATE_CURSORS + 4 * i, this.streams.get(name)?.address ?? 0);
    }
    if (isProfiling) {
      set(layout.STATE_PROFILE, this.profile);
      view.setUint32(this.profile + layout.PROFILE_FUNCTION_STARTS, functionStarts, true);
      for (const { kind, address } of program.symbols) {
        const index = (address - program.basePc) / 4;
        if (kind === 'function' && Number.isInteger(index) && index >= 0 && index < numInstructions) {
          bytes[functionStarts + index] = 1;
        }
      }
      if (exports.startProfile(state) === 0) throw outOfMemory('the profile');
    }
    if (exports.loadImage(state) === 0) throw outOfMemory('the program');
  }

  /** Executes up to `budget` instructions and returns a STATUS_. @throws TrapError */
  step(budget: number): number {
    const status = this.#exports[this.mode](this.#state, budget);
    if (status !== layout.STATUS_TRAPPED) return status;
    const view = this.#view();
    throw trapError(this.program, view.getUint32(this.#state + layout.STATE_TRAP_REASON, true), {
      pc: this.pc,
      address: view.getBigUint64(this.#state + layout.STATE_TRAP_ADDRESS, true),
      cycles: this.cycles,
      backtrace: backtrace(this),
    });
  }

  /** Instructions executed so far. */
  get cycles(): number {
    return Number(this.#view().getBigUint64(this.#state + layout.STATE_CYCLES, true));
  }

  /** Byte address of the next instruction. */
  get pc(): number {
    const view = this.#view();
    const ip = view.getUint32(this.#state + layout.STATE_IP, true);
    return this.program.basePc + (ip - view.getUint32(this.#state + layout.STATE_CODE, true)) / 2;
  }

  register(index: number): bigint {
    return this.#view().getBigUint64(this.#state + layout.STATE_REGISTERS + 8 * index, true);
  }

  /** Low 32 bits of a0; meaningful after the exit. */
  get exitCode(): number {
    return Number(this.register(10) & 0xffff_ffffn);
  }

  /** After the exit: the calls that led to a trap or panic, innermost first; empty for other exits. */
  get backtrace(): StackFrame[] {
    return backtraceOfExit(this, this.exitCode);
  }

  /** A copy of what was written to fd 1 so far. */
  get publicOutput(): Uint8Array<ArrayBuffer> {
    const length = Number(this.register(layout.OUTPUT_INDEX));
    return new Uint8Array(this.memory.buffer).slice(this.#output, this.#output + length);
  }

  /** Text of the write to fd 2 that `step` just returned from, clipped to memory and to 1 MiB. */
  get debugText(): Uint8Array<ArrayBuffer> {
    const view = this.#view();
    const address = view.getBigUint64(this.#state + layout.STATE_DEBUG_ADDRESS, true);
    if (address >= BigInt(layout.MEMORY_END)) return new Uint8Array(0);
    const length = view.getUint32(this.#state + layout.STATE_DEBUG_LENGTH, true);
    return this.read(Number(address), Math.min(length, MAX_DEBUG_BYTES, layout.MEMORY_END - Number(address)));
  }

  /** Copies guest memory; must lie below the end of memory. */
  read(address: number, length: number): Uint8Array<ArrayBuffer> {
    const result = new Uint8Array(length);
    const view = this.#view();
    const pageTable = view.getUint32(this.#state + layout.STATE_PAGE_TABLE, true);
    const inputAddress = view.getUint32(this.#state + layout.STATE_INPUT, true);
    const inputEnd = inputAddress + view.getUint32(this.#state + layout.STATE_INPUT_BYTES, true);
    for (let done = 0; done < length; ) {
      const at = address + done;
      const inPage = at % layout.PAGE_BYTES;
      const count = Math.min(length - done, layout.PAGE_BYTES - inPage);
      const page = view.getUint32(pageTable + 4 * Math.floor(at / layout.PAGE_BYTES), true);
      if (page !== 0) {
        result.set(new Uint8Array(this.memory.buffer, page + inPage, count), done);
      } else if (at >= layout.PRIVATE_INPUT_START && at < layout.PRIVATE_INPUT_END) {
        const from = Math.min(inputEnd, inputAddress + at - layout.PRIVATE_INPUT_START);
        result.set(new Uint8Array(this.memory.buffer, from, Math.min(count, inputEnd - from)), done);
      }
      done += count;
    }
    return result;
  }

  /** After the exit: adds the final tokens of registers and memory to the streams, and the last cycles to the call tree. */
  finish(): void {
    if (this.mode === 'count') this.#exports.finishCount(this.#state);
    if (this.mode === 'profile') this.#exports.finishProfile(this.#state);
    if (this.mode === 'record') this.#exports.finishRecord(this.#state);
  }

  /** Records so far (count), or the address behind the last record (record), per stream. */
  cursor(name: StreamName): number {
    return this.#view().getUint32(this.#state + layout.STATE_CURSORS + 4 * streamNames.indexOf(name), true);
  }

  #view(): DataView {
    return new DataView(this.memory.buffer);
  }

  #ensure(end: number): void {
    const missing = end - this.memory.buffer.byteLength;
    if (end > ADDRESS_SPACE_END) throw outOfMemory('the run');
    if (missing <= 0) return;
    try {
      this.memory.grow(Math.ceil(missing / WASM_PAGE_BYTES));
    } catch {
      throw outOfMemory('the run');
    }
  }
}

function outOfMemory(what: string): ExecutorError {
  return new ExecutorError('OutOfMemory', `There is not enough WebAssembly memory for ${what}.`);
}

/** Two words per instruction, as the interpreter and the records have it: opcode, rd, rs1, rs2, then the immediate. */
function predecode(program: Program, target: Uint32Array): void {
  for (const [i, instruction] of program.instructions.entries()) {
    if (!instruction) {
      target[2 * i] = ILLEGAL_OPCODE;
      target[2 * i + 1] = 0;
      continue;
    }
    const { opcode, rs1, rs2, imm } = instruction;
    target[2 * i] = opcode | (destinationRegister(instruction) << 8) | (rs1 << 16) | (rs2 << 24);
    target[2 * i + 1] = imm;
  }
  const end = 2 * program.instructions.length;
  target[end] = ILLEGAL_OPCODE;
  target[end + 1] = 0;
}
