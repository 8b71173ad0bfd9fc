/** A line per check, counted. */
import { isDeepStrictEqual } from 'node:util';

export class Report {
  #passed = 0;
  #failed = 0;

  check(name: string, isGood: boolean, detail = ''): void {
    if (isGood) this.#passed++;
    else this.#failed++;
    process.stdout.write(`${isGood ? 'ok  ' : 'FAIL'} ${name}${detail && `: ${detail}`}\n`);
  }

  equal(name: string, actual: unknown, expected: unknown, detail = ''): void {
    const isGood = isDeepStrictEqual(actual, expected);
    this.check(name, isGood, isGood ? detail : `${shown(actual)}, not ${shown(expected)}`);
  }

  note(text: string): void {
    process.stdout.write(`     ${text}\n`);
  }

  get hasFailed(): boolean {
    return this.#failed > 0;
  }

  get summary(): string {
    return `${this.#passed} passed, ${this.#failed} failed`;
  }
}

/** Long values (proofs) by their beginning. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)}... (${text.length} characters)` : text;
}
