/**
 * TypeScript to WebAssembly: runs the AssemblyScript compiler in memory over a guest's files and the guest library. Nothing of the
 * host enters the module: files go by their names relative to the entry, so the same sources give the same bytes on every
 * machine and path. A generated root imports the guest, which runs its top-level code, then calls its `main` if it exports
 * one; it is exported as `_start`. The compiler (0.9 MB, and binaryen) is loaded on first use.
 */
import { guestLibrary } from './guest-library.ts';
import { compilerCrash, type Diagnostic, TypeScriptError } from './typescript-error.ts';

export { type Diagnostic, TypeScriptError, type TypeScriptErrorCode } from './typescript-error.ts';

export interface TypeScriptOptions {
  /**
   * Memory management. `stub`, the default, allocates by moving a pointer and never frees: the cheapest, since a proof is over
   * soon. `incremental` collects garbage by itself, `minimal` when the guest calls `__collect()`; both cost cycles.
   */
  readonly runtime?: 'stub' | 'minimal' | 'incremental';
  /** False compiles without optimisation: faster to compile, slower to run. Default true. */
  readonly optimize?: boolean;
}

export interface CompiledTypeScript {
  /** WebAssembly with a name section and a `sourceMappingURL` section that names `guest.wasm.map`. */
  readonly wasm: Uint8Array;
  /** Source map (version 3) as JSON, with the sources' contents. */
  readonly sourceMap: string;
  /** Warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Sources by path, or a function that reads one: text, or null or undefined when there is no such file. */
export type SourceFiles =
  | Readonly<Record<string, string>>
  | ((path: string) => string | null | undefined | Promise<string | null | undefined>);

/** The part of `assemblyscript/asc` used here; its own declarations bring the compiler's whole global namespace. */
interface AscModule {
  readonly default: {
    main(args: readonly string[], host: AscHost): Promise<{ readonly error: Error | null }>;
    readonly libraryFiles: Readonly<Record<string, string>>;
  };
}
interface AscHost {
  readonly stdout: AscStream;
  readonly stderr: AscStream;
  readFile(name: string): Promise<string | null>;
  writeFile(name: string, contents: string | Uint8Array): void;
  listFiles(): string[];
  reportDiagnostic(diagnostic: AscDiagnostic): void;
}
interface AscStream {
  write(text: string): void;
}
interface AscDiagnostic {
  readonly message: string;
  readonly code: number;
  readonly category: number;
  readonly range: { readonly start: number; readonly source: { readonly normalizedPath: string } | null } | null;
}

const ROOT = '~start.ts';
const OUTPUT = 'guest.wasm';
const LIBRARY = 'node_modules/vouch/guest/';
const severities = { 0: 'info', 1: 'info', 2: 'warning', 3: 'error' } as const;

const baseArguments = [
  ...[ROOT, '--outFile', OUTPUT, '--sourceMap', `${OUTPUT}.map`, '--debug', '--noColors'],
  // The virtual root: no folder of this machine takes part in finding packages.
  ...['--baseDir', '/', '--exportStart', '_start'],
  // Static data begins behind page 0, which stays empty as in other toolchains' programs.
  ...['--memoryBase', '4096'],
  ...['--use', 'abort=~lib/vouch/guest/failure/abortAt', '--use', 'console=~lib/vouch/guest/output/console'],
];

/**
 * The root: importing the guest runs its top-level code; then comes its `main`, if it exports one, whose result is the exit
 * code. AssemblyScript cannot ask for the result type of a function it is not told, so the declaration is looked for in the
 * text; a `main` exported in another way is called through a typed reference, which refuses one that returns a value.
 */
function rootText(name: string, entryText: string): string {
  const withoutComments = entryText.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  const type = /^\s*export\s+function\s+main\s*\(\s*\)\s*:\s*(\w+)\s*\{/m.exec(withoutComments)?.[1];
  const call =
    type === 'void'
      ? 'guest.main();'
      : type !== undefined
        ? 'exit(<i32>guest.main());'
        : 'if (isDefined(guest.main)) { const main: () => void = guest.main; main(); }';
  return [
    `import * as guest from ${quoted(`./${name}`)};`,
    // Named in `--use` above; a file that nobody imports is not there.
    `import { exit } from ${quoted('vouch/guest/failure')};`,
    `import * as output from ${quoted('vouch/guest/output')};`,
    call,
  ].join('\n');
}

const quoted = (text: string): string => `'${text}'`;

/**
 * Compiles the guest at `entry`; what it imports is looked up in `files` by path, resolved from the folder of the entry, and
 * packages under `node_modules/` there. `vouch/guest` is always the guest library of this version.
 * @throws {TypeScriptError} `GuestNotFound` when there is no entry, `GuestCompileError` with the compiler's messages,
 * `GuestImport` when the program calls a host function that the machine does not have.
 */
export async function compileTypeScript(
  entry: string,
  files: SourceFiles,
  options: TypeScriptOptions = {},
): Promise<CompiledTypeScript> {
  const { directory, name } = splitPath(entry);
  const read =
    typeof files === 'function' ? files : (path: string) => (Object.hasOwn(files, path) ? files[path] : null);
  const entryText = await read(entry);
  if (entryText === null || entryText === undefined)
    throw new TypeScriptError('GuestNotFound', `There is no guest program at ${entry}.`);

  const { default: asc } = (await import('assemblyscript/asc')) as AscModule;
  const texts = new Map<string, string>([
    [ROOT, rootText(name, entryText)],
    [`${name}.ts`, entryText],
  ]);
  for (const [file, text] of Object.entries(guestLibrary)) texts.set(LIBRARY + file, text);
  const outputs = new Map<string, string | Uint8Array>();
  const diagnostics: Diagnostic[] = [];
  const messages: string[] = [];
  // Of the caller's reading, as opposed to the compiler's own failures.
  let readError: unknown;
  const host: AscHost = {
    stdout: { write: () => {} },
    stderr: { write: (text) => void messages.push(text) },
    async readFile(rawName) {
      const path = rawName.replaceAll('\\', '/');
      const known = texts.get(path);
      // asconfig.json is not read: options that are not in the sources would change the program.
      if (known !== undefined || !path.endsWith('.ts') || path.startsWith('node_modules/vouch/')) return known ?? null;
      const text = await Promise.resolve(read(joinPath(directory, path))).catch((thrown: unknown) => {
        readError = thrown;
        throw thrown;
      });
      if (text === null || text === undefined) return null;
      texts.set(path, text);
      return text;
    },
    writeFile: (path, contents) => void outputs.set(path, contents),
    listFiles: () => [],
    reportDiagnostic: (diagnostic) => diagnostics.push(convert(diagnostic, texts, asc.libraryFiles)),
  };
  const { error } = await asc.main([...baseArguments, ...optionArguments(options)], host).catch((thrown: unknown) => {
    throw readError ?? compilerCrash(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
  });
  const wasm = outputs.get(OUTPUT);
  const sourceMap = outputs.get(`${OUTPUT}.map`);
  if (error || !(wasm instanceof Uint8Array) || typeof sourceMap !== 'string')
    throw new TypeScriptError('GuestCompileError', messages.join('').trim() || String(error), diagnostics);
  refuseHostFunctions(wasm);
  return { wasm, sourceMap: withoutRoot(sourceMap), diagnostics };
}

/** The compiler makes the root of the output's name; the sources go by their own. */
function withoutRoot(sourceMap: string): string {
  return JSON.stringify({ ...(JSON.parse(sourceMap) as object), sourceRoot: '' });
}

function optionArguments({ runtime = 'stub', optimize = true }: TypeScriptOptions): string[] {
  // Perf: --converge optimises again until nothing gets smaller: 40 % more time for the same number of cycles in every example.
  return ['--runtime', runtime, ...(optimize ? ['-O3'] : [])];
}

/** What stands in for functions of JavaScript that a deterministic machine cannot have. */
const advice: Readonly<Record<string, string>> = {
  'Date.now': 'A run has no clock: take the time from the private input.',
  'performance.now': 'A run has no clock: take the time from the private input.',
  seed: 'A run has no randomness (Math.random): take a seed from the private input.',
  trace: 'Use print or console.log.',
};

const machineModules = ['vouch', 'wasi_snapshot_preview1'];

function refuseHostFunctions(wasm: Uint8Array): void {
  const foreign = WebAssembly.Module.imports(new WebAssembly.Module(wasm.slice())).filter(
    ({ module }) => !machineModules.includes(module),
  );
  if (foreign.length === 0) return;
  const lines = foreign.map(
    ({ module, name }) => `  ${module}.${name}: ${advice[name] ?? 'not a function of the machine.'}`,
  );
  throw new TypeScriptError(
    'GuestImport',
    `The guest calls host functions that the machine does not have:\n${lines.join('\n')}`,
  );
}

function convert(
  { message, code, category, range }: AscDiagnostic,
  texts: ReadonlyMap<string, string>,
  library: Readonly<Record<string, string>>,
): Diagnostic {
  const severity = severities[category as keyof typeof severities] ?? 'error';
  const file = range?.source?.normalizedPath;
  if (!range || file === undefined) return { severity, code, message };
  const text = texts.get(file) ?? texts.get(file.replace('~lib/', 'node_modules/')) ?? library[file.slice(5, -3)] ?? '';
  const before = text.slice(0, range.start).split('\n');
  return { severity, code, message, file, line: before.length, column: before.at(-1)!.length + 1 };
}

/** `a/b/guest.ts` -> folder `a/b` and module name `guest`. */
function splitPath(entry: string): { directory: string; name: string } {
  const at = entry.lastIndexOf('/');
  return { directory: entry.slice(0, Math.max(at, 0)), name: entry.slice(at + 1).replace(/\.ts$/, '') };
}

/** The path as the caller knows it: `directory` and `path`, which may begin with `../`. */
function joinPath(directory: string, path: string): string {
  if (directory === '') return path;
  const parts = directory.split('/');
  const rest = path.split('/');
  while (rest[0] === '..' && parts.length > 0 && !['', '.', '..'].includes(parts.at(-1)!)) {
    parts.pop();
    rest.shift();
  }
  return [...parts, ...rest].join('/');
}
