/**
 * The package: run, prove and verify RV64IM programs. Everything that importers may rely on is here and in `vouch/verify` and
 * `vouch/stark`; the list is frozen by index.test.ts. Programs are ELF files as bytes; nothing touches the file system.
 */
export { KeyError } from '../archive/key.ts';
export type { SourcePosition } from '../debug-info/index.ts';
export { ElfError, type ElfErrorCode } from '../elf/index.ts';
export { ArgumentError, VerificationError, VouchError } from '../errors.ts';
export { type ExecutionResult, ExecutorError, type StackFrame, type TrapCode, TrapError } from '../executor/index.ts';
export { CompileError, type CompileErrorCode } from '../guest-compiler/errors.ts';
export { type Diagnostic, TypeScriptError } from '../guest-compiler/typescript-error.ts';
export {
  type CallTree,
  formatProfile,
  type Profile,
  ProfileError,
  type ProfileFormat,
  type ProfileNames,
  type ProfileReport,
  type ProfileRow,
  type StepProfile,
} from '../profiler/index.ts';
export { OptionsError, type Preset, presets, type StarkOptions } from '../stark/options.ts';
export { InsecureKey, type SecurityTerm } from '../stark/security.ts';
export { type Claim, VerifyUsageError } from '../verify/index.ts';
export { OutOfMemory } from '../wasm/errors.ts';
export {
  BuildError,
  type BuildErrorCode,
  type BuildResult,
  build,
  type GuestLanguage,
  type SourceFile,
  type Sources,
} from './build.ts';
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
  type BuildOptions,
  type CountOptions,
  DEFAULT_PRESET,
  type ExecuteOptions,
  type KeyOptions,
  type Progress,
  type ProveOptions,
  type RunOptions,
  type ThreadOptions,
} from './options.ts';
export { type ProfileOptions, profile } from './profile.ts';
export { count, Prover, prove, setup } from './prover.ts';
export {
  encodeRecursionInput,
  type RecursionInput,
  RecursionInputError,
  recursionProgram,
  UnexpectedExitCode,
  type VerifyRecursiveOptions,
  verifyRecursionBlob,
  verifyRecursive,
} from './recursion.ts';
export type { ChipCount, CountResult, ProveResult, VerifyingKey } from './results.ts';
export { type MachineSecurity, security } from './security.ts';
export { type VerifyOptions, verify } from './verify.ts';
