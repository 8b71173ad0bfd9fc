/** The editor's view: the example guests type-check with the shipped types, and these declare what the library exports. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the example guests show no errors', () => {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'examples/guests/tsconfig.json'], {
    stdio: 'pipe',
  });
});

test.each([
  ['index.ts', 'types.d.ts'],
  ['plain.ts', 'plain.d.ts'],
])('what %s exports is declared in %s', (library, types) => {
  const exported = [...readFileSync(`guest/typescript/${library}`, 'utf8').matchAll(/export \{([^}]*)\}/g)]
    .flatMap(([, list]) => list!.split(','))
    .map((name) => name.trim().split(' as ').at(-1)!)
    .filter((name) => name !== '');
  const declared = readFileSync(`guest/typescript/${types}`, 'utf8').matchAll(
    /^export declare (?:function|class) (\w+)/gm,
  );
  expect([...declared].map(([, name]) => name).sort()).toEqual(exported.sort());
});
