/** Base of every error Vouch throws on purpose: a stable `code` to branch on, a message that says what, where and what to do. */
export class VouchError extends Error {
  /** Stable, documented identifier, e.g. `BadElf` or `InsecureKey`. */
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** An argument of the wrong type or out of range. */
export class ArgumentError extends VouchError {
  constructor(message: string) {
    super('BadArguments', message);
  }
}

/** A proof that does not hold, or bytes that are not a proof. `code` names the check that failed. */
export class VerificationError extends VouchError {}
