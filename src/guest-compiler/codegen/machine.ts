/** Machine code of one function before it has an address: instructions with labels of blocks and symbols of other functions. */
import type { Mnemonic } from '../../isa/rv64im.ts';
import type { ConstantPool } from './constant-pool.ts';

export interface MachineInstruction {
  readonly op: Mnemonic;
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly imm: number;
  /** Block to branch or jump to. */
  readonly label: number | undefined;
  /** Function to call or jump to. */
  readonly symbol: string | undefined;
  /** Byte offset in the module of what it is for; 0 if it belongs to its neighbours. */
  readonly offset: number;
}

export interface JumpTable {
  readonly address: number;
  readonly labels: readonly number[];
}

export interface MachineFunction {
  readonly symbol: string;
  readonly name: string;
  readonly instructions: readonly MachineInstruction[];
  /** Label -> index of the instruction. */
  readonly labels: ReadonlyMap<number, number>;
  readonly tables: readonly JumpTable[];
  /** Registers that a call may change. */
  readonly clobbers: number;
  readonly frameBytes: number;
}

/** Constants of more instructions come from the pool. */
const MAX_MADE = 2;

export class CodeBuffer {
  readonly instructions: MachineInstruction[] = [];
  /** Of the instructions that follow. */
  offset = 0;
  readonly #pool: ConstantPool | undefined;

  constructor(pool?: ConstantPool) {
    this.#pool = pool;
  }

  i(op: Mnemonic, rd: number, rs1: number, imm: number): void {
    this.#push({ op, rd, rs1, imm });
  }

  r(op: Mnemonic, rd: number, rs1: number, rs2: number): void {
    this.#push({ op, rd, rs1, rs2 });
  }

  store(op: Mnemonic, rs2: number, rs1: number, imm: number): void {
    this.#push({ op, rs1, rs2, imm });
  }

  move(rd: number, rs1: number): void {
    if (rd !== rs1) this.i('addi', rd, rs1, 0);
  }

  branch(op: Mnemonic, rs1: number, rs2: number, label: number): void {
    this.#push({ op, rs1, rs2, label });
  }

  jump(label: number): void {
    this.#push({ op: 'jal', label });
  }

  call(symbol: string, rd: number): void {
    this.#push({ op: 'jal', rd, symbol });
  }

  /** From the pool, if there is one and it takes fewer instructions by far. */
  loadConstant(rd: number, value: bigint): void {
    if (BigInt.asIntN(32, value) !== value && this.#pool) {
      const made = new CodeBuffer();
      made.loadImmediate(rd, value);
      if (made.instructions.length > MAX_MADE && this.#pool.load(this, rd, value)) return;
    }
    this.loadImmediate(rd, value);
  }

  /** Shortest first: 12 bits, 32 bits, else the upper part shifted and 12 more bits added. */
  loadImmediate(rd: number, value: bigint): void {
    if (value >= -2048n && value < 2048n) {
      this.i('addi', rd, 0, Number(value));
      return;
    }
    const low = BigInt.asIntN(12, value);
    if (BigInt.asIntN(32, value) === value) {
      this.#push({ op: 'lui', rd, imm: Number(BigInt.asIntN(32, value - low)) });
      if (low !== 0n) this.i('addiw', rd, rd, Number(low));
      return;
    }
    // 2^n - 1 and the like: all ones shifted right.
    const unsigned = BigInt.asUintN(64, value);
    if ((unsigned & (unsigned + 1n)) === 0n) {
      this.i('addi', rd, 0, -1);
      this.i('srli', rd, rd, 64 - unsigned.toString(2).length);
      return;
    }
    let rest = BigInt.asIntN(64, value - low) >> 12n;
    let shift = 12;
    while ((rest & 1n) === 0n) {
      rest >>= 1n;
      shift++;
    }
    this.loadImmediate(rd, rest);
    this.i('slli', rd, rd, shift);
    if (low !== 0n) this.i('addi', rd, rd, Number(low));
  }

  #push(fields: Partial<MachineInstruction> & { op: Mnemonic }): void {
    this.instructions.push({
      rd: 0,
      rs1: 0,
      rs2: 0,
      imm: 0,
      label: undefined,
      symbol: undefined,
      offset: this.offset,
      ...fields,
    });
  }
}
