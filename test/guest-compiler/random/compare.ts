/** One random module in V8 and in the machine. */
import { assemble, difference, type Outcome, runInMachine, runInV8 } from '../harness.ts';
import { type RandomModuleOptions, randomModule } from './module.ts';

export interface Comparison {
  readonly v8: Outcome;
  /** Undefined if both runs are the same. */
  readonly problem: string | undefined;
  readonly cycles: number;
}

export async function compareText(text: string, options: RandomModuleOptions): Promise<Comparison> {
  const module = assemble(text);
  const v8 = runInV8(module);
  try {
    const machine = await runInMachine(module, undefined, { checked: options.outOfBounds ?? false });
    return { v8, problem: difference(v8, machine), cycles: machine.cycles };
  } catch (error) {
    return { v8, problem: `the compiler or the machine throws ${error}`, cycles: 0 };
  }
}

export async function compareSeed(seed: number, options: RandomModuleOptions): Promise<Comparison> {
  return compareText(randomModule(seed, options), options);
}
