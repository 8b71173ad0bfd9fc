// BLAKE3's compression function (BLAKE3 specification, section 2.2), for one message and for four at once. Four at once
// is the form that Merkle leaves, nodes and grinding use: every v128 holds one state or message word of four lanes, so
// there are no shuffles between words, and four consecutive rows of a column are one message word. State and message
// lie in memory ("interleaved": word i of the four lanes at +16 i), because 32 live vectors do not fit the registers.
//
// Perf: the seven rounds are written out: with a loop and a schedule table, loads of the offsets cost about a tenth.

export const IV_0: u32 = 0x6a09e667;
export const IV_1: u32 = 0xbb67ae85;
export const IV_2: u32 = 0x3c6ef372;
export const IV_3: u32 = 0xa54ff53a;
export const IV_4: u32 = 0x510e527f;
export const IV_5: u32 = 0x9b05688c;
export const IV_6: u32 = 0x1f83d9ab;
export const IV_7: u32 = 0x5be0cd19;

export const FLAG_FIRST: u32 = 1;
export const FLAG_LAST: u32 = 2;
export const FLAG_NODE: u32 = 4;
export const FLAG_JOIN: u32 = 12;
export const FLAG_OBSERVE: u32 = 32;

/** Steps of the mixing function on four lanes; rotations by 16 and 8 are byte shuffles. Perf: b is known last, so it is added last. */
class Mix {
  @inline static add(a: v128, b: v128, message: v128): v128 {
    return i32x4.add(i32x4.add(a, message), b);
  }
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

/** Four chaining values at `cv` (interleaved, 128 bytes) := IV with its first three words replaced. */
export function initialise4(cv: usize, word0: u32, word1: u32, word2: u32): void {
  v128.store(cv, i32x4.splat(word0));
  v128.store(cv, i32x4.splat(word1), 16);
  v128.store(cv, i32x4.splat(word2), 32);
  v128.store(cv, i32x4.splat(IV_3), 48);
  v128.store(cv, i32x4.splat(IV_4), 64);
  v128.store(cv, i32x4.splat(IV_5), 80);
  v128.store(cv, i32x4.splat(IV_6), 96);
  v128.store(cv, i32x4.splat(IV_7), 112);
}

/** Compresses four interleaved messages (256 bytes at `m`) into four interleaved chaining values (128 bytes at `cv`, in place). */
export function compress4(cv: usize, m: usize, counterLow: u32, counterHigh: u32, blockLength: u32, flags: u32): void {
  let v0 = v128.load(cv);
  let v1 = v128.load(cv, 16);
  let v2 = v128.load(cv, 32);
  let v3 = v128.load(cv, 48);
  let v4 = v128.load(cv, 64);
  let v5 = v128.load(cv, 80);
  let v6 = v128.load(cv, 96);
  let v7 = v128.load(cv, 112);
  let v8 = i32x4.splat(IV_0);
  let v9 = i32x4.splat(IV_1);
  let v10 = i32x4.splat(IV_2);
  let v11 = i32x4.splat(IV_3);
  let v12 = i32x4.splat(counterLow);
  let v13 = i32x4.splat(counterHigh);
  let v14 = i32x4.splat(blockLength);
  let v15 = i32x4.splat(flags);

  // Round 1.
  v0 = Mix.add(v0, v4, v128.load(m)); v12 = Mix.xor16(v12, v0); v8 = i32x4.add(v8, v12); v4 = Mix.xor12(v4, v8);
  v0 = Mix.add(v0, v4, v128.load(m, 16)); v12 = Mix.xor8(v12, v0); v8 = i32x4.add(v8, v12); v4 = Mix.xor7(v4, v8);
  v1 = Mix.add(v1, v5, v128.load(m, 32)); v13 = Mix.xor16(v13, v1); v9 = i32x4.add(v9, v13); v5 = Mix.xor12(v5, v9);
  v1 = Mix.add(v1, v5, v128.load(m, 48)); v13 = Mix.xor8(v13, v1); v9 = i32x4.add(v9, v13); v5 = Mix.xor7(v5, v9);
  v2 = Mix.add(v2, v6, v128.load(m, 64)); v14 = Mix.xor16(v14, v2); v10 = i32x4.add(v10, v14); v6 = Mix.xor12(v6, v10);
  v2 = Mix.add(v2, v6, v128.load(m, 80)); v14 = Mix.xor8(v14, v2); v10 = i32x4.add(v10, v14); v6 = Mix.xor7(v6, v10);
  v3 = Mix.add(v3, v7, v128.load(m, 96)); v15 = Mix.xor16(v15, v3); v11 = i32x4.add(v11, v15); v7 = Mix.xor12(v7, v11);
  v3 = Mix.add(v3, v7, v128.load(m, 112)); v15 = Mix.xor8(v15, v3); v11 = i32x4.add(v11, v15); v7 = Mix.xor7(v7, v11);
  v0 = Mix.add(v0, v5, v128.load(m, 128)); v15 = Mix.xor16(v15, v0); v10 = i32x4.add(v10, v15); v5 = Mix.xor12(v5, v10);
  v0 = Mix.add(v0, v5, v128.load(m, 144)); v15 = Mix.xor8(v15, v0); v10 = i32x4.add(v10, v15); v5 = Mix.xor7(v5, v10);
  v1 = Mix.add(v1, v6, v128.load(m, 160)); v12 = Mix.xor16(v12, v1); v11 = i32x4.add(v11, v12); v6 = Mix.xor12(v6, v11);
  v1 = Mix.add(v1, v6, v128.load(m, 176)); v12 = Mix.xor8(v12, v1); v11 = i32x4.add(v11, v12); v6 = Mix.xor7(v6, v11);
  v2 = Mix.add(v2, v7, v128.load(m, 192)); v13 = Mix.xor16(v13, v2); v8 = i32x4.add(v8, v13); v7 = Mix.xor12(v7, v8);
  v2 = Mix.add(v2, v7, v128.load(m, 208)); v13 = Mix.xor8(v13, v2); v8 = i32x4.add(v8, v13); v7 = Mix.xor7(v7, v8);
  v3 = Mix.add(v3, v4, v128.load(m, 224)); v14 = Mix.xor16(v14, v3); v9 = i32x4.add(v9, v14); v4 = Mix.xor12(v4, v9);
  v3 = Mix.add(v3, v4, v128.load(m, 240)); v14 = Mix.xor8(v14, v3); v9 = i32x4.add(v9, v14); v4 = Mix.xor7(v4, v9);

  // Round 2.
  v0 = Mix.add(v0, v4, v128.load(m, 32)); v12 = Mix.xor16(v12, v0); v8 = i32x4.add(v8, v12); v4 = Mix.xor12(v4, v8);
  v0 = Mix.add(v0, v4, v128.load(m, 96)); v12 = Mix.xor8(v12, v0); v8 = i32x4.add(v8, v12); v4 = Mix.xor7(v4, v8);
  v1 = Mix.add(v1, v5, v128.load(m, 48)); v13 = Mix.xor16(v13, v1); v9 = i32x4.add(v9, v13); v5 = Mix.xor12(v5, v9);
  v1 = Mix.add(v1, v5, v128.load(m, 160)); v13 = Mix.xor8(v13, v1); v9 = i32x4.add(v9, v13); v5 = Mix.xor7(v5, v9);
  v2 = Mix.add(v2, v6, v128.load(m, 112)); v14 = Mix.xor16(v14, v2); v10 = i32x4.add(v10, v14); v6 = Mix.xor12(v6, v10);
  v2 = Mix.add(v2, v6, v128.load(m)); v14 = Mix.xor8(v14, v2); v10 = i32x4.add(v10, v14); v6 = Mix.xor7(v6, v10);
  v3 = Mix.add(v3, v7, v128.load(m, 64)); v15 = Mix.xor16(v15, v3); v11 = i32x4.add(v11, v15); v7 = Mix.xor12(v7, v11);
  v3 = Mix.add(v3, v7, v128.load(m, 208)); v15 = Mix.xor8(v15, v3); v11 = i32x4.add(v11, v15); v7 = Mix.xor7(v7, v11);
  v0 = Mix.add(v0, v5, v128.load(m, 16)); v15 = Mix.xor16(v15, v0); v10 = i32x4.add(v10, v15); v5 = Mix.xor12(v5, v10);
  v0 = Mix.add(v0, v5, v128.load(m, 176)); v15 = Mix.xor8(v15, v0); v10 = i32x4.add(v10, v15); v5 = Mix.xor7(v5, v10);
  v1 = Mix.add(v1, v6, v128.load(m, 192)); v12 = Mix.xor16(v12, v1); v11 = i32x4.add(v11, v12); v6 = Mix.xor12(v6, v11);
  v1 = Mix.add(v1, v6, v128.load(m, 80)); v12 = Mix.xor8(v12, v1); v11 = i32x4.add(v11, v12); v6 = Mix.xor7(v6, v11);
  v2 = Mix.add(v2, v7, v128.load(m, 144)); v13 = Mix.xor16(v13, v2); v8 = i32x4.add(v8, v13); v7 = Mix.xor12(v7, v8);
  v2 = Mix.add(v2, v7, v128.load(m, 224)); v13 = Mix.xor8(v13, v2); v8 = i32x4.add(v8, v13); v7 = Mix.xor7(v7, v8);
  v3 = Mix.add(v3, v4, v128.load(m, 240)); v14 = Mix.xor16(v14, v3); v9 = i32x4.add(v9, v14); v4 = Mix.xor12(v4, v9);
  v3 = Mix.add(v3, v4, v128.load(m, 128)); v14 = Mix.xor8(v14, v3); v9 = i32x4.add(v9, v14); v4 = Mix.xor7(v4, v9);

  // Round 3.
  v0 = Mix.add(v0, v4, v128.load(m, 48)); v12 = Mix.xor16(v12, v0); v8 = i32x4.add(v8, v12); v4 = Mix.xor12(v4, v8);
  v0 = Mix.add(v0, v4, v128.load(m, 64)); v12 = Mix.xor8(v12, v0); v8 = i32x4.add(v8, v12); v4 = Mix.xor7(v4, v8);
  v1 = Mix.add(v1, v5, v128.load(m, 160)); v13 = Mix.xor16(v13, v1); v9 = i32x4.add(v9, v13); v5 = Mix.xor12(v5, v9);
  v1 = Mix.add(v1, v5, v128.load(m, 192)); v13 = Mix.xor8(v13, v1); v9 = i32x4.add(v9, v13); v5 = Mix.xor7(v5, v9);
  v2 = Mix.add(v2, v6, v128.load(m, 208)); v14 = Mix.xor16(v14, v2); v10 = i32x4.add(v10, v14); v6 = Mix.xor12(v6, v10);
  v2 = Mix.add(v2, v6, v128.load(m, 32)); v14 = Mix.xor8(v14, v2); v10 = i32x4.add(v10, v14); v6 = Mix.xor7(v6, v10);
  v3 = Mix.add(v3, v7, v128.load(m, 112)); v15 = Mix.xor16(v15, v3); v11 = i32x4.add(v11, v15); v7 = Mix.xor12(v7, v11);
  v3 = Mix.add(v3, v7, v128.load(m, 224)); v15 = Mix.xor8(v15, v3); v11 = i32x4.add(v11, v15); v7 = Mix.xor7(v7, v11);
  v0 = Mix.add(v0, v5, v128.load(m, 96)); v15 = Mix.xor16(v15, v0); v10 = i32x4.add(v10, v15); v5 = Mix.xor12(v5, v10);
  v0 = Mix.add(v0, v5, v128.load(m, 80)); v15 = Mix.xor8(v15, v0); v10 = i32x4.add(v10, v15); v5 = Mix.xor7(v5, v10);
  v1 = Mix.add(v1, v6, v128.load(m, 144)); v12 = Mix.xor16(v12, v1); v11 = i32x4.add(v11, v12); v6 = Mix.xor12(v6, v11);
  v1 = Mix.add(v1, v6, v128.load(m)); v12 = Mix.xor8(v12, v1); v11 = i32x4.add(v11, v12); v6 = Mix.xor7(v6, v11);
  v2 = Mix.add(v2, v7, v128.load(m, 176)); v13 = Mix.xor16(v13, v2); v8 = i32x4.add(v8, v13); v7 = Mix.xor12(v7, v8);
  v2 = Mix.add(v2, v7, v128.load(m, 240)); v13 = Mix.xor8(v13, v2); v8 = i32x4.add(v8, v13); v7 = Mix.xor7(v7, v8);
  v3 = Mix.add(v3, v4, v128.load(m, 128)); v14 = Mix.xor16(v14, v3); v9 = i32x4.add(v9, v14); v4 = Mix.xor12(v4, v9);
  v3 = Mix.add(v3, v4, v128.load(m, 16)); v14 = Mix.xor8(v14, v3); v9 = i32x4.add(v9, v14); v4 = Mix.xor7(v4, v9);

  // Round 4.
  v0 = Mix.add(v0, v4, v128.load(m, 160)); v12 = Mix.xor16(v12, v0); v8 = i32x4.add(v8, v12); v4 = Mix.xor12(v4, v8);
  v0 = Mix.add(v0, v4, v128.load(m, 112)); v12 = Mix.xor8(v12, v0); v8 = i32x4.add(v8, v12); v4 = Mix.xor7(v4, v8);
  v1 = Mix.add(v1, v5, v128.load(m, 192)); v13 = Mix.xor16(v13, v1); v9 = i32x4.add(v9, v13); v5 = Mix.xor12(v5, v9);
  v1 = Mix.add(v1, v5, v128.load(m, 144)); v13 = Mix.xor8(v13, v1); v9 = i32x4.add(v9, v13); v5 = Mix.xor7(v5, v9);
  v2 = Mix.add(v2, v6, v128.load(m, 224)); v14 = Mix.xor16(v14, v2); v10 = i32x4.add(v10, v14); v6 = Mix.xor12(v6, v10);
  v2 = Mix.add(v2, v6, v128.load(m, 48)); v14 = Mix.xor8(v14, v2); v10 = i32x4.add(v10, v14); v6 = Mix.xor7(v6, v10);
  v3 = Mix.add(v3, v7, v128.load(m, 208)); v15 = Mix.xor16(v15, v3); v11 = i32x4.add(v11, v15); v7 = Mix.xor12(v7, v11);
  v3 = Mix.add(v3, v7, v128.load(m, 240)); v15 = Mix.xor8(v15, v3); v11 = i32x4.add(v11, v15); v7 = Mix.xor7(v7, v11);
  v0 = Mix.add(v0, v5, v128.load(m, 64)); v15 = Mix.xor16(v15, v0); v10 = i32x4.add(v10, v15); v5 = Mix.xor12(v5, v10);
  v0 = Mix.add(v0, v5, v128.load(m)); v15 = Mix.xor8(v15, v0); v10 = i32x4.add(v10, v15); v5 = Mix.xor7(v5, v10);
  v1 = Mix.add(v1, v6, v128.load(m, 176)); v12 = Mix.xor16(v12, v1); v11 = i32x4.add(v11, v12); v6 = Mix.xor12(v6, v11);
  v1 = Mix.add(v1, v6, v128.load(m, 32)); v12 = Mix.xor8(v12, v1); v11 = i32x4.add(v11, v12); v6 = Mix.xor7(v6, v11);
  v2 = Mix.add(v2, v7, v128.load(m, 80)); v13 = Mix.xor16(v13, v2); v8 = i32x4.add(v8, v13); v7 = Mix.xor12(v7, v8);
  v2 = Mix.add(v2, v7, v128.load(m, 128)); v13 = Mix.xor8(v13, v2); v8 = i32x4.add(v8, v13); v7 = Mix.xor7(v7, v8);
  v3 = Mix.add(v3, v4, v128.load(m, 16)); v14 = Mix.xor16(v14, v3); v9 = i32x4.add(v9, v14); v4 = Mix.xor12(v4, v9);
  v3 = Mix.add(v3, v4, v128.load(m, 96)); v14 = Mix.xor8(v14, v3); v9 = i32x4.add(v9, v14); v4 = Mix.xor7(v4, v9);

  // Round 5.
  v0 = Mix.add(v0, v4, v128.load(m, 192)); v12 = Mix.xor16(v12, v0); v8 = i32x4.add(v8, v12); v4 = Mix.xor12(v4, v8);
  v0 = Mix.add(v0, v4, v128.load(m, 208)); v12 = Mix.xor8(v12, v0); v8 = i32x4.add(v8, v12); v4 = Mix.xor7(v4, v8);
  v1 = Mix.add(v1, v5, v128.load(m, 144)); v13 = Mix.xor16(v13, v1); v9 = i32x4.add(v9, v13); v5 = Mix.xor12(v5, v9);
  v1 = Mix.add(v1, v5, v128.load(m, 176)); v13 = Mix.xor8(v13, v1); v9 = i32x4.add(v9, v13); v5 = Mix.xor7(v5, v9);
  v2 = Mix.add(v2, v6, v128.load(m, 240)); v14 = Mix.xor16(v14, v2); v10 = i32x4.add(v10, v14); v6 = Mix.xor12(v6, v10);
  v2 = Mix.add(v2, v6, v128.load(m, 160)); v14 = Mix.xor8(v14, v2); v10 = i32x4.add(v10, v14); v6 = Mix.xor7(v6, v10);
  v3 = Mix.add(v3, v7, v128.load(m, 224)); v15 = Mix.xor16(v15, v3); v11 = i32x4.add(v11, v15); v7 = Mix.xor12(v7, v11);
  v3 = Mix.add(v3, v7, v128.load(m, 128)); v15 = Mix.xor8(v15, v3); v11 = i32x4.add(v11, v15); v7 = Mix.xor7(v7, v11);
  v0 = Mix.add(v0, v5, v128.load(m, 112)); v15 = Mix.xor16(v15, v0); v10 = i32x4.add(v10, v15); v5 = Mix.xor12(v5, v10);
  v0 = Mix.add(v0, v5, v128.load(m, 32)); v15 = Mix.xor8(v15, v0); v10 = i32x4.add(v10, v15); v5 = Mix.xor7(v5, v10);
  v1 = Mix.add(v1, v6, v128.load(m, 80)); v12 = Mix.xor16(v12, v1); v11 = i32x4.add(v11, v12); v6 = Mix.xor12(v6, v11);
  v1 = Mix.add(v1, v6, v128.load(m, 48)); v12 = Mix.xor8(v12, v1); v11 = i32x4.add(v11, v12); v6 = Mix.xor7(v6, v11);
  v2 = Mix.add(v2, v7, v128.load(m)); v13 = Mix.xor16(v13, v2); v8 = i32x4.add(v8, v13); v7 = Mix.xor12(v7, v8);
  v2 = Mix.add(v2, v7, v128.load(m, 16)); v13 = Mix.xor8(v13, v2); v8 = i32x4.add(v8, v13); v7 = Mix.xor7(v7, v8);
  v3 = Mix.add(v3, v4, v128.load(m, 96)); v14 = Mix.xor16(v14, v3); v9 = i32x4.add(v9, v14); v4 = Mix.xor12(v4, v9);
  v3 = Mix.add(v3, v4, v128.load(m, 64)); v14 = Mix.xor8(v14, v3); v9 = i32x4.add(v9, v14); v4 = Mix.xor7(v4, v9);

  // Round 6.
  v0 = Mix.add(v0, v4, v128.load(m, 144)); v12 = Mix.xor16(v12, v0); v8 = i32x4.add(v8, v12); v4 = Mix.xor12(v4, v8);
  v0 = Mix.add(v0, v4, v128.load(m, 224)); v12 = Mix.xor8(v12, v0); v8 = i32x4.add(v8, v12); v4 = Mix.xor7(v4, v8);
  v1 = Mix.add(v1, v5, v128.load(m, 176)); v13 = Mix.xor16(v13, v1); v9 = i32x4.add(v9, v13); v5 = Mix.xor12(v5, v9);
  v1 = Mix.add(v1, v5, v128.load(m, 80)); v13 = Mix.xor8(v13, v1); v9 = i32x4.add(v9, v13); v5 = Mix.xor7(v5, v9);
  v2 = Mix.add(v2, v6, v128.load(m, 128)); v14 = Mix.xor16(v14, v2); v10 = i32x4.add(v10, v14); v6 = Mix.xor12(v6, v10);
  v2 = Mix.add(v2, v6, v128.load(m, 192)); v14 = Mix.xor8(v14, v2); v10 = i32x4.add(v10, v14); v6 = Mix.xor7(v6, v10);
  v3 = Mix.add(v3, v7, v128.load(m, 240)); v15 = Mix.xor16(v15, v3); v11 = i32x4.add(v11, v15); v7 = Mix.xor12(v7, v11);
  v3 = Mix.add(v3, v7, v128.load(m, 16)); v15 = Mix.xor8(v15, v3); v11 = i32x4.add(v11, v15); v7 = Mix.xor7(v7, v11);
  v0 = Mix.add(v0, v5, v128.load(m, 208)); v15 = Mix.xor16(v15, v0); v10 = i32x4.add(v10, v15); v5 = Mix.xor12(v5, v10);
  v0 = Mix.add(v0, v5, v128.load(m, 48)); v15 = Mix.xor8(v15, v0); v10 = i32x4.add(v10, v15); v5 = Mix.xor7(v5, v10);
  v1 = Mix.add(v1, v6, v128.load(m)); v12 = Mix.xor16(v12, v1); v11 = i32x4.add(v11, v12); v6 = Mix.xor12(v6, v11);
  v1 = Mix.add(v1, v6, v128.load(m, 160)); v12 = Mix.xor8(v12, v1); v11 = i32x4.add(v11, v12); v6 = Mix.xor7(v6, v11);
  v2 = Mix.add(v2, v7, v128.load(m, 32)); v13 = Mix.xor16(v13, v2); v8 = i32x4.add(v8, v13); v7 = Mix.xor12(v7, v8);
  v2 = Mix.add(v2, v7, v128.load(m, 96)); v13 = Mix.xor8(v13, v2); v8 = i32x4.add(v8, v13); v7 = Mix.xor7(v7, v8);
  v3 = Mix.add(v3, v4, v128.load(m, 64)); v14 = Mix.xor16(v14, v3); v9 = i32x4.add(v9, v14); v4 = Mix.xor12(v4, v9);
  v3 = Mix.add(v3, v4, v128.load(m, 112)); v14 = Mix.xor8(v14, v3); v9 = i32x4.add(v9, v14); v4 = Mix.xor7(v4, v9);

  // Round 7.
  v0 = Mix.add(v0, v4, v128.load(m, 176)); v12 = Mix.xor16(v12, v0); v8 = i32x4.add(v8, v12); v4 = Mix.xor12(v4, v8);
  v0 = Mix.add(v0, v4, v128.load(m, 240)); v12 = Mix.xor8(v12, v0); v8 = i32x4.add(v8, v12); v4 = Mix.xor7(v4, v8);
  v1 = Mix.add(v1, v5, v128.load(m, 80)); v13 = Mix.xor16(v13, v1); v9 = i32x4.add(v9, v13); v5 = Mix.xor12(v5, v9);
  v1 = Mix.add(v1, v5, v128.load(m)); v13 = Mix.xor8(v13, v1); v9 = i32x4.add(v9, v13); v5 = Mix.xor7(v5, v9);
  v2 = Mix.add(v2, v6, v128.load(m, 16)); v14 = Mix.xor16(v14, v2); v10 = i32x4.add(v10, v14); v6 = Mix.xor12(v6, v10);
  v2 = Mix.add(v2, v6, v128.load(m, 144)); v14 = Mix.xor8(v14, v2); v10 = i32x4.add(v10, v14); v6 = Mix.xor7(v6, v10);
  v3 = Mix.add(v3, v7, v128.load(m, 128)); v15 = Mix.xor16(v15, v3); v11 = i32x4.add(v11, v15); v7 = Mix.xor12(v7, v11);
  v3 = Mix.add(v3, v7, v128.load(m, 96)); v15 = Mix.xor8(v15, v3); v11 = i32x4.add(v11, v15); v7 = Mix.xor7(v7, v11);
  v0 = Mix.add(v0, v5, v128.load(m, 224)); v15 = Mix.xor16(v15, v0); v10 = i32x4.add(v10, v15); v5 = Mix.xor12(v5, v10);
  v0 = Mix.add(v0, v5, v128.load(m, 160)); v15 = Mix.xor8(v15, v0); v10 = i32x4.add(v10, v15); v5 = Mix.xor7(v5, v10);
  v1 = Mix.add(v1, v6, v128.load(m, 32)); v12 = Mix.xor16(v12, v1); v11 = i32x4.add(v11, v12); v6 = Mix.xor12(v6, v11);
  v1 = Mix.add(v1, v6, v128.load(m, 192)); v12 = Mix.xor8(v12, v1); v11 = i32x4.add(v11, v12); v6 = Mix.xor7(v6, v11);
  v2 = Mix.add(v2, v7, v128.load(m, 48)); v13 = Mix.xor16(v13, v2); v8 = i32x4.add(v8, v13); v7 = Mix.xor12(v7, v8);
  v2 = Mix.add(v2, v7, v128.load(m, 64)); v13 = Mix.xor8(v13, v2); v8 = i32x4.add(v8, v13); v7 = Mix.xor7(v7, v8);
  v3 = Mix.add(v3, v4, v128.load(m, 112)); v14 = Mix.xor16(v14, v3); v9 = i32x4.add(v9, v14); v4 = Mix.xor12(v4, v9);
  v3 = Mix.add(v3, v4, v128.load(m, 208)); v14 = Mix.xor8(v14, v3); v9 = i32x4.add(v9, v14); v4 = Mix.xor7(v4, v9);

  v128.store(cv, v128.xor(v0, v8));
  v128.store(cv, v128.xor(v1, v9), 16);
  v128.store(cv, v128.xor(v2, v10), 32);
  v128.store(cv, v128.xor(v3, v11), 48);
  v128.store(cv, v128.xor(v4, v12), 64);
  v128.store(cv, v128.xor(v5, v13), 80);
  v128.store(cv, v128.xor(v6, v14), 96);
  v128.store(cv, v128.xor(v7, v15), 112);
}

/** The message schedule: round r takes its words in the order of bytes 16 r .. 16 r + 15. */
const SCHEDULE = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8,
  3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1,
  10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6,
  12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4,
  9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7,
  11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13,
]);

