/**
 * From an error to one line (messages of compilers keep their lines and carets) and an exit status. Statuses: 0 done (for `run`: and the guest exited 0), 1 proof invalid,
 * 2 usage or bad input, 3 guest trapped or (for `run`) exited non-zero, 130 cancelled by Ctrl-C.
 */
import { VerificationError, VouchError } from '../errors.ts';
import { backtraceText, TrapError } from '../executor/index.ts';
import { json } from './text.ts';

export const status = { done: 0, invalid: 1, usage: 2, guest: 3, cancelled: 130 } as const;

export type Status = (typeof status)[keyof typeof status];

/** Codes of `verify` that speak of the key or the caller, not of the proof. */
const NOT_THE_PROOF = new Set(['BadArguments', 'BadKey', 'BadDescription', 'DescriptionMismatch', 'InsecureKey']);

/** Errors whose text is a compiler's, with lines and carets of its own. */
const COMPILER_TEXT = new Set(['GuestCompileError', 'GuestImport', 'GuestCompilerCrash', 'WatSyntax']);

/** Where the library's message advises to change an option of a function: what there is to do on the command line. */
const ADVICE: Readonly<Record<string, readonly [ofLibrary: string, here: string]>> = {
  CycleLimit: ['raise maxCycles', 'raise --max-cycles'],
  InsecureKey: ['say insecure', 'say --insecure'],
};

/** What the command line or the files it names got wrong. */
export class UsageError extends VouchError {}

export interface Failure {
  readonly status: Status;
  readonly code: string;
  /** One line, unless a compiler says more. */
  readonly message: string;
  /** Lines of the guest's calls, after a trap inside of one. */
  readonly backtrace?: string;
}

export const errorLine = ({ code, message, backtrace = '' }: Failure) => `error: ${code}: ${message}\n${backtrace}`;

/** What `--json` prints of it. */
export const failureJson = ({ code, message }: Failure) => json({ error: { code, message } });

/** @param advice added to the message */
export function failureOf(error: unknown, advice = ''): Failure {
  const of = (status: Status, code: string, message: string) => {
    const [ofLibrary, here] = ADVICE[code] ?? ['', ''];
    return { status, code, message: oneLine(message.replace(ofLibrary, here) + advice) };
  };
  if (error instanceof VouchError && COMPILER_TEXT.has(error.code)) {
    return { status: status.usage, code: error.code, message: `the guest does not compile.\n\n${error.message}\n` };
  }
  if (error instanceof TrapError) {
    // The message names the innermost function by itself.
    const backtrace = error.backtrace.length > 1 ? backtraceText(error.backtrace) : '';
    return { ...of(status.guest, error.code, error.message), backtrace };
  }
  if (error instanceof VerificationError && !NOT_THE_PROOF.has(error.code)) {
    return of(status.invalid, error.code, error.message);
  }
  if (error instanceof VouchError) return of(status.usage, error.code, error.message);
  if (error instanceof Error && error.name === 'AbortError') {
    return of(status.cancelled, 'Cancelled', 'cancelled; nothing was written.');
  }
  const message = error instanceof Error ? error.message : String(error);
  return of(status.usage, 'Internal', `${message} This is a bug in vouch; set VOUCH_DEBUG=1 for where it happened.`);
}

function oneLine(message: string): string {
  return message.replaceAll(/\s*\n\s*/g, ' ').trim();
}
