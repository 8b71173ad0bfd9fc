/** Generated kernels for the prover: compile, constants, tasks. */
export {
  type AirKernels,
  airKernels,
  commonKernel,
  fillKernel,
  type Kernel,
  kernelModules,
} from './compile.ts';
export { constantWords, type KernelChallenges, quotientWeights } from './constants.ts';
export { COSET_SHIFT, divideByZerofierTasks, selectorParameters, selectorTasks, zerofier } from './domain.ts';
export { type E, eToWords, scaleE, wordsToE } from './extension.ts';
export { type RunningSumStart, runningSumTasks, startRunningSum } from './running-sum.ts';
export {
  countTasks,
  fillTasks,
  KernelError,
  MIN_LOG_HEIGHT,
  mergeHistogramsTask,
  partialSumBytes,
  permutationOutputs,
  permutationTasks,
  quotientTasks,
  TASK_ROWS,
  taskCount,
} from './tasks.ts';
