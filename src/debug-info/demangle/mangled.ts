/** What the parsers of mangled names share: a place in the text, and limits, since names can refer back to their own parts. */

/** Thrown inside of the parsers only: the name stays as it is. */
export class NotMangled extends Error {}

const MAX_STEPS = 20_000;
const MAX_DEPTH = 100;
const MAX_OUTPUT = 4096;

export class Mangled {
  readonly text: string;
  at: number;
  #steps = 0;
  #depth = 0;

  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }

  get peek(): string {
    return this.text[this.at] ?? '';
  }

  /** Whether `char` comes next. */
  sees(char: string): boolean {
    return this.text.startsWith(char, this.at);
  }

  next(): string {
    if (++this.#steps > MAX_STEPS || this.at >= this.text.length) this.fail();
    return this.text[this.at++]!;
  }

  /** Takes `token` if it comes next. */
  take(token: string): boolean {
    if (++this.#steps > MAX_STEPS) this.fail();
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  need(token: string): void {
    if (!this.take(token)) this.fail();
  }

  /** Decimal digits, at least one; a leading zero stands alone. */
  number(): number {
    const digits = /^(?:0|\d{1,9})/.exec(this.text.slice(this.at, this.at + 9))?.[0] ?? this.fail();
    this.at += digits.length;
    return Number(digits);
  }

  /** So many characters. */
  characters(count: number): string {
    if (this.at + count > this.text.length) this.fail();
    this.at += count;
    return this.text.slice(this.at - count, this.at);
  }

  /** One level of nesting. */
  inside<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) this.fail();
    const result = read();
    this.#depth--;
    if (typeof result === 'string' && result.length > MAX_OUTPUT) this.fail();
    return result;
  }

  /** Items until `end`, which is taken. */
  until(end: string, read: () => string): string[] {
    const items: string[] = [];
    let length = 0;
    while (!this.take(end)) {
      const item = read();
      length += item.length;
      if (length > MAX_OUTPUT) this.fail();
      items.push(item);
    }
    return items;
  }

  fail(): never {
    throw new NotMangled();
  }
}
