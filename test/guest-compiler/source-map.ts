/** Source maps for tests: byte offsets of a module with their positions, as version 3 JSON. */

export interface Mapping {
  readonly offset: number;
  readonly source: number;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function vlq(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = '';
  do {
    text += digits[(rest & 31) | (rest > 31 ? 32 : 0)];
    rest >>>= 5;
  } while (rest > 0);
  return text;
}

export function sourceMap(sources: readonly string[], mappings: readonly Mapping[]): string {
  let last: Mapping = { offset: 0, source: 0, line: 1, column: 1 };
  const segments = mappings.map((mapping) => {
    const fields = [mapping.offset - last.offset, mapping.source - last.source];
    fields.push(mapping.line - last.line, mapping.column - last.column);
    last = mapping;
    return fields.map(vlq).join('');
  });
  return JSON.stringify({ version: 3, sources, names: [], mappings: segments.join() });
}
