/** The profiler: where the cycles of a run went, by step, function, line and stack, from the executor's exact counts. */
export type { CallTree, Frame, TreeNode } from './call-tree.ts';
export { ProfileError, StackBudget } from './errors.ts';
export { printable } from './formats/folded.ts';
export { formatProfile, type ProfileFormat } from './formats/index.ts';
export { makeProfile, type Profile, type ProfileNames } from './profile.ts';
export {
  type ProfileReport,
  type ProfileRow,
  type ProfileTables,
  REPORT_FORMAT,
  REPORT_VERSION,
  type StepProfile,
} from './report.ts';
export { assertLegalStepOrder, StepOrderError, verifierStepNames } from './steps.ts';
