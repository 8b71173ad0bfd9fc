/** A decoded module: what the binary says, not yet checked function by function. */

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'funcref';

export interface FunctionType {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

export interface Limits {
  readonly min: number;
  readonly max: number | undefined;
}

export interface FunctionImport {
  readonly module: string;
  readonly name: string;
  readonly typeIndex: number;
  readonly offset: number;
}

export interface FunctionBody {
  readonly typeIndex: number;
  readonly name: string;
  /** Locals after the parameters. */
  readonly locals: readonly ValueType[];
  /** Byte range of the instructions. */
  readonly start: number;
  readonly end: number;
}

export interface Global {
  readonly type: ValueType;
  readonly isMutable: boolean;
  /** Bit pattern, sign-extended. */
  readonly value: bigint;
}

export interface DataSegment {
  /** undefined: passive. */
  readonly offset: number | undefined;
  readonly bytes: Uint8Array;
}

export interface ElementSegment {
  readonly mode: 'active' | 'passive' | 'declarative';
  readonly table: number;
  readonly offset: number;
  /** Function indices; -1 is null. */
  readonly functions: readonly number[];
}

export interface Module {
  readonly bytes: Uint8Array;
  readonly types: FunctionType[];
  readonly imports: FunctionImport[];
  readonly functions: FunctionBody[];
  readonly tables: Limits[];
  readonly memory: Limits | undefined;
  readonly globals: Global[];
  /** Name -> function index. */
  readonly exports: Map<string, number>;
  readonly start: number | undefined;
  readonly elements: ElementSegment[];
  readonly data: DataSegment[];
}

export function functionTypeIndex(module: Module, index: number): number | undefined {
  const numImports = module.imports.length;
  return index < numImports ? module.imports[index]?.typeIndex : module.functions[index - numImports]?.typeIndex;
}

export function functionName(module: Module, index: number): string {
  const numImports = module.imports.length;
  if (index >= numImports) return module.functions[index - numImports]?.name ?? `function ${index}`;
  const entry = module.imports[index]!;
  return `${entry.module}.${entry.name}`;
}
