/**
 * From a guest's sources to the ELF file that is run and proven: TypeScript (AssemblyScript), WebAssembly as binary or text; an ELF
 * file is passed through. Files are handed in, so this runs in browsers too; compilers are loaded when first needed.
 */
import { VouchError } from '../errors.ts';
import type { CompileError } from '../guest-compiler/errors.ts';
import type { Diagnostic } from '../guest-compiler/typescript-error.ts';
import type { BuildOptions } from './options.ts';

export type { CompileError, Diagnostic };

export type SourceFile = string | Uint8Array;

/** Sources by path, or a function that reads one and gives null or undefined when there is no such file. */
export type Sources =
  | Readonly<Record<string, SourceFile>>
  | ((path: string) => SourceFile | null | undefined | Promise<SourceFile | null | undefined>);

export type GuestLanguage = 'typescript' | 'wasm' | 'wat' | 'elf';

export interface BuildResult {
  /** What `execute`, `setup` and `prove` take. */
  readonly elf: Uint8Array;
  readonly language: GuestLanguage;
  /** The WebAssembly module that was translated; absent for an ELF file. */
  readonly wasm?: Uint8Array;
  /** Source map (version 3, JSON) of the module: from TypeScript, or the file that the module names. */
  readonly sourceMap?: string;
  /** Warnings of the TypeScript compiler. */
  readonly diagnostics: readonly Diagnostic[];
}

export type BuildErrorCode = 'SourceNotFound' | 'UnknownSource';

export class BuildError extends VouchError {
  declare readonly code: BuildErrorCode;
}

/**
 * Builds the guest at `entry`, a path that `sources` knows: `.ts` and `.wat` by name, WebAssembly and ELF by their first bytes. Files
 * that a TypeScript guest imports are asked for by path, resolved from the entry's folder. The same sources and options
 * give the same bytes everywhere.
 * @throws BuildError, TypeScriptError with the compiler's own text, CompileError naming function and byte offset
 */
export async function build(entry: string, sources: Sources, options: BuildOptions = {}): Promise<BuildResult> {
  const read = typeof sources === 'function' ? sources : (path: string) => ownValue(sources, path);
  const found = await read(entry);
  if (found === null || found === undefined) {
    throw new BuildError('SourceNotFound', `there is no ${entry} among the sources.`);
  }
  const language = languageOf(entry, found);
  const diagnostics: readonly Diagnostic[] = [];
  if (language === 'elf') return { elf: bytesOf(found), language, diagnostics };
  if (language === 'typescript') {
    const { compileIsolated } = await import('../guest-compiler/isolated.ts');
    const readText = async (path: string) => textOf(path === entry ? found : await read(path));
    const { runtime = 'stub' } = options;
    const { wasm, sourceMap, diagnostics: warnings } = await compileIsolated(entry, readText, { runtime });
    return { elf: await translate(wasm, sourceMap, options), language, wasm, sourceMap, diagnostics: warnings };
  }
  const wasm = language === 'wasm' ? bytesOf(found) : await fromText(entry, textOf(found) ?? '');
  const sourceMap = await mapBeside(entry, wasm, async (path) => textOf(await read(path)));
  const elf = await translate(wasm, sourceMap, options);
  return { elf, language, wasm, ...(sourceMap === undefined ? {} : { sourceMap }), diagnostics };
}

/** What a file is, by its first bytes if it is binary, else by its name. @throws BuildError */
export function languageOf(path: string, contents: SourceFile): GuestLanguage {
  const magic = typeof contents === 'string' ? '' : String.fromCharCode(...contents.subarray(0, 4));
  if (magic === '\x7fELF') return 'elf';
  if (magic === '\0asm') return 'wasm';
  if (/\.d\.ts$/.test(path)) throw unknown(path, 'a declaration file has no code');
  if (/\.ts$/i.test(path)) return 'typescript';
  if (/\.wat$/i.test(path)) return 'wat';
  throw unknown(path, 'it begins neither like an ELF file nor like WebAssembly');
}

function unknown(path: string, reason: string): BuildError {
  return new BuildError(
    'UnknownSource',
    `${path} is no program: ${reason}. Programs are .ts (AssemblyScript), .wasm, .wat or a static RV64IM ELF file.`,
  );
}

async function translate(
  wasm: Uint8Array,
  sourceMap: string | undefined,
  { checked = false }: BuildOptions,
): Promise<Uint8Array> {
  const { compileWasm } = await import('../guest-compiler/index.ts');
  return compileWasm(wasm, { checked, sourceMap }).elf;
}

/** The source map that the module names by a relative path, if it is among the sources. */
async function mapBeside(
  entry: string,
  wasm: Uint8Array,
  read: (path: string) => Promise<string | null>,
): Promise<string | undefined> {
  const { sourceMappingUrl } = await import('../guest-compiler/index.ts');
  const url = sourceMappingUrl(wasm);
  if (url === undefined || /^([a-z]+:|\/)/i.test(url)) return undefined;
  return (await read(entry.slice(0, entry.lastIndexOf('/') + 1) + url)) ?? undefined;
}

async function fromText(name: string, text: string): Promise<Uint8Array> {
  const { compileWat } = await import('../guest-compiler/wat.ts');
  return compileWat(name, text);
}

const ownValue = (files: Readonly<Record<string, SourceFile>>, path: string) =>
  Object.hasOwn(files, path) ? files[path] : undefined;

const bytesOf = (file: SourceFile) => (typeof file === 'string' ? new TextEncoder().encode(file) : file);

function textOf(file: SourceFile | null | undefined): string | null {
  if (file === null || file === undefined) return null;
  return typeof file === 'string' ? file : new TextDecoder().decode(file);
}
