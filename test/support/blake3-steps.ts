/** Calls of blake3_chain and blake3_path in assembly, and what they should leave according to @noble/hashes. */
import { SYSCALL_BLAKE3_CHAIN, SYSCALL_BLAKE3_PATH } from '../../src/executor/layout.ts';
import { BLAKE3_IV, BLOCK_AT, compressed, VALUE_AT } from './blake3-call.ts';
import type { Random } from './random.ts';

export interface Steps {
  readonly isChain: boolean;
  /** Chaining value, or node: 8 words. */
  readonly value: readonly number[];
  /** Words of the blocks, or of the siblings. */
  readonly data: readonly number[];
  /** Counter, or index. */
  readonly index: bigint;
  readonly count: number;
  readonly flags: number;
}

/** What one step compresses, and its result. */
export interface Step {
  readonly value: readonly number[];
  readonly block: readonly number[];
  readonly result: readonly number[];
}

export function stepsOf({ isChain, value, data, index, count, flags }: Steps): Step[] {
  const steps: Step[] = [];
  let last = value;
  for (let i = 0; i < count; i++) {
    const read = isChain ? data.slice(16 * i, 16 * i + 16) : data.slice(8 * i, 8 * i + 8);
    const isRight = ((index >> BigInt(i)) & 1n) === 1n;
    const step = isChain
      ? {
          value: last,
          block: read,
          counter: index + BigInt(i),
          flags: (i === 0 ? flags : 0) + (i === count - 1 ? 2 : 0),
        }
      : { value: BLAKE3_IV, block: isRight ? [...read, ...last] : [...last, ...read], counter: 0n, flags };
    const result = compressed({ ...step, length: 64 });
    steps.push({ value: step.value, block: step.block, result });
    last = result;
  }
  return steps;
}

/** One call, registers set first, and other registers in their place where given. */
export function stepsSource(
  { isChain, index, count, flags }: Steps,
  { value = VALUE_AT, data = BLOCK_AT }: { value?: number | string; data?: number | string } = {},
): string {
  return `
  li a0, ${value}
  li a1, ${data}
  li a2, ${BigInt.asIntN(64, index)}
  li a3, ${count}
  li a4, ${flags}
  li a7, ${isChain ? SYSCALL_BLAKE3_CHAIN : SYSCALL_BLAKE3_PATH}
  ecall`;
}

export function randomSteps(random: Random, isChain: boolean, count: number): Steps {
  const word = () => Number(random.u64() >> 32n);
  const words = (length: number) => Array.from({ length }, word);
  const [value, data] = [words(8), words((isChain ? 16 : 8) * count)];
  // The counter's low limb must not overflow.
  const index = isChain ? random.u64() & ~0x8000n : random.u64() >> 32n;
  return { isChain, value, data, index, count, flags: isChain ? word() >>> 17 : word() };
}
