/**
 * Errors of the guest compiler: every one says where in the module it was met, by function name and byte offset, and by file and
 * line where the module's source map or DWARF knows them.
 */
import { positionText, type SourcePosition } from '../debug-info/line-table.ts';
import { VouchError } from '../errors.ts';

export type CompileErrorCode =
  | 'WatSyntax'
  | 'WasmMalformed'
  | 'WasmInvalid'
  | 'WasmUnsupported'
  | 'WasmUnknownImport'
  | 'WasmNoEntry'
  | 'WasmNeedsSoftFloat'
  | 'WasmTooLarge'
  /** A defect of the compiler, not of the module. */
  | 'CompilerBug';

interface Place {
  readonly offset?: number;
  readonly functionName?: string;
  readonly position?: SourcePosition;
}

export class CompileError extends VouchError {
  declare readonly code: CompileErrorCode;
  /** Byte offset in the module, if one is known. */
  readonly offset: number | undefined;
  /** Name of the function, if the error is inside one. */
  readonly functionName: string | undefined;
  /** Where the source has it, if a source map or DWARF says so. */
  readonly position: SourcePosition | undefined;
  readonly #bare: string;

  constructor(code: CompileErrorCode, message: string, place: Place = {}) {
    const { position } = place;
    const where = [
      ...(position ? [positionText(position)] : []),
      ...(place.functionName === undefined ? [] : [`function ${place.functionName}`]),
      ...(place.offset === undefined ? [] : [`byte 0x${place.offset.toString(16)}`]),
    ].join(', ');
    super(code, where === '' ? message : `WebAssembly module, ${where}: ${message}`);
    this.offset = place.offset;
    this.functionName = place.functionName;
    this.position = position;
    this.#bare = message;
  }

  /** The same error, with its position in the source. */
  at(position: SourcePosition): CompileError {
    const { offset, functionName } = this;
    return new CompileError(this.code, this.#bare, {
      ...{ position },
      ...(offset === undefined ? {} : { offset }),
      ...(functionName === undefined ? {} : { functionName }),
    });
  }
}

/** Something that cannot be, or that goes on longer than it can: a defect of the compiler. */
export function compilerBug(functionName: string, what: string): CompileError {
  const advice = 'This is a defect of the compiler: please report it with the module.';
  return new CompileError('CompilerBug', `${what}. ${advice}`, { functionName });
}
