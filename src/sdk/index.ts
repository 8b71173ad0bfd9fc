/**
 * The package: run, prove and verify RV64IM programs. Everything that importers may rely on is here and in `vouch/verify` and
 * `vouch/stark`; the list is frozen by index.test.ts. Programs are ELF files as bytes; nothing touches the file system.
 */
export { ElfError, type ElfErrorCode } from '../elf/index.ts';
export { VerificationError, VouchError } from '../errors.ts';
export { type ExecutionResult, ExecutorError, type TrapCode, TrapError } from '../executor/index.ts';
export { OptionsError, type Preset, presets, type StarkOptions } from '../stark/options.ts';
export { InsecureKey, type SecurityTerm } from '../stark/security.ts';
export type { Claim } from '../verify/index.ts';
export { OutOfMemory } from '../wasm/errors.ts';
export { execute } from './execute.ts';
export {
  InspectError,
  type Inspection,
  type InspectOptions,
  inspect,
  type KeyInspection,
  type ProgramInspection,
  type ProofInspection,
} from './inspect.ts';
export { type ChipInspection, inspectChips } from './inspect-chips.ts';
export {
  DEFAULT_PRESET,
  type ExecuteOptions,
  type KeyOptions,
  type Progress,
  type ProveOptions,
  type RunOptions,
  type ThreadOptions,
} from './options.ts';
export { count, Prover, prove, setup } from './prover.ts';
export type { ChipCount, CountResult, ProveResult, VerifyingKey } from './results.ts';
export { type MachineSecurity, security } from './security.ts';
export { type VerifyOptions, verify } from './verify.ts';
