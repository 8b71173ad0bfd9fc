/**
 * What the sources of chips and gadgets say about themselves: the paragraph at the top of a module and the doc comments of its exports, as
 * Markdown.
 */
import { readdirSync, readFileSync } from 'node:fs';

export interface ModuleDocs {
  /** Path from the repository's root. */
  readonly path: string;
  /** The comment at the top. */
  readonly text: string;
  /** Exports whose comment argues about soundness. */
  readonly arguments: readonly { readonly name: string; readonly text: string }[];
  /** Gadgets that the module imports, by file name without `.ts`. */
  readonly gadgets: readonly string[];
}

export function moduleDocs(path: string): ModuleDocs {
  const source = readFileSync(path, 'utf8');
  const top = /^\/\*\*([\s\S]*?)\*\//.exec(source);
  if (!top) throw new Error(`${path} does not begin with a doc comment.`);
  const exports = [...source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*?)\*\/\s*export (?:function|const) (\w+)/g)];
  const imports = [...source.matchAll(/from '(?:\.\.\/\.\.\/gadgets|\.)\/([\w-]+)\.ts'/g)].map((match) => match[1]!);
  return {
    path,
    text: markdown(top[1]!),
    arguments: exports
      .filter(([, comment]) => comment!.includes('Soundness:'))
      .map(([, comment, name]) => ({ name: name!, text: markdown(comment!) })),
    gadgets: imports.filter((name) => gadgetNames().includes(name)),
  };
}

export function gadgetNames(): string[] {
  return readdirSync('src/gadgets')
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -3))
    .sort();
}

/** Folder of src/chips whose air.ts makes the chip. */
export function chipFolder(name: string): string {
  const folders = readdirSync('src/chips').filter((folder) =>
    new RegExp(`[cC]hip(?:Builder)?\\(['\`]${name}(?:'|\\$\\{)`).test(
      readFileSync(`src/chips/${folder}/air.ts`, 'utf8'),
    ),
  );
  if (folders.length !== 1) throw new Error(`Chip ${name} is made in ${folders.length} folders of src/chips.`);
  return folders[0]!;
}

/**
 * Comment lines as Markdown: one line per paragraph or bullet, so that wrapping a comment anew changes nothing here; other indented
 * lines are code.
 */
function markdown(comment: string): string {
  const blocks: { kind: 'paragraph' | 'bullet' | 'code'; lines: string[] }[] = [];
  let isNew = true;
  for (const raw of comment.split('\n')) {
    const line = raw.replace(/^\s*\* ?/, '').trimEnd();
    if (line.startsWith('@')) break;
    const text = line.trim();
    if (text === '') {
      isNew = true;
      continue;
    }
    const last = blocks.at(-1);
    const isInBullet = !isNew && last?.kind === 'bullet';
    const kind = text.startsWith('- ') ? 'bullet' : line.startsWith('  ') && !isInBullet ? 'code' : 'paragraph';
    const continues =
      !isNew &&
      last !== undefined &&
      kind !== 'bullet' &&
      (last.kind === kind || (isInBullet && line.startsWith('  ')));
    if (continues) last.lines.push(text);
    else blocks.push({ kind, lines: [text] });
    isNew = false;
  }
  return blocks
    .map(({ kind, lines }, i) => {
      const before = i === 0 ? '' : kind === 'bullet' && blocks[i - 1]!.kind === 'bullet' ? '\n' : '\n\n';
      if (kind === 'code') return `${before}\`\`\`text\n${lines.join('\n')}\n\`\`\``;
      return before + escaped(lines.join(' ')).replace(/^(- )?(Soundness|Completeness|Perf|Safety):/, '$1**$2:**');
    })
    .join('');
}

/** Asterisks outside of code are products, not emphasis. */
function escaped(line: string): string {
  return line
    .split('`')
    .map((part, i) => (i % 2 === 0 ? part.replaceAll('*', '\\*') : part))
    .join('`');
}
