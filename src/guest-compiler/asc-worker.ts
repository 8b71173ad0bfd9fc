/**
 * The AssemblyScript compiler in a worker of Node: after an internal error it prints a stack and calls `process.exit`, which here
 * ends this worker only. One compilation per worker; protocol in isolated.ts.
 */
import { serve } from '../wasm/platform.ts';
import { compileTypeScript } from './asc.ts';
import type { FromCompiler, ToCompiler } from './isolated.ts';
import { TypeScriptError } from './typescript-error.ts';

/** Who waits for a file; the compiler may ask for one from two places at once. */
const waiting = new Map<string, ((text: string | null) => void)[]>();

serve((data, answer) => {
  const message = data as ToCompiler;
  const reply = (answerMessage: FromCompiler): void => answer(answerMessage);
  if (message.kind === 'file') {
    waiting.get(message.path)?.shift()?.(message.text);
    return;
  }
  // Where the compiler tells of its crash.
  console.error = (text: unknown) => reply({ kind: 'crash', text: String(text) });
  const read = (path: string) =>
    new Promise<string | null>((resolve) => {
      waiting.set(path, [...(waiting.get(path) ?? []), resolve]);
      reply({ kind: 'read', path });
    });
  compileTypeScript(message.entry, read, message.options).then(
    (result) => reply({ kind: 'done', result }),
    (error: unknown) => {
      if (error instanceof TypeScriptError) {
        const { code, message: text, diagnostics } = error;
        reply({ kind: 'refused', code, text, diagnostics });
      } else reply({ kind: 'crash', text: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    },
  );
});
