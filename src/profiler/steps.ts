/**
 * The steps that the verifier marks (assembly/verifier), as a guest or in V8, and the order in which it may: one after the other, but queries
 * are opened and folded one by one. A verification without a recursion blob begins with step 2.
 */
import { VouchError } from '../errors.ts';

export const verifierStepNames: Readonly<Record<number, string>> = {
  1: 'input and prefix read',
  2: 'key and statement',
  3: 'transcript replay',
  4: 'bus balance',
  5: 'constraints at zeta',
  6: 'openings',
  7: 'FRI',
};

const START = 0;
const LAST = 7;

/** Step -> what may follow it. */
const successors: Readonly<Record<number, readonly number[]>> = {
  1: [2],
  2: [3],
  3: [4],
  4: [5],
  5: [6],
  6: [6, 7],
  7: [6, 7],
};

export class StepOrderError extends VouchError {
  declare readonly code: 'UnknownStep' | 'IllegalStepOrder' | 'MissingStep';
}

/**
 * Checks the markers of one whole verification, in order of execution (`report.markers`): all steps, each where it may be.
 * @param first 2 for a verification that reads no blob
 * @throws StepOrderError naming the first marker that may not stand where it does, or the steps that never came
 */
export function assertLegalStepOrder(steps: Iterable<number>, first: 1 | 2 = 1): void {
  let before = START;
  let index = 0;
  const seen = new Set<number>();
  for (const step of steps) {
    if (!(step in verifierStepNames)) {
      throw new StepOrderError(
        'UnknownStep',
        `marker ${index} opens step ${step}; the verifier has steps 1 to ${LAST}.`,
      );
    }
    if (before === START ? step !== first : !successors[before]?.includes(step)) {
      throw new StepOrderError(
        'IllegalStepOrder',
        `marker ${index} opens step ${step} (${verifierStepNames[step]}) after ${describe(before)}.`,
      );
    }
    seen.add(step);
    before = step;
    index++;
  }
  const missing = Object.keys(verifierStepNames).filter((step) => Number(step) >= first && !seen.has(Number(step)));
  if (missing.length > 0) {
    throw new StepOrderError('MissingStep', `steps ${missing.join(', ')} never came, after ${index} markers.`);
  }
  if (before !== LAST) throw new StepOrderError('IllegalStepOrder', `the last marker opens ${describe(before)}.`);
}

function describe(step: number): string {
  return step === START ? 'the start' : `step ${step} (${verifierStepNames[step]})`;
}
