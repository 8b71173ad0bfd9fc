/** What can go wrong in writing a profile. */
import { VouchError } from '../errors.ts';

export class ProfileError extends VouchError {
  declare readonly code: 'ProfileTooLarge';
}

/** Frames of all stacks together that formats with a list per stack are written for. */
const MAX_STACK_FRAMES = 1 << 24;

/** Counts the frames of stacks and refuses absurd ones before memory runs out. */
export class StackBudget {
  #left = MAX_STACK_FRAMES;

  /** @throws ProfileError */
  spend(depth: number): void {
    this.#left -= depth;
    if (this.#left >= 0) return;
    throw new ProfileError(
      'ProfileTooLarge',
      'the call stacks are too deep and too many for a format with a list per stack; take speedscope, cpuprofile or html.',
    );
  }
}
