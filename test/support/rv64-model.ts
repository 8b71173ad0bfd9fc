/**
 * RV64IM in BigInt, slow and obvious, written from the RISC-V manual for comparison with the executor: registers, byte memory, the two
 * system calls. It decodes words on its own.
 */
const u64 = (x: bigint): bigint => BigInt.asUintN(64, x);
const s64 = (x: bigint): bigint => BigInt.asIntN(64, x);
const s32 = (x: bigint): bigint => u64(BigInt.asIntN(32, x));

export class Rv64Model {
  pc: bigint;
  readonly x: bigint[] = new Array(32).fill(0n);
  readonly memory = new Map<number, number>();
  readonly output: number[] = [];
  exitCode: number | null = null;
  readonly #fetch: (pc: bigint) => number;

  /** @param fetch the program as loaded */
  constructor(entry: number, fetch: (pc: bigint) => number) {
    this.pc = BigInt(entry);
    this.#fetch = fetch;
    this.x[2] = 0x77fffff0n;
  }

  load(address: bigint, bytes: number): bigint {
    let value = 0n;
    for (let i = 0; i < bytes; i++) {
      value |= BigInt(this.memory.get(Number(u64(address + BigInt(i)))) ?? 0) << BigInt(8 * i);
    }
    return value;
  }

  store(address: bigint, bytes: number, value: bigint): void {
    for (let i = 0; i < bytes; i++) {
      this.memory.set(Number(u64(address + BigInt(i))), Number((value >> BigInt(8 * i)) & 0xffn));
    }
  }

  step(): void {
    const word = BigInt(this.#fetch(this.pc) >>> 0);
    const field = (low: bigint, width: bigint): bigint => (word >> low) & ((1n << width) - 1n);
    const [opcode, rd, f3, rs1, rs2, f7] = [
      field(0n, 7n),
      field(7n, 5n),
      field(12n, 3n),
      field(15n, 5n),
      field(20n, 5n),
      field(25n, 7n),
    ];
    const a = this.x[Number(rs1)]!;
    const b = this.x[Number(rs2)]!;
    const immI = BigInt.asIntN(12, word >> 20n);
    let next = u64(this.pc + 4n);
    let result: bigint | null = null;
    switch (opcode) {
      case 0x37n:
        result = BigInt.asIntN(32, word & 0xfffff000n);
        break;
      case 0x17n:
        result = this.pc + BigInt.asIntN(32, word & 0xfffff000n);
        break;
      case 0x6fn: {
        const imm =
          (field(31n, 1n) << 20n) | (field(12n, 8n) << 12n) | (field(20n, 1n) << 11n) | (field(21n, 10n) << 1n);
        result = next;
        next = u64(this.pc + BigInt.asIntN(21, imm));
        break;
      }
      case 0x67n:
        result = next;
        next = u64(a + immI) & ~1n;
        break;
      case 0x63n: {
        const imm = (field(31n, 1n) << 12n) | (field(7n, 1n) << 11n) | (field(25n, 6n) << 5n) | (field(8n, 4n) << 1n);
        const isTaken = [a === b, a !== b, false, false, s64(a) < s64(b), s64(a) >= s64(b), a < b, a >= b][Number(f3)];
        if (isTaken) next = u64(this.pc + BigInt.asIntN(13, imm));
        break;
      }
      case 0x03n: {
        const bytes = 1 << Number(f3 & 3n);
        const value = this.load(u64(a + immI), bytes);
        result = f3 < 4n ? BigInt.asIntN(8 * bytes, value) : value;
        break;
      }
      case 0x23n:
        this.store(u64(a + BigInt.asIntN(12, (f7 << 5n) | rd)), 1 << Number(f3), b);
        break;
      case 0x13n:
        result = arithmetic(f3, f3 === 5n && (f7 & 0x20n) !== 0n, a, u64(immI), 63n);
        break;
      case 0x1bn:
        result = wordArithmetic(f3, f3 === 5n && f7 === 0x20n, a, u64(immI));
        break;
      case 0x33n:
        result = f7 === 1n ? multiply(f3, a, b) : arithmetic(f3, f7 === 0x20n, a, b, 63n);
        break;
      case 0x3bn:
        result = f7 === 1n ? wordMultiply(f3, a, b) : wordArithmetic(f3, f7 === 0x20n, a, b);
        break;
      case 0x0fn:
        break;
      case 0x73n:
        this.#systemCall();
        break;
      default:
        throw new Error(`model: ${word.toString(16)}`);
    }
    if (result !== null && rd !== 0n) this.x[Number(rd)] = u64(result);
    this.pc = next;
  }

  #systemCall(): void {
    if (this.x[17] === 93n) {
      this.exitCode = Number(this.x[10]! & 0xffff_ffffn);
      return;
    }
    if (this.x[17] !== 64n) throw new Error('model: system call');
    if (this.x[10] === 1n) {
      for (let i = 0n; i < this.x[12]!; i++) this.output.push(Number(this.load(this.x[11]! + i, 1)));
    }
    this.x[10] = this.x[12]!;
  }
}

function arithmetic(f3: bigint, isAlternative: boolean, a: bigint, b: bigint, shiftMask: bigint): bigint {
  const shift = b & shiftMask;
  switch (f3) {
    case 0n:
      return isAlternative ? a - b : a + b;
    case 1n:
      return a << shift;
    case 2n:
      return s64(a) < s64(b) ? 1n : 0n;
    case 3n:
      return a < b ? 1n : 0n;
    case 4n:
      return a ^ b;
    case 5n:
      return isAlternative ? s64(a) >> shift : a >> shift;
    case 6n:
      return a | b;
    default:
      return a & b;
  }
}

function wordArithmetic(f3: bigint, isAlternative: boolean, a: bigint, b: bigint): bigint {
  const shift = b & 31n;
  if (f3 === 0n) return s32(isAlternative ? a - b : a + b);
  if (f3 === 1n) return s32(a << shift);
  return s32(isAlternative ? BigInt.asIntN(32, a) >> shift : BigInt.asUintN(32, a) >> shift);
}

function multiply(f3: bigint, a: bigint, b: bigint): bigint {
  switch (f3) {
    case 0n:
      return a * b;
    case 1n:
      return (s64(a) * s64(b)) >> 64n;
    case 2n:
      return (s64(a) * b) >> 64n;
    case 3n:
      return (a * b) >> 64n;
    case 4n:
      return b === 0n ? -1n : s64(a) / s64(b);
    case 5n:
      return b === 0n ? -1n : a / b;
    case 6n:
      return b === 0n ? a : s64(a) % s64(b);
    default:
      return b === 0n ? a : a % b;
  }
}

function wordMultiply(f3: bigint, a: bigint, b: bigint): bigint {
  const signedA = BigInt.asIntN(32, a);
  const signedB = BigInt.asIntN(32, b);
  const unsignedA = BigInt.asUintN(32, a);
  const unsignedB = BigInt.asUintN(32, b);
  switch (f3) {
    case 0n:
      return s32(a * b);
    case 4n:
      return s32(signedB === 0n ? -1n : signedA / signedB);
    case 5n:
      return s32(unsignedB === 0n ? -1n : unsignedA / unsignedB);
    case 6n:
      return s32(signedB === 0n ? a : signedA % signedB);
    default:
      return s32(unsignedB === 0n ? a : unsignedA % unsignedB);
  }
}
