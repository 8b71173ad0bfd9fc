// Between the interleaved form of four messages (word i of all four in one v128) and rows of bytes as they are stored.

export class Lanes {
  // Rows 0..3 of a 4 x 4 transposition: result i holds word i of the four arguments.
  @inline static low(a: v128, b: v128): v128 {
    return v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  }
  @inline static high(a: v128, b: v128): v128 {
    return v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  }
  @inline static lowHalves(a: v128, b: v128): v128 {
    return v128.shuffle<i64>(a, b, 0, 2);
  }
  @inline static highHalves(a: v128, b: v128): v128 {
    return v128.shuffle<i64>(a, b, 1, 3);
  }
}

/** Stores words 0..3 of the vectors at `from`, `from` + stride, ... (four of them) as four interleaved words at `to`. */
export class Transpose {
  @inline static store(a: v128, b: v128, c: v128, d: v128, to: usize, stride: usize): void {
    const ab = Lanes.low(a, b);
    const cd = Lanes.low(c, d);
    const ab2 = Lanes.high(a, b);
    const cd2 = Lanes.high(c, d);
    v128.store(to, Lanes.lowHalves(ab, cd));
    v128.store(to + stride, Lanes.highHalves(ab, cd));
    v128.store(to + 2 * stride, Lanes.lowHalves(ab2, cd2));
    v128.store(to + 3 * stride, Lanes.highHalves(ab2, cd2));
  }

  /** Four vectors at `from`, `from` + fromStride, ... to four at `to`, `to` + toStride, ... */
  @inline static copy(from: usize, fromStride: usize, to: usize, toStride: usize): void {
    Transpose.store(
      v128.load(from), v128.load(from + fromStride), v128.load(from + 2 * fromStride), v128.load(from + 3 * fromStride),
      to, toStride,
    );
  }
}
