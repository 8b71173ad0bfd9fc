/**
 * Code that compiled programs call, in assembly: traps, the functions they import, bulk memory, bit counts. Only what a
 * program uses becomes part of it. Registers that a helper changes are read off its code, so that callers keep the others.
 *
 * System calls as in the machine's ABI: number in a7; exit 93, write 64 with fd 1 (public output) or 2 (text for the host).
 */
import {
  SYSCALL_BLAKE3_CHAIN,
  SYSCALL_BLAKE3_COMPRESS,
  SYSCALL_BLAKE3_PATH,
  SYSCALL_EXT_DIV,
  SYSCALL_EXT_MUL,
  SYSCALL_FIELD_DOT,
  SYSCALL_KECCAK_F1600,
  SYSCALL_SHA256_COMPRESS,
} from '../../executor/layout.ts';
import { assemble } from '../../isa/assembler.ts';
import { decode, familyAccess } from '../../isa/rv64im.ts';
import type { TrapReason } from '../ir/ir.ts';
import { mask, RA, SCRATCH } from '../regalloc/registers.ts';
import {
  bounds,
  bytesLoop,
  copyBytes,
  exit,
  inputLength,
  insideInput,
  MEMORY_LIMIT,
  MEMORY_PAGES,
  outside,
  PANIC_EXIT_CODE,
  TRAP_EXIT_CODE,
  zeroExtend,
} from './snippets.ts';
import { wasiSources } from './wasi.ts';

export const trapMessages: Record<TrapReason | 'inputTooLong', string> = {
  unreachable: 'trap: unreachable',
  divisionByZero: 'trap: integer division by zero',
  integerOverflow: 'trap: integer overflow',
  invalidConversion: 'trap: invalid conversion to integer',
  outOfBounds: 'trap: memory access out of bounds',
  tableOutOfBounds: 'trap: table index out of bounds',
  nullElement: 'trap: call of a null table entry',
  signatureMismatch: 'trap: indirect call of another type, or of a null entry',
  stackOverflow: 'trap: stack overflow',
  inputTooLong: 'trap: the private input is longer than 128 MiB',
};

const write = (fd: number): string => `
  mv a2, a1
  mv a1, a0
  li a0, ${fd}
  li a7, 64
  ecall`;
/** Arguments are where the machine wants them; the field precompiles take canonical elements only, so they always succeed. */
const precompile = (number: number, hasResult = false): string => `
  li a7, ${number}
  ecall${hasResult ? '\n  li a0, 0' : ''}
  ret`;
/** Least significant or most significant zeros, by halves. */
const countZeros = (near: string, far: string): string => `
  li a1, 64
  beqz a0, done
  li a1, 0
${[32, 16, 8, 4, 2, 1]
  .map((step) => {
    const label = `has${step}`;
    return `  ${near} t0, a0, ${64 - step}\n  bnez t0, ${label}\n  addi a1, a1, ${step}\n  ${far} a0, a0, ${step}\n${label}:`;
  })
  .join('\n')}
done:
  mv a0, a1
  ret`;

const copy = `${copyBytes}
copied:
  ret`;

const fillStores = (count: number): string =>
  [...Array(count).keys()]
    .map((i) => `\n  sd a1, ${8 * i}(a0)`)
    .join('')
    .concat(`\n  addi a0, a0, ${8 * count}`);

const fill = `
  andi a1, a1, 255
  slli t0, a1, 8
  or a1, a1, t0
  slli t0, a1, 16
  or a1, a1, t0
  slli t0, a1, 32
  or a1, a1, t0${bytesLoop(fillStores(4), 32)}${bytesLoop(fillStores(1), 8)}
  beqz a2, done
tail:
  sb a1, 0(a0)
  addi a0, a0, 1
  addi a2, a2, -1
  bnez a2, tail
done:
  ret`;

const doubled = (register: string, pattern: string): string => `
  li ${register}, ${pattern}
  slli t0, ${register}, 32
  add ${register}, ${register}, t0`;

/** Bits in pairs, nibbles, bytes, then all bytes summed by a product. */
const populationCount = (w: '' | 'w', load: (register: string, pattern: string) => string, shift: number): string => `
${load('t1', '0x55555555')}
  srli${w} t0, a0, 1
  and t0, t0, t1
  sub${w} a0, a0, t0
${load('t1', '0x33333333')}
  and t0, a0, t1
  srli${w} a0, a0, 2
  and a0, a0, t1
  add${w} a0, a0, t0
  srli${w} t0, a0, 4
  add${w} a0, a0, t0
${load('t1', '0x0f0f0f0f')}
  and a0, a0, t1
${load('t1', '0x01010101')}
  mul${w} a0, a0, t1
  srli${w} a0, a0, ${shift}
  ret`;

