/** br_table: a chain of comparisons for a few labels, else a table of code addresses. */
import { append, type Block, constant, type IrFunction, newBlock, type Terminator } from '../ir/ir.ts';
import { make } from '../ir/operations.ts';

type Switch = Extract<Terminator, { kind: 'switch' }>;

const MAX_CHAIN = 4;

export function lowerSwitches(fn: IrFunction, allocateTable: (entries: number) => number): void {
  for (const block of fn.blocks.slice()) {
    const { terminator } = block;
    if (terminator?.kind !== 'switch' || terminator.index.op === 'const') continue;
    if (terminator.edges.length - 1 <= MAX_CHAIN) lowerToChain(fn, block, terminator);
    else lowerToTable(fn, block, terminator, allocateTable);
  }
  fn.cursor = undefined;
}

function lowerToChain(fn: IrFunction, start: Block, { index, edges }: Switch): void {
  let block = start;
  const otherwise = edges.at(-1)!;
  const cases = edges.slice(0, -1);
  for (const [i, edge] of cases.entries()) {
    const next = newBlock(fn);
    const onward = { target: next, args: [] };
    const expected = constant(fn, BigInt(i));
    block.terminator = { kind: 'branch', op: 'beq', a: index, b: expected, edges: [edge, onward] };
    block = next;
  }
  block.terminator = { kind: 'jump', edges: [otherwise] };
}

function lowerToTable(
  fn: IrFunction,
  block: Block,
  { index, edges }: Switch,
  allocateTable: (n: number) => number,
): void {
  const entries = edges.slice(0, -1);
  const inside = newBlock(fn);
  const bound = constant(fn, BigInt(entries.length));
  block.terminator = {
    ...{ kind: 'branch', op: 'bgeu', a: index, b: bound },
    edges: [edges.at(-1)!, { target: inside, args: [] }],
  };
  fn.cursor = inside;
  const table = allocateTable(entries.length);
  const low = (table << 20) >> 20;
  const address = make(fn, 'add', [make(fn, 'slli', [index], 2), constant(fn, BigInt(table - low))]);
  inside.terminator = { kind: 'table', index: append(fn, 'lw', [address], low), table, edges: entries };
}
