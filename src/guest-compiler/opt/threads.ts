/**
 * Jumps to a block that does nothing but test one of its parameters: the jump becomes a test of its own argument, as `a && b` tests `b` only
 * to test the result again. Constant arguments then decide at once, and comparisons move into the branch.
 */
import { type Block, type Edge, type IrFunction, type Terminator, terminatorOperands, type Value } from '../ir/ir.ts';
import { compare } from '../ir/semantics.ts';

/** Tests that decide each other in a circle would go on forever. */
const MAX_STEPS = 100;

/** Whether anything changed. Each jump is changed at most once, as it is a branch then. */
export function threadJumps(fn: IrFunction): boolean {
  const tests = new Set(fn.blocks.filter(isTest));
  if (tests.size === 0) return false;
  // Parameters that are needed beyond the block itself must stay.
  for (const block of fn.blocks) {
    const keep = (value: Value): void => {
      if (value.op === 'param' && value.block !== block) tests.delete(value.block!);
    };
    for (const { args } of block.values) for (const arg of args) keep(arg);
    for (const value of terminatorOperands(block.terminator!)) keep(value);
    for (const { args } of block.terminator!.edges) for (const arg of args) keep(arg);
  }
  tests.delete(fn.blocks[0]!);
  let isChanged = false;
  for (const block of fn.blocks) {
    for (const edge of block.terminator!.edges) isChanged = skipDecided(edge, tests) || isChanged;
    const { terminator } = block;
    if (terminator!.kind !== 'jump') continue;
    const [edge] = terminator!.edges as [Edge];
    if (!tests.has(edge.target) || edge.target === block) continue;
    const { op, a, b, edges } = testAfter(edge);
    block.terminator = { kind: 'branch', op, a, b, edges: [edges[0], edges[1]] };
    isChanged = true;
  }
  return isChanged;
}

type Branch = Extract<Terminator, { kind: 'branch' }>;

/** The test at the end of an edge, of the edge's arguments. */
function testAfter({ target, args }: Edge): Branch {
  const test = target.terminator as Branch;
  const given = new Map(target.params.map((param, i) => [param, args[i]!]));
  const map = (value: Value): Value => given.get(value) ?? value;
  const copy = (edge: Edge): Edge => ({ target: edge.target, args: edge.args.map(map) });
  return { ...test, a: map(test.a), b: map(test.b), edges: [copy(test.edges[0]), copy(test.edges[1])] };
}

/** Leads an edge past tests that its arguments decide. */
function skipDecided(edge: Edge, tests: ReadonlySet<Block>): boolean {
  let isChanged = false;
  for (let steps = 0; steps < MAX_STEPS && tests.has(edge.target); steps++) {
    const { op, a, b, edges } = testAfter(edge);
    if (a.op !== 'const' || b.op !== 'const') break;
    Object.assign(edge, compare(op, a.constant, b.constant) ? edges[0] : edges[1]);
    isChanged = true;
  }
  return isChanged;
}

function isTest(block: Block): boolean {
  const { terminator, values, params } = block;
  if (values.length > 0 || terminator!.kind !== 'branch') return false;
  const { a, b, edges } = terminator as Branch;
  return edges.every(({ target }) => target !== block) && (params.includes(a) || params.includes(b));
}