class Row {
  /** Message words chosen by schedule entries i, i + 2, i + 4, i + 6. */
  @inline static gather(m: usize, i: usize): v128 {
    let x = v128.load32_zero(m + (<usize>load<u8>(i) << 2));
    x = v128.load32_lane(m + (<usize>load<u8>(i, 2) << 2), x, 1);
    x = v128.load32_lane(m + (<usize>load<u8>(i, 4) << 2), x, 2);
    return v128.load32_lane(m + (<usize>load<u8>(i, 6) << 2), x, 3);
  }
}

/**
 * Compresses one message: `cv` (8 words) and `m` (16 words) as BLAKE3 has them, result in `cv`. A vector is a row of the
 * 4 x 4 state; the diagonal half rotates three rows.
 */
export function compress(cv: usize, m: usize, counterLow: u32, counterHigh: u32, blockLength: u32, flags: u32): void {
  let a = v128.load(cv);
  let b = v128.load(cv, 16);
  let c = i32x4(IV_0, IV_1, IV_2, IV_3);
  let d = i32x4.splat(counterLow);
  d = i32x4.replace_lane(d, 1, counterHigh);
  d = i32x4.replace_lane(d, 2, blockLength);
  d = i32x4.replace_lane(d, 3, flags);
  for (let round: usize = SCHEDULE; round < SCHEDULE + 112; round += 16) {
    a = Mix.add(a, b, Row.gather(m, round));
    d = Mix.xor16(d, a);
    c = i32x4.add(c, d);
    b = Mix.xor12(b, c);
    a = Mix.add(a, b, Row.gather(m, round + 1));
    d = Mix.xor8(d, a);
    c = i32x4.add(c, d);
    b = Mix.xor7(b, c);
    b = v128.shuffle<i32>(b, b, 1, 2, 3, 0);
    c = v128.shuffle<i32>(c, c, 2, 3, 0, 1);
    d = v128.shuffle<i32>(d, d, 3, 0, 1, 2);
    a = Mix.add(a, b, Row.gather(m, round + 8));
    d = Mix.xor16(d, a);
    c = i32x4.add(c, d);
    b = Mix.xor12(b, c);
    a = Mix.add(a, b, Row.gather(m, round + 9));
    d = Mix.xor8(d, a);
    c = i32x4.add(c, d);
    b = Mix.xor7(b, c);
    b = v128.shuffle<i32>(b, b, 3, 0, 1, 2);
    c = v128.shuffle<i32>(c, c, 2, 3, 0, 1);
    d = v128.shuffle<i32>(d, d, 1, 2, 3, 0);
  }
  v128.store(cv, v128.xor(a, c));
  v128.store(cv, v128.xor(b, d), 16);
}
