/** Rust's second scheme of mangled names (RFC 2603, "v0"), without hashes and disambiguators, as `rustc` writes paths. */
import { Mangled, NotMangled } from './mangled.ts';

const basicTypes: Readonly<Record<string, string>> = {
  ...{
    a: 'i8',
    b: 'bool',
    c: 'char',
    d: 'f64',
    e: 'str',
    f: 'f32',
    h: 'u8',
    i: 'isize',
    j: 'usize',
    l: 'i32',
    m: 'u32',
  },
  ...{ n: 'i128', o: 'u128', p: '_', s: 'i16', t: 'u16', u: '()', v: '...', x: 'i64', y: 'u64', z: '!' },
};

/** Undefined if the name is none of these. */
export function demangleRustV0(name: string): string | undefined {
  const prefix = /^_{0,2}R(?=[A-Z])/.exec(name)?.[0];
  if (prefix === undefined) return undefined;
  try {
    const parser = new RustName(new Mangled(name, prefix.length), prefix.length);
    const result = parser.path(true);
    return parser.isAtEnd ? result : undefined;
  } catch (error) {
    if (error instanceof NotMangled) return undefined;
    throw error;
  }
}

class RustName {
  readonly #in: Mangled;
  /** Back references count from here. */
  readonly #start: number;

  constructor(input: Mangled, start: number) {
    this.#in = input;
    this.#start = start;
  }

  /** Nothing, an instantiating crate, or a suffix that LLVM has added. */
  get isAtEnd(): boolean {
    const { peek } = this.#in;
    return peek === '' || peek === '.' || /[A-Z]/.test(peek);
  }

  /** @param isValue whether generic arguments are written `::<>` */
  path(isValue: boolean): string {
    return this.#in.inside(() => {
      const tag = this.#in.next();
      switch (tag) {
        case 'C':
          return this.#identifier().name;
        case 'M':
          this.#implPath();
          return `<${this.#type()}>`;
        case 'X':
          this.#implPath();
          return `<${this.#type()} as ${this.path(false)}>`;
        case 'Y':
          return `<${this.#type()} as ${this.path(false)}>`;
        case 'N':
          return this.#nested(isValue);
        case 'I': {
          const path = this.path(isValue);
          const args = this.#in.until('E', () => this.#genericArgument());
          return `${path}${isValue ? '::' : ''}<${args.join(', ')}>`;
        }
        case 'B':
          return this.#back(() => this.path(isValue));
        default:
          return this.#in.fail();
      }
    });
  }

  #nested(isValue: boolean): string {
    const namespace = this.#in.next();
    const path = this.path(isValue);
    const { name, index } = this.#identifier();
    if (/[a-z]/.test(namespace)) return name === '' ? path : `${path}::${name}`;
    const kind = namespace === 'C' ? 'closure' : namespace === 'S' ? 'shim' : namespace;
    return `${path}::{${kind}${name === '' ? '' : `:${name}`}#${index}}`;
  }

  #implPath(): void {
    this.#disambiguator();
    this.path(false);
  }

  #disambiguator(): number {
    return this.#in.take('s') ? this.#base62() + 1 : 0;
  }

  #identifier(): { name: string; index: number } {
    const index = this.#disambiguator();
    const isPunycode = this.#in.take('u');
    const length = this.#in.number();
    this.#in.take('_');
    const name = this.#in.characters(length);
    return { name: isPunycode ? `punycode{${name}}` : name, index };
  }

  /** `_` is 0, `0_` is 1. */
  #base62(): number {
    let value = 0;
    for (let isFirst = true; !this.#in.take('_'); isFirst = false) {
      const char = this.#in.next();
      const digit = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(char);
      if (digit < 0) this.#in.fail();
      // Hashes of crates are as large as 64 bits; only their end matters.
      value = isFirst ? digit + 1 : Math.min((value - 1) * 62 + digit + 1, Number.MAX_SAFE_INTEGER);
    }
    return value;
  }

  #back(read: () => string): string {
    const from = this.#in.at - 1;
    const target = this.#start + this.#base62();
    if (target >= from) this.#in.fail();
    const next = this.#in.at;
    this.#in.at = target;
    const result = this.#in.inside(read);
    this.#in.at = next;
    return result;
  }

  #lifetime(): string {
    this.#base62();
    return "'_";
  }

  #genericArgument(): string {
    if (this.#in.take('L')) return this.#lifetime();
    return this.#in.take('K') ? this.#constant() : this.#type();
  }

  #type(): string {
    return this.#in.inside(() => {
      const tag = this.#in.peek;
      const basic = basicTypes[tag];
      if (basic !== undefined) {
        this.#in.next();
        return basic;
      }
      if (/[CMXYNI]/.test(tag)) return this.path(false);
      this.#in.next();
      switch (tag) {
        case 'A':
          return `[${this.#type()}; ${this.#constant()}]`;
        case 'S':
          return `[${this.#type()}]`;
        case 'T': {
          const items = this.#in.until('E', () => this.#type());
          return `(${items.join(', ')}${items.length === 1 ? ',' : ''})`;
        }
        case 'R':
        case 'Q':
          if (this.#in.take('L')) this.#lifetime();
          return `&${tag === 'Q' ? 'mut ' : ''}${this.#type()}`;
        case 'P':
          return `*const ${this.#type()}`;
        case 'O':
          return `*mut ${this.#type()}`;
        case 'F':
          return this.#functionType();
        case 'D':
          return this.#dynamicType();
        case 'B':
          return this.#back(() => this.#type());
        default:
          return this.#in.fail();
      }
    });
  }

  #functionType(): string {
    if (this.#in.take('G')) this.#base62();
    const unsafe = this.#in.take('U') ? 'unsafe ' : '';
    const abi = !this.#in.take('K')
      ? ''
      : this.#in.take('C')
        ? 'extern "C" '
        : `extern "${this.#identifier().name.replaceAll('_', '-')}" `;
    const params = this.#in.until('E', () => this.#type());
    const result = this.#type();
    return `${unsafe}${abi}fn(${params.join(', ')})${result === '()' ? '' : ` -> ${result}`}`;
  }

  #dynamicType(): string {
    if (this.#in.take('G')) this.#base62();
    const traits = this.#in.until('E', () => {
      const path = this.path(false);
      const bindings: string[] = [];
      while (this.#in.take('p')) bindings.push(`${this.#identifier().name} = ${this.#type()}`);
      if (bindings.length === 0) return path;
      return path.endsWith('>') ? `${path.slice(0, -1)}, ${bindings.join(', ')}>` : `${path}<${bindings.join(', ')}>`;
    });
    this.#in.need('L');
    this.#lifetime();
    return `dyn ${traits.join(' + ')}`;
  }

  #constant(): string {
    if (this.#in.take('B')) return this.#back(() => this.#constant());
    const type = this.#in.next();
    if (type === 'p') return '_';
    if (!/[abchijlmnostxy]/.test(type)) this.#in.fail();
    const sign = this.#in.take('n') ? '-' : '';
    let digits = '';
    while (!this.#in.take('_')) digits += this.#in.next();
    if (!/^[0-9a-f]{0,32}$/.test(digits)) this.#in.fail();
    const value = BigInt(`0x0${digits}`);
    if (type === 'b') return value === 0n ? 'false' : 'true';
    if (type === 'c') return value <= 0x10ffffn ? `'${String.fromCodePoint(Number(value))}'` : this.#in.fail();
    return `${sign}${value}`;
  }
}
