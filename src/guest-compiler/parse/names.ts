/** Function names: the custom section "name" (core specification, appendix 7.4), else the export's name. Damage in it is no error. */
import { Reader } from './reader.ts';

export function readFunctionNames(section: Reader): Map<number, string> {
  const names = new Map<number, string>();
  try {
    while (section.at < section.end) {
      const id = section.u8();
      const size = section.u32();
      const part = new Reader(section.bytes, section.at, Math.min(section.end, section.at + size));
      section.at += size;
      if (id !== 1) continue;
      for (let count = part.count(); count > 0; count--) names.set(part.u32(), part.name());
    }
  } catch {
    // Names read so far are good enough.
  }
  return names;
}
