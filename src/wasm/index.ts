// The prover's WebAssembly side: memory, allocation, workers.
export { ARENA_BASE, Arena } from './arena.ts';
export { OutOfMemory, WorkerFailed } from './errors.ts';
export {
  bytesFromBase64,
  compileFor,
  createMemory,
  type MemoryOptions,
  type ProverMemory,
  withSharing,
} from './memory.ts';
export { canShareMemory, hardwareThreads } from './platform.ts';
export { type PoolOptions, type RunOptions, WorkerPool } from './pool.ts';
export { KERNELS, SCRATCH, type Task } from './tasks.ts';
