/**
 * A small assembler for tests and diagnostics: RV64IM instructions, labels, the usual pseudo-instructions. One statement
 * per line: `label:`, `addi a0, a1, -1`, `ld a0, 8(sp)`, `bne a0, a1, loop`, `.word 0x73`; `#` starts a comment.
 * Branch and jump targets are labels, absolute addresses, or `. + 8`.
 */
import { registerNumber } from './registers.ts';
import { encode, findInstruction, type InstructionEntry, IsaError, type Operands } from './rv64im.ts';

export interface Assembled {
  readonly base: number;
  readonly words: Uint32Array;
  /** Label -> byte address. */
  readonly labels: ReadonlyMap<string, number>;
}

interface Statement {
  readonly line: number;
  readonly mnemonic: string;
  readonly operands: readonly string[];
  readonly address: number;
}

/** @throws IsaError naming the line. @param symbols further names usable where a label is (addresses of data) */
export function assemble(source: string, base = 0x10000, symbols: Record<string, number> = {}): Assembled {
  const labels = new Map<string, number>();
  const statements: Statement[] = [];
  let address = base;
  for (const [index, rawLine] of source.split('\n').entries()) {
    let text = rawLine.replace(/#.*/, '').trim();
    for (let label = /^([\w.$]+):\s*/.exec(text); label; label = /^([\w.$]+):\s*/.exec(text)) {
      labels.set(label[1]!, address);
      text = text.slice(label[0].length);
    }
    if (text === '') continue;
    const [mnemonic = '', ...rest] = text.split(/\s+/);
    const operands = rest
      .join(' ')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    for (const statement of expand({ line: index + 1, mnemonic, operands, address })) {
      statements.push({ ...statement, address });
      address += 4;
    }
  }
  const names = new Map([...Object.entries(symbols), ...labels]);
  const words = Uint32Array.from(statements, (statement) => assembleStatement(statement, names));
  return { base, words, labels };
}

/** Pseudo-instructions; every expansion has a length that does not depend on labels. */
function expand(statement: Statement): Statement[] {
  const { mnemonic, operands } = statement;
  const [a = '', b = ''] = operands;
  const as = (name: string, ...parts: string[]): Statement => ({ ...statement, mnemonic: name, operands: parts });
  switch (mnemonic) {
    case 'nop':
      return [as('addi', 'x0', 'x0', '0')];
    case 'mv':
      return [as('addi', a, b, '0')];
    case 'not':
      return [as('xori', a, b, '-1')];
    case 'neg':
      return [as('sub', a, 'x0', b)];
    case 'seqz':
      return [as('sltiu', a, b, '1')];
    case 'snez':
      return [as('sltu', a, 'x0', b)];
    case 'j':
      return [as('jal', 'x0', a)];
    case 'jr':
      return [as('jalr', 'x0', `0(${a})`)];
    case 'call':
      return [as('jal', 'ra', a)];
    case 'ret':
      return [as('jalr', 'x0', '0(ra)')];
    case 'beqz':
      return [as('beq', a, 'x0', b)];
    case 'bnez':
      return [as('bne', a, 'x0', b)];
    case 'bltz':
      return [as('blt', a, 'x0', b)];
    case 'bgez':
      return [as('bge', a, 'x0', b)];
    case 'la':
      return [as('.hi', a, b), as('.lo', a, b)];
    case 'li':
      return loadImmediate(BigInt.asIntN(64, integer(b))).map(([name, ...parts]) =>
        as(name, a, ...parts.map((part) => (part === 'rd' ? a : part))),
      );
    default:
      return [statement];
  }
}

/** Shortest-first: 12 bits, 32 bits, else the upper part shifted up and 12 more bits added. */
function loadImmediate(value: bigint): [string, ...string[]][] {
  if (value >= -2048n && value < 2048n) return [['addi', 'x0', `${value}`]];
  const low = BigInt.asIntN(12, value);
  if (value >= -(2n ** 31n) && value < 2n ** 31n) {
    const high = BigInt.asUintN(20, (value - low) >> 12n);
    return [['lui', `${high}`], ...(low === 0n ? [] : [['addiw', 'rd', `${low}`] as [string, ...string[]]])];
  }
  const rest = loadImmediate(BigInt.asIntN(64, value - low) >> 12n);
  return [...rest, ['slli', 'rd', '12'], ...(low === 0n ? [] : [['addi', 'rd', `${low}`] as [string, ...string[]]])];
}

function assembleStatement(statement: Statement, names: ReadonlyMap<string, number>): number {
  const { mnemonic, operands, address } = statement;
  const [a = '', b = ''] = operands;
  try {
    if (mnemonic === '.word') return Number(BigInt.asUintN(32, integer(a)));
    // la: auipc and addi on one pc-relative distance, taken at the auipc.
    if (mnemonic === '.hi' || mnemonic === '.lo') {
      const auipcAddress = mnemonic === '.hi' ? address : address - 4;
      const distance = resolve(b, names, auipcAddress) - auipcAddress;
      const low = (distance << 20) >> 20;
      const rd = register(a);
      return mnemonic === '.hi'
        ? encode('auipc', { rd, imm: (distance - low) | 0 })
        : encode('addi', { rd, rs1: rd, imm: low });
    }
    const entry = findInstruction(mnemonic);
    if (!entry) throw new IsaError('UnknownInstruction', `unknown instruction "${mnemonic}"`);
    return encode(entry.mnemonic, parseOperands(entry, statement, names));
  } catch (error) {
    if (!(error instanceof IsaError)) throw error;
    throw new IsaError(error.code, `Line ${statement.line}, "${mnemonic} ${operands.join(', ')}": ${error.message}`);
  }
}

function parseOperands(entry: InstructionEntry, s: Statement, names: ReadonlyMap<string, number>): Operands {
  const [a = '', b = '', c = ''] = s.operands;
  switch (entry.format) {
    case 'R':
      return { rd: register(a), rs1: register(b), rs2: register(c) };
    case 'I':
      if (b.endsWith(')')) return { rd: register(a), ...displaced(b) };
      return { rd: register(a), rs1: register(b), imm: Number(integer(c)) };
    case 'shift64':
    case 'shift32':
      return { rd: register(a), rs1: register(b), imm: Number(integer(c)) };
    case 'S': {
      return { rs2: register(a), ...displaced(b) };
    }
    case 'B':
      return { rs1: register(a), rs2: register(b), imm: resolve(c, names, s.address) - s.address };
    case 'U':
      return { rd: register(a), imm: (Number(integer(b)) << 12) | 0 };
    case 'J':
      return { rd: register(a), imm: resolve(b, names, s.address) - s.address };
    default:
      return {};
  }
}

/** `imm(rs1)` */
function displaced(text: string): { rs1: number; imm: number } {
  const match = /^(.*)\((.+)\)$/.exec(text);
  if (!match) throw new IsaError('BadOperand', `"${text}" is not of the form imm(register)`);
  return { rs1: register(match[2]!.trim()), imm: match[1] === '' ? 0 : Number(integer(match[1]!)) };
}

function register(name: string): number {
  const number = registerNumber(name);
  if (number === undefined) throw new IsaError('BadRegister', `"${name}" is not a register`);
  return number;
}

function integer(text: string): bigint {
  const match = /^(-?)\s*(0x[0-9a-fA-F]+|\d+)$/.exec(text.trim());
  if (!match) throw new IsaError('BadOperand', `"${text}" is not an integer`);
  const magnitude = BigInt(match[2]!);
  return match[1] === '-' ? -magnitude : magnitude;
}

function resolve(text: string, names: ReadonlyMap<string, number>, address: number): number {
  const named = names.get(text);
  if (named !== undefined) return named;
  const relative = /^\.\s*([+-])\s*(\S+)$/.exec(text);
  if (relative) return address + Number(integer(relative[1] === '-' ? `-${relative[2]}` : relative[2]!));
  if (/^[-\d]/.test(text)) return Number(integer(text));
  throw new IsaError('UnknownLabel', `unknown label "${text}"`);
}
