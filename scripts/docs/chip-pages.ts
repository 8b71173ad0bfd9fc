/** One page per chip and the page of gadgets: what their sources argue, and what their AIRs are. */

import { existsSync } from 'node:fs';
import type { RowSource } from '../../src/machine/chips.ts';
import { firstTables, secondTable } from '../../src/machine/chips.ts';
import { chipCost } from '../../src/machine/ledger.ts';
import { airSections, markdownTable } from './air.ts';
import { chipFolder, gadgetNames, moduleDocs } from './sources.ts';

export function chipPages(): Map<string, string> {
  const pages = new Map<string, string>();
  pages.set('docs/chips/README.md', indexPage());
  for (const { name } of firstTables) pages.set(`docs/chips/${pageName(name)}.md`, chipPage(name));
  pages.set('docs/gadgets.md', gadgetsPage());
  return pages;
}

export function pageName(chip: string): string {
  return chip.toLowerCase().replaceAll('_', '-');
}

function generatedFrom(paths: string): string {
  return `<!-- Generated from ${paths} by scripts/build-docs.mjs. -->`;
}

function indexPage(): string {
  const rows = firstTables.map(({ name, chip, source }) => {
    const folder = chipFolder(name);
    const about = moduleDocs(`src/chips/${folder}/air.ts`).text.split('\n\n')[0]!;
    const { words, priceNs } = chipCost(chip.air);
    return [`[${name}](${pageName(name)}.md)`, firstSentence(about), rowsText(source), words, priceNs];
  });
  return `${[
    generatedFrom('src/machine/chips.ts'),
    '# Chips',
    'All chips of the machine in the order of the machine description. Some have a second table of the same AIR (BLAKE3 and BLAKE3_ROUND: the same on other buses), behind all of these there, ' +
      'with `_2` to its name ([why](../decisions.md#tables)). Words are what a row commits to, the price is an estimate of ' +
      'prover time per row ([costs](../costs.md)); how tables talk is in [architecture](../architecture.md#buses). Formulas are ' +
      'over the field F, p = 2^31 - 2^27 + 1; a column with a prime is that of the next row.',
    markdownTable(['chip', '', 'rows', 'words', 'ns'], rows),
  ].join('\n\n')}\n`;
}

/** Up to the first full stop or colon that ends a word. */
function firstSentence(text: string): string {
  const line = text.replaceAll('\n', ' ').replace(/^[A-Z_]+: /, '');
  return (/^(.*?)[.:](?: |$)/.exec(line)?.[1] ?? line).replaceAll('|', '\\|');
}

function rowsText(source: RowSource): string {
  switch (source.kind) {
    case 'stream':
      return `records \`${source.stream}\``;
    case 'lookups':
      return 'fixed; counts of lookups';
    case 'executionCounts':
      return 'fixed; how often each was executed';
    case 'zero':
      return 'fixed';
  }
}

function chipPage(name: string): string {
  const { chip, source, isPreprocessed, index } = firstTables.find((table) => table.name === name)!;
  const { air } = chip;
  const second = secondTable(index);
  const folder = chipFolder(name);
  const path = `src/chips/${folder}/air.ts`;
  const docs = moduleDocs(path);
  const decodePath = `src/chips/${folder}/decode.ts`;
  const gadgets = withDependencies(docs.gadgets);
  const cost = chipCost(air);
  const fingerprints = air.logUpColumns.length > air.groups.length ? ' and per committed fingerprint' : '';
  const facts = [
    ['rows', rowsText(source) + (isPreprocessed ? '; always present' : '; absent without rows')],
    ['number in the machine description', second ? `${index}; of the second table ${second.index}` : index],
    ['degree', air.degree],
    ['words committed per row', `${cost.words} (main columns, and 5 per group of interactions${fingerprints})`],
    ['price per row', `about ${cost.priceNs} ns ([costs](../costs.md))`],
  ] as const;
  return `${[
    generatedFrom(`${path} and what it imports`),
    `# ${name}`,
    docs.text,
    markdownTable(['', ''], facts),
    ...(existsSync(decodePath) ? [`**In the program.** ${moduleDocs(decodePath).text}`] : []),
    ...(gadgets.length > 0
      ? [`**Gadgets**, with their own arguments: ${gadgets.map((g) => `[${g}](../gadgets.md#${g})`).join(', ')}.`]
      : []),
    airSections(air),
  ].join('\n\n')}\n`;
}

/** The gadgets and all that they use, in alphabetical order. */
function withDependencies(names: readonly string[]): string[] {
  const found = new Set<string>();
  const add = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    for (const used of moduleDocs(`src/gadgets/${name}.ts`).gadgets) add(used);
  };
  for (const name of names) add(name);
  return [...found].sort();
}

function gadgetsPage(): string {
  const sections = gadgetNames().map((name) => {
    const { text, arguments: parts } = moduleDocs(`src/gadgets/${name}.ts`);
    const functions = parts.map((part) => `### ${part.name}\n\n${part.text}`);
    const users = firstTables
      .map((table) => table.name)
      .filter((chip) => withDependencies(moduleDocs(`src/chips/${chipFolder(chip)}/air.ts`).gadgets).includes(name));
    const links = users.map((chip) => `[${chip}](chips/${pageName(chip)}.md)`).join(', ');
    return [`## ${name}`, text, ...functions, `Used by ${links || 'no chip'}.`].join('\n\n');
  });
  return `${[
    generatedFrom('src/gadgets'),
    '# Gadgets',
    'Pieces of constraints that several chips use, with the arguments why they hold. Each is one module of `src/gadgets`.',
    ...sections,
  ].join('\n\n')}\n`;
}
