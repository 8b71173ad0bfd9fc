/**
 * Where a module first uses what the compiler does not have. The sections before the code announce some features (tags, shared memory, types
 * of the GC proposal, imports), and the module is refused there; whoever wants to get rid of the feature needs the
 * function and the instruction, which this looks for without understanding the rest of the module.
 */
import { CompileError } from '../errors.ts';
import { readInstructions } from './instructions.ts';
import { readFunctionNames } from './names.ts';
import { Reader } from './reader.ts';
import { readBody } from './sections.ts';

/** The error of the first function that is refused; undefined if none is, or the module cannot be read so far. */
export function firstRefused(bytes: Uint8Array): CompileError | undefined {
  try {
    const { imports, code, names } = findSections(bytes);
    if (!code) return undefined;
    const numImports = imports ? countFunctions(imports) : 0;
    const count = code.count();
    for (let i = 0; i < count; i++) {
      const name = names.get(numImports + i) ?? `function_${numImports + i}`;
      const error = refusalOf(bytes, code, name);
      if (error) return error;
    }
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
  }
  return undefined;
}

function refusalOf(bytes: Uint8Array, code: Reader, name: string): CompileError | undefined {
  const start = code.at;
  const size = code.u32();
  const end = code.at + size;
  try {
    code.at = start;
    readInstructions(bytes, readBody(code, 0, name));
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    if (error.code === 'WasmUnsupported') return error;
  }
  code.at = end;
  return undefined;
}

interface Sections {
  imports?: Reader;
  code?: Reader;
  names: ReadonlyMap<number, string>;
}

function findSections(bytes: Uint8Array): Sections {
  const file = new Reader(bytes, 8);
  const found: Sections = { names: new Map() };
  while (file.at < file.end) {
    const id = file.u8();
    const size = file.u32();
    const section = new Reader(bytes, file.at, file.at + size);
    file.take(size);
    if (id === 2) found.imports = section;
    else if (id === 10) found.code = section;
    else if (id === 0 && section.name() === 'name') found.names = readFunctionNames(section);
  }
  return found;
}

/** Functions among the imports; types of the others are skipped as far as the MVP and its shared memories go. */
function countFunctions(reader: Reader): number {
  let functions = 0;
  for (let count = reader.count(); count > 0; count--) {
    reader.name();
    reader.name();
    const kind = reader.u8();
    if (kind === 0) functions++;
    if (kind === 1 || kind === 4) reader.u8();
    if (kind === 0 || kind === 4) reader.u32();
    else if (kind === 3) reader.take(2);
    else {
      const hasMaximum = (reader.u8() & 1) !== 0;
      reader.u32();
      if (hasMaximum) reader.u32();
    }
  }
  return functions;
}
