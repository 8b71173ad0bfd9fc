/**
 * Conversions between the two formats and integers (IEEE 754-2019 clauses 5.4.1, 5.4.2, 5.8). From f32 to an integer goes by way
 * of f64, which is exact. `trunc` traps on what has no integer, `trunc_sat` gives the nearest integer there is, and 0 for a NaN.
 */
import {
  Bits,
  F32_FRACTION,
  F32_INFINITY,
  F32_MAGNITUDE,
  F32_NAN,
  F64_FRACTION,
  F64_HIDDEN,
  F64_INFINITY,
  F64_MAGNITUDE,
  F64_NAN,
  F64_SIGN,
  pack32,
  pack64,
  shiftRightSticky64,
} from './bits';

export function f64_promote_f32(x: u32): u64 {
  const sign = (<u64>(x >> 31)) << 63;
  const magnitude = x & F32_MAGNITUDE;
  if (magnitude >= F32_INFINITY) return magnitude > F32_INFINITY ? F64_NAN : sign | F64_INFINITY;
  if (magnitude >> 23 != 0) return sign | (((<u64>magnitude) << 29) + (<u64>(0x3ff - 0x7f) << 52));
  if (magnitude == 0) return sign;
  const shift = <u64>clz(magnitude) - 8;
  return sign | (((<u64>magnitude) << (29 + shift)) + ((<u64>(0x3ff - 0x7f) - shift) << 52));
}

export function f32_demote_f64(x: u64): u32 {
  const sign = <u32>(x >> 63) << 31;
  const exponent = Bits.exponent64(x);
  const fraction = x & F64_FRACTION;
  if (exponent == 0x7ff) return fraction != 0 ? F32_NAN : sign | F32_INFINITY;
  // 52 bits of fraction to 30, the rest sticky. A subnormal f64 is far below half of the least f32.
  const sticky = <u32>(fraction >> 22) | u32((fraction & 0x3fffff) != 0);
  if (exponent == 0) return sign;
  return pack32(sign, exponent - (0x3ff - 0x7f) - 1, sticky | 0x40000000);
}

class Convert {
  @inline static toF64(sign: u64, magnitude: u64): u64 {
    if (magnitude == 0) return 0;
    const zeros = <i32>clz(magnitude);
    const significand = zeros == 0 ? (magnitude >> 1) | (magnitude & 1) : magnitude << (<u64>(zeros - 1));
    return pack64(sign, 0x43d - zeros, significand);
  }

  /** An integer of at most 32 bits is exact. */
  @inline static smallToF64(sign: u64, magnitude: u64): u64 {
    if (magnitude == 0) return 0;
    const zeros = clz(magnitude);
    return sign | ((magnitude << (zeros - 11)) + ((<u64>0x43d - zeros) << 52));
  }

  @inline static toF32(sign: u32, magnitude: u64): u32 {
    if (magnitude == 0) return 0;
    const zeros = <i32>clz(magnitude);
    const significand =
      zeros >= 33 ? <u32>(magnitude << (<u64>(zeros - 33))) : <u32>shiftRightSticky64(magnitude, 33 - zeros);
    return pack32(sign, 0xbd - zeros, significand);
  }

  /** The integer part's magnitude, for exponents below 0x43f (a magnitude below 2^64). */
  @inline static integerPart(x: u64, exponent: i32): u64 {
    if (exponent < 0x3ff) return 0;
    const significand = (x & F64_FRACTION) | F64_HIDDEN;
    return exponent >= 0x433 ? significand << (<u64>(exponent - 0x433)) : significand >> (<u64>(0x433 - exponent));
  }

  @inline static signedPart(x: u64, exponent: i32): i64 {
    const magnitude = <i64>Convert.integerPart(x, exponent);
    return <i64>x < 0 ? -magnitude : magnitude;
  }
}

export function f64_convert_i32_s(x: i32): u64 {
  return Convert.smallToF64((<u64>(<u32>x >> 31)) << 63, <u64>(x < 0 ? -(<i64>x) : <i64>x));
}

export function f64_convert_i32_u(x: u32): u64 {
  return Convert.smallToF64(0, <u64>x);
}

export function f64_convert_i64_s(x: i64): u64 {
  return Convert.toF64(<u64>x & F64_SIGN, <u64>(x < 0 ? -x : x));
}

