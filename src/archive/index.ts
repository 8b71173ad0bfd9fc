// The binary forms that prover, verifier and tools share: key, machine description, archive.
export * from './description.ts';
export * from './key.ts';
export * from './layout.ts';
export * from './writer.ts';
