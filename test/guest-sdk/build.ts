/** Compiles guests for the tests, each once per process. */
import { readFileSync } from 'node:fs';
import { type CompiledTypeScript, compileTypeScript } from '../../src/guest-compiler/asc.ts';

const compiled = new Map<string, Promise<CompiledTypeScript>>();

/** A guest of examples/guests by name. */
export function example(name: string): Promise<CompiledTypeScript> {
  const path = `examples/guests/${name}.ts`;
  let result = compiled.get(path);
  if (!result) {
    result = compileTypeScript(path, (file) => (file === path ? readFileSync(file, 'utf8') : null));
    compiled.set(path, result);
  }
  return result;
}

/** A guest given as text, with the whole of `vouch/guest` to import from. */
export const guest = (text: string): Promise<CompiledTypeScript> => compileTypeScript('guest.ts', { 'guest.ts': text });
