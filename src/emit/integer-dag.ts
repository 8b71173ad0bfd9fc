/**
 * Witness expressions as a numbered DAG: structurally equal integers become one node, constants are folded, nodes that no
 * column needs are left out. Operands come before results.
 */
import { evaluateInt } from '../air/evaluate-integer.ts';
import type { Int, IntNode } from '../air/integer.ts';

export interface IntegerDag {
  /** The node at each index; operands are looked up with `indexOf`. */
  readonly nodes: readonly IntNode[];
  /** Indices of the nodes' operands. */
  readonly operands: readonly (readonly number[])[];
  /** One index per root. */
  readonly roots: readonly number[];
  /** How often each node is an operand or a root. */
  readonly uses: readonly number[];
}

const NO_RECORDS = new DataView(new ArrayBuffer(0));

export function integerDag(roots: readonly Int[]): IntegerDag {
  const nodes: IntNode[] = [];
  const operands: number[][] = [];
  const byObject = new Map<Int, number>();
  const byKey = new Map<string, number>();

  const visit = (int: Int): number => {
    const known = byObject.get(int);
    if (known !== undefined) return known;
    const children = operandsOf(int.node).map(visit);
    let node = int.node;
    let kept = children;
    if (children.length > 0 && children.every((child) => nodes[child]!.kind === 'constant')) {
      node = { kind: 'constant', value: evaluateInt(int, NO_RECORDS, 0) };
      kept = [];
    }
    const key = keyOf(node, kept);
    let index = byKey.get(key);
    if (index === undefined) {
      index = nodes.push(node) - 1;
      operands.push(kept);
      byKey.set(key, index);
    }
    byObject.set(int, index);
    return index;
  };

  const rootIndices = roots.map(visit);
  const uses = new Array<number>(nodes.length).fill(0);
  for (const root of rootIndices) uses[root]!++;
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (uses[i] === 0) continue;
    for (const operand of operands[i]!) uses[operand]!++;
  }
  return { nodes, operands, roots: rootIndices, uses };
}

function operandsOf(node: IntNode): Int[] {
  switch (node.kind) {
    case 'constant':
    case 'field':
      return [];
    case 'binary':
      return [node.a, node.b];
    case 'unary':
      return [node.a];
    case 'select':
      return [node.condition, node.a, node.b];
  }
}

function keyOf(node: IntNode, operands: readonly number[]): string {
  switch (node.kind) {
    case 'constant':
      return `c${node.value}`;
    case 'field':
      return `f${node.offset},${node.bytes},${node.isSigned}`;
    case 'select':
      return `s${operands}`;
    default:
      return `${node.op}${operands}`;
  }
}
