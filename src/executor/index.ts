/** The executor: runs programs, and records what the prover proves. */
export { backtraceText, type StackFrame } from './backtrace.ts';
export { type ExecuteOptions, type ExecutionResult, execute } from './execute.ts';
export { ExecutorError, type TrapCode, TrapError } from './executor-error.ts';
export type { Stream } from './guest-run.ts';
export { type CallNode, type ExecutionProfile, executeProfiled, type StepCounts, type StepMarker } from './profile.ts';
export { type StreamName, streamNames, streamRecordBytes } from './records.ts';
export {
  countTrace,
  MAX_TRACE_CYCLES,
  type RecordedTrace,
  type RecordOptions,
  recordTrace,
  type TraceCounts,
} from './trace.ts';
