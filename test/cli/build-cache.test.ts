/** The cache of compiled guests: what is found again, what is not, and that damage of any kind means compiling again. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { BuildCache, cacheFolder } from '../../src/cli/build-cache.ts';
import { compilerIdentity } from '../../src/cli/compiler-identity.ts';
import { scratchFolder } from './vouch.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const entry = bytes('the entry');
const built = { elf: bytes('an ELF file'), diagnostics: [{ severity: 'warning', code: 1, message: 'but' }] } as const;

let folder: string;
let files: Map<string, Uint8Array | null>;
const read = (name: string) => files.get(name) ?? null;
const cacheOf = (identity = ['compiler', 'guest.ts'], contents = entry) => new BuildCache(folder, identity, contents);
const store = (elf = built.elf) => cacheOf().store([...files], { ...built, elf });
const found = () => cacheOf().find(read);
const kept = (end: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(end))
    .map((name) => join(folder, name));

beforeEach(() => {
  folder = join(scratchFolder(), 'vouch');
  files = new Map([
    ['lib/two.ts', bytes('two')],
    ['lib/two/index.ts', null],
  ]);
});

test('the folder of the system, or of XDG_CACHE_HOME', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/x' }, 'linux')).toBe(join('/x', 'vouch'));
  expect(cacheFolder({}, 'linux')).toMatch(/[\\/]\.cache[\\/]vouch$/);
  expect(cacheFolder({}, 'darwin')).toMatch(/Caches[\\/]vouch$/);
  expect(cacheFolder({ LOCALAPPDATA: 'L' }, 'win32')).toBe(join('L', 'vouch', 'cache'));
});

test('the identity of the compiler is stable', () => {
  expect(compilerIdentity()).toMatch(/^[0-9a-f]{64}$/);
  expect(compilerIdentity()).toBe(compilerIdentity());
});

describe('finds', () => {
  test('what was stored, with its warnings', () => {
    expect(found()).toBeUndefined();
    store();
    expect(found()).toEqual(built);
  });

  test('an earlier result when sources go back to what they were', () => {
    store();
    files.set('lib/two.ts', bytes('zwei'));
    expect(found()).toBeUndefined();
    store(bytes('another'));
    expect(found()?.elf).toEqual(bytes('another'));
    files.set('lib/two.ts', bytes('two'));
    expect(found()?.elf).toEqual(built.elf);
  });
});

describe('does not find it after a change of', () => {
  test('a file, one that is gone, one that was not there', () => {
    store();
    for (const [name, contents] of [
      ['lib/two.ts', bytes('zwei')],
      ['lib/two.ts', null],
      ['lib/two/index.ts', bytes('')],
    ] as const) {
      const before = files.get(name)!;
      files.set(name, contents);
      expect(found(), name).toBeUndefined();
      files.set(name, before);
    }
    expect(found()).toEqual(built);
  });

  test('entry, options, or where one text ends and the next begins', () => {
    store();
    expect(cacheOf(['compiler', 'guest.ts'], bytes('another entry')).find(read)).toBeUndefined();
    expect(cacheOf(['compiler', 'other.ts']).find(read)).toBeUndefined();
    expect(cacheOf(['compilergues', 't.ts']).find(read)).toBeUndefined();
  });
});

describe('damage', () => {
  test('any changed byte, any length', () => {
    store();
    const [path] = kept('.guest');
    const good = readFileSync(path!);
    for (let at = 0; at < good.length; at++) {
      const bad = Buffer.from(good);
      bad[at]! ^= 1;
      writeFileSync(path!, bad);
      expect(found(), `byte ${at}`).toBeUndefined();
      writeFileSync(path!, good.subarray(0, at));
      expect(found(), `length ${at}`).toBeUndefined();
    }
    store();
    expect(found()).toEqual(built);
  });

  test.each(['', '[', '{}', '[1]', 'null', '["other"]'])('a list that says %j', (text) => {
    store();
    writeFileSync(kept('.json')[0]!, text);
    expect(found()).toBeUndefined();
  });

  test('a folder that cannot be', () => {
    writeFileSync(join(scratchFolder(), 'file'), '');
    const cache = new BuildCache('/dev/null/vouch', ['x'], entry);
    cache.store([], built);
    expect(cache.find(read)).toBeUndefined();
  });
});

test('nothing half-written stays, and the folder does not grow without end', () => {
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < 500; i++) writeFileSync(join(folder, `${i}.guest`), '');
  store();
  const names = readdirSync(folder);
  expect(names.length).toBeLessThanOrEqual(200);
  expect(names.some((name) => name.endsWith('.part'))).toBe(false);
});
