/**
 * `vouch/stark`: the STARK without the machine. Define tables with `AirBuilder`, tie them together with buses and public terms
 * (`defineSystem`), look for what does not hold (`checkColumns`), set up a key and prove (`StarkProver`), verify with `vouch/verify` and
 * the system's `descriptionBytes`. Examples: examples/stark-fibonacci.ts, examples/stark-lookup.ts.
 */
export { type Air, AirBuilder, AirError, type Constraint, type Interaction } from '../air/air.ts';
export type { Bus, Lookup } from '../air/bus.ts';
export {
  assertTables,
  type BusFinding,
  type BusUser,
  type CheckLimits,
  type ConstraintFinding,
  checkTables,
  type FilledTable,
  type Finding,
  formatFinding,
  type PublicTuple,
} from '../air/checker.ts';
export { type PublicClaim, type PublicOperand, type PublicTerm, publicTuples } from '../air/description.ts';
export { Expr, type Operand, P, type SelectorName } from '../air/expression.ts';
export { type CheckInput, checkColumns } from './check.ts';
export { OptionsError, type Preset, presets, resolveOptions, type StarkOptions } from './options.ts';
export type { Progress, ProofResult, ProveHooks, RoundTime, Stage } from './prover.ts';
export type { ProvingKey } from './proving-key.ts';
export * from './security.ts';
export type { SessionOptions } from './session.ts';
export { defineSystem, StarkError, type StarkSystem } from './system.ts';
export { type Columns, type StarkClaim, StarkProver, type StarkSetup } from './toolkit.ts';
