/** Types in C++ names (Itanium C++ ABI, section 5.1.5). */
import type { ItaniumName } from './itanium.ts';

const builtin: Readonly<Record<string, string>> = {
  ...{ v: 'void', w: 'wchar_t', b: 'bool', c: 'char', a: 'signed char', h: 'unsigned char', s: 'short' },
  ...{ t: 'unsigned short', i: 'int', j: 'unsigned int', l: 'long', m: 'unsigned long', x: 'long long' },
  ...{ y: 'unsigned long long', n: '__int128', o: 'unsigned __int128', f: 'float', d: 'double', e: 'long double' },
  ...{ g: '__float128', z: '...' },
};
const builtinD: Readonly<Record<string, string>> = {
  ...{ Dn: 'decltype(nullptr)', Di: 'char32_t', Ds: 'char16_t', Du: 'char8_t', Da: 'auto', Dh: '_Float16' },
};
const qualifiers: Readonly<Record<string, string>> = { r: ' restrict', V: ' volatile', K: ' const' };
const references: Readonly<Record<string, string>> = { P: '*', R: '&', O: '&&' };

/** Where a declarator of a function or array type goes: `int (HOLE)(char)`. */
const HOLE = '\0';

export function readType(name: ItaniumName): string {
  return withoutHole(readRaw(name));
}

const withoutHole = (type: string): string => type.replace(`(${HOLE}) `, '').replace(`(${HOLE})`, '').replace(HOLE, '');

/** With the hole, if there is one. Everything but builtin types and substitutions is remembered. */
function readRaw(name: ItaniumName): string {
  const { in: input } = name;
  return input.inside(() => {
    const remember = (type: string): string => {
      name.substitutions.push(withoutHole(type));
      return type;
    };
    const char = input.peek;
    const simple = builtin[char];
    if (simple !== undefined) {
      input.next();
      return simple;
    }
    if (qualifiers[char] !== undefined) {
      let suffix = '';
      while (qualifiers[input.peek] !== undefined) suffix = qualifiers[input.next()]! + suffix;
      return remember(attach(readRaw(name), suffix));
    }
    if (references[char] !== undefined) {
      input.next();
      return remember(attach(readRaw(name), references[char]!));
    }
    const two = input.text.slice(input.at, input.at + 2);
    if (builtinD[two] !== undefined) {
      input.at += 2;
      return builtinD[two]!;
    }
    if (input.take('Dp')) return remember(`${readType(name)}...`);
    if (input.take('Do') || char === 'F') return remember(functionType(name));
    if (input.take('A')) {
      const size = /\d/.test(input.peek) ? String(input.number()) : '';
      input.need('_');
      const element = readRaw(name);
      return remember(
        element.includes(HOLE) ? element.replace(HOLE, `${HOLE}[${size}]`) : `${element} (${HOLE}) [${size}]`,
      );
    }
    if (input.take('M')) {
      const owner = readType(name);
      return remember(attach(readRaw(name), ` ${owner}::*`));
    }
    if (char === 'T') {
      const parameter = remember(name.templateParameter());
      return input.peek === 'I' ? remember(name.withArguments(parameter)) : parameter;
    }
    if (char === 'S' && two !== 'St') {
      const type = name.substitution();
      return input.peek === 'I' ? remember(name.withArguments(type)) : type;
    }
    if (/[N\dZSU]/.test(char)) return remember(name.name());
    return input.fail();
  });
}

function attach(type: string, suffix: string): string {
  return type.includes(HOLE) ? type.replace(HOLE, suffix.trimStart() + HOLE) : type + suffix;
}

function functionType(name: ItaniumName): string {
  name.in.need('F');
  name.in.take('Y');
  const result = readType(name);
  const params: string[] = [];
  while (!name.in.take('E')) {
    if (name.in.take('RE') || name.in.take('OE')) break;
    params.push(readType(name));
  }
  return `${result} (${HOLE})(${params.join() === 'void' ? '' : params.join(', ')})`;
}
