/**
 * How a guest ends before its time. `assert(condition, message)` and `throw new Error(message)` are the language's own and end
 * here, with the position in the source; all of them print to fd 2 and exit with 101, as C and Rust guests do.
 */
import { exitNow } from './host';
import { printNumber, writeText } from './text';

const PANIC: i32 = 101;

/** Ends the run with an exit code. Any code is provable and part of the claim; verifiers accept 0 unless told otherwise. */
export function exit(code: i32): void {
  exitNow(code);
  unreachable();
}

/** Prints the message and ends the run with 101. `throw new Error(message)` does the same and adds the source position. */
export function panic(message: string): void {
  writeText(false, 'panic: ');
  writeText(false, message);
  writeText(false, '\n');
  exitNow(PANIC);
  unreachable();
}

/** What the compiler calls for a failed assertion, an error thrown, an index out of range. */
export function abortAt(message: string | null, file: string | null, line: u32, column: u32): void {
  writeText(false, 'panic: ');
  writeText(false, message === null ? 'aborted' : message);
  if (file !== null) {
    writeText(false, '\n  at ');
    writeText(false, file);
    writeText(false, ':');
    printNumber(line);
    writeText(false, ':');
    printNumber(column);
  }
  writeText(false, '\n');
  exitNow(PANIC);
  unreachable();
}
