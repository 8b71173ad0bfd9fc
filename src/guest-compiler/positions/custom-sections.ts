/** Custom sections of a module by name, and where its code section begins. Damage ends the list and is no error here. */
import { Reader } from '../parse/reader.ts';

export interface CustomSections {
  /** The first section of each name. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
  /** Of the code section's contents: DWARF counts addresses from its start. */
  readonly codeStart: number;
  readonly codeEnd: number;
}

export function readCustomSections(bytes: Uint8Array): CustomSections {
  const file = new Reader(bytes, Math.min(8, bytes.length));
  const contents = new Map<string, Uint8Array>();
  let [codeStart, codeEnd] = [0, 0];
  try {
    while (file.at < file.end) {
      const id = file.u8();
      const size = file.u32();
      const start = file.at;
      file.take(size);
      if (id === 10) [codeStart, codeEnd] = [start, file.at];
      if (id !== 0) continue;
      const section = new Reader(bytes, start, file.at);
      const name = section.name();
      if (!contents.has(name)) contents.set(name, bytes.subarray(section.at, section.end));
    }
  } catch {
    // The module's own parser says what is wrong.
  }
  return { contents, codeStart, codeEnd };
}
