/**
 * The same sources give the same ELF bytes, so the same key: across processes, working directories, absolute paths and settings of the
 * environment. Each build has a cache of its own, so that each compiles.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder, vouch } from '../cli/vouch.ts';

const helper = 'export function twice(n: i32): i32 { return n * 2; }\n';
const guest = `import { twice } from './parts/helper';
import { commitU32 } from 'vouch/guest';
export function main(): void {
  const half: f64 = 0.5;
  assert(twice(2) == 4, 'twice');
  commitU32(<u32>(<f64>twice(21) * half));
}
`;

interface Place {
  readonly folder: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

function places(): Place[] {
  const shallow = scratchFolder();
  const deep = join(scratchFolder(), 'with spaces', 'and', 'more');
  mkdirSync(deep, { recursive: true });
  return [
    { folder: shallow, cwd: shallow, env: { TZ: 'UTC', LANG: 'C' } },
    {
      folder: deep,
      cwd: resolve('/'),
      env: { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8' },
    },
  ];
}

function build({ folder, cwd, env }: Place, file: string): Buffer {
  const source = cwd === folder ? file : join(folder, file);
  const out = join(folder, `${file}.elf`);
  const { status, stderr } = vouch(['build', source, '-o', out], {
    cwd,
    env: { ...env, XDG_CACHE_HOME: scratchFolder() },
  });
  expect(status, stderr).toBe(0);
  return readFileSync(out);
}

test('TypeScript: same bytes from any folder', () => {
  const [one, other] = places().map((place) => {
    mkdirSync(join(place.folder, 'parts'));
    writeFileSync(join(place.folder, 'guest.ts'), guest);
    writeFileSync(join(place.folder, 'parts/helper.ts'), helper);
    return build(place, 'guest.ts');
  });
  expect(one!.equals(other!)).toBe(true);
});

test('WebAssembly: same bytes from any folder', () => {
  const [one, other] = places().map((place) => {
    copyFileSync('test/guest-compiler/kernels/sha256.wasm', join(place.folder, 'sha256.wasm'));
    return build(place, 'sha256.wasm');
  });
  expect(one!.equals(other!)).toBe(true);
});
