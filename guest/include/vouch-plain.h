/*
 * SHA-256 (FIPS 180-4), Keccak-256 and BLAKE3 in plain C, header only, without precompiles (those: vouch-hash.h): what hashing costs as code.
 * Reads the data in place; aligned data (the private input is) costs no misaligned loads.
 */
#ifndef VOUCH_PLAIN_H
#define VOUCH_PLAIN_H

#include "vouch.h"

static const uint32_t vouch_plain_sha256_k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t vouch_rotate_right(uint32_t x, unsigned by) { return x >> by | x << (32 - by); }

static void vouch_plain_sha256_compress(uint32_t state[8], const uint8_t *block) {
  uint32_t w[64];
  for (int i = 0; i < 16; i++) w[i] = __builtin_bswap32(((const uint32_t *)block)[i]);
  for (int i = 16; i < 64; i++) {
    uint32_t s0 = vouch_rotate_right(w[i - 15], 7) ^ vouch_rotate_right(w[i - 15], 18) ^ w[i - 15] >> 3;
    uint32_t s1 = vouch_rotate_right(w[i - 2], 17) ^ vouch_rotate_right(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
  for (int i = 0; i < 64; i++) {
    uint32_t s1 = vouch_rotate_right(e, 6) ^ vouch_rotate_right(e, 11) ^ vouch_rotate_right(e, 25);
    uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + vouch_plain_sha256_k[i] + w[i];
    uint32_t s0 = vouch_rotate_right(a, 2) ^ vouch_rotate_right(a, 13) ^ vouch_rotate_right(a, 22);
    uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

__attribute__((unused)) static void vouch_plain_sha256(const void *data, size_t length, uint8_t digest[32]) {
  uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  const uint8_t *from = data;
  size_t rest = length;
  for (; rest >= 64; from += 64, rest -= 64) vouch_plain_sha256_compress(state, from);

  /* The last one or two blocks: the rest, 0x80, zeros, the length in bits. */
  _Alignas(8) uint8_t tail[128] = {0};
  memcpy(tail, from, rest);
  tail[rest] = 0x80;
  size_t blocks = rest < 56 ? 1 : 2;
  *(uint64_t *)(tail + 64 * blocks - 8) = __builtin_bswap64((uint64_t)length * 8);
  for (size_t i = 0; i < blocks; i++) vouch_plain_sha256_compress(state, tail + 64 * i);

  for (int i = 0; i < 8; i++) state[i] = __builtin_bswap32(state[i]);
  memcpy(digest, state, sizeof state);
}

static uint64_t vouch_rotate_left(uint64_t x, unsigned by) { return x << by | x >> (64 - by); }

/* Keccak-f[1600] (FIPS 202, section 3.2), rho and pi in one pass along pi's only cycle. */
static void vouch_plain_keccak_permute(uint64_t a[25]) {
  static const uint64_t constants[24] = {
      0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
      0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
      0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
      0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};
  static const uint8_t cycle[24] = {10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1};
  static const uint8_t turns[24] = {1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44};
  for (int round = 0; round < 24; round++) {
    uint64_t column[5];
    for (int x = 0; x < 5; x++) column[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
#pragma clang loop unroll(full)
    for (int x = 0; x < 5; x++) {
      uint64_t d = column[(x + 4) % 5] ^ vouch_rotate_left(column[(x + 1) % 5], 1);
      for (int y = 0; y < 25; y += 5) a[x + y] ^= d;
    }
    uint64_t lane = a[1];
#pragma clang loop unroll(full)
    for (int i = 0; i < 24; i++) {
      uint64_t next = a[cycle[i]];
      a[cycle[i]] = vouch_rotate_left(lane, turns[i]);
      lane = next;
    }
    for (int y = 0; y < 25; y += 5) {
      uint64_t row[5];
#pragma clang loop unroll(full)
      for (int x = 0; x < 5; x++) row[x] = a[x + y];
#pragma clang loop unroll(full)
      for (int x = 0; x < 5; x++) a[x + y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
    }
    a[0] ^= constants[round];
  }
}

__attribute__((unused)) static void vouch_plain_keccak256(const void *data, size_t length, uint8_t digest[32]) {
  uint64_t state[25];
  memset(state, 0, sizeof state);
  const uint8_t *from = data;
  for (; length >= 136; from += 136, length -= 136) {
    for (int i = 0; i < 17; i++) state[i] ^= ((const uint64_t *)from)[i];
    vouch_plain_keccak_permute(state);
  }
  uint8_t *bytes = (uint8_t *)state;
  for (size_t i = 0; i < length; i++) bytes[i] ^= from[i];
  bytes[length] ^= 1;
  bytes[135] ^= 0x80;
  vouch_plain_keccak_permute(state);
  memcpy(digest, state, 32);
}

static const uint32_t vouch_plain_blake3_initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                       0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

#define VOUCH_BLAKE3_G(a, b, c, d, x, y)                                                                           \
  (a += b + (x), d = vouch_rotate_right(d ^ a, 16), c += d, b = vouch_rotate_right(b ^ c, 12), a += b + (y), \
   d = vouch_rotate_right(d ^ a, 8), c += d, b = vouch_rotate_right(b ^ c, 7))

static void vouch_plain_blake3_compress(uint32_t value[8], const uint8_t *block, uint64_t counter, uint32_t length, uint32_t flags) {
  static const uint8_t schedule[7][16] = {
      {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
      {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8},
      {3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1},
      {10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6},
      {12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4},
      {9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7},
      {11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13},
  };
  const uint32_t *words = (const uint32_t *)block, *iv = vouch_plain_blake3_initial;
  uint32_t v0 = value[0], v1 = value[1], v2 = value[2], v3 = value[3], v4 = value[4], v5 = value[5], v6 = value[6], v7 = value[7];
  uint32_t v8 = iv[0], v9 = iv[1], v10 = iv[2], v11 = iv[3], v12 = (uint32_t)counter, v13 = (uint32_t)(counter >> 32), v14 = length, v15 = flags;
  for (int round = 0; round < 7; round++) {
    const uint8_t *m = schedule[round];
    VOUCH_BLAKE3_G(v0, v4, v8, v12, words[m[0]], words[m[1]]);
    VOUCH_BLAKE3_G(v1, v5, v9, v13, words[m[2]], words[m[3]]);
    VOUCH_BLAKE3_G(v2, v6, v10, v14, words[m[4]], words[m[5]]);
    VOUCH_BLAKE3_G(v3, v7, v11, v15, words[m[6]], words[m[7]]);
    VOUCH_BLAKE3_G(v0, v5, v10, v15, words[m[8]], words[m[9]]);
    VOUCH_BLAKE3_G(v1, v6, v11, v12, words[m[10]], words[m[11]]);
    VOUCH_BLAKE3_G(v2, v7, v8, v13, words[m[12]], words[m[13]]);
    VOUCH_BLAKE3_G(v3, v4, v9, v14, words[m[14]], words[m[15]]);
  }
  value[0] = v0 ^ v8, value[1] = v1 ^ v9, value[2] = v2 ^ v10, value[3] = v3 ^ v11;
  value[4] = v4 ^ v12, value[5] = v5 ^ v13, value[6] = v6 ^ v14, value[7] = v7 ^ v15;
}

/* The specification's recursion: the left subtree is the largest complete one that leaves something for the right. */
static void vouch_plain_blake3_subtree(const uint8_t *from, size_t length, uint64_t chunk, uint32_t root, uint32_t value[8]) {
  uint32_t block[16];
  if (length > 1024) {
    size_t left = 1024;
    while (2 * left < length) left *= 2;
    vouch_plain_blake3_subtree(from, left, chunk, 0, block);
    vouch_plain_blake3_subtree(from + left, length - left, chunk + left / 1024, 0, block + 8);
    memcpy(value, vouch_plain_blake3_initial, 32);
    vouch_plain_blake3_compress(value, (const uint8_t *)block, 0, 64, 4 | root);
    return;
  }
  memcpy(value, vouch_plain_blake3_initial, 32);
  uint32_t flags = 1;
  for (; length > 64; from += 64, length -= 64, flags = 0) vouch_plain_blake3_compress(value, from, chunk, 64, flags);
  memset(block, 0, 64);
  memcpy(block, from, length);
  vouch_plain_blake3_compress(value, (const uint8_t *)block, chunk, (uint32_t)length, flags | 2 | root);
}

__attribute__((unused)) static void vouch_plain_blake3(const void *data, size_t length, uint8_t digest[32]) {
  uint32_t value[8];
  vouch_plain_blake3_subtree(data, length, 0, 8, value);
  memcpy(digest, value, 32);
}

#endif
