/** `vouch/verify` is the verifier and nothing else: its export list, what it imports, and what that weighs. */
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import * as entry from './verify.ts';

/** Source files that importing `file` loads, itself included; types vanish first. */
function closure(file: string, seen = new Map<string, string>()): Map<string, string> {
  if (seen.has(file)) return seen;
  const source = stripTypeScriptTypes(readFileSync(file, 'utf8'), { mode: 'strip' });
  seen.set(file, source);
  for (const [, from] of source.matchAll(/\bfrom\s*'(\.[^']+)'/g)) closure(join(dirname(file), from!), seen);
  return seen;
}

test('values exported', () => {
  expect(Object.keys(entry).sort()).toEqual([
    'InsecureKey',
    'VerificationError',
    'VerifyUsageError',
    'VouchError',
    'verify',
  ]);
});

test('loads no prover, executor, chip or ELF loader, and stays within 60 KiB gzipped', () => {
  const files = closure('src/sdk/verify.ts');
  const folders = new Set([...files.keys()].map((file) => file.split('/')[1]));
  expect([...folders].sort()).toEqual([...['archive', 'errors.ts', 'generated', 'hash', 'sdk', 'stark', 'verify']]);
  // Comments go in any build that counts bytes; nothing else is minified here.
  const code = [...files.values()].join('\n').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  expect(gzipSync(code, { level: 9 }).length).toBeLessThan(60 * 1024);
});

test('arguments of the wrong kind are typed errors', () => {
  const bytes = new Uint8Array(10);
  const calls: (() => unknown)[] = [
    // @ts-expect-error a caller without types
    () => entry.verify(),
    // @ts-expect-error a caller without types
    () => entry.verify(bytes, {}),
    () => entry.verify(bytes, bytes, { exitCode: -1 }),
    () => entry.verify(bytes, bytes),
  ];
  for (const call of calls) expect(call).toThrow(entry.VerificationError);
});
