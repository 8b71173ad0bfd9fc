/**
 * Folded stacks, the input of flamegraph.pl and its relatives: `outer;inner cycles` per line. The last space separates the count, so
 * names may have spaces, but no semicolons.
 */
import type { CallTree } from '../call-tree.ts';
import { StackBudget } from '../errors.ts';

/** @throws ProfileError if it would have more than 2^24 frames */
export function toFolded({ frames, nodes }: CallTree): string {
  const names = frames.map(({ name }) => printable(name).replaceAll(';', ','));
  const budget = new StackBudget();
  const lines: string[] = [];
  const paths: string[] = [];
  const depths: number[] = [];
  for (const { parent, frame, selfCycles } of nodes) {
    const depth = parent < 0 ? 1 : depths[parent]! + 1;
    const path = parent < 0 ? names[frame]! : `${paths[parent]};${names[frame]}`;
    depths.push(depth);
    paths.push(path);
    if (selfCycles === 0) continue;
    budget.spend(depth);
    lines.push(`${path} ${selfCycles}\n`);
  }
  return lines.join('');
}

/** Without control characters, which could end a line or speak to a terminal. */
export function printable(name: string): string {
  return name.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');
}
