/** Rust's first scheme of mangled names, `_ZN` with lengths, a hash and `E`: looks like C++, but for the hash and the `$` escapes. */

const escapes: Readonly<Record<string, string>> = {
  ...{ SP: '@', BP: '*', RF: '&', LT: '<', GT: '>', LP: '(', RP: ')', C: ',' },
};

/** Without the hash; undefined if this is none. */
export function demangleRustLegacy(name: string): string | undefined {
  const prefix = /^_{0,2}ZN(?=\d)/.exec(name)?.[0];
  if (prefix === undefined) return undefined;
  const parts: string[] = [];
  for (let at = prefix.length; name[at] !== 'E'; ) {
    const digits = /^\d{1,4}/.exec(name.slice(at, at + 4))?.[0];
    if (digits === undefined) return undefined;
    const start = at + digits.length;
    at = start + Number(digits);
    if (at >= name.length) return undefined;
    parts.push(name.slice(start, at));
  }
  if (!/^h[0-9a-f]{16}$/.test(parts.pop() ?? '')) return undefined;
  return parts.map(withoutEscapes).join('::');
}

function withoutEscapes(part: string): string {
  return part
    .replace(/^_(?=\$)/, '')
    .replaceAll('..', '::')
    .replaceAll(/\$(?:u([0-9a-f]{1,6})|(\w{1,2}))\$/g, (whole, code: string | undefined, word: string) =>
      code === undefined ? (escapes[word] ?? whole) : codePoint(code, whole),
    );
}

function codePoint(hex: string, otherwise: string): string {
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}
