/**
 * Code that compiled programs call, in assembly: traps, the functions of module `vouch`, bulk memory, bit counts. Only what a
 * program uses becomes part of it. Registers that a helper changes are read off its code, so that callers keep the others.
 *
 * System calls as in the machine's ABI: number in a7; exit 93, write 64 with fd 1 (public output) or 2 (text for the host).
 */
import { assemble } from '../../isa/assembler.ts';
import { decode, familyAccess } from '../../isa/rv64im.ts';
import type { TrapReason } from '../ir/ir.ts';
import { mask, RA, SCRATCH } from '../regalloc/registers.ts';

export const TRAP_EXIT_CODE = 134;
export const PANIC_EXIT_CODE = 101;

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
const exit = (code: number): string => `
  li a0, ${code}
  li a7, 93
  ecall`;
const zeroExtend = (register: string): string => `
  slli ${register}, ${register}, 32
  srli ${register}, ${register}, 32`;

const MEMORY_PAGES = '-2048(gp)';
const MEMORY_LIMIT = '-2040(gp)';

/** Traps unless [start, end) is inside of the private input as far as it was announced. Changes t2, t3. */
const insideInput = (start: string, end: string): string => `
  lui t2, 0x60000
  lwu t3, 0(t2)
  addi t2, t2, 16
  bltu ${start}, t2, outside
  add t2, t2, t3
  bltu t2, ${end}, outside
  lui t2, 0x8000
  bltu t2, t3, outside`;
/** Traps unless the range is inside of the memory, of t0 bytes, or of the private input; both are made 64-bit values. */
const inside = (address: string, length: string): string => `${zeroExtend(address)}
  add t1, ${address}, ${length}
  bgeu t0, t1, inside.${address}${insideInput(address, 't1')}
inside.${address}:`;
const memoryBytes = `
  ld t0, ${MEMORY_PAGES}
  slli t0, t0, 16`;
const outside = `
outside:
  j trap.outOfBounds`;

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

const bytesLoop = (body: string, step: number): string => `
  li t1, ${step}
  bltu a2, t1, below${step}
loop${step}:${body}
  addi a2, a2, -${step}
  bgeu a2, t1, loop${step}
below${step}:`;

const copyForward = (registers: readonly string[]): string =>
  [
    ...registers.map((register, i) => `\n  ld ${register}, ${8 * i}(a1)`),
    ...registers.map((register, i) => `\n  sd ${register}, ${8 * i}(a0)`),
    `\n  addi a1, a1, ${8 * registers.length}\n  addi a0, a0, ${8 * registers.length}`,
  ].join('');

const copy = `
  sub t0, a0, a1
  bgeu t0, a2, forward
  add a0, a0, a2
  add a1, a1, a2
  li t1, 8
  bltu a2, t1, backwardTail
backward:
  addi a0, a0, -8
  addi a1, a1, -8
  ld t2, 0(a1)
  sd t2, 0(a0)
  addi a2, a2, -8
  bgeu a2, t1, backward
backwardTail:
  beqz a2, done
  addi a0, a0, -1
  addi a1, a1, -1
  lbu t2, 0(a1)
  sb t2, 0(a0)
  addi a2, a2, -1
  j backwardTail
forward:${bytesLoop(copyForward(['t2', 't3', 't4', 't5']), 32)}${bytesLoop(copyForward(['t2']), 8)}
  beqz a2, done
forwardTail:
  lbu t2, 0(a1)
  sb t2, 0(a0)
  addi a1, a1, 1
  addi a0, a0, 1
  addi a2, a2, -1
  bnez a2, forwardTail
done:
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
  const check = (addresses: readonly string[], length = 'a2'): string =>
    isChecked ? `${memoryBytes}${addresses.map((address) => inside(address, length)).join('')}` : '';
  /** Of the functions that take text or bytes: address in a0, length in a1. */
  const checkBytes = isChecked ? `${zeroExtend('a1')}${check(['a0'], 'a1')}` : '';
  const tail = isChecked ? outside : '';
  return {
    ...Object.fromEntries(traps),
    'vouch.write': `${checkBytes}${write(1)}\n  ret${tail}`,
    'vouch.print': `${checkBytes}${write(2)}\n  ret${tail}`,
    'vouch.exit': `
  li a7, 93
  ecall`,
    'vouch.panic': `${checkBytes}${write(2)}${exit(PANIC_EXIT_CODE)}${tail}`,
    'vouch.input_len': `
  lui t0, 0x60000
  lwu a0, 0(t0)
  li t0, 0x8000000
  bltu t0, a0, tooLong
  ret
tooLong:
  j trap.inputTooLong`,
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
    'runtime.memory_copy': `${zeroExtend('a2')}${check(['a0', 'a1'])}${copy}${tail}`,
    'runtime.memory_fill': `${zeroExtend('a2')}${check(['a0'])}${fill}${tail}`,
    'runtime.memory_init': `${zeroExtend('a2')}${zeroExtend('a1')}
  ld t0, 8(a3)
  add t1, a1, a2
  bltu t0, t1, outside${memoryBytes}${inside('a0', 'a2')}
  ld t0, 0(a3)
  add a1, a1, t0${copy}${outside}`,
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
      known = changedRegisters(this.#assemble(symbol, 0, () => 0));
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
