/** The example guests in the machine: what V8 gives, cycle by cycle counted, and one of them proven and verified. */
import { describe, expect, test } from 'vitest';
import { compileWasm } from '../../src/guest-compiler/index.ts';
import { execute } from '../../src/sdk/execute.ts';
import { prove, setup } from '../../src/sdk/prover.ts';
import { verify } from '../../src/sdk/verify.ts';
import { example, guest } from './build.ts';
import { exampleCases } from './example-inputs.ts';
import { library } from './library-guest.ts';
import { runInV8 } from './v8-host.ts';

describe('example guests in the machine', () => {
  const build = async (name: string) => compileWasm((await example(name)).wasm).elf;

  test.each(exampleCases)('$name', async ({ name, input, publicOutput }) => {
    const elf = await build(name);
    const run = await execute(elf, { input });
    expect(run.exitCode).toBe(0);
    expect(run.publicOutput).toEqual(publicOutput);
  });

  test('a refusal says what V8 says', async () => {
    const elf = await build('sudoku');
    const { input } = exampleCases.find(({ name }) => name === 'sudoku')!;
    const wrong = input.map((value, i) => (i === 82 ? value ^ 1 : value));
    const decoder = new TextDecoder();
    let debug = '';
    const run = await execute(elf, {
      input: wrong,
      onDebugOutput: (text) => {
        debug += decoder.decode(text, { stream: true });
      },
    });
    expect({ exitCode: run.exitCode, debug }).toEqual({
      exitCode: 101,
      debug: runInV8((await example('sudoku')).wasm, wrong).debug,
    });
  });

  test('the whole library gives what it gives in V8', async () => {
    const { wasm } = await guest(library);
    const { elf } = compileWasm(wasm);
    const rest = new TextEncoder().encode('12.5\n-3\r\n7\n€');
    for (let choice = 0; choice <= 12; choice++) {
      for (const length of [0, 1, 4, rest.length]) {
        const input = Uint8Array.of(choice, ...rest.subarray(0, length), ...new Uint8Array(choice === 0 ? 30 : 0));
        const debug: number[] = [];
        const run = await execute(elf, { input, onDebugOutput: (text) => void debug.push(...text) });
        const expected = runInV8(wasm, input);
        const text = new TextDecoder().decode(Uint8Array.from(debug));
        const place = `choice ${choice}, length ${length}`;
        expect([place, run.exitCode, text]).toEqual([place, expected.exitCode, expected.debug]);
        expect(run.publicOutput).toEqual(expected.publicOutput);
      }
    }
  });

  test('sudoku, proven and verified', async () => {
    const { input, publicOutput } = exampleCases.find(({ name }) => name === 'sudoku')!;
    const elf = await build('sudoku');
    const options = { preset: 'one-query', insecure: true } as const;
    const key = await setup(elf, options);
    const { proof } = await prove(elf, { input, ...options });
    expect(verify(proof, key, { insecure: true })).toMatchObject({ exitCode: 0, publicOutput });
  });
});