export function f64_convert_i64_u(x: u64): u64 {
  return Convert.toF64(0, x);
}

export function f32_convert_i64_s(x: i64): u32 {
  return Convert.toF32(<u32>(<u64>x >> 63) << 31, <u64>(x < 0 ? -x : x));
}

export function f32_convert_i64_u(x: u64): u32 {
  return Convert.toF32(0, x);
}

export function f32_convert_i32_s(x: i32): u32 {
  return f32_convert_i64_s(<i64>x);
}

export function f32_convert_i32_u(x: u32): u32 {
  return f32_convert_i64_u(<u64>x);
}

export function i32_trunc_f64_s(x: u64): i32 {
  const exponent = Bits.exponent64(x);
  if (exponent > 0x41e) unreachable();
  const value = Convert.signedPart(x, exponent);
  if (value != <i64>(<i32>value)) unreachable();
  return <i32>value;
}

export function i32_trunc_f64_u(x: u64): u32 {
  const exponent = Bits.exponent64(x);
  if (exponent > 0x41e || (<i64>x < 0 && exponent >= 0x3ff)) unreachable();
  return <u32>Convert.integerPart(x, exponent);
}

export function i64_trunc_f64_s(x: u64): i64 {
  const exponent = Bits.exponent64(x);
  // Beyond 2^63 only -2^63 itself, whose pattern this is.
  if (exponent > 0x43d) {
    if (x != 0xc3e0000000000000) unreachable();
    return i64.MIN_VALUE;
  }
  return Convert.signedPart(x, exponent);
}

export function i64_trunc_f64_u(x: u64): u64 {
  const exponent = Bits.exponent64(x);
  if (exponent > 0x43e || (<i64>x < 0 && exponent >= 0x3ff)) unreachable();
  return Convert.integerPart(x, exponent);
}

export function i32_trunc_sat_f64_s(x: u64): i32 {
  if (Bits.isNaN64(x)) return 0;
  const exponent = Bits.exponent64(x);
  if (exponent > 0x41d) return <i64>x < 0 ? i32.MIN_VALUE : i32.MAX_VALUE;
  return <i32>Convert.signedPart(x, exponent);
}

export function i32_trunc_sat_f64_u(x: u64): u32 {
  const exponent = Bits.exponent64(x);
  if (<i64>x < 0 || Bits.isNaN64(x)) return 0;
  return exponent > 0x41e ? u32.MAX_VALUE : <u32>Convert.integerPart(x, exponent);
}

export function i64_trunc_sat_f64_s(x: u64): i64 {
  if (Bits.isNaN64(x)) return 0;
  const exponent = Bits.exponent64(x);
  if (exponent > 0x43d) return <i64>x < 0 ? i64.MIN_VALUE : i64.MAX_VALUE;
  return Convert.signedPart(x, exponent);
}

export function i64_trunc_sat_f64_u(x: u64): u64 {
  const exponent = Bits.exponent64(x);
  if (<i64>x < 0 || Bits.isNaN64(x)) return 0;
  return exponent > 0x43e ? u64.MAX_VALUE : Convert.integerPart(x, exponent);
}

export function i32_trunc_f32_s(x: u32): i32 {
  return i32_trunc_f64_s(f64_promote_f32(x));
}

export function i32_trunc_f32_u(x: u32): u32 {
  return i32_trunc_f64_u(f64_promote_f32(x));
}

export function i64_trunc_f32_s(x: u32): i64 {
  return i64_trunc_f64_s(f64_promote_f32(x));
}

export function i64_trunc_f32_u(x: u32): u64 {
  return i64_trunc_f64_u(f64_promote_f32(x));
}

export function i32_trunc_sat_f32_s(x: u32): i32 {
  return i32_trunc_sat_f64_s(f64_promote_f32(x));
}

export function i32_trunc_sat_f32_u(x: u32): u32 {
  return i32_trunc_sat_f64_u(f64_promote_f32(x));
}

export function i64_trunc_sat_f32_s(x: u32): i64 {
  return i64_trunc_sat_f64_s(f64_promote_f32(x));
}

export function i64_trunc_sat_f32_u(x: u32): u64 {
  return i64_trunc_sat_f64_u(f64_promote_f32(x));
}
