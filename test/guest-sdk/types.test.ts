/** The editor's view: the example guests type-check with the shipped types, and these declare what the library exports. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the example guests show no errors', () => {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'examples/guests/tsconfig.json'], {
    stdio: 'pipe',
  });
});

test('types.d.ts declares what index.ts exports', () => {
  const exported = [...readFileSync('guest/typescript/index.ts', 'utf8').matchAll(/export \{([^}]*)\}/g)]
    .flatMap(([, list]) => list!.split(','))
    .map((name) => name.trim().split(' as ').at(-1)!)
    .filter((name) => name !== '');
  const declared = [
    ...readFileSync('guest/typescript/types.d.ts', 'utf8').matchAll(/^export declare (?:function|class) (\w+)/gm),
  ];
  expect(declared.map(([, name]) => name).sort()).toEqual(exported.sort());
});
