/**
 * Body of one WebAssembly function, written instruction by instruction. A thin layer over the binary format: the caller
 * keeps the operand stack straight, and `WebAssembly.compile` checks it.
 *
 * Perf: V8 does not replace running baseline code inside a loop, so a kernel's outer loop should call an inner
 * function per block of rows; that one is replaced by optimised code between two calls.
 */
import type { memory } from './opcodes.ts';
import { simd } from './opcodes.ts';

export const valueType = { i32: 0x7f, i64: 0x7e, v128: 0x7b } as const;
export type ValueType = keyof typeof valueType;

/** Unsigned LEB128 of an integer below 2^53. */
export function pushUnsigned(out: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.push(rest);
}

/** Signed LEB128. */
export function pushSigned(out: number[], value: bigint): void {
  let rest = value;
  for (;;) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    if ((rest === 0n && byte < 0x40) || (rest === -1n && byte >= 0x40)) {
      out.push(byte);
      return;
    }
    out.push(byte | 0x80);
  }
}

export class Code {
  readonly #bytes: number[] = [];
  readonly #numParams: number;
  readonly #locals: ValueType[] = [];
  readonly #free: Record<ValueType, number[]> = { i32: [], i64: [], v128: [] };

  constructor(params: readonly ValueType[]) {
    this.#numParams = params.length;
  }

  get size(): number {
    return this.#bytes.length;
  }

  /** A local variable; a released one of the type if there is one. Its value is undefined until it is set. */
  local(type: ValueType): number {
    const released = this.#free[type].pop();
    if (released !== undefined) return released;
    this.#locals.push(type);
    return this.#numParams + this.#locals.length - 1;
  }

  locals(type: ValueType, count: number): number[] {
    return Array.from({ length: count }, () => this.local(type));
  }

  /** Gives a local back for reuse. */
  release(local: number): void {
    const type = this.#locals[local - this.#numParams];
    if (type !== undefined) this.#free[type].push(local);
  }

  get(local: number): this {
    this.#bytes.push(0x20);
    pushUnsigned(this.#bytes, local);
    return this;
  }

  set(local: number): this {
    this.#bytes.push(0x21);
    pushUnsigned(this.#bytes, local);
    return this;
  }

  tee(local: number): this {
    this.#bytes.push(0x22);
    pushUnsigned(this.#bytes, local);
    return this;
  }

  /** i32.const; numbers up to 2^32 - 1 are taken as their bit pattern. */
  i32(value: number): this {
    this.#bytes.push(0x41);
    pushSigned(this.#bytes, BigInt(value | 0));
    return this;
  }

  i64(value: bigint): this {
    this.#bytes.push(0x42);
    pushSigned(this.#bytes, BigInt.asIntN(64, value));
    return this;
  }

  /** v128.const with the same word in all four lanes. */
  splat(word: number): this {
    this.#bytes.push(0xfd);
    pushUnsigned(this.#bytes, simd.v128Const);
    for (let lane = 0; lane < 4; lane++) {
      for (let shift = 0; shift < 32; shift += 8) this.#bytes.push((word >>> shift) & 0xff);
    }
    return this;
  }

  /** v128.const from 16 bytes. */
  bytes16(bytes: readonly number[]): this {
    this.#bytes.push(0xfd);
    pushUnsigned(this.#bytes, simd.v128Const);
    this.#bytes.push(...bytes);
    return this;
  }

  op(...opcodes: number[]): this {
    this.#bytes.push(...opcodes);
    return this;
  }

  simd(...opcodes: number[]): this {
    for (const opcode of opcodes) {
      this.#bytes.push(0xfd);
      pushUnsigned(this.#bytes, opcode);
    }
    return this;
  }

  extractLane(lane: number): this {
    this.simd(simd.i32x4ExtractLane);
    this.#bytes.push(lane);
    return this;
  }

  /** i8x16.shuffle by words: lanes 0..3 are the first operand's, 4..7 the second's. */
  shuffleWords(lanes: readonly [number, number, number, number]): this {
    this.simd(simd.i8x16Shuffle);
    for (const lane of lanes) for (let byte = 0; byte < 4; byte++) this.#bytes.push(4 * lane + byte);
    return this;
  }

  /** A scalar load or store from `memory`, at a constant offset from the address on the stack. */
  memory([opcode, align]: (typeof memory)[keyof typeof memory], offset = 0): this {
    this.#bytes.push(opcode);
    pushUnsigned(this.#bytes, align);
    pushUnsigned(this.#bytes, offset);
    return this;
  }

  /** v128.load, v128.load32_splat or v128.store. */
  vector(opcode: number, offset = 0): this {
    this.simd(opcode);
    pushUnsigned(this.#bytes, opcode === simd.v128Load32Splat ? 2 : 4);
    pushUnsigned(this.#bytes, offset);
    return this;
  }

  call(functionIndex: number): this {
    this.#bytes.push(0x10);
    pushUnsigned(this.#bytes, functionIndex);
    return this;
  }

  /** block ... end; `branch(0)` inside leaves it. */
  block(body: () => void): this {
    this.#bytes.push(0x02, 0x40);
    body();
    this.#bytes.push(0x0b);
    return this;
  }

  /** loop ... end; `branch(0)` inside starts over. */
  loop(body: () => void): this {
    this.#bytes.push(0x03, 0x40);
    body();
    this.#bytes.push(0x0b);
    return this;
  }

  /** Takes the condition from the stack. */
  if(body: () => void): this {
    this.#bytes.push(0x04, 0x40);
    body();
    this.#bytes.push(0x0b);
    return this;
  }

  branch(depth: number): this {
    this.#bytes.push(0x0c);
    pushUnsigned(this.#bytes, depth);
    return this;
  }

  branchIf(depth: number): this {
    this.#bytes.push(0x0d);
    pushUnsigned(this.#bytes, depth);
    return this;
  }

  /** for (; index < end; index += step) body(). Unsigned. */
  forUpTo(index: number, end: number, step: number, body: () => void): this {
    return this.block(() => {
      this.loop(() => {
        this.get(index).get(end).op(0x4f).branchIf(1); // i32.ge_u
        body();
        this.get(index).i32(step).op(0x6a).set(index).branch(0); // i32.add
      });
    });
  }

  /** The code section's entry: size, locals, instructions, end. */
  encode(): number[] {
    const runs: [number, ValueType][] = [];
    for (const type of this.#locals) {
      const last = runs.at(-1);
      if (last && last[1] === type) last[0]++;
      else runs.push([1, type]);
    }
    const head: number[] = [];
    pushUnsigned(head, runs.length);
    for (const [count, type] of runs) {
      pushUnsigned(head, count);
      head.push(valueType[type]);
    }
    const entry: number[] = [];
    pushUnsigned(entry, head.length + this.#bytes.length + 1);
    return entry.concat(head, this.#bytes, [0x0b]);
  }
}
