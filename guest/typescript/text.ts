/**
 * Strings are UTF-16 in AssemblyScript and UTF-8 outside. They are converted through a small fixed buffer, so that printing
 * and panicking work when memory is exhausted, and no conversion tables enter the program.
 */
import { writeDebug, writeOutput } from './host';

const CAPACITY: i32 = 256;
const buffer = memory.data(256);

function flush(isPublic: bool, length: i32): void {
  if (isPublic) writeOutput(buffer, length);
  else writeDebug(buffer, length);
}

/** Writes a string as UTF-8, to the public output or as debug text; a lone surrogate becomes U+FFFD. */
export function writeText(isPublic: bool, text: string): void {
  let used: i32 = 0;
  for (let i = 0, length = text.length; i < length; i++) {
    let code: u32 = text.charCodeAt(i);
    if ((code & 0xf800) == 0xd800) {
      const next: u32 = i + 1 < length ? text.charCodeAt(i + 1) : 0;
      if (code < 0xdc00 && (next & 0xfc00) == 0xdc00) {
        code = 0x10000 + ((code & 0x3ff) << 10) + (next & 0x3ff);
        i++;
      } else code = 0xfffd;
    }
    if (used > CAPACITY - 4) {
      flush(isPublic, used);
      used = 0;
    }
    if (code < 0x80) {
      store<u8>(buffer + used++, code);
      continue;
    }
    if (code < 0x800) store<u8>(buffer + used++, 0xc0 | (code >> 6));
    else {
      if (code < 0x10000) store<u8>(buffer + used++, 0xe0 | (code >> 12));
      else {
        store<u8>(buffer + used++, 0xf0 | (code >> 18));
        store<u8>(buffer + used++, 0x80 | ((code >> 12) & 0x3f));
      }
      store<u8>(buffer + used++, 0x80 | ((code >> 6) & 0x3f));
    }
    store<u8>(buffer + used++, 0x80 | (code & 0x3f));
  }
  if (used > 0) flush(isPublic, used);
}

/** Writes a decimal number as debug text. */
export function printNumber(value: u32): void {
  let at: i32 = 10;
  do {
    store<u8>(buffer + --at, 0x30 + (value % 10));
    value /= 10;
  } while (value != 0);
  writeDebug(buffer + at, 10 - at);
}
