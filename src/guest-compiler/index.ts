/**
 * WebAssembly in, RV64IM ELF out: pure, deterministic, for Node and browsers. Contract: a module that runs in V8 without an out-of-bounds
 * trap gives the same public output and exit code in the machine. Linear memory starts at address 0 (load the ELF with
 * `allowPageZero`). Other traps end the run with exit code 134 and a message. Out-of-bounds accesses are found only if
 * `checked`. Differences from V8: memory grows to 20,480 pages at most, and calls nest deeper.
 *
 * Stages: parse/ (binary to instructions), ir/ (types checked, SSA), opt/, regalloc/, codegen/, link/ (layout, runtime, ELF).
 */
import { CompileError } from './errors.ts';
import { MAX_PAGES } from './link/layout.ts';
import { compileProgram, type StageListener } from './link/program.ts';
import { firstRefused } from './parse/first-refused.ts';
import { parseModule } from './parse/sections.ts';
import { findPositions, type SourcePositions } from './positions/index.ts';
import { softfloatModule } from './softfloat.ts';

export { CompileError, type CompileErrorCode } from './errors.ts';
export type { Stage, StageListener } from './link/program.ts';
export { sourceMappingUrl } from './positions/index.ts';

export interface CompileOptions {
  /** Bounds of every memory access are checked; one that fails traps. Default false. */
  readonly checked?: boolean;
  /** Where memory.grow ends; default and most is 20,480 (1.25 GiB). */
  readonly maxMemoryPages?: number;
  /** The float functions: a module of pure functions; null refuses floats. Default: Vouch's own. */
  readonly softFloat?: Uint8Array | null;
  /** Source map (version 3, JSON) of the module. Without one: that of its `sourceMappingURL` section if it is inside, else DWARF. */
  readonly sourceMap?: string | undefined;
  /**
   * Further modules by the name under which `module` imports their exports. They share its memory; no mutable globals, tables, or
   * start functions.
   */
  readonly modules?: Readonly<Record<string, Uint8Array>>;
  /** For dumps: sees each function after each stage. */
  readonly onStage?: StageListener;
}

export interface CompiledGuest {
  readonly elf: Uint8Array;
  readonly numFunctions: number;
  readonly codeBytes: number;
}

/** @throws CompileError naming function, byte offset and, where the module has a source map or DWARF, file and line */
export function compileWasm(module: Uint8Array, options: CompileOptions = {}): CompiledGuest {
  const { softFloat } = options;
  const positions = findPositions(module, options.sourceMap);
  const modules = new Map(Object.entries(options.modules ?? {}).map(([name, bytes]) => [name, parseModule(bytes)]));
  try {
    return compileProgram(parseModule(module), {
      isChecked: options.checked ?? false,
      maxMemoryPages: options.maxMemoryPages ?? MAX_PAGES,
      positions,
      softFloat: softFloat === null ? undefined : softFloat ? () => softFloat : softfloatModule,
      modules,
      onStage: options.onStage,
    });
  } catch (error) {
    throw error instanceof CompileError ? withPlace(error, module, positions) : error;
  }
}

/** The error with function, file and line, as far as they can be found. */
function withPlace(error: CompileError, module: Uint8Array, positions: SourcePositions | undefined): CompileError {
  const isOutside = error.code === 'WasmUnsupported' && error.functionName === undefined;
  const placed = (isOutside ? firstRefused(module) : undefined) ?? error;
  const position = placed.offset === undefined ? undefined : positions?.at(placed.offset);
  return position ? placed.at(position) : placed;
}
