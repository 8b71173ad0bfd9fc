/** Descriptions by hand: expressions, constraints and interactions of each table, compiled to the straight-line code. */
import {
  type Description,
  encodeDescription,
  type Instruction,
  OPERAND,
  type PublicOperand,
  type PublicTerm,
  type TableDescription,
} from './description.ts';
import { mod } from './field.ts';

export type Expression =
  | { op: 'const'; value: bigint }
  | { op: 'preprocessed' | 'main' | 'mainNext' | 'selector'; index: number }
  | { op: 'add' | 'sub' | 'mul'; left: Expression; right: Expression };

export const constant = (value: number | bigint): Expression => ({ op: 'const', value: mod(BigInt(value)) });
export const preprocessed = (index: number): Expression => ({ op: 'preprocessed', index });
export const main = (index: number): Expression => ({ op: 'main', index });
/** Column `index` of the next row. */
export const next = (index: number): Expression => ({ op: 'mainNext', index });
export const isFirst: Expression = { op: 'selector', index: 0 };
export const isLast: Expression = { op: 'selector', index: 1 };
export const isTransition: Expression = { op: 'selector', index: 2 };
export const plus = (left: Expression, right: Expression): Expression => ({ op: 'add', left, right });
export const minus = (left: Expression, right: Expression): Expression => ({ op: 'sub', left, right });
export const times = (left: Expression, right: Expression): Expression => ({ op: 'mul', left, right });

export interface InteractionSpec {
  bus: number;
  multiplicity: Expression;
  elements: Expression[];
  direction: 'send' | 'receive';
  isCommitted?: boolean;
}

export interface TableSpec {
  preprocessedWidth?: number;
  mainWidth: number;
  constraints?: Expression[];
  /** Each group has one or two. */
  groups?: InteractionSpec[][];
}

/** `{ constant }` or the name of what the verifier knows. */
export type PublicOperandSpec = number | bigint | Exclude<keyof typeof OPERAND, 'constant'>;

export interface PublicTermSpec {
  unit: number;
  bus: number;
  direction: 'send' | 'receive';
  operands: PublicOperandSpec[];
}

export function buildDescription(publicTerms: PublicTermSpec[], tables: TableSpec[]): Uint8Array {
  const description: Description = { publicTerms: publicTerms.map(publicTerm), tables: tables.map(tableOf) };
  return encodeDescription(description);
}

function publicTerm(spec: PublicTermSpec): PublicTerm {
  const operands = spec.operands.map((operand): PublicOperand => {
    if (typeof operand === 'string') return { kind: OPERAND[operand], value: 0n };
    return { kind: OPERAND.constant, value: mod(BigInt(operand)) };
  });
  return { unit: spec.unit, bus: spec.bus, isSend: spec.direction === 'send', operands };
}

function tableOf(spec: TableSpec): TableDescription {
  const constraints = spec.constraints ?? [];
  const groups = spec.groups ?? [];
  const interactions = groups.flat();
  const roots = [...constraints, ...interactions.flatMap((i) => [i.multiplicity, ...i.elements])];
  const nextColumns = [...new Set(roots.flatMap(nextColumnsOf))].sort((a, b) => a - b);
  const instructions: Instruction[] = [];
  const registers = new Map<Expression, number>();

  const emit = (e: Expression): number => {
    const known = registers.get(e);
    if (known !== undefined) return known;
    let instruction: Instruction;
    if ('left' in e) instruction = { op: e.op, a: emit(e.left), b: emit(e.right) };
    else if (e.op === 'const') instruction = { op: 'const', value: e.value };
    else instruction = { op: e.op, index: e.op === 'mainNext' ? nextColumns.indexOf(e.index) : e.index };
    instructions.push(instruction);
    registers.set(e, instructions.length - 1);
    return instructions.length - 1;
  };

  for (const c of constraints) instructions.push({ op: 'assertZero', a: emit(c) });
  for (const group of groups) {
    for (const [k, interaction] of group.entries()) {
      const multiplicity = emit(interaction.multiplicity);
      const elements = interaction.elements.map(emit);
      instructions.push({
        op: 'interaction',
        multiplicity,
        bus: interaction.bus,
        isSend: interaction.direction === 'send',
        closesGroup: k === group.length - 1,
        isCommitted: interaction.isCommitted ?? false,
        arity: elements.length,
      });
      for (const a of elements) instructions.push({ op: 'element', a });
    }
  }
  return {
    preprocessedWidth: spec.preprocessedWidth ?? 0,
    mainWidth: spec.mainWidth,
    nextColumns,
    numConstraints: constraints.length,
    numInteractions: interactions.length,
    numLogUpColumns: groups.length + interactions.filter(({ isCommitted }) => isCommitted).length,
    instructions,
  };
}

function nextColumnsOf(e: Expression): number[] {
  if ('left' in e) return [...nextColumnsOf(e.left), ...nextColumnsOf(e.right)];
  return e.op === 'mainNext' ? [e.index] : [];
}
