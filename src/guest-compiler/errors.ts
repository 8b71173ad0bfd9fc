/** Errors of the guest compiler: every one says where in the module it was met, by function name and byte offset. */
import { VouchError } from '../errors.ts';

export type CompileErrorCode =
  | 'WatSyntax'
  | 'WasmMalformed'
  | 'WasmInvalid'
  | 'WasmUnsupported'
  | 'WasmUnknownImport'
  | 'WasmNoEntry'
  | 'WasmNeedsSoftFloat'
  | 'WasmTooLarge';

export class CompileError extends VouchError {
  /** Byte offset in the module, if one is known. */
  readonly offset: number | undefined;
  /** Name of the function, if the error is inside one. */
  readonly functionName: string | undefined;

  constructor(code: CompileErrorCode, message: string, place: { offset?: number; functionName?: string } = {}) {
    const where = [
      ...(place.functionName === undefined ? [] : [`function ${place.functionName}`]),
      ...(place.offset === undefined ? [] : [`byte 0x${place.offset.toString(16)}`]),
    ].join(', ');
    super(code, where === '' ? message : `WebAssembly module, ${where}: ${message}`);
    this.offset = place.offset;
    this.functionName = place.functionName;
  }
}
