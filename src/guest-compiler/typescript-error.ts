/** What the AssemblyScript compiler says of a guest; apart from the compiler, so that whoever catches it need not load that. */
import { VouchError } from '../errors.ts';

/** One message of the compiler. `line` and `column` count from 1. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning' | 'info';
  /** AssemblyScript's number: `AS100` and such come as 100, TypeScript's `TS2304` as 2304. */
  readonly code: number;
  readonly message: string;
  /** Relative to the folder of the entry; `~lib/...` for library files. Absent for messages about the whole program. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export type TypeScriptErrorCode = 'GuestCompileError' | 'GuestNotFound' | 'GuestImport' | 'GuestCompilerCrash';

/** A guest that does not compile. The message is the compiler's own text, with file, line and column. */
export class TypeScriptError extends VouchError {
  declare readonly code: TypeScriptErrorCode;
  readonly diagnostics: readonly Diagnostic[];
  constructor(code: TypeScriptErrorCode, message: string, diagnostics: readonly Diagnostic[] = []) {
    super(code, message);
    this.diagnostics = diagnostics;
  }
}

/** The compiler itself failed, at a program that it should have refused in words. */
export function compilerCrash(details: string): TypeScriptError {
  const hint =
    'Simplify what was changed last, and please report the guest to https://github.com/AssemblyScript/assemblyscript.';
  return new TypeScriptError('GuestCompilerCrash', `The AssemblyScript compiler crashed. ${hint}\n${details}`);
}
