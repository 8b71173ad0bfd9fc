// The verifier's error numbers (assembly/verifier/state.ts) as stable codes and messages that say what and where.
import { VerificationError } from '../errors.ts';

/** Arguments of the wrong type, or more bytes than a WebAssembly memory holds. */
export class VerifyUsageError extends VerificationError {
  constructor(message: string) {
    super('BadArguments', message);
  }
}

const TREES = ['preprocessed', 'main', 'permutation', 'quotient'];
const GRINDS: Record<number, string> = { 7: 'lookup', 14: 'deep', 17: 'batch', 21: 'fold', 24: 'query' };

/** By error number: the code, and the message from the two details. */
const ERRORS: Record<number, readonly [code: string, message: (a: number, b: number) => string]> = {
  1: ['BadArguments', (length) => `the description has ${length} bytes; a multiple of 4 up to 2^22 is expected`],
  2: ['BadKey', (offset) => `the verifying key is malformed at offset ${offset}`],
  3: [
    'DescriptionMismatch',
    (table) =>
      table === 0
        ? 'the verifying key is for another machine description'
        : `table ${table - 1} of the machine description is not the one whose digest it holds`,
  ],
  4: ['BadDescription', (word) => `the machine description is malformed at word ${word}`],
  5: [
    'BadHeader',
    (offset) => `the proof's header is wrong at offset ${offset}; is this a Vouch proof of this version?`,
  ],
  6: ['KeyMismatch', () => 'the proof is for another verifying key'],
  7: ['BadLength', (got, expected) => `the proof has ${got} bytes, expected ${expected}`],
  8: [
    'BadHeights',
    (table, height) =>
      `table ${table} has log height ${height}, which the verifying key or the description does not allow`,
  ],
  9: [
    'BadPublicOutput',
    (a, b) =>
      b === 4
        ? `the public output has ${a} bytes, expected a multiple of 4`
        : b === 2 ** 20
          ? `the public output has ${a} bytes, expected at most ${b}`
          : `the public output's u32 at offset ${a} is not below ${b}`,
  ],
  10: ['InteractionBound', () => 'the tables have more interactions than the verifying key allows'],
  11: ['BadPadding', (offset) => `a padding byte of the proof is not zero, at or after offset ${offset}`],
  12: ['NonCanonical', (offset) => `a field element of the proof is not below p, at or after offset ${offset}`],
  13: [
    'BadNonce',
    (label, layer) => `the ${GRINDS[label] ?? label} nonce fails${label === 21 ? ` in layer ${layer}` : ''}`,
  ],
  14: ['BusImbalance', () => 'the buses do not balance: cumulative sums and public terms do not cancel'],
  15: ['BusImbalance', (term) => `public term ${term} has a zero fingerprint`],
  16: ['ConstraintMismatch', (height) => `the constraints of log height ${height} do not match the quotient at zeta`],
  17: ['BadOpening', (query, tree) => `query ${query}: the ${TREES[tree] ?? tree} rows do not hash to the cap`],
  18: ['BadOpening', (query, layer) => `query ${query}: the leaf of FRI layer ${layer} does not hash to the cap`],
  19: ['FriMismatch', (query, layer) => `query ${query}: FRI layer ${layer} does not hold the value carried so far`],
  21: [
    'BadBlob',
    (offset, length) =>
      `the recursion blob is wrong at offset ${offset}${length === 0 ? '' : `: ${length} bytes do not hold what its prefix says`}`,
  ],
  20: ['FinalMismatch', (query) => `query ${query}: the final polynomial does not have the value carried so far`],
};

/** The error for a number from the verifier. */
export function verificationError(number: number, detail0: number, detail1: number): VerificationError {
  const known = ERRORS[number];
  if (known === undefined) return new VerificationError('Unknown', `the verifier gave error number ${number}`);
  const [code, message] = known;
  return new VerificationError(code, message(detail0, detail1));
}
