/*
 * Hashing by precompile, header only: SHA-256 (FIPS 180-4), Keccak-256 (Ethereum's), BLAKE3 with 32 bytes of output. A block at an address that
 * is a multiple of 8 is hashed where it lies, in at most a dozen cycles; others are copied first (Keccak takes its input from anywhere).
 * The private input is 16-byte aligned. The same as code, without precompiles: vouch-plain.h. What the calls do: docs/precompiles.md.
 */
#ifndef VOUCH_HASH_H
#define VOUCH_HASH_H

#include "vouch.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- The precompiles themselves. Pointers are multiples of 8 and operands do not overlap, or the run traps. ---- */

#ifdef __wasm__
#define VOUCH_IMPORT(name) __attribute__((import_module("vouch"), import_name(#name)))
/* Keccak-f[1600] in place: lane (x, y) is state[x + 5 * y]. */
VOUCH_IMPORT(keccak_f) void vouch_keccak_permute(uint64_t state[25]);
/* value becomes the first eight words of BLAKE3's compression function; block: 64 bytes of the message. */
VOUCH_IMPORT(blake3_compress) void vouch_blake3_compress(uint32_t value[8], const void *block, uint64_t counter, uint32_t length, uint32_t flags);
/* state becomes the next; block: 64 bytes of the message as they are, byte order is the machine's business. */
VOUCH_IMPORT(sha256_compress) void vouch_sha256_compress(uint32_t state[8], const void *block);
#undef VOUCH_IMPORT
#else
/* Keccak-f[1600] in place: lane (x, y) is state[x + 5 * y]. */
static inline void vouch_keccak_permute(uint64_t state[25]) {
  register uint64_t *a0 __asm__("a0") = state;
  register long a7 __asm__("a7") = 0x10000000;
  __asm__ volatile("ecall" : : "r"(a0), "r"(a7) : "memory");
}

/* value becomes the first eight words of BLAKE3's compression function; block: 64 bytes of the message. */
static inline void vouch_blake3_compress(uint32_t value[8], const void *block, uint64_t counter, uint32_t length, uint32_t flags) {
  register uint32_t *a0 __asm__("a0") = value;
  register const void *a1 __asm__("a1") = block;
  register uint64_t a2 __asm__("a2") = counter;
  register uint64_t a3 __asm__("a3") = length;
  register uint64_t a4 __asm__("a4") = flags;
  register long a7 __asm__("a7") = 0x10000001;
  __asm__ volatile("ecall" : : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a7) : "memory");
}

/* state becomes the next; block: 64 bytes of the message as they are, byte order is the machine's business. */
static inline void vouch_sha256_compress(uint32_t state[8], const void *block) {
  register uint32_t *a0 __asm__("a0") = state;
  register const void *a1 __asm__("a1") = block;
  register long a7 __asm__("a7") = 0x10000002;
  __asm__ volatile("ecall" : : "r"(a0), "r"(a1), "r"(a7) : "memory");
}
#endif

/* Eight bytes at any address: the machine loads misaligned words itself, where the compiler would take them apart. */
typedef uint64_t vouch_cell __attribute__((may_alias));

__attribute__((always_inline)) static inline void vouch_copy_cells(void *to, const void *from, int count) {
  for (int i = 0; i < count; i++) ((vouch_cell *)to)[i] = ((const vouch_cell *)from)[i];
}

static inline int vouch_is_aligned(const void *pointer) { return ((uintptr_t)pointer & 7) == 0; }

static const uint32_t vouch_hash_initial[8] __attribute__((aligned(8), unused)) = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

/* ---- SHA-256: init, update any number of times, final; or all at once. ---- */

typedef struct {
  uint32_t state[8] __attribute__((aligned(8)));
  uint8_t block[128];
  uint64_t length;
} vouch_sha256_hasher;

static inline void vouch_sha256_init(vouch_sha256_hasher *hasher) {
  vouch_copy_cells(hasher->state, vouch_hash_initial, 4);
  hasher->length = 0;
}

static inline void vouch_sha256_update(vouch_sha256_hasher *hasher, const void *data, size_t length) {
  const uint8_t *from = (const uint8_t *)data;
  size_t used = hasher->length & 63;
  hasher->length += length;
  if (used > 0) {
    size_t taken = length < 64 - used ? length : 64 - used;
    memcpy(hasher->block + used, from, taken);
    if (used + taken < 64) return;
    vouch_sha256_compress(hasher->state, hasher->block);
    from += taken, length -= taken;
  }
  const uint8_t *end = from + (length & ~(size_t)63);
  if (vouch_is_aligned(from)) {
    for (; from != end; from += 64) vouch_sha256_compress(hasher->state, from);
  } else {
    for (; from != end; from += 64) {
      vouch_copy_cells(hasher->block, from, 8);
      vouch_sha256_compress(hasher->state, hasher->block);
    }
  }
  memcpy(hasher->block, from, length & 63);
}

