// The prover's kernels: one WebAssembly module on one shared memory. The host passes every pointer.
export * from './field';
export * from './hash';
export * from './merkle';
export * from './deep';
export * from './fri';
export * from './ntt';
