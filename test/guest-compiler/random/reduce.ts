/**
 * Makes a random module smaller while a predicate holds (delta debugging on the s-expressions, large pieces first): a piece is
 * deleted, replaced by one of its own, or by a constant. What keeps runs finite is left alone: the store of fuel, loop counters.
 */

interface Node {
  /** Atoms and lists in order; a list's first atom is its keyword. */
  readonly children: (Node | string)[];
}

function parse(text: string): Node {
  const root: Node = { children: [] };
  const open = [root];
  for (const [token] of text.matchAll(/[()]|"[^"]*"|[^\s()"]+/g)) {
    const current = open.at(-1)!;
    if (token === '(') {
      const node: Node = { children: [] };
      current.children.push(node);
      open.push(node);
    } else if (token === ')') {
      open.pop();
    } else {
      current.children.push(token);
    }
  }
  return root.children[0] as Node;
}

function print(node: Node | string): string {
  return typeof node === 'string' ? node : `(${node.children.map(print).join(' ')})`;
}

const keyword = (node: Node) => node.children[0];
const isList = (child: Node | string): child is Node => typeof child !== 'string';
const endsRuns = /\(call \$burn\)|\(local\.tee (\d+) \(i32\.add \(local\.get \1\) \(i32\.const 1\)\)\)/;

/** A loop may go as a whole; the parts that end it may not. */
function mayGo(node: Node): boolean {
  const whole = new Set<Node | string | undefined>(['loop', 'block', 'func', 'if', 'then', 'else']);
  return whole.has(keyword(node)) || !endsRuns.test(print(node));
}

function replacements(node: Node): (Node | string)[][] {
  const constants = ['i32.const', 'i64.const', 'f32.const', 'f64.const'];
  if (constants.includes(String(keyword(node)))) return [];
  return [
    [],
    ...node.children.filter(isList).map((child) => [child]),
    ...constants.map((name) => [{ children: [name, '1'] }]),
  ];
}

/** Breadth first: the largest pieces come first. */
function places(root: Node): { parent: Node; child: Node }[] {
  const found: { parent: Node; child: Node }[] = [];
  const queue = [root];
  for (let parent = queue.shift(); parent !== undefined; parent = queue.shift()) {
    for (const child of parent.children.filter(isList)) {
      found.push({ parent, child });
      queue.push(child);
    }
  }
  return found;
}

/** @param holds whether a module (perhaps not a valid one) still shows the problem */
export async function reduce(text: string, holds: (text: string) => Promise<boolean>): Promise<string> {
  const root = parse(text);
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const { parent, child } of places(root)) {
      const index = parent.children.indexOf(child);
      // Gone already, or in a part that is.
      if (index < 0 || !mayGo(child)) continue;
      for (const replacement of replacements(child)) {
        parent.children.splice(index, 1, ...replacement);
        if (await holds(print(root))) {
          isSmaller = true;
          break;
        }
        parent.children.splice(index, replacement.length, child);
      }
    }
  }
  return print(root).replaceAll(
    / \((func|global|type|table|elem|memory|data|import|call|local\.set|block|loop|if)\b/g,
    '\n  ($1',
  );
}
