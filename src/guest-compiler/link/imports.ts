/**
 * The functions that a module may import, with their types: those of module `vouch`, all of WASI preview 1 (its witx files; what of it
 * does something is in wasi.ts), and AssemblyScript's `env.abort`. Any other import is refused.
 */
import { CompileError } from '../errors.ts';
import type { FunctionImport, FunctionType } from '../parse/module.ts';

const WASI = 'wasi_snapshot_preview1';

/** Module -> prefix of its symbols, and its functions' types. */
const modules: Record<string, { readonly prefix: string; readonly types: Readonly<Record<string, string>> }> = {
  vouch: {
    prefix: 'vouch.',
    types: {
      input_ptr: ' -> i32',
      input_len: ' -> i32',
      write: 'i32,i32 -> ',
      print: 'i32,i32 -> ',
      exit: 'i32 -> ',
      panic: 'i32,i32 -> ',
      step: 'i32 -> ',
      mul_high_u: 'i64,i64 -> i64',
      keccak_f: 'i32 -> ',
      blake3_compress: 'i32,i32,i64,i32,i32 -> ',
      blake3_chain: 'i32,i32,i64,i32,i32 -> ',
      blake3_path: 'i32,i32,i32,i32,i32 -> ',
      sha256_compress: 'i32,i32 -> ',
      ext_mul: 'i32,i32,i32 -> i32',
      ext_div: 'i32,i32,i32 -> i32',
      dot: 'i32,i32,i32,i32 -> i32',
    },
  },
  env: { prefix: 'env.', types: { abort: 'i32,i32,i32,i32 -> ' } },
  [WASI]: { prefix: 'wasi.', types: wasiTypes() },
};

/** Parameters as letters, i for i32 and l for i64; the result is an errno, which only proc_exit has not. */
function wasiTypes(): Record<string, string> {
  const parameters = `args_get ii, args_sizes_get ii, environ_get ii, environ_sizes_get ii, clock_res_get ii, clock_time_get ili,
    fd_advise illi, fd_allocate ill, fd_close i, fd_datasync i, fd_fdstat_get ii, fd_fdstat_set_flags ii, fd_fdstat_set_rights ill,
    fd_filestat_get ii, fd_filestat_set_size il, fd_filestat_set_times illi, fd_pread iiili, fd_prestat_get ii,
    fd_prestat_dir_name iii, fd_pwrite iiili, fd_read iiii, fd_readdir iiili, fd_renumber ii, fd_seek ilii, fd_sync i, fd_tell ii,
    fd_write iiii, path_create_directory iii, path_filestat_get iiiii, path_filestat_set_times iiiilli, path_link iiiiiii,
    path_open iiiiillii, path_readlink iiiiii, path_remove_directory iii, path_rename iiiiii, path_symlink iiiii,
    path_unlink_file iii, poll_oneoff iiii, proc_exit i, proc_raise i, random_get ii, sched_yield -, sock_accept iii,
    sock_recv iiiiii, sock_send iiiii, sock_shutdown ii`;
  const types: Record<string, string> = {};
  for (const entry of parameters.split(',')) {
    const [name = '', letters = ''] = entry.trim().split(' ');
    const params = [...letters].flatMap((letter) => (letter === '-' ? [] : [letter === 'l' ? 'i64' : 'i32']));
    types[name] = `${params.join()} -> ${name === 'proc_exit' ? '' : 'i32'}`;
  }
  return types;
}

export const wasiFunctions: readonly string[] = Object.keys(modules[WASI]!.types);

/** Symbol of the code behind an import, if it is a known one. */
export function importSymbol({ module, name }: FunctionImport): string {
  return `${modules[module]?.prefix}${name}`;
}

/** What another module of the program exports under a name. */
export type ResolveImport = (module: string, name: string) => { symbol: string; type: FunctionType } | undefined;

const typeText = ({ params, results }: FunctionType): string => `${params.join()} -> ${results.join()}`;

/** @param firstCall place of the import's first use @throws CompileError if there is no such function, or not of this type */
export function checkImport(
  { module, name, offset }: FunctionImport,
  type: FunctionType,
  resolve: ResolveImport,
  firstCall: () => { offset: number; functionName: string } | undefined = () => undefined,
): void {
  const linked = resolve(module, name);
  const types = Object.hasOwn(modules, module) ? modules[module]!.types : undefined;
  if (linked === undefined && (types === undefined || !Object.hasOwn(types, name))) {
    const known = Object.entries(modules).map(([other, entry]) =>
      other === WASI ? WASI : `${other} (${Object.keys(entry.types).join(', ')})`,
    );
    throw new CompileError(
      'WasmUnknownImport',
      `import of "${module}.${name}" is not known. A guest has no host but the machine: build without what needs this function. ` +
        `Known are the functions of ${known.join(', ')}.`,
      firstCall() ?? { offset },
    );
  }
  const [expected, found] = [linked ? typeText(linked.type) : types![name]!, typeText(type)];
  if (found !== expected) {
    throw new CompileError(
      'WasmUnknownImport',
      `import of "${module}.${name}" has type ${found}; expected ${expected}`,
      firstCall() ?? { offset },
    );
  }
}
