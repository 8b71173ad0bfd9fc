/** Directories and files of a line program's header (DWARF 5, sections 6.2.4 and 7.22), as paths. */
import { Cursor } from './cursor.ts';
import type { LineSections } from './line-program.ts';
import { joinPaths } from './paths.ts';

const DW_LNCT_PATH = 1;
const DW_LNCT_DIRECTORY_INDEX = 2;

interface Entry {
  readonly path: string;
  readonly directory: number;
}

/** Paths by file number, counted from 1 before version 5, from 0 since. Below the folder of compilation they are relative to it. */
export function readDirectoriesAndFiles(
  unit: Cursor,
  version: number,
  offsetBytes: number,
  sections: LineSections,
): string[] {
  if (version === 5) {
    const directories = readEntries(unit, offsetBytes, sections).map(({ path }) => path);
    const files = readEntries(unit, offsetBytes, sections);
    return files.map(({ path, directory }) => toPath(path, directory, directories));
  }
  // The folder of compilation, number 0, is in .debug_info only.
  const directories = [''];
  for (let path = unit.string(); path !== ''; path = unit.string()) directories.push(path);
  const files: string[] = [];
  for (let path = unit.string(); path !== ''; path = unit.string()) {
    files.push(toPath(path, unit.uleb(), directories));
    unit.uleb();
    unit.uleb();
  }
  return files;
}

function toPath(path: string, directory: number, directories: readonly string[]): string {
  const base = directories[0] ?? '';
  const folder = directory === 0 ? '' : (directories[directory] ?? '');
  const full = joinPaths(folder, path);
  const prefix = base.endsWith('/') ? base : `${base}/`;
  return base !== '' && full.startsWith(prefix) ? full.slice(prefix.length) : full;
}

function readEntries(unit: Cursor, offsetBytes: number, sections: LineSections): Entry[] {
  const formats: [content: number, form: number][] = [];
  for (let count = unit.u8(); count > 0; count--) formats.push([unit.uleb(), unit.uleb()]);
  const count = unit.uleb();
  // Every form read here takes a byte at least.
  if (count > (formats.length === 0 ? 0 : unit.left)) unit.fail(`${count} entries do not fit`);
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) {
    let path = '';
    let directory = 0;
    for (const [content, form] of formats) {
      const value = readForm(unit, form, offsetBytes, sections);
      if (content === DW_LNCT_PATH && typeof value === 'string') path = value;
      else if (content === DW_LNCT_DIRECTORY_INDEX && typeof value === 'number') directory = value;
    }
    entries.push({ path, directory });
  }
  return entries;
}

function readForm(unit: Cursor, form: number, offsetBytes: number, sections: LineSections): string | number {
  switch (form) {
    case 0x08: // string
      return unit.string();
    case 0x1f: // line_strp
      return new Cursor(sections.lineStrings, unit.unsigned(offsetBytes)).string();
    case 0x0e: // strp
      return new Cursor(sections.strings, unit.unsigned(offsetBytes)).string();
    case 0x0b: // data1
      return unit.u8();
    case 0x05: // data2
      return unit.u16();
    case 0x06: // data4
      return unit.u32();
    case 0x07: // data8
      return unit.u64();
    case 0x0f: // udata
      return unit.uleb();
    case 0x1e: // data16
      return unit.skip(16);
    case 0x09: // block
      return unit.skip(unit.uleb());
    default:
      return unit.fail(`form 0x${form.toString(16)} in a line program's header`);
  }
}
