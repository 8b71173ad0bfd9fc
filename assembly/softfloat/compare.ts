/**
 * Comparisons, minimum, maximum and the sign operations. Without NaNs, a number's sign and magnitude turned into a signed integer
 * orders as the numbers do: exactly, with both zeros at 0 (`Order.key`), or with -0 just below +0 (`Order.total`).
 *
 * abs, neg and copysign are operations on bits (WebAssembly 4.3.3): they keep a NaN's payload.
 */
import { Bits, F32_MAGNITUDE, F32_NAN, F32_SIGN, F64_MAGNITUDE, F64_NAN, F64_SIGN } from './bits';

class Order {
  @inline static total64(x: u64): i64 {
    return <i64>x ^ <i64>(<u64>(<i64>x >> 63) >> 1);
  }

  @inline static key64(x: u64): i64 {
    return Order.total64(x) - (<i64>x >> 63);
  }

  @inline static total32(x: u32): i32 {
    return <i32>x ^ <i32>(<u32>(<i32>x >> 31) >> 1);
  }

  @inline static key32(x: u32): i32 {
    return Order.total32(x) - (<i32>x >> 31);
  }

  @inline static hasNaN64(a: u64, b: u64): bool {
    return Bits.isNaN64(a) || Bits.isNaN64(b);
  }

  @inline static hasNaN32(a: u32, b: u32): bool {
    return Bits.isNaN32(a) || Bits.isNaN32(b);
  }
}

export function f64_eq(a: u64, b: u64): bool {
  return !Order.hasNaN64(a, b) && Order.key64(a) == Order.key64(b);
}

export function f64_ne(a: u64, b: u64): bool {
  return Order.hasNaN64(a, b) || Order.key64(a) != Order.key64(b);
}

export function f64_lt(a: u64, b: u64): bool {
  return !Order.hasNaN64(a, b) && Order.key64(a) < Order.key64(b);
}

export function f64_gt(a: u64, b: u64): bool {
  return !Order.hasNaN64(a, b) && Order.key64(a) > Order.key64(b);
}

export function f64_le(a: u64, b: u64): bool {
  return !Order.hasNaN64(a, b) && Order.key64(a) <= Order.key64(b);
}

export function f64_ge(a: u64, b: u64): bool {
  return !Order.hasNaN64(a, b) && Order.key64(a) >= Order.key64(b);
}

export function f64_min(a: u64, b: u64): u64 {
  if (Order.hasNaN64(a, b)) return F64_NAN;
  return Order.total64(a) < Order.total64(b) ? a : b;
}

export function f64_max(a: u64, b: u64): u64 {
  if (Order.hasNaN64(a, b)) return F64_NAN;
  return Order.total64(a) > Order.total64(b) ? a : b;
}

export function f64_abs(a: u64): u64 {
  return a & F64_MAGNITUDE;
}

export function f64_neg(a: u64): u64 {
  return a ^ F64_SIGN;
}

export function f64_copysign(a: u64, b: u64): u64 {
  return (a & F64_MAGNITUDE) | (b & F64_SIGN);
}

export function f32_eq(a: u32, b: u32): bool {
  return !Order.hasNaN32(a, b) && Order.key32(a) == Order.key32(b);
}

export function f32_ne(a: u32, b: u32): bool {
  return Order.hasNaN32(a, b) || Order.key32(a) != Order.key32(b);
}

export function f32_lt(a: u32, b: u32): bool {
  return !Order.hasNaN32(a, b) && Order.key32(a) < Order.key32(b);
}

export function f32_gt(a: u32, b: u32): bool {
  return !Order.hasNaN32(a, b) && Order.key32(a) > Order.key32(b);
}

export function f32_le(a: u32, b: u32): bool {
  return !Order.hasNaN32(a, b) && Order.key32(a) <= Order.key32(b);
}

export function f32_ge(a: u32, b: u32): bool {
  return !Order.hasNaN32(a, b) && Order.key32(a) >= Order.key32(b);
}

export function f32_min(a: u32, b: u32): u32 {
  if (Order.hasNaN32(a, b)) return F32_NAN;
  return Order.total32(a) < Order.total32(b) ? a : b;
}

export function f32_max(a: u32, b: u32): u32 {
  if (Order.hasNaN32(a, b)) return F32_NAN;
  return Order.total32(a) > Order.total32(b) ? a : b;
}

export function f32_abs(a: u32): u32 {
  return a & F32_MAGNITUDE;
}

export function f32_neg(a: u32): u32 {
  return a ^ F32_SIGN;
}

export function f32_copysign(a: u32, b: u32): u32 {
  return (a & F32_MAGNITUDE) | (b & F32_SIGN);
}
