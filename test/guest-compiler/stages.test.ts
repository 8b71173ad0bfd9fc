/** Every stage makes of the fixtures what is written down; the fixtures themselves run as in V8. */
import { expect, test } from 'vitest';
import { dumpStages, expectedDump, fixtureModule, fixtureNames } from './fixtures.ts';
import { difference, runInMachine, runInV8 } from './harness.ts';

test.each(fixtureNames)('stages of %s', (name) => {
  expect(dumpStages(name), 'node test/guest-compiler/update.ts accepts the change').toBe(expectedDump(name));
});

test.each(fixtureNames)('%s runs as in V8', async (name) => {
  const module = fixtureModule(name);
  expect(difference(runInV8(module), await runInMachine(module))).toBeUndefined();
});
