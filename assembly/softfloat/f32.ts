/**
 * Arithmetic of f32 (IEEE 754-2019 clause 5.4.1) on bit patterns, rounded to nearest even. The same steps as in f64.ts; products,
 * quotients and roots fit 64 bits.
 */
import {
  Bits,
  F32_FRACTION,
  F32_HIDDEN,
  F32_INFINITY,
  F32_MAGNITUDE,
  F32_NAN,
  F32_SIGN,
  integerSqrt,
  pack32,
  shiftRightSticky32,
} from './bits';

export function f32_add(a: u32, b: u32): u32 {
  if ((a & F32_MAGNITUDE) < (b & F32_MAGNITUDE)) {
    const swapped = a;
    a = b;
    b = swapped;
  }
  const sign = a & F32_SIGN;
  let exponentA = Bits.exponent32(a);
  let exponentB = Bits.exponent32(b);
  if (exponentA == 0xff) return Bits.isNaN32(a) || (a ^ F32_SIGN) == b ? F32_NAN : a;
  let significandA = (a & F32_FRACTION) << 7;
  let significandB = (b & F32_FRACTION) << 7;
  if (exponentA != 0) significandA |= F32_HIDDEN << 7;
  else exponentA = 1;
  if (exponentB != 0) significandB |= F32_HIDDEN << 7;
  else exponentB = 1;
  if (exponentA != exponentB) significandB = shiftRightSticky32(significandB, exponentA - exponentB);
  if (<i32>(a ^ b) >= 0) {
    let sum = significandA + significandB;
    if (<i32>sum < 0) {
      sum = (sum >> 1) | (sum & 1);
      exponentA += 1;
    }
    return pack32(sign, exponentA - 1, sum);
  }
  const difference = significandA - significandB;
  if (difference == 0) return 0;
  const shift = <i32>clz(difference) - 1;
  return pack32(sign, exponentA - shift - 1, difference << (<u32>shift));
}

export function f32_sub(a: u32, b: u32): u32 {
  return f32_add(a, b ^ F32_SIGN);
}

export function f32_mul(a: u32, b: u32): u32 {
  const sign = (a ^ b) & F32_SIGN;
  a &= F32_MAGNITUDE;
  b &= F32_MAGNITUDE;
  if (a >= F32_INFINITY || b >= F32_INFINITY) {
    const isInvalid = a > F32_INFINITY || b > F32_INFINITY || a == 0 || b == 0;
    return isInvalid ? F32_NAN : sign | F32_INFINITY;
  }
  if (a == 0 || b == 0) return sign;
  let exponentA = <i32>(a >> 23);
  let exponentB = <i32>(b >> 23);
  if (exponentA == 0) {
    const shift = <i32>clz(a) - 8;
    a <<= <u32>shift;
    exponentA = 1 - shift;
  }
  if (exponentB == 0) {
    const shift = <i32>clz(b) - 8;
    b <<= <u32>shift;
    exponentB = 1 - shift;
  }
  const wide = (<u64>((a & F32_FRACTION) | F32_HIDDEN)) * (<u64>((b & F32_FRACTION) | F32_HIDDEN));
  // 2^46 <= wide < 2^48; the leading one goes to bit 30.
  let product = <u32>(wide >> 17) | u32((wide & 0x1ffff) != 0);
  let exponent = exponentA + exponentB - 0x7f;
  if (product < 0x40000000) {
    product = <u32>(wide >> 16) | u32((wide & 0xffff) != 0);
    exponent -= 1;
  }
  return pack32(sign, exponent, product);
}

export function f32_div(a: u32, b: u32): u32 {
  const sign = (a ^ b) & F32_SIGN;
  a &= F32_MAGNITUDE;
  b &= F32_MAGNITUDE;
  if (a >= F32_INFINITY || b >= F32_INFINITY) {
    if (a > F32_INFINITY || b > F32_INFINITY || a == b) return F32_NAN;
    return a == F32_INFINITY ? sign | F32_INFINITY : sign;
  }
  if (b == 0) return a == 0 ? F32_NAN : sign | F32_INFINITY;
  if (a == 0) return sign;
  let exponentA = <i32>(a >> 23);
  let exponentB = <i32>(b >> 23);
  if (exponentA == 0) {
    const shift = <i32>clz(a) - 8;
    a <<= <u32>shift;
    exponentA = 1 - shift;
  }
  if (exponentB == 0) {
    const shift = <i32>clz(b) - 8;
    b <<= <u32>shift;
    exponentB = 1 - shift;
  }
  let dividend = (<u64>((a & F32_FRACTION) | F32_HIDDEN)) << 30;
  const divisor = <u64>((b & F32_FRACTION) | F32_HIDDEN);
  let exponent = exponentA - exponentB + 0x7e;
  if (dividend >> 30 < divisor) {
    dividend <<= 1;
    exponent -= 1;
  }
  const quotient = dividend / divisor;
  return pack32(sign, exponent, <u32>quotient | u32(quotient * divisor != dividend));
}

export function f32_sqrt(a: u32): u32 {
  if ((a & F32_MAGNITUDE) == 0) return a;
  if (<i32>a < 0 || a > F32_INFINITY) return F32_NAN;
  if (a == F32_INFINITY) return a;
  let exponent = <i32>(a >> 23);
  if (exponent == 0) {
    const shift = <i32>clz(a) - 8;
    a <<= <u32>shift;
    exponent = 1 - shift;
  }
  const significand = (a & F32_FRACTION) | F32_HIDDEN;
  exponent -= 0x7f;
  const square = (<u64>significand) << (<u64>(31 + (exponent & 1)));
  const root = integerSqrt(square);
  return pack32(0, (exponent >> 1) + 0x7e, (<u32>root << 3) | u32(root * root != square));
}