const outsideTable = `
outside:
  j trap.tableOutOfBounds`;
/** Traps unless a range of entries is inside of a table or element segment: register of its description. */
const insideTable = (index: string, length: string, description: string): string => `${zeroExtend(index)}
  ld t0, 8(${description})
  add t1, ${index}, ${length}
  bltu t0, t1, outside`;
/** The address of an entry. */
const entry = (index: string, description: string): string => `
  ld t0, 0(${description})
  slli ${index}, ${index}, 3
  add ${index}, ${index}, t0`;
const fillEntries = (from: string, value: string, count: string): string => `
entries:
  beqz ${count}, filled
  sd ${value}, 0(${from})
  addi ${from}, ${from}, 8
  addi ${count}, ${count}, -1
  j entries
filled:`;

/** The last arguments are addresses of descriptions, as tables.ts places them. */
const tableSources: Record<string, string> = {
  'runtime.table_copy': `${zeroExtend('a2')}${insideTable('a0', 'a2', 'a3')}${insideTable('a1', 'a2', 'a4')}${entry('a0', 'a3')}${entry('a1', 'a4')}
  slli a2, a2, 3${copy}${outsideTable}`,
  'runtime.table_fill': `${zeroExtend('a2')}${insideTable('a0', 'a2', 'a3')}${entry('a0', 'a3')}${fillEntries('a0', 'a1', 'a2')}
  ret${outsideTable}`,
  'runtime.table_grow': `${zeroExtend('a1')}
  ld t1, 8(a2)
  ld t2, 16(a2)
  add t3, t1, a1
  bltu t2, t3, fail
  sd t3, 8(a2)
  mv t2, t1${entry('t2', 'a2')}${fillEntries('t2', 'a0', 'a1')}
  mv a0, t1
  ret
fail:
  li a0, -1
  ret`,
};

/** Symbol -> assembly; labels are local to each. */
function sources(isChecked: boolean): Record<string, string> {
  const traps = Object.keys(trapMessages).map((reason) => [
    `trap.${reason}`,
    `
  la a1, message.${reason}
  li a2, ${trapMessages[reason as TrapReason].length + 1}
  li a0, 2
  li a7, 64
  ecall${exit(TRAP_EXIT_CODE)}`,
  ]);
  const check = (...ranges: readonly (readonly [address: string, length: string])[]): string =>
    isChecked ? bounds(ranges) : '';
  /** Of the functions that take text or bytes: address in a0, length in a1. */
  const checkBytes = isChecked ? `${zeroExtend('a1')}${check(['a0', 'a1'])}` : '';
  const tail = isChecked ? outside : '';
  return {
    ...Object.fromEntries(traps),
    ...wasiSources(isChecked),
    'vouch.write': `${checkBytes}${write(1)}\n  ret${tail}`,
    'vouch.print': `${checkBytes}${write(2)}\n  ret${tail}`,
    // Called as an operation; this is for tables.
    'vouch.mul_high_u': '\n  mulhu a0, a0, a1\n  ret',
    'vouch.exit': `
  li a7, 93
  ecall`,
    'vouch.keccak_f': precompile(SYSCALL_KECCAK_F1600),
    'vouch.blake3_compress': precompile(SYSCALL_BLAKE3_COMPRESS),
    'vouch.blake3_chain': precompile(SYSCALL_BLAKE3_CHAIN),
    'vouch.blake3_path': precompile(SYSCALL_BLAKE3_PATH),
    'vouch.sha256_compress': precompile(SYSCALL_SHA256_COMPRESS),
    'vouch.ext_mul': precompile(SYSCALL_EXT_MUL, true),
    'vouch.ext_div': precompile(SYSCALL_EXT_DIV, true),
    'vouch.dot': precompile(SYSCALL_FIELD_DOT, true),
    'vouch.panic': `${checkBytes}${write(2)}${exit(PANIC_EXIT_CODE)}${tail}`,
    // Calls of these two are inline; here they are for tables.
    'vouch.input_ptr': `
  lui a0, 0x60000
  addi a0, a0, 16
  ret`,
    'vouch.step': '\n  ret',
    'vouch.input_len': `${inputLength('a0')}\n  ret`,
    'runtime.check_input': `${insideInput('a0', 'a1')}\n  ret${outside}`,
    'runtime.memory_grow': `${zeroExtend('a0')}
  ld a1, ${MEMORY_PAGES}
  ld a2, ${MEMORY_LIMIT}
  add a0, a0, a1
  bltu a2, a0, fail
  sd a0, ${MEMORY_PAGES}
  mv a0, a1
  ret
fail:
  li a0, -1
  ret`,
    'runtime.memory_copy': `${zeroExtend('a2')}${check(['a0', 'a2'], ['a1', 'a2'])}${copy}${tail}`,
    'runtime.memory_fill': `${zeroExtend('a2')}${check(['a0', 'a2'])}${fill}${tail}`,
    'runtime.memory_init': `${zeroExtend('a2')}${zeroExtend('a1')}
  ld t0, 8(a3)
  add t1, a1, a2
  bltu t0, t1, outside${bounds([['a0', 'a2']])}
  ld t0, 0(a3)
  add a1, a1, t0${copy}${outside}`,
    ...tableSources,
    'runtime.i64_clz': countZeros('srli', 'slli'),
    'runtime.i64_ctz': countZeros('slli', 'srli'),
    'runtime.i32_clz': `
  slli a0, a0, 32
  srli a0, a0, 32${countZeros('srli', 'slli')}`.replace('mv a0, a1', 'addi a0, a1, -32'),
    'runtime.i32_ctz': `
  li t0, 1
  slli t0, t0, 32
  or a0, a0, t0${countZeros('slli', 'srli')}`,
    'runtime.i32_popcnt': populationCount('w', (register, pattern) => `  li ${register}, ${pattern}`, 24),
    'runtime.i64_popcnt': populationCount('', doubled, 56),
  };
}

