/** Every integer instruction on edge operands, in the machine as in V8. See integer-modules.ts. */
import { describe, expect, it } from 'vitest';
import { expectSame } from './expect-same.ts';
import {
  binaryModule,
  binaryOperations,
  comparisons,
  type LabelledModule,
  unaryInstructions,
  unaryModule,
} from './integer-modules.ts';

async function check({ text, labels }: LabelledModule): Promise<void> {
  const { output } = await expectSame(text, { label: (offset) => labels[offset >> 3] ?? `word ${offset >> 3}` });
  expect(output.length).toBe(labels.length * 8);
}

describe.each(['i32', 'i64'] as const)('%s', (type) => {
  it.each([...binaryOperations, ...comparisons])('%s', async (operation) => check(binaryModule(type, operation)));
});

it.each(unaryInstructions)('%s', async (name, operand, result) => check(unaryModule(name, operand, result)));
