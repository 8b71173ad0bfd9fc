/**
 * The fourth use of an AIR: its page of documentation, in Markdown. Columns, constraints and interactions as the prover and the verifier have them,
 * since all are made from the same expressions. scripts/build-docs.mjs adds what the chips' sources say.
 */
import type { Air } from '../../src/air/air.ts';
import { rootsOf } from '../../src/air/checker.ts';
import type { Expr } from '../../src/air/expression.ts';
import { Formulas } from './formula.ts';

/** Sections `Columns`, `Terms`, `Constraints` and `Interactions`. */
export function airSections(air: Air): string {
  const formulas = new Formulas(air, rootsOf(air));
  return [
    `## Columns\n\n${columns(air)}`,
    ...(formulas.terms.length > 0 ? [`## Terms\n\nShared by several formulas below.\n\n${terms(formulas)}`] : []),
    `## Constraints\n\n${constraints(air, formulas)}`,
    `## Interactions\n\n${interactions(air, formulas)}`,
  ].join('\n\n');
}

function columns(air: Air): string {
  const bits = new Set(air.constraints.map(({ expr }) => bitOf(expr)));
  const main = air.mainColumns.map((name, index) => {
    const notes = [
      ...(bits.has(index) ? ['bit'] : []),
      ...(air.mainNext.includes(index) ? ['also of the next row'] : []),
    ];
    return code(name) + (notes.length > 0 ? ` (${notes.join(', ')})` : '');
  });
  const fixed = air.preprocessedColumns.map(code);
  const list = (what: string, names: readonly string[]) =>
    names.length > 0 ? [`${names.length} ${what}: ${names.join(', ')}.`] : [];
  return [...list('preprocessed', fixed), ...list('main', main)].join('\n\n');
}

function terms(formulas: Formulas): string {
  return formulas.terms.map(({ name, formula }) => `- ${code(`${name} = ${formula}`)}`).join('\n');
}

function constraints(air: Air, formulas: Formulas): string {
  if (air.constraints.length === 0) return 'None: what counts is which tuples the table sends and receives.';
  return air.constraints
    .map(
      ({ expr, message }, i) =>
        `${i + 1}. ${message} (degree ${expr.degree})\\\n   ${code(`${formulas.write(expr)} = 0`)}`,
    )
    .join('\n');
}

function interactions(air: Air, formulas: Formulas): string {
  if (air.interactions.length === 0) return 'None.';
  const rows = air.interactions.map(({ bus, isSend, multiplicity, tuple, isCommitted }, i) => {
    const elements = tuple.map((element, k) => `${bus.fields[k]}: ${formulas.write(element)}`);
    const group = air.groups.findIndex((members) => members.includes(i));
    const direction = (isSend ? 'sends' : 'receives') + (isCommitted ? ', fingerprint committed' : '');
    return [`${group + 1}`, direction, bus.name, code(formulas.write(multiplicity)), code(elements.join(', '))];
  });
  return `Interactions of one group share an extension column; the last group's is the running sum.\n\n${markdownTable(
    ['group', '', 'bus', 'times', 'tuple'],
    rows,
  )}`;
}

/** Index of the main column c if the constraint is c (c - 1) = 0. */
function bitOf({ node }: Expr): number | null {
  if (node.kind !== 'mul') return null;
  for (const [bit, rest] of [
    [node.a, node.b],
    [node.b, node.a],
  ] as const) {
    const isRest = rest.node.kind === 'sub' && rest.node.a === bit && isOne(rest.node.b);
    if (isRest && bit.node.kind === 'column' && bit.node.part === 'main' && !bit.node.isNext) return bit.node.index;
  }
  return null;
}

function isOne({ node }: Expr): boolean {
  return node.kind === 'constant' && node.value === 1;
}

function code(text: string): string {
  return `\`${text}\``;
}

export function markdownTable(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(header), `|${header.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
