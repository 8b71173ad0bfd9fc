/** Small things that every guest with byte strings needs and the language leaves out. */

/** Whether two byte strings are the same. */
export function equalBytes(a: Uint8Array, b: Uint8Array): bool {
  return a.length == b.length && memory.compare(a.dataStart, b.dataStart, a.length) == 0;
}

/** The bytes in lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  const text = changetype<string>(__new(<usize>bytes.length << 2, idof<string>()));
  for (let i = 0, length = bytes.length; i < length; i++) {
    const byte: u32 = bytes[i];
    const at = changetype<usize>(text) + (<usize>i << 2);
    store<u16>(at, hexDigit(byte >> 4));
    store<u16>(at, hexDigit(byte & 15), 2);
  }
  return text;
}

/** The bytes of a string, as UTF-8. */
export function toBytes(text: string): Uint8Array {
  return Uint8Array.wrap(String.UTF8.encode(text));
}

function hexDigit(value: u32): u16 {
  return <u16>(value < 10 ? 0x30 + value : 0x57 + value);
}
