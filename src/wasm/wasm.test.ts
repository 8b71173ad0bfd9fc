// Memory, arena and worker pool: shared with workers, shared without, and unshared.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { F } from '../field/index.ts';
import { proverWasmBase64 } from '../generated/prover-wasm.ts';
import { Arena, bytesFromBase64, createMemory, OutOfMemory, WorkerFailed, WorkerPool, withSharing } from './index.ts';

/** (import "env" "memory") (import "kernels" "rootOfUnity") (export "root") calls it; (export "trap") is unreachable. */
function moduleUsingKernels(): Promise<WebAssembly.Module> {
  const name = (text: string) => [text.length, ...new TextEncoder().encode(text)];
  const section = (id: number, content: number[]) => [id, content.length, ...content];
  const bytes = new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [2, 0x60, 1, 0x7f, 1, 0x7f, 0x60, 0, 0]),
    ...section(2, [1, ...name('kernels'), ...name('rootOfUnity'), 0, 0]),
    ...section(3, [2, 0, 1]),
    ...section(7, [2, ...name('root'), 0, 1, ...name('trap'), 0, 2]),
    ...section(10, [2, 6, 0, 0x20, 0, 0x10, 0, 0x0b, 3, 0, 0, 0x0b]),
  ]);
  return WebAssembly.compile(bytes);
}

const modes = [
  { title: 'two workers', threads: 2, isShared: true, workers: 2 },
  { title: 'one thread, shared memory', threads: 1, isShared: true, workers: 1 },
  { title: 'unshared memory', threads: 4, isShared: false, workers: 1 },
];

describe.each(modes)('pool: $title', ({ threads, isShared, workers }) => {
  const withPool = async (use: (pool: WorkerPool, arena: Arena) => Promise<void>): Promise<void> => {
    const memory = createMemory({ isShared });
    const pool = await WorkerPool.create({ memory, threads });
    try {
      await use(pool, new Arena(memory));
    } finally {
      await pool.close();
    }
  };

  it('does every task once', () =>
    withPool(async (pool, arena) => {
      expect(pool.threads).toBe(workers);
      const [count, n] = [300, 64];
      const address = arena.allocZeroed(count * n * 4);
      const one = arena.alloc(n * 4);
      arena.words(one, n).fill(1);
      const tasks = Array.from({ length: count }, (_, i) => {
        const at = address + i * n * 4;
        return { fn: 'vectorAdd', args: [at, at, one, n] };
      });
      await pool.run(tasks);
      await Promise.all([pool.run(tasks.slice(0, 100)), pool.run(tasks.slice(100))]);
      expect(arena.words(address, count * n).every((word) => word === 2)).toBe(true);
    }));

  it('sees memory that grew later', () =>
    withPool(async (pool, arena) => {
      await pool.run([{ fn: 'rootOfUnity', args: [3] }]);
      const address = arena.alloc(200 * 2 ** 20);
      arena.words(address, 4).fill(7);
      const end = address + 200 * 2 ** 20 - 64;
      await pool.run([{ fn: 'vectorAdd', args: [end, address, address, 4] }]);
      expect([...arena.words(end, 4)]).toEqual([14, 14, 14, 14]);
    }));

  it('calls kernels on the host and from added modules', () =>
    withPool(async (pool) => {
      expect(pool.call('rootOfUnity', [5])).toBe(F.rootOfUnity(5));
      await pool.addModule('mine', await moduleUsingKernels());
      expect(pool.call('root', [5], 'mine')).toBe(F.rootOfUnity(5));
      await pool.run(Array.from({ length: 10 }, () => ({ module: 'mine', fn: 'root', args: [5] })));
    }));

  it('reports traps and unknown functions, and goes on', () =>
    withPool(async (pool) => {
      await pool.addModule('mine', await moduleUsingKernels());
      await expect(pool.run([{ module: 'mine', fn: 'trap', args: [] }])).rejects.toThrow(WorkerFailed);
      await expect(pool.run([{ fn: 'nothing', args: [] }])).rejects.toThrow(/no function nothing in module kernels/);
      await pool.run([{ module: 'mine', fn: 'root', args: [5] }]);
    }));

  it('stops when told to', () =>
    withPool(async (pool, arena) => {
      const n = 2 ** 16;
      const address = arena.alloc(n * 4);
      const tasks = Array.from({ length: 100_000 }, () => ({ fn: 'vectorMul', args: [address, address, address, n] }));
      const signal = AbortSignal.timeout(100);
      await expect(pool.run(tasks, { signal })).rejects.toThrow(expect.objectContaining({ name: 'TimeoutError' }));
      await expect(pool.run(tasks, { signal })).rejects.toThrow();
      await pool.run(tasks.slice(0, 10));
    }));

  it('takes no work after close', async () => {
    const pool = await WorkerPool.create({ memory: createMemory({ isShared }), threads });
    await pool.close();
    await expect(pool.run([{ fn: 'rootOfUnity', args: [3] }])).rejects.toThrow(/closed/);
  });
});

it('idle workers do not keep the process alive, busy ones do', () => {
  const script = `
    import { WorkerPool, createMemory, Arena } from '${new URL('./index.ts', import.meta.url)}';
    const memory = createMemory();
    const pool = await WorkerPool.create({ memory, threads: 2 });
    const at = new Arena(memory).alloc(4 << 20);
    await pool.run(Array.from({ length: 20 }, () => ({ fn: 'vectorMul', args: [at, at, at, 1 << 18] })));
    console.log('done', pool.threads);`;
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 60_000 });
  expect(stdout.toString().trim()).toBe('done 2');
  expect(status).toBe(0);
});

describe('arena', () => {
  it('aligns, marks, releases and remembers its most', () => {
    const arena = new Arena(createMemory());
    const first = arena.alloc(1);
    const mark = arena.mark();
    const second = arena.alloc(100);
    expect([first % 64, second - first, arena.usedBytes]).toEqual([0, 64, 192]);
    arena.release(mark);
    expect([arena.usedBytes, arena.highWaterBytes, arena.alloc(5)]).toEqual([64, 192, second]);
    expect(() => arena.release(mark + 128)).toThrow(RangeError);
    expect(() => arena.alloc(-1)).toThrow(RangeError);
  });

  it('reaches the end of 4 GiB and not beyond', async () => {
    const memory = createMemory({ isShared: true });
    const arena = new Arena(memory);
    arena.alloc(2 ** 32 - 2 * 65536);
    const last = arena.alloc(65536);
    expect(last + 65536).toBe(2 ** 32);
    expect(() => arena.alloc(1)).toThrow(OutOfMemory);
    // Kernels take addresses above 2^31 and up to the very end.
    const pool = await WorkerPool.create({ memory, threads: 1 });
    arena.words(last, 16384).fill(3);
    pool.call('vectorAdd', [last, last, last, 16384]);
    expect(arena.words(last, 16384).every((word) => word === 6)).toBe(true);
    expect(() => new Arena(createMemory({ maximumPages: 4 })).alloc(2 ** 20)).toThrow(OutOfMemory);
  });
});

it('sharing is one bit of the module', () => {
  const module = bytesFromBase64(proverWasmBase64);
  const unshared = withSharing(module, false);
  expect(module.filter((byte, i) => byte !== unshared[i])).toHaveLength(1);
  expect(withSharing(unshared, true)).toEqual(module);
});
