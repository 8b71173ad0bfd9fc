/** `vouch/stark`: define tables, prove them, know their security. */
export { type Air, AirBuilder, AirError } from '../air/air.ts';
export type { Bus } from '../air/bus.ts';
export * from '../air/checker.ts';
export type { PublicOperand, PublicTerm } from '../air/description.ts';
export { Expr, type Operand } from '../air/expression.ts';
export { OptionsError, type Preset, presets, type StarkOptions } from './options.ts';
export type { ProofResult, ProveHooks } from './prover.ts';
export type { ProvingKey } from './proving-key.ts';
export * from './security.ts';
export { defineSystem, StarkError, type StarkSystem } from './system.ts';
export * from './toolkit.ts';
