/** Which source line the code at an address is from: sequences of rows by ascending address, that do not overlap. */

export interface SourcePosition {
  /** Path as the compiler noted it; below the folder of compilation relative to that. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1; 0 if not known. */
  readonly column: number;
}

/** `file:line:column`, as editors and terminals understand it. */
export function positionText({ file, line, column }: SourcePosition): string {
  return column > 0 ? `${file}:${line}:${column}` : `${file}:${line}`;
}

/** Rows of one sequence; the last one is its end. */
export interface LineSequence {
  readonly addresses: readonly number[];
  /** Index of the table's files. */
  readonly files: readonly number[];
  readonly lines: readonly number[];
  readonly columns: readonly number[];
}

export class LineTable {
  readonly files: readonly string[];
  readonly sequences: readonly LineSequence[];
  readonly #starts: readonly number[];

  /** Of sequences that overlap, the one that starts first stays: copies of one function that the linker has folded. */
  constructor(files: readonly string[], sequences: readonly LineSequence[]) {
    this.files = files;
    const kept: LineSequence[] = [];
    let end = -1;
    for (const sequence of sequences.toSorted((a, b) => a.addresses[0]! - b.addresses[0]!)) {
      if (sequence.addresses[0]! < end) continue;
      kept.push(sequence);
      end = sequence.addresses.at(-1)!;
    }
    this.sequences = kept;
    this.#starts = kept.map(({ addresses }) => addresses[0]!);
  }

  /** Null where there is no line, or only one that the compiler calls its own (line 0). @param from rows before it do not count */
  at(address: number, from = 0): SourcePosition | null {
    const sequence = this.sequences[lastAtMost(this.#starts, address)];
    if (!sequence || address >= sequence.addresses.at(-1)!) return null;
    const row = lastAtMost(sequence.addresses, address);
    if (sequence.addresses[row]! < from) return null;
    const file = this.files[sequence.files[row]!];
    const line = sequence.lines[row]!;
    return file === undefined || line <= 0 ? null : { file, line, column: sequence.columns[row]! };
  }

  /** The first line of the addresses from `start` to `end`. @param isOwn only rows from `start` on count */
  first(start: number, end: number, isOwn: boolean): SourcePosition | undefined {
    for (let address = start; address < end; ) {
      const found = this.at(address, isOwn ? start : 0);
      if (found) return found;
      const sequence = this.sequences[lastAtMost(this.#starts, address)];
      const row = sequence ? lastAtMost(sequence.addresses, address) + 1 : 0;
      const next = sequence?.addresses[row] ?? this.#starts[lastAtMost(this.#starts, address) + 1];
      if (next === undefined) return undefined;
      address = next;
    }
    return undefined;
  }
}

/** Index of the last of the ascending `values` that is at most `value`; -1 if none is. */
export function lastAtMost(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
