/** What the reference verifier throws: a code that names the check, and a message. Never thrown for a caller's mistake. */
export class ReferenceRejection extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = 'ReferenceRejection';
    this.code = code;
  }
}

export function require(condition: boolean, code: string, message: string): asserts condition {
  if (!condition) throw new ReferenceRejection(code, message);
}
