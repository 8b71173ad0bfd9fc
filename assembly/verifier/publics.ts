// The balance of all buses (docs/protocol.md, section 6, step 2): the tables' cumulative sums and the terms that the verifier
// adds itself must cancel. The terms' fractions are added as one fraction N/D, at two products a term and no inversion:
// sum + N/D = 0 if sum D + N = 0 and D is not zero, and D is zero exactly if one of the fingerprints is.
import {
  KIND_CONSTANT,
  KIND_ENTRY,
  KIND_EXIT_HIGH,
  KIND_EXIT_LOW,
  KIND_INDEX,
  KIND_OUTPUT_LENGTH,
  KIND_VALUE,
  UNIT_BYTE,
  UNIT_ONCE,
} from './description';
import { E, F, ONE } from './field';
import { dot, extMul } from './imports';
import { K_ENTRY } from './key';
import {
  BUS_IMBALANCE,
  DELTA_POWERS,
  DESCRIPTION,
  E_BYTES,
  EXIT_CODE,
  fail,
  KEY,
  NUM_PUBLIC_TERMS,
  NUM_SUMS,
  OK,
  OUTPUT,
  OUTPUT_LENGTH,
  PUBLIC_WEIGHTS,
  PUBLIC_WORDS,
  SUMS,
  T0,
  T1,
  T2,
  T3,
  THETA,
  ZERO_FINGERPRINT,
} from './state';

/** The word of an operand that is the same for all units of a term. */
function fixedOperand(s: usize, kind: u32, value: u32): u32 {
  if (kind == KIND_CONSTANT) return value;
  if (kind == KIND_ENTRY) return F.fromInteger(load<u32>(<usize>load<u32>(s, KEY), K_ENTRY));
  if (kind == KIND_EXIT_LOW) return F.fromInteger(load<u32>(s, EXIT_CODE) & 0xffff);
  if (kind == KIND_EXIT_HIGH) return F.fromInteger(load<u32>(s, EXIT_CODE) >> 16);
  if (kind == KIND_OUTPUT_LENGTH) return F.fromInteger(load<u32>(s, OUTPUT_LENGTH));
  return 0;
}

/** OK or an error. */
export function checkBalance(s: usize): i32 {
  const numerator = s + T0;
  const denominator = s + T1;
  const fingerprint = s + T2;
  const product = s + T3;
  const constant = s + PUBLIC_WEIGHTS;
  const perIndex = constant + E_BYTES;
  const perValue = perIndex + E_BYTES;
  const words = s + PUBLIC_WORDS;
  E.set(numerator, 0);
  E.set(denominator, ONE);
  store<u32>(words, ONE);

  let term = <usize>load<u32>(s, DESCRIPTION) + 32;
  for (let i: u32 = 0; i < load<u32>(s, NUM_PUBLIC_TERMS); i++) {
    const unit = load<u32>(term);
    const isSend = load<u32>(term, 8) != 0;
    // f = constant + index * perIndex + value * perValue.
    E.copy(constant, s + THETA);
    store<u32>(constant, F.add(load<u32>(constant), F.fromInteger(load<u32>(term, 4))));
    E.set(perIndex, 0);
    E.set(perValue, 0);
    let power = s + DELTA_POWERS;
    const end = term + 16 + (<usize>load<u32>(term, 12) << 3);
    for (term += 16; term < end; term += 8, power += E_BYTES) {
      const kind = load<u32>(term);
      if (kind == KIND_INDEX) E.add(perIndex, perIndex, power);
      else if (kind == KIND_VALUE) E.add(perValue, perValue, power);
      else {
        E.scale(product, power, fixedOperand(s, kind, load<u32>(term, 4)));
        E.add(constant, constant, product);
      }
    }

    const outputLength = load<u32>(s, OUTPUT_LENGTH);
    const count: u32 = unit == UNIT_ONCE ? 1 : unit == UNIT_BYTE ? outputLength : outputLength >> 2;
    let at = <usize>load<u32>(s, OUTPUT);
    store<u32>(words, 0, 4);
    store<u32>(words, 0, 8);
    for (let j: u32 = 0; j < count; j++) {
      if (unit == UNIT_BYTE) {
        store<u32>(words, F.fromInteger(<u32>load<u8>(at)), 8);
        at += 1;
      } else if (unit != UNIT_ONCE) {
        store<u32>(words, F.fromInteger(load<u32>(at)), 8);
        at += 4;
      }
      dot(fingerprint, words, constant, 3);
      extMul(numerator, numerator, fingerprint);
      if (isSend) E.add(numerator, numerator, denominator);
      else E.sub(numerator, numerator, denominator);
      extMul(denominator, denominator, fingerprint);
      store<u32>(words, F.add(load<u32>(words, 4), ONE), 4);
    }
    if (E.isZero(denominator)) return fail(s, ZERO_FINGERPRINT, i, 0);
  }

  let sum = <usize>load<u32>(s, SUMS);
  E.set(product, 0);
  for (let i: u32 = 0; i < load<u32>(s, NUM_SUMS); i++, sum += E_BYTES) E.add(product, product, sum);
  extMul(product, product, denominator);
  E.add(product, product, numerator);
  return E.isZero(product) ? OK : fail(s, BUS_IMBALANCE, 0, 0);
}
