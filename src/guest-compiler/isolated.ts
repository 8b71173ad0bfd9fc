/**
 * `compileTypeScript` where a crash of the compiler cannot take the caller's process with it: in a worker of its own in Node, on
 * the calling thread in browsers. A crash becomes a `TypeScriptError` `GuestCompilerCrash`.
 */
import { startCompilerWorker } from '../wasm/platform.ts';
import { type CompiledTypeScript, compileTypeScript, type SourceFiles, type TypeScriptOptions } from './asc.ts';
import { compilerCrash, type Diagnostic, TypeScriptError, type TypeScriptErrorCode } from './typescript-error.ts';

export type ToCompiler =
  | { readonly kind: 'compile'; readonly entry: string; readonly options: TypeScriptOptions }
  | { readonly kind: 'file'; readonly path: string; readonly text: string | null };

export type FromCompiler =
  | { readonly kind: 'read'; readonly path: string }
  | { readonly kind: 'done'; readonly result: CompiledTypeScript }
  | {
      readonly kind: 'refused';
      readonly code: TypeScriptErrorCode;
      readonly text: string;
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly kind: 'crash'; readonly text: string };

/** As `compileTypeScript`. @throws TypeScriptError, and what `files` throws */
export async function compileIsolated(
  entry: string,
  files: SourceFiles,
  options: TypeScriptOptions = {},
): Promise<CompiledTypeScript> {
  const read =
    typeof files === 'function' ? files : (path: string) => (Object.hasOwn(files, path) ? files[path] : null);
  let resolve!: (result: CompiledTypeScript) => void;
  let reject!: (error: unknown) => void;
  const result = new Promise<CompiledTypeScript>((onResult, onError) => {
    resolve = onResult;
    reject = onError;
  });
  let crashText = '';
  const worker = await startCompilerWorker({
    onMessage(data) {
      const message = data as FromCompiler;
      if (message.kind === 'done') resolve(message.result);
      else if (message.kind === 'refused') reject(new TypeScriptError(message.code, message.text, message.diagnostics));
      else if (message.kind === 'crash') {
        crashText = message.text;
        // Its `process.exit` follows, if it gets that far.
        setTimeout(() => reject(compilerCrash(crashText)), 100);
      } else void answer(message.path);
    },
    onFailure: (error) => reject(compilerCrash(crashText || error.message)),
  });
  if (!worker) return compileTypeScript(entry, files, options);
  const answer = async (path: string): Promise<void> => {
    try {
      worker.post({ kind: 'file', path, text: (await read(path)) ?? null } satisfies ToCompiler);
    } catch (error) {
      reject(error);
    }
  };
  try {
    worker.post({ kind: 'compile', entry, options } satisfies ToCompiler);
    return await result;
  } finally {
    await worker.terminate();
  }
}
