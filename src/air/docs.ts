/**
 * Generated pages of `docs/`: one AIR's columns, constraints, buses and sizes as Markdown, from the same definition that the prover and
 * the verifier use. Nothing here is written by hand.
 */
import type { Air } from './air.ts';
import { reachable } from './evaluate-rows.ts';
import { type Expr, inverseModP, P } from './expression.ts';

/** Formulas longer than this end in an ellipsis: the constraint's message says what it means. */
const MAX_FORMULA = 200;

export interface PageOptions {
  /** A paragraph under the title. */
  readonly intro?: string;
  /** Further rows of the table of sizes, e.g. a price. */
  readonly facts?: Readonly<Record<string, string | number>>;
}

export function airPage(air: Air, { intro, facts = {} }: PageOptions = {}): string {
  const sizes = {
    'preprocessed columns': air.preprocessedColumns.length,
    'main columns': air.mainColumns.length,
    'permutation columns (words)': 5 * air.groups.length,
    constraints: air.constraints.length,
    interactions: `${air.interactions.length} in ${air.groups.length} groups`,
    degree: air.degree,
    'columns read in the next row': air.mainNext.map((column) => `\`${air.mainColumns[column]}\``).join(', ') || 'none',
    ...facts,
  };
  const sections = [
    `# ${air.name}`,
    ...(intro === undefined ? [] : [intro]),
    table(
      ['', ''],
      Object.entries(sizes).map(([name, value]) => [name, `${value}`]),
    ),
    ...columnSection('Preprocessed columns', air, 'preprocessed'),
    ...columnSection('Main columns', air, 'main'),
  ];
  if (air.constraints.length > 0) {
    const rows = air.constraints.map(({ expr, message }) => [
      message,
      `\`${formula(air, expr)} = 0\``,
      `${expr.degree}`,
    ]);
    sections.push('## Constraints', table(['says', 'formula', 'degree'], rows));
  }
  if (air.interactions.length > 0) {
    const rows = air.interactions.map(({ bus, isSend, multiplicity, tuple }) => [
      `${isSend ? 'sends' : 'receives'} ${bus.name}`,
      `\`${formula(air, multiplicity)}\``,
      tuple.map((element, i) => `${bus.fields[i]} = \`${formula(air, element)}\``).join(', '),
    ]);
    sections.push('## Buses', table(['bus', 'multiplicity', 'tuple'], rows));
  }
  return `${sections.join('\n\n')}\n`;
}

/** An expression in infix notation with column names; the next row's with a prime. */
export function formula(air: Air, expr: Expr): string {
  const text = write(air, expr, 0, { left: MAX_FORMULA });
  return text.length <= MAX_FORMULA ? text : `${text.slice(0, MAX_FORMULA)}...`;
}

/** @param level 0 sum, 1 right operand of a subtraction, 2 factor. @param budget stops the recursion into what is cut off anyway. */
function write(air: Air, expr: Expr, level: number, budget: { left: number }): string {
  const { node } = expr;
  if (budget.left < 0) return '';
  switch (node.kind) {
    case 'constant':
      return spend(constant(node.value, level), budget);
    case 'selector':
      return spend(node.selector, budget);
    case 'column': {
      const names = node.part === 'main' ? air.mainColumns : air.preprocessedColumns;
      return spend(names[node.index]! + (node.isNext ? "'" : ''), budget);
    }
    case 'mul':
      return `${write(air, node.a, 2, budget)} * ${write(air, node.b, 2, budget)}`;
    default: {
      const isSub = node.kind === 'sub';
      const sum = `${write(air, node.a, 0, budget)} ${isSub ? '-' : '+'} ${write(air, node.b, isSub ? 1 : 0, budget)}`;
      return level === 0 ? sum : `(${sum})`;
    }
  }
}

function spend(text: string, budget: { left: number }): string {
  budget.left -= text.length;
  return text;
}

/** As written, as far as that can be told: negative numbers, and inverses of powers of two. */
function constant(value: number, level: number): string {
  const inverse = inverses.get(value);
  if (inverse !== undefined) return inverse;
  if (value <= P - 2 ** 24) return `${value}`;
  return level === 0 ? `${value - P}` : `(${value - P})`;
}

const inverses = new Map(Array.from({ length: 32 }, (_, k) => [Number(inverseModP(2 ** (k + 1))), `2^-${k + 1}`]));

function columnSection(title: string, air: Air, part: 'preprocessed' | 'main'): string[] {
  const names = part === 'main' ? air.mainColumns : air.preprocessedColumns;
  if (names.length === 0) return [];
  const inConstraints = countReads(
    part,
    air.constraints.map(({ expr }) => [expr]),
  );
  const inInteractions = countReads(
    part,
    air.interactions.map(({ multiplicity, tuple }) => [multiplicity, ...tuple]),
  );
  const rows = names.map((name, i) => [`\`${name}\``, `${inConstraints.get(i) ?? 0}`, `${inInteractions.get(i) ?? 0}`]);
  return [`## ${title}`, table(['column', 'constraints that read it', 'interactions that read it'], rows)];
}

function countReads(part: 'preprocessed' | 'main', roots: readonly (readonly Expr[])[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const expressions of roots) {
    const columns = new Set<number>();
    for (const { node } of reachable(expressions)) {
      if (node.kind === 'column' && node.part === part) columns.add(node.index);
    }
    for (const column of columns) counts.set(column, (counts.get(column) ?? 0) + 1);
  }
  return counts;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
