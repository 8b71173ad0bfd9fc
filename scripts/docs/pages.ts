/**
 * All of docs/ that follows from the sources: whole pages (docs/chips, docs/gadgets.md), and blocks inside of hand-written pages between
 * `<!-- generated: NAME -->` and `<!-- end generated -->`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { blocks } from './blocks.ts';
import { chipPages } from './chip-pages.ts';

const BLOCK = /(<!-- generated: (.*) -->\n)[\s\S]*?(<!-- end generated -->)/g;

/** Path from the repository's root to the page's text, for every page that has generated parts. */
export async function generatedPages(): Promise<Map<string, string>> {
  const pages = chipPages();
  for (const file of readdirSync('docs').sort()) {
    const path = `docs/${file}`;
    if (!file.endsWith('.md') || pages.has(path)) continue;
    const text = readFileSync(path, 'utf8');
    const made = new Map<string, string>();
    for (const [, , name] of text.matchAll(BLOCK)) {
      const make = blocks[name!];
      if (!make) throw new Error(`${path} has a block "${name}", which scripts/docs/blocks.ts does not make.`);
      made.set(name!, await make());
    }
    if (made.size > 0) {
      pages.set(
        path,
        text.replaceAll(
          BLOCK,
          (_, begin: string, name: string, end: string) => `${begin}\n${made.get(name)}\n\n${end}`,
        ),
      );
    }
  }
  return pages;
}

export interface Difference {
  readonly path: string;
  readonly problem: 'missing' | 'differs' | 'left over';
}

/** What is not as it would be generated now. */
export async function differences(): Promise<Difference[]> {
  const pages = await generatedPages();
  const found: Difference[] = [];
  for (const [path, text] of pages) {
    if (!existsSync(path)) found.push({ path, problem: 'missing' });
    else if (readFileSync(path, 'utf8') !== text) found.push({ path, problem: 'differs' });
  }
  return [...found, ...leftovers(pages).map((path) => ({ path, problem: 'left over' as const }))];
}

/** Pages of chips that there are no more. */
export function leftovers(pages: ReadonlyMap<string, string>): string[] {
  if (!existsSync('docs/chips')) return [];
  return readdirSync('docs/chips')
    .map((file) => `docs/chips/${file}`)
    .filter((path) => !pages.has(path));
}
