/** The frozen export list: who changes it changes what every importer sees. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as vouch from './index.ts';

test('values exported from the package root', () => {
  expect(Object.keys(vouch).sort()).toEqual([
    'ArgumentError',
    'BuildError',
    'CompileError',
    'DEFAULT_PRESET',
    'ElfError',
    'ExecutorError',
    'InsecureKey',
    'InspectError',
    'KeyError',
    'OptionsError',
    'OutOfMemory',
    'ProfileError',
    'Prover',
    'RecursionInputError',
    'TrapError',
    'TypeScriptError',
    'UnexpectedExitCode',
    'VerificationError',
    'VerifyUsageError',
    'VouchError',
    'build',
    'count',
    'encodeRecursionInput',
    'execute',
    'formatProfile',
    'inspect',
    'inspectChips',
    'presets',
    'profile',
    'prove',
    'recursionProgram',
    'security',
    'setup',
    'verify',
    'verifyRecursionBlob',
    'verifyRecursive',
  ]);
});

test('entry points of the package', () => {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, unknown> };
  expect(Object.keys(exports)).toEqual([
    '.',
    './verify',
    './stark',
    './guest',
    './guest/plain',
    './guest/tsconfig.json',
    './package.json',
  ]);
});