static inline void vouch_sha256_final(vouch_sha256_hasher *hasher, uint8_t digest[32]) {
  /* The last one or two blocks: the rest, 0x80, zeros, the length in bits. */
  size_t used = hasher->length & 63, bytes = used < 56 ? 64 : 128;
  hasher->block[used] = 0x80;
  memset(hasher->block + used + 1, 0, bytes - used - 9);
  *(vouch_cell *)(hasher->block + bytes - 8) = __builtin_bswap64(hasher->length * 8);
  vouch_sha256_compress(hasher->state, hasher->block);
  if (bytes == 128) vouch_sha256_compress(hasher->state, hasher->block + 64);
  for (int i = 0; i < 8; i++) hasher->state[i] = __builtin_bswap32(hasher->state[i]);
  memcpy(digest, hasher->state, 32);
}

static inline void vouch_sha256(const void *data, size_t length, uint8_t digest[32]) {
  vouch_sha256_hasher hasher;
  vouch_sha256_init(&hasher);
  vouch_sha256_update(&hasher, data, length);
  vouch_sha256_final(&hasher, digest);
}

/* ---- Keccak-256. ---- */

#define VOUCH_KECCAK256_RATE 136

typedef struct {
  uint64_t state[25];
  /* Bytes absorbed since the last permutation. */
  size_t used;
} vouch_keccak256_hasher;

static inline void vouch_keccak256_init(vouch_keccak256_hasher *hasher) {
  for (int i = 0; i < 25; i++) hasher->state[i] = 0;
  hasher->used = 0;
}

/* state ^= bytes, from byte number `at` on; whole cells as long as there are any. */
static inline void vouch_keccak_absorb(uint64_t state[25], size_t at, const uint8_t *from, size_t length) {
  uint8_t *to = (uint8_t *)state + at;
  for (; length >= 8; length -= 8, to += 8, from += 8) *(vouch_cell *)to ^= *(const vouch_cell *)from;
  for (; length > 0; length--) *to++ ^= *from++;
}

static inline void vouch_keccak256_update(vouch_keccak256_hasher *hasher, const void *data, size_t length) {
  const uint8_t *from = (const uint8_t *)data;
  size_t used = hasher->used;
  if (used > 0) {
    size_t taken = length < VOUCH_KECCAK256_RATE - used ? length : VOUCH_KECCAK256_RATE - used;
    vouch_keccak_absorb(hasher->state, used, from, taken);
    hasher->used = used + taken;
    if (hasher->used < VOUCH_KECCAK256_RATE) return;
    vouch_keccak_permute(hasher->state);
    from += taken, length -= taken;
  }
  for (; length >= VOUCH_KECCAK256_RATE; from += VOUCH_KECCAK256_RATE, length -= VOUCH_KECCAK256_RATE) {
    const vouch_cell *lanes = (const vouch_cell *)from;
#pragma clang loop unroll(full)
    for (int i = 0; i < VOUCH_KECCAK256_RATE / 8; i++) hasher->state[i] ^= lanes[i];
    vouch_keccak_permute(hasher->state);
  }
  vouch_keccak_absorb(hasher->state, 0, from, length);
  hasher->used = length;
}

static inline void vouch_keccak256_final(vouch_keccak256_hasher *hasher, uint8_t digest[32]) {
  ((uint8_t *)hasher->state)[hasher->used] ^= 1;
  ((uint8_t *)hasher->state)[VOUCH_KECCAK256_RATE - 1] ^= 0x80;
  vouch_keccak_permute(hasher->state);
  memcpy(digest, hasher->state, 32);
}

static inline void vouch_keccak256(const void *data, size_t length, uint8_t digest[32]) {
  vouch_keccak256_hasher hasher;
  vouch_keccak256_init(&hasher);
  vouch_keccak256_update(&hasher, data, length);
  vouch_keccak256_final(&hasher, digest);
}

/* ---- BLAKE3. Values of complete subtrees wait on the stack; two of them side by side are their parent's block. ---- */

#define VOUCH_BLAKE3_CHUNK_START 1
#define VOUCH_BLAKE3_CHUNK_END 2
#define VOUCH_BLAKE3_PARENT 4
#define VOUCH_BLAKE3_ROOT 8

typedef struct {
  uint32_t value[8] __attribute__((aligned(8)));
  /* A full block stays here until it is known not to be the last. */
  uint8_t block[64];
  uint32_t stack[55][8];
  uint64_t chunks;
  size_t used, blocks, depth;
} vouch_blake3_hasher;

