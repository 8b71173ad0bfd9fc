/**
 * C++ names (Itanium C++ ABI, section 5.1), without the parameters of the outermost function: in a profile or a trap they are noise.
 * Expressions in template arguments, and what C++ has of exotic types, are left out: such names stay as they are.
 */
import { readType } from './itanium-types.ts';
import { Mangled, NotMangled } from './mangled.ts';

/** Undefined if the name is none of these. */
export function demangleItanium(name: string): string | undefined {
  const prefix = /^_{1,2}Z(?=[A-Za-z0-9])/.exec(name)?.[0];
  if (prefix === undefined) return undefined;
  try {
    const parser = new ItaniumName(new Mangled(name, prefix.length));
    return parser.special() ?? parser.name();
  } catch (error) {
    if (error instanceof NotMangled) return undefined;
    throw error;
  }
}

const standard: Readonly<Record<string, string>> = {
  ...{ a: 'std::allocator', b: 'std::basic_string', s: 'std::string' },
  ...{ i: 'std::istream', o: 'std::ostream', d: 'std::iostream' },
};

const operators: Readonly<Record<string, string>> = {
  ...{ nw: ' new', na: ' new[]', dl: ' delete', da: ' delete[]', aw: ' co_await', ps: '+', ng: '-', ad: '&', de: '*' },
  ...{ co: '~', pl: '+', mi: '-', ml: '*', dv: '/', rm: '%', an: '&', or: '|', eo: '^', aS: '=', pL: '+=', mI: '-=' },
  ...{ mL: '*=', dV: '/=', rM: '%=', aN: '&=', oR: '|=', eO: '^=', ls: '<<', rs: '>>', lS: '<<=', rS: '>>=', eq: '==' },
  ...{ ne: '!=', lt: '<', gt: '>', le: '<=', ge: '>=', ss: '<=>', nt: '!', aa: '&&', oo: '||', pp: '++', mm: '--' },
  ...{ cm: ',', pm: '->*', pt: '->', cl: '()', ix: '[]' },
};

const tables: Readonly<Record<string, string>> = {
  ...{
    GTt: 'transaction clone for ',
    GR: 'reference temporary for ',
    TV: 'vtable for ',
    TT: 'VTT for ',
    TI: 'typeinfo for ',
    TS: 'typeinfo name for ',
    GV: 'guard variable for ',
  },
};

export class ItaniumName {
  readonly in: Mangled;
  /** What `S_`, `S0_`, ... stand for. */
  readonly substitutions: string[] = [];
  /** What `T_`, `T0_`, ... stand for. */
  #templateArguments: string[] = [];

  constructor(input: Mangled) {
    this.in = input;
  }

  /** Tables and thunks; undefined for ordinary names. */
  special(): string | undefined {
    for (const [token, text] of Object.entries(tables)) {
      if (this.in.take(token)) return text + (token.startsWith('G') ? this.name() : this.type());
    }
    if (!this.in.take('Th') && !this.in.take('Tv')) return undefined;
    while (/[\dn_]/.test(this.in.peek)) this.in.next();
    return `thunk to ${this.name()}`;
  }

  type(): string {
    return readType(this);
  }

  /** A name with its template arguments. */
  name(): string {
    return this.in.inside(() => {
      if (this.in.take('N')) return this.#nested();
      if (this.in.take('Z')) return this.#local();
      let name: string;
      if (this.in.sees('S') && !this.in.take('St')) {
        name = this.substitution();
        if (!this.in.sees('I')) return name;
      } else {
        const isStandard = this.in.text.startsWith('St', this.in.at - 2) && this.in.at >= 2;
        name = `${isStandard ? 'std::' : ''}${this.#unqualified('')}`;
        if (this.in.sees('I')) this.substitutions.push(name);
      }
      return this.in.sees('I') ? this.withArguments(name) : name;
    });
  }

