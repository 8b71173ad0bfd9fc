/**
 * Arithmetic of f64 (IEEE 754-2019 clause 5.4.1) on bit patterns, rounded to nearest even. See bits.ts for the form in which
 * numbers are packed.
 */
import {
  Bits,
  F64_FRACTION,
  F64_HIDDEN,
  F64_INFINITY,
  F64_MAGNITUDE,
  F64_NAN,
  F64_SIGN,
  integerSqrt,
  mulhu,
  pack64,
  shiftRightSticky64,
} from './bits';

export function f64_add(a: u64, b: u64): u64 {
  if ((a & F64_MAGNITUDE) < (b & F64_MAGNITUDE)) {
    const swapped = a;
    a = b;
    b = swapped;
  }
  const sign = a & F64_SIGN;
  let exponentA = Bits.exponent64(a);
  let exponentB = Bits.exponent64(b);
  if (exponentA == 0x7ff) {
    // An infinity stays, unless its opposite is added; a is a NaN if one of them is, having the larger magnitude.
    return Bits.isNaN64(a) || (a ^ F64_SIGN) == b ? F64_NAN : a;
  }
  let significandA = (a & F64_FRACTION) << 10;
  let significandB = (b & F64_FRACTION) << 10;
  // A subnormal number has exponent 1 and no leading one.
  if (exponentA != 0) significandA |= F64_HIDDEN << 10;
  else exponentA = 1;
  if (exponentB != 0) significandB |= F64_HIDDEN << 10;
  else exponentB = 1;
  if (exponentA != exponentB) significandB = shiftRightSticky64(significandB, exponentA - exponentB);
  if (<i64>(a ^ b) >= 0) {
    let sum = significandA + significandB;
    if (<i64>sum < 0) {
      sum = (sum >> 1) | (sum & 1);
      exponentA += 1;
    }
    return pack64(sign, exponentA - 1, sum);
  }
  const difference = significandA - significandB;
  if (difference == 0) return 0;
  const shift = <i32>clz(difference) - 1;
  return pack64(sign, exponentA - shift - 1, difference << (<u64>shift));
}

export function f64_sub(a: u64, b: u64): u64 {
  return f64_add(a, b ^ F64_SIGN);
}

export function f64_mul(a: u64, b: u64): u64 {
  const sign = (a ^ b) & F64_SIGN;
  a &= F64_MAGNITUDE;
  b &= F64_MAGNITUDE;
  if (a >= F64_INFINITY || b >= F64_INFINITY) {
    const isInvalid = a > F64_INFINITY || b > F64_INFINITY || a == 0 || b == 0;
    return isInvalid ? F64_NAN : sign | F64_INFINITY;
  }
  if (a == 0 || b == 0) return sign;
  let exponentA = <i32>(a >> 52);
  let exponentB = <i32>(b >> 52);
  if (exponentA == 0) {
    const shift = <i32>clz(a) - 11;
    a <<= <u64>shift;
    exponentA = 1 - shift;
  }
  if (exponentB == 0) {
    const shift = <i32>clz(b) - 11;
    b <<= <u64>shift;
    exponentB = 1 - shift;
  }
  const significandA = ((a & F64_FRACTION) | F64_HIDDEN) << 10;
  const significandB = ((b & F64_FRACTION) | F64_HIDDEN) << 11;
  let product = mulhu(significandA, significandB) | u64(significandA * significandB != 0);
  let exponent = exponentA + exponentB - 0x3ff;
  if (product < (<u64>1 << 62)) {
    product <<= 1;
    exponent -= 1;
  }
  return pack64(sign, exponent, product);
}

export function f64_div(a: u64, b: u64): u64 {
  const sign = (a ^ b) & F64_SIGN;
  a &= F64_MAGNITUDE;
  b &= F64_MAGNITUDE;
  if (a >= F64_INFINITY || b >= F64_INFINITY) {
    if (a > F64_INFINITY || b > F64_INFINITY || a == b) return F64_NAN;
    return a == F64_INFINITY ? sign | F64_INFINITY : sign;
  }
  if (b == 0) return a == 0 ? F64_NAN : sign | F64_INFINITY;
  if (a == 0) return sign;
  let exponentA = <i32>(a >> 52);
  let exponentB = <i32>(b >> 52);
  if (exponentA == 0) {
    const shift = <i32>clz(a) - 11;
    a <<= <u64>shift;
    exponentA = 1 - shift;
  }
  if (exponentB == 0) {
    const shift = <i32>clz(b) - 11;
    b <<= <u64>shift;
    exponentB = 1 - shift;
  }
  let remainder = (a & F64_FRACTION) | F64_HIDDEN;
  const divisor = (b & F64_FRACTION) | F64_HIDDEN;
  let exponent = exponentA - exponentB + 0x3fe;
  if (remainder < divisor) {
    remainder <<= 1;
    exponent -= 1;
  }
  // One quotient bit, then five digits of 11 bits: a remainder of 53 bits and 11 more fill the 64 bits of a division.
  remainder = (remainder - divisor) << 11;
  let digit = remainder / divisor;
  let quotient = ((<u64>1) << 11) | digit;
  remainder = (remainder - digit * divisor) << 11;
  digit = remainder / divisor;
  quotient = (quotient << 11) | digit;
  remainder = (remainder - digit * divisor) << 11;
  digit = remainder / divisor;
  quotient = (quotient << 11) | digit;
  remainder = (remainder - digit * divisor) << 11;
  digit = remainder / divisor;
  quotient = (quotient << 11) | digit;
  remainder = (remainder - digit * divisor) << 11;
  digit = remainder / divisor;
  quotient = (quotient << 11) | digit;
  return pack64(sign, exponent, (quotient << 7) | u64(remainder != digit * divisor));
}

/** Karatsuba square root (Zimmermann, INRIA RR-3805): the root of the upper half, then one division for the lower half. */
export function f64_sqrt(a: u64): u64 {
  if ((a & F64_MAGNITUDE) == 0) return a;
  if (<i64>a < 0 || a > F64_INFINITY) return F64_NAN;
  if (a == F64_INFINITY) return a;
  let exponent = <i32>(a >> 52);
  if (exponent == 0) {
    const shift = <i32>clz(a) - 11;
    a <<= <u64>shift;
    exponent = 1 - shift;
  }
  let significand = (a & F64_FRACTION) | F64_HIDDEN;
  exponent -= 0x3ff;
  if (exponent & 1) significand <<= 1;
  // upper * 2^54 = value * 2^108, whose root has 55 bits.
  const upper = significand << 2;
  const upperRoot = integerSqrt(upper);
  const dividend = (upper - upperRoot * upperRoot) << 27;
  const digit = dividend / (upperRoot << 1);
  let root = (upperRoot << 27) + digit;
  let remainder = <i64>((dividend - digit * (upperRoot << 1)) << 27) - <i64>(digit * digit);
  if (remainder < 0) {
    remainder += <i64>((root << 1) - 1);
    root -= 1;
  }
  return pack64(0, (exponent >> 1) + 0x3fe, (root << 8) | u64(remainder != 0));
}