/**
 * Precompiles that are system calls in place, without a function around them: those of programs that verify proofs, which call them often
 * for little. The hash functions are in profiles by their names.
 */
const inlineNumbers = new Map([
  ['vouch.ext_mul', SYSCALL_EXT_MUL],
  ['vouch.ext_div', SYSCALL_EXT_DIV],
  ['vouch.dot', SYSCALL_FIELD_DOT],
  ['vouch.blake3_chain', SYSCALL_BLAKE3_CHAIN],
  ['vouch.blake3_path', SYSCALL_BLAKE3_PATH],
]);

export function inlineSystemCall(symbol: string): number | undefined {
  return inlineNumbers.get(symbol);
}

/** Precompiles that move a1..a4 on, as they do their work in steps. */
const MOVING = new Set(['vouch.blake3_chain', 'vouch.blake3_path']);
const A1_TO_A4 = 0b1111 << 11;

export interface RuntimeFunction {
  readonly symbol: string;
  readonly source: string;
  readonly clobbers: number;
}

export class Runtime {
  readonly #sources: Readonly<Record<string, string>>;
  readonly #clobbers = new Map<string, number>();

  constructor(isChecked: boolean) {
    this.#sources = sources(isChecked);
  }

  has(symbol: string): boolean {
    return symbol in this.#sources;
  }

  clobbers(symbol: string): number | undefined {
    const source = this.#sources[symbol];
    if (source === undefined) return undefined;
    let known = this.#clobbers.get(symbol);
    if (known === undefined) {
      known = changedRegisters(this.#assemble(symbol, 0, () => 0)) | (MOVING.has(symbol) ? A1_TO_A4 : 0);
      this.#clobbers.set(symbol, known);
    }
    return known;
  }

  /** All of `wanted` and what they jump to, one after the other from `base`; adds their addresses to `symbols`. */
  link(
    wanted: Iterable<string>,
    base: number,
    symbols: Map<string, number>,
  ): { words: number[]; sizes: Map<string, number> } {
    const words: number[] = [];
    const sizes = new Map<string, number>();
    const add = (symbol: string): void => {
      if (symbols.has(symbol)) return;
      for (const [needed] of this.#sources[symbol]!.matchAll(/\btrap\.\w+/g)) add(needed);
      const code = this.#assemble(symbol, base + 4 * words.length, (name) => symbols.get(name)!);
      symbols.set(symbol, base + 4 * words.length);
      sizes.set(symbol, 4 * code.length);
      words.push(...code);
    };
    for (const symbol of wanted) add(symbol);
    return { words, sizes };
  }

  #assemble(symbol: string, base: number, address: (name: string) => number): Uint32Array {
    const source = this.#sources[symbol]!;
    const used = [...source.matchAll(/\b(?:trap|message)\.\w+/g)].map(([name]) => [name, address(name)] as const);
    return assemble(source, base, Object.fromEntries(used)).words;
  }
}

/** Plus those of calls in general: ra, and the scratch register of far calls. */
function changedRegisters(words: Uint32Array): number {
  const changed = new Set<number>([RA, SCRATCH]);
  for (const word of words) {
    const instruction = decode(word);
    if (instruction && familyAccess[instruction.family].rd && instruction.rd !== 0) changed.add(instruction.rd);
    // The system call's result.
    if (instruction?.mnemonic === 'ecall') changed.add(10);
  }
  return mask([...changed]);
}
