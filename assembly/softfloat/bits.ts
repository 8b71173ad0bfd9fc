/**
 * The two formats of IEEE 754-2019 clause 3.4 as integers: f64 as u64, f32 as u32; constants, rounding and packing. There is one
 * rounding, to nearest with ties to even (all that WebAssembly has), there are no flags, and a NaN that an operation makes is
 * always the canonical one, whatever the operands' payloads, so that a run is the same everywhere.
 *
 * A number on its way to packing is (sign in place, exponent, significand): the significand has its leading one at bit 62 (f64)
 * or 30 (f32), with the bits below the fraction's last as guard and sticky bits, and the exponent is the biased one minus 1, so
 * that adding the leading one to the exponent field gives the right field. (The convention of Berkeley SoftFloat 3.)
 */
export const F64_SIGN: u64 = 0x8000000000000000;
export const F64_MAGNITUDE: u64 = 0x7fffffffffffffff;
export const F64_INFINITY: u64 = 0x7ff0000000000000;
export const F64_NAN: u64 = 0x7ff8000000000000;
export const F64_ONE: u64 = 0x3ff0000000000000;
export const F64_HALF: u64 = 0x3fe0000000000000;
export const F64_FRACTION: u64 = 0x000fffffffffffff;
/** The leading one that a normal number's fraction field leaves out. */
export const F64_HIDDEN: u64 = 0x0010000000000000;

export const F32_SIGN: u32 = 0x80000000;
export const F32_MAGNITUDE: u32 = 0x7fffffff;
export const F32_INFINITY: u32 = 0x7f800000;
export const F32_NAN: u32 = 0x7fc00000;
export const F32_ONE: u32 = 0x3f800000;
export const F32_HALF: u32 = 0x3f000000;
export const F32_FRACTION: u32 = 0x007fffff;
export const F32_HIDDEN: u32 = 0x00800000;

/** x / 2^count with a sticky last bit; any count >= 0. */
export function shiftRightSticky64(x: u64, count: i32): u64 {
  if (count > 63) return u64(x != 0);
  const shift = <u64>count;
  return (x >> shift) | u64((x & ((<u64>1 << shift) - 1)) != 0);
}

export function shiftRightSticky32(x: u32, count: i32): u32 {
  if (count > 31) return u32(x != 0);
  const shift = <u32>count;
  return (x >> shift) | u32((x & ((<u32>1 << shift) - 1)) != 0);
}

/**
 * Rounds and packs; the significand may lack its leading one only when exponent = 0 (subnormal). A carry out of the largest
 * fraction goes into the exponent, and so gives infinity without a test.
 */
export function pack64(sign: u64, exponent: i32, significand: u64): u64 {
  if (<u32>exponent >= 0x7fd) {
    if (exponent < 0) {
      significand = shiftRightSticky64(significand, -exponent);
      exponent = 0;
    } else if (exponent > 0x7fd) {
      return sign | F64_INFINITY;
    }
  }
  // Half of the last place, minus 1 and plus the last bit: a tie goes up only from an odd number.
  const rounded = (significand + 0x1ff + ((significand >> 10) & 1)) >> 10;
  return sign + ((<u64>exponent) << 52) + rounded;
}

export function pack32(sign: u32, exponent: i32, significand: u32): u32 {
  if (<u32>exponent >= 0xfd) {
    if (exponent < 0) {
      significand = shiftRightSticky32(significand, -exponent);
      exponent = 0;
    } else if (exponent > 0xfd) {
      return sign | F32_INFINITY;
    }
  }
  const rounded = (significand + 0x3f + ((significand >> 7) & 1)) >> 7;
  return sign + ((<u32>exponent) << 23) + rounded;
}

/** The upper half of the 128-bit product: RISC-V's MULHU. Perf: without it, 14 operations. */
@external("vouch", "mul_high_u")
export declare function mulhu(a: u64, b: u64): u64;

/**
 * floor(sqrt(x)) for 2^54 <= x < 2^56: Newton's iteration from a straight line that is within 4.2 percent; each step squares the
 * relative error and halves it, so that three steps leave 2^-43, far below one unit of the 28-bit root.
 */
export function integerSqrt(x: u64): u64 {
  let root = (((x >> 27) * 0x5555) >> 16) + 95070454;
  root = (root + x / root) >> 1;
  root = (root + x / root) >> 1;
  root = (root + x / root) >> 1;
  // The mean of root and x / root is never below the true root, even rounded down.
  return root - u64(root * root > x);
}

export class Bits {
  @inline static isNaN64(x: u64): bool {
    return (x & F64_MAGNITUDE) > F64_INFINITY;
  }

  @inline static isNaN32(x: u32): bool {
    return (x & F32_MAGNITUDE) > F32_INFINITY;
  }

  /** The biased exponent field. */
  @inline static exponent64(x: u64): i32 {
    return <i32>((x >> 52) & 0x7ff);
  }

  @inline static exponent32(x: u32): i32 {
    return <i32>((x >> 23) & 0xff);
  }
}
