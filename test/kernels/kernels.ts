// The kernels on this thread with an arena, for tests and benchmarks.
import { Arena, createMemory, WorkerPool } from '../../src/wasm/index.ts';

export interface Kernels {
  readonly arena: Arena;
  call(fn: string, ...args: number[]): number;
  /** Copies words into fresh memory. */
  put(words: ArrayLike<number>): number;
  /** Copies words out of memory. */
  take(address: number, length: number): Uint32Array;
}

export async function loadKernels(): Promise<Kernels> {
  const memory = createMemory();
  const pool = await WorkerPool.create({ memory, threads: 1 });
  const arena = new Arena(memory);
  return {
    arena,
    call: (fn, ...args) => pool.call(fn, args) >>> 0,
    put: (words) => {
      const address = arena.alloc(words.length * 4);
      arena.words(address, words.length).set(words);
      return address;
    },
    take: (address, length) => arena.words(address, length).slice(),
  };
}

/** Reproducible words below p (mulberry32), with a share of edge cases. */
export function randomWords(count: number, seed: number, edgeShare = 0): Uint32Array {
  const P = 0x78000001;
  const edges = [0, 1, P - 1, 0x0ffffffe, P - 2, 0x40000000];
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  return Uint32Array.from({ length: count }, () => {
    const word = Math.floor((next() / 2 ** 32) * P);
    return next() / 2 ** 32 < edgeShare ? (edges[word % edges.length] as number) : word;
  });
}
