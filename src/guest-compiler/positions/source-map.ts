/**
 * Source maps (ECMA-426, version 3) of WebAssembly modules: one generated line, whose columns are byte offsets in the module.
 * A map that is damaged gives no positions; it never is a reason not to compile.
 */
import { type LineSequence, LineTable } from '../../debug-info/line-table.ts';
import { joinPaths } from '../../debug-info/paths.ts';

const MAX_MAPPINGS = 1 << 22;
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const digitValues = new Map([...digits].map((digit, value) => [digit.charCodeAt(0), value]));
const [COMMA, SEMICOLON] = [44, 59];

/** @param json the map as text @param end of the module: mappings behind it do not count */
export function readSourceMap(json: string, end: number): LineTable | undefined {
  let map: unknown;
  try {
    map = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!isMap(map)) return undefined;
  const root = typeof map.sourceRoot === 'string' ? map.sourceRoot : '';
  const files = map.sources.map((source) => (typeof source === 'string' ? joinPaths(root, source) : ''));
  const rows = decode(map.mappings);
  if (!rows) return undefined;
  const inside = rows.filter(([address]) => address >= 0 && address < end).sort((a, b) => a[0] - b[0]);
  if (inside.length === 0) return undefined;
  inside.push([end, -1, 0, 0]);
  const sequence: LineSequence = {
    addresses: inside.map((row) => row[0]),
    files: inside.map((row) => row[1]),
    lines: inside.map((row) => row[2]),
    columns: inside.map((row) => row[3]),
  };
  return new LineTable(files, [sequence]);
}

interface RawMap {
  readonly sources: readonly unknown[];
  readonly mappings: string;
  readonly sourceRoot?: unknown;
}

function isMap(map: unknown): map is RawMap {
  return (
    typeof map === 'object' &&
    map !== null &&
    'sources' in map &&
    Array.isArray(map.sources) &&
    'mappings' in map &&
    typeof map.mappings === 'string'
  );
}

type Row = [address: number, file: number, line: number, column: number];

/** Segments of the first line: column, and source, line, column in it, each as the difference to the segment before. */
function decode(mappings: string): Row[] | undefined {
  const rows: Row[] = [];
  let [address, file, line, column] = [0, 0, 0, 0];
  const fields: number[] = [];
  let value = 0;
  let shift = 0;
  for (let i = 0; i <= mappings.length; i++) {
    const code = i === mappings.length ? SEMICOLON : mappings.charCodeAt(i);
    if (code !== COMMA && code !== SEMICOLON) {
      const digit = digitValues.get(code);
      if (digit === undefined || shift > 30) return undefined;
      value += (digit & 31) * 2 ** shift;
      shift += 5;
      if ((digit & 32) !== 0) continue;
      fields.push(value % 2 === 1 ? -(value - 1) / 2 : value / 2);
      value = 0;
      shift = 0;
      continue;
    }
    if (shift !== 0) return undefined;
    if (fields.length > 0) {
      if (rows.length >= MAX_MAPPINGS) return undefined;
      address += fields[0]!;
      if (fields.length >= 4) {
        file += fields[1]!;
        line += fields[2]!;
        column += fields[3]!;
        rows.push([address, file, line + 1, column + 1]);
      } else rows.push([address, -1, 0, 0]);
      fields.length = 0;
    }
    if (code === SEMICOLON) break;
  }
  return rows;
}
