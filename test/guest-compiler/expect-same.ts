/** The expectation of the tables of tests: a module's runs in V8 and in the machine are the same. */
import { expect } from 'vitest';
import { assemble, type CompileOptions, difference, type Outcome, runInMachine, runInV8 } from './harness.ts';

export interface Expected {
  /** Of the run in V8, so that a test's module cannot fail early unnoticed. Default 0. */
  readonly exitCode?: number;
  readonly input?: Uint8Array;
  readonly options?: CompileOptions;
  /** What the 8-byte word of the output at an offset is. */
  readonly label?: (offset: number) => string;
}

/** Holds a module in the machine against V8. */
export async function expectSame(text: string, expected: Expected = {}): Promise<Outcome> {
  const module = assemble(text);
  const v8 = runInV8(module, expected.input);
  expect(v8.exitCode).toBe(expected.exitCode ?? 0);
  const machine = await runInMachine(module, expected.input, expected.options);
  expect(difference(v8, machine, expected.label)).toBeUndefined();
  return v8;
}
