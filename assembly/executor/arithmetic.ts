/** High halves of products and RISC-V's total division (unprivileged ISA, chapter 12). */

export class Arithmetic {
  /** High 64 bits of the unsigned product, by 32-bit halves. */
  @inline static mulHighUnsigned(a: u64, b: u64): u64 {
    const a0 = a & 0xffffffff;
    const a1 = a >> 32;
    const b0 = b & 0xffffffff;
    const b1 = b >> 32;
    // Safety: (2^32 - 1)^2 + 2 (2^32 - 1) = 2^64 - 1, so no sum overflows.
    const middle = a1 * b0 + ((a0 * b0) >> 32);
    const cross = a0 * b1 + (middle & 0xffffffff);
    return a1 * b1 + (middle >> 32) + (cross >> 32);
  }

  /** Signed operands: subtract what reading a negative one as unsigned added. */
  @inline static mulHigh(a: u64, b: u64): u64 {
    return Arithmetic.mulHighUnsigned(a, b) - (b & ((<i64>a >> 63) as u64)) - (a & ((<i64>b >> 63) as u64));
  }

  @inline static mulHighSignedUnsigned(a: u64, b: u64): u64 {
    return Arithmetic.mulHighUnsigned(a, b) - (b & ((<i64>a >> 63) as u64));
  }

  @inline static div(a: u64, b: u64): u64 {
    if (b == 0) return u64.MAX_VALUE;
    // WebAssembly traps on MIN / -1; negation gives MIN there and the quotient elsewhere.
    if (b == u64.MAX_VALUE) return 0 - a;
    return <u64>(<i64>a / <i64>b);
  }

  @inline static divUnsigned(a: u64, b: u64): u64 {
    return b == 0 ? u64.MAX_VALUE : a / b;
  }

  @inline static rem(a: u64, b: u64): u64 {
    return b == 0 ? a : <u64>(<i64>a % <i64>b);
  }

  @inline static remUnsigned(a: u64, b: u64): u64 {
    return b == 0 ? a : a % b;
  }

  /** 32-bit operands as sign-extended 64-bit ones: MIN / -1 is 2^31 there, which the caller's sign extension makes MIN. */
  @inline static signExtend32(a: u64): u64 {
    return <u64>(<i64>(<i32>a));
  }

  @inline static zeroExtend32(a: u64): u64 {
    return a & 0xffffffff;
  }
}