  #nested(): string {
    while (/[rVKRO]/.test(this.in.peek)) this.in.next();
    let name = '';
    let last = '';
    while (!this.in.take('E')) {
      const char = this.in.peek;
      if (char === 'S' && !this.in.text.startsWith('St', this.in.at)) {
        name = last = this.substitution();
        continue;
      }
      if (char === 'I') name = this.withArguments(name);
      else if (char === 'T') name = last = this.templateParameter();
      else {
        const isStandard = this.in.take('St');
        if (isStandard && name === '') name = 'std';
        last = this.#unqualified(last);
        name = name === '' ? last : `${name}::${last}`;
      }
      if (this.in.peek !== 'E') this.substitutions.push(name);
    }
    return name;
  }

  /** Something inside of a function, whose parameters have to be read to find its end. */
  #local(): string {
    const outer = this.special() ?? this.name();
    while (!this.in.take('E')) this.type();
    if (this.in.take('s')) return outer;
    if (this.in.take('d')) {
      while (!this.in.take('_')) this.in.next();
    }
    const inner = this.name();
    this.#discriminator();
    return `${outer}::${inner}`;
  }

  #discriminator(): void {
    if (!this.in.take('_')) return;
    if (this.in.take('_')) {
      this.in.number();
      this.in.need('_');
    } else this.in.next();
  }

  /** @param enclosing name of the class, for constructors and destructors */
  #unqualified(enclosing: string): string {
    this.in.take('L');
    let name: string;
    const char = this.in.peek;
    if (/\d/.test(char)) name = this.#source();
    else if (this.in.take('C')) {
      this.in.take('I');
      this.in.next();
      name = className(enclosing);
    } else if (/^D[0-5]/.test(this.in.text.slice(this.in.at, this.in.at + 2))) {
      this.in.characters(2);
      name = `~${className(enclosing)}`;
    } else if (this.in.take('Ul')) {
      this.in.until('E', () => this.type());
      name = `{lambda#${this.#count() + 1}}`;
    } else if (this.in.take('Ut')) name = `{unnamed#${this.#count() + 1}}`;
    else if (this.in.take('cv')) name = `operator ${this.type()}`;
    else if (this.in.take('li')) name = `operator"" ${this.#source()}`;
    else {
      const operator = operators[this.in.characters(2)];
      name = operator === undefined ? this.in.fail() : `operator${operator}`;
    }
    while (this.in.take('B')) name += `[abi:${this.#source()}]`;
    return name;
  }

  #source(): string {
    const name = this.in.characters(this.in.number());
    return name.startsWith('_GLOBAL__N') ? '(anonymous namespace)' : name;
  }

  /** `_` is 0, `0_` is 1. */
  #count(): number {
    if (this.in.take('_')) return 0;
    const count = this.in.number() + 1;
    this.in.need('_');
    return count;
  }

  substitution(): string {
    this.in.need('S');
    const known = standard[this.in.peek];
    if (known !== undefined) {
      this.in.next();
      return known;
    }
    let index = 0;
    for (let isFirst = true; !this.in.take('_'); isFirst = false) {
      const digit = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(this.in.next());
      if (digit < 0 || index > 10_000) this.in.fail();
      index = (isFirst ? 0 : (index - 1) * 36) + digit + 1;
    }
    return this.substitutions[index] ?? this.in.fail();
  }

  templateParameter(): string {
    this.in.need('T');
    return this.#templateArguments[this.#count()] ?? this.in.fail();
  }

  /** @returns `name` with the arguments that follow */
  withArguments(name: string): string {
    this.in.need('I');
    const args: string[] = [];
    // Of nested lists the innermost that is complete counts; parameters refer to the last list before them.
    this.in.until('E', () => {
      const arg = this.#templateArgument();
      args.push(...arg);
      return arg.join(', ');
    });
    this.#templateArguments = args;
    return `${name}${name.endsWith('<') ? ' ' : ''}<${args.join(', ')}>`;
  }

  #templateArgument(): string[] {
    if (this.in.take('J')) return this.in.until('E', () => this.#templateArgument().join(', '));
    if (!this.in.take('L')) return [this.type()];
    if (this.in.take('_Z')) {
      const name = this.name();
      while (!this.in.take('E')) this.type();
      return [`&${name}`];
    }
    const type = this.type();
    const sign = this.in.take('n') ? '-' : '';
    let digits = '';
    while (!this.in.take('E')) digits += this.in.next();
    if (type === 'bool') return [digits === '0' ? 'false' : 'true'];
    return [`${/^(int|unsigned|unsigned long|long|char|short)/.test(type) ? '' : `(${type})`}${sign}${digits}`];
  }
}

/** Of a class with its namespaces and arguments: the name that its constructors have. */
function className(type: string): string {
  const path = type.replace(/<.*$/s, '').replaceAll(/\[abi:\w+\]/g, '');
  const name = path.slice(path.lastIndexOf('::') + 1).replace(/^:/, '');
  return /^std::(string|[io]+stream)$/.test(path) ? `basic_${name}` : name;
}
