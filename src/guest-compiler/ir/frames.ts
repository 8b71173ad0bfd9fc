/** Control frames of the translation: a label's waiting edges, with the state in which each leaves for it. */
import type { ValueType } from '../parse/module.ts';
import type { Block, Edge, Value } from './ir.ts';

export interface Incoming {
  readonly edge: Edge;
  readonly stack: readonly Value[];
  readonly locals: readonly Value[];
}

export interface Frame {
  readonly kind: 'function' | 'block' | 'loop' | 'if' | 'else';
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
  /** Height of the operand stack below the parameters. */
  readonly height: number;
  /** Edges to the end. */
  readonly incoming: Incoming[];
  /** Of loops. */
  readonly header: Block | undefined;
  /** Locals that a loop assigns, and its header's parameters for them. */
  readonly assigned: readonly number[];
  /** Of an if without else yet: where the false edge goes, and the state there. */
  readonly otherwise:
    | { readonly edge: Edge; readonly stack: readonly Operand[]; readonly locals: readonly Value[] }
    | undefined;
}

export interface Operand {
  readonly type: ValueType;
  readonly value: Value;
}

export function labelTypes(frame: Frame): readonly ValueType[] {
  return frame.kind === 'loop' ? frame.params : frame.results;
}