static inline void vouch_blake3_init(vouch_blake3_hasher *hasher) {
  vouch_copy_cells(hasher->value, vouch_hash_initial, 4);
  hasher->chunks = 0;
  hasher->used = hasher->blocks = hasher->depth = 0;
}

/* The parent of the two uppermost values of the stack, as the hasher's value. */
static inline void vouch_blake3_parent(vouch_blake3_hasher *hasher, size_t left, uint32_t flags) {
  vouch_copy_cells(hasher->value, vouch_hash_initial, 4);
  vouch_blake3_compress(hasher->value, hasher->stack[left], 0, 64, VOUCH_BLAKE3_PARENT | flags);
}

/* Whole blocks that are not the last of the message. */
static inline void vouch_blake3_blocks(vouch_blake3_hasher *hasher, const uint8_t *from, size_t count) {
  while (count > 0) {
    size_t left = 16 - hasher->blocks;
    size_t taken = count < left ? count : left;
    uint32_t flags = hasher->blocks == 0 ? VOUCH_BLAKE3_CHUNK_START : 0;
    const uint8_t *last = from + 64 * (taken - 1);
    uint64_t chunks = hasher->chunks;
    for (; from != last; from += 64, flags = 0) vouch_blake3_compress(hasher->value, from, chunks, 64, flags);
    vouch_blake3_compress(hasher->value, from, chunks, 64, taken == left ? flags | VOUCH_BLAKE3_CHUNK_END : flags);
    from += 64, count -= taken, hasher->blocks += taken;
    if (taken < left) break;
    hasher->blocks = 0;
    hasher->chunks = ++chunks;
    /* As many subtrees of equal size merge as the count has zeros at its end. */
    vouch_copy_cells(hasher->stack[hasher->depth++], hasher->value, 4);
    for (; (chunks & 1) == 0; chunks >>= 1) {
      hasher->depth--;
      vouch_blake3_parent(hasher, hasher->depth - 1, 0);
      vouch_copy_cells(hasher->stack[hasher->depth - 1], hasher->value, 4);
    }
    vouch_copy_cells(hasher->value, vouch_hash_initial, 4);
  }
}

static inline void vouch_blake3_update(vouch_blake3_hasher *hasher, const void *data, size_t length) {
  const uint8_t *from = (const uint8_t *)data;
  if (hasher->used > 0) {
    size_t taken = length < 64 - hasher->used ? length : 64 - hasher->used;
    memcpy(hasher->block + hasher->used, from, taken);
    hasher->used += taken, from += taken, length -= taken;
    if (length == 0) return;
    vouch_blake3_blocks(hasher, hasher->block, 1);
    hasher->used = 0;
  }
  if (length > 64) {
    size_t whole = (length - 1) / 64;
    if (vouch_is_aligned(from)) {
      vouch_blake3_blocks(hasher, from, whole);
      from += 64 * whole;
    } else {
      for (const uint8_t *end = from + 64 * whole; from != end; from += 64) {
        vouch_copy_cells(hasher->block, from, 8);
        vouch_blake3_blocks(hasher, hasher->block, 1);
      }
    }
    length -= 64 * whole;
  }
  memcpy(hasher->block, from, length);
  hasher->used = length;
}

static inline void vouch_blake3_final(vouch_blake3_hasher *hasher, uint8_t digest[32]) {
  memset(hasher->block + hasher->used, 0, 64 - hasher->used);
  uint32_t flags = (hasher->blocks == 0 ? VOUCH_BLAKE3_CHUNK_START : 0) | VOUCH_BLAKE3_CHUNK_END;
  size_t depth = hasher->depth;
  vouch_blake3_compress(hasher->value, hasher->block, hasher->chunks, (uint32_t)hasher->used, depth == 0 ? flags | VOUCH_BLAKE3_ROOT : flags);
  /* The last chunk's value joins the subtrees before it, smallest first. */
  while (depth > 0) {
    vouch_copy_cells(hasher->stack[depth--], hasher->value, 4);
    vouch_blake3_parent(hasher, depth, depth == 0 ? VOUCH_BLAKE3_ROOT : 0);
  }
  memcpy(digest, hasher->value, 32);
}

static inline void vouch_blake3(const void *data, size_t length, uint8_t digest[32]) {
  vouch_blake3_hasher hasher;
  vouch_blake3_init(&hasher);
  vouch_blake3_update(&hasher, data, length);
  vouch_blake3_final(&hasher, digest);
}

#ifdef __cplusplus
}
#endif

#endif
