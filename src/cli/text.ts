/** Numbers, bytes and tables as people read them; `json` as programs do. */
import picocolors from 'picocolors';

/** Colours on a terminal only: picocolors by itself also colours wherever CI is set, pipes included. */
export const pc = picocolors.createColors(Boolean(process.stdout.isTTY) && picocolors.isColorSupported);

/** 1234567 -> 1,234,567 */
export const number = (value: number) => value.toLocaleString('en-US');

export function bytes(count: number): string {
  if (count < 1024) return `${count} bytes`;
  if (count < 1 << 20) return `${(count / 1024).toFixed(1)} KiB`;
  if (count < 1 << 30) return `${(count / (1 << 20)).toFixed(1)} MiB`;
  return `${(count / (1 << 30)).toFixed(2)} GiB`;
}

export const milliseconds = (value: number) =>
  value < 1000 ? `${value.toFixed(1)} ms` : `${(value / 1000).toFixed(2)} s`;

export const hex = (data: Uint8Array) => Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Public output for people: all of it if short, else its beginning. */
export function outputText(data: Uint8Array): string {
  if (data.length === 0) return 'none';
  const most = 64;
  return `${hex(data.subarray(0, most))}${data.length > most ? '...' : ''} (${bytes(data.length)})`;
}

/** `name   value` lines, names in one column. */
export function facts(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${pc.dim(name.padEnd(width))}  ${value}`).join('\n');
}

/** Columns with a header row; numbers right-aligned. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? number(cell) : cell)));
  const widths = head.map((name, i) => Math.max(name.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const isNumber = head.map((_, i) => rows.every((row) => typeof row[i] === 'number'));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (isNumber[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  return [pc.bold(line(head)), ...cells.map(line)].join('\n');
}

/** Bytes become hex; undefined fields vanish. */
export function json(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) => (field instanceof Uint8Array ? hex(field) : field), 2);
}
