/**
 * Rounding to an integral number (IEEE 754-2019 clause 5.9). With the exponent known, the fraction's bits below the units are a
 * mask of the bit pattern; a carry out of the fraction goes into the exponent, as it should. A result of zero keeps the sign.
 */
import {
  Bits,
  F32_HALF,
  F32_MAGNITUDE,
  F32_NAN,
  F32_ONE,
  F32_SIGN,
  F64_HALF,
  F64_MAGNITUDE,
  F64_NAN,
  F64_ONE,
  F64_SIGN,
} from './bits';

class Round {
  /** The mask of a number with 0x3ff <= exponent < 0x433, that is of magnitude 1 to 2^52. */
  @inline static mask64(exponent: i32): u64 {
    return ((<u64>1) << (<u64>(0x433 - exponent))) - 1;
  }

  @inline static mask32(exponent: i32): u32 {
    return ((<u32>1) << (<u32>(0x96 - exponent))) - 1;
  }

  /** A number without a fraction, or not a number. */
  @inline static integral64(x: u64): u64 {
    return Bits.isNaN64(x) ? F64_NAN : x;
  }

  @inline static integral32(x: u32): u32 {
    return Bits.isNaN32(x) ? F32_NAN : x;
  }
}

export function f64_trunc(x: u64): u64 {
  const exponent = Bits.exponent64(x);
  if (exponent >= 0x433) return Round.integral64(x);
  if (exponent < 0x3ff) return x & F64_SIGN;
  return x & ~Round.mask64(exponent);
}

export function f64_floor(x: u64): u64 {
  const exponent = Bits.exponent64(x);
  if (exponent >= 0x433) return Round.integral64(x);
  if (exponent < 0x3ff) {
    if (<i64>x >= 0) return 0;
    return x == F64_SIGN ? x : F64_SIGN | F64_ONE;
  }
  const mask = Round.mask64(exponent);
  return (<i64>x < 0 ? x + mask : x) & ~mask;
}

export function f64_ceil(x: u64): u64 {
  const exponent = Bits.exponent64(x);
  if (exponent >= 0x433) return Round.integral64(x);
  if (exponent < 0x3ff) {
    if (<i64>x < 0) return F64_SIGN;
    return x == 0 ? x : F64_ONE;
  }
  const mask = Round.mask64(exponent);
  return (<i64>x >= 0 ? x + mask : x) & ~mask;
}

export function f64_nearest(x: u64): u64 {
  const exponent = Bits.exponent64(x);
  if (exponent >= 0x433) return Round.integral64(x);
  if (exponent < 0x3ff) return (x & F64_SIGN) | ((x & F64_MAGNITUDE) > F64_HALF ? F64_ONE : 0);
  const mask = Round.mask64(exponent);
  // The units' bit, or for exponent 0x3ff the exponent's last bit, which stands for the leading one.
  const odd = (x >> (<u64>(0x433 - exponent))) & 1;
  return (x + (mask >> 1) + odd) & ~mask;
}

export function f32_trunc(x: u32): u32 {
  const exponent = Bits.exponent32(x);
  if (exponent >= 0x96) return Round.integral32(x);
  if (exponent < 0x7f) return x & F32_SIGN;
  return x & ~Round.mask32(exponent);
}

export function f32_floor(x: u32): u32 {
  const exponent = Bits.exponent32(x);
  if (exponent >= 0x96) return Round.integral32(x);
  if (exponent < 0x7f) {
    if (<i32>x >= 0) return 0;
    return x == F32_SIGN ? x : F32_SIGN | F32_ONE;
  }
  const mask = Round.mask32(exponent);
  return (<i32>x < 0 ? x + mask : x) & ~mask;
}

export function f32_ceil(x: u32): u32 {
  const exponent = Bits.exponent32(x);
  if (exponent >= 0x96) return Round.integral32(x);
  if (exponent < 0x7f) {
    if (<i32>x < 0) return F32_SIGN;
    return x == 0 ? x : F32_ONE;
  }
  const mask = Round.mask32(exponent);
  return (<i32>x >= 0 ? x + mask : x) & ~mask;
}

export function f32_nearest(x: u32): u32 {
  const exponent = Bits.exponent32(x);
  if (exponent >= 0x96) return Round.integral32(x);
  if (exponent < 0x7f) return (x & F32_SIGN) | ((x & F32_MAGNITUDE) > F32_HALF ? F32_ONE : 0);
  const mask = Round.mask32(exponent);
  const odd = (x >> (<u32>(0x96 - exponent))) & 1;
  return (x + (mask >> 1) + odd) & ~mask;
}
