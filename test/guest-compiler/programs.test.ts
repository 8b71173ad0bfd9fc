/** Programs that clang and rustc compiled, with and without their standard libraries: in the machine as in V8, and as expected. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileWasm } from '../../src/guest-compiler/index.ts';
import { difference, runElf, runInV8 } from './harness.ts';
import { folder, program, programCases } from './programs.ts';

const compiled = new Map<string, Uint8Array>();

function compile(name: string, checked: boolean): Uint8Array {
  const key = `${name} ${checked}`;
  let elf = compiled.get(key);
  if (elf === undefined) {
    ({ elf } = compileWasm(program(name), { checked }));
    compiled.set(key, elf);
  }
  return elf;
}

describe('programs from C and Rust', () => {
  it.each(programCases)('$program: $name', async ({ program: name, input, exitCode = 0, output, debug = '' }) => {
    const v8 = runInV8(program(name), input);
    expect(new TextDecoder().decode(v8.output)).toBe(new TextDecoder().decode(output));
    expect(v8.exitCode).toBe(exitCode);
    expect(v8.debug).toContain(debug);
    for (const checked of [false, true]) {
      expect(difference(v8, await runElf(compile(name, checked), input))).toBeUndefined();
    }
  });

  it('are those of their sources', () => {
    for (const line of readFileSync(`${folder}/programs.lock`, 'utf8').trim().split('\n')) {
      const [digest, path] = line.split(/\s+/);
      const found = createHash('sha256')
        .update(readFileSync(`${folder}/${path}`))
        .digest('hex');
      expect([path, found]).toEqual([path, digest]);
    }
  });
});
