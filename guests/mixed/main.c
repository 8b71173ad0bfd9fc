/*
 * A bit of everything, scaled by a little-endian u64 from the private input (rounds of about 1,300 cycles): a hash table,
 * text with bytes and halves, fixed-point arithmetic with wide products and divisions, unaligned records, calls through
 * pointers. Commits a checksum. The benchmark program: every chip appears, no kind of instruction dominates.
 */
#include "vouch.h"

#define SLOTS 256
static uint64_t table[SLOTS];
static uint8_t text[256];
static uint8_t records[512];
static uint64_t sums[64];

static uint64_t state;

__attribute__((noinline)) static uint64_t next_random(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

/* Open addressing with linear probing: loads, compares, branches. */
__attribute__((noinline)) static uint64_t insert(uint64_t key) {
  uint64_t slot = (key * 0x9e3779b97f4a7c15ull) >> 56;
  uint64_t probes = 0;
  while (table[slot] != 0 && table[slot] != key && probes < 4) {
    slot = (slot + 1) & (SLOTS - 1);
    probes++;
  }
  uint64_t old = table[slot];
  table[slot] = key;
  return old + probes;
}

/* Bytes, halves and words of a text: upper case, a rolling 32-bit sum, signed bytes. */
__attribute__((noinline)) static uint64_t scan(uint64_t seed) {
  uint32_t sum = (uint32_t)seed;
  for (int i = 0; i < 16; i++) {
    volatile uint8_t *p = text + ((seed >> 3) & 0xc0) + i;
    uint8_t c = *p;
    if (c >= 'a' && c <= 'z') c &= 0xdf;
    *p = c;
    sum = (sum << 5 | sum >> 27) ^ c;
  }
  volatile int16_t *half = (volatile int16_t *)(text + (seed & 0xfe));
  volatile int32_t *word = (volatile int32_t *)(text + (seed & 0xfc));
  volatile int8_t *byte = (volatile int8_t *)(text + (seed & 0xff));
  *half = (int16_t)(*half + *byte);
  *word = (int32_t)(*word - (int32_t)sum);
  int32_t shifted = (int32_t)sum >> (seed & 31);
  return (uint64_t)(int64_t)shifted + *(volatile uint16_t *)half + *(volatile uint32_t *)word;
}

/* Fixed point: wide products, division and remainder, 32-bit forms. */
__attribute__((noinline)) static uint64_t scale(uint64_t x, uint64_t y) {
  uint64_t high = (uint64_t)(((unsigned __int128)x * y) >> 64);
  int64_t signed_high = (int64_t)(((__int128)(int64_t)x * (int64_t)y) >> 64);
  uint64_t quotient = x / (y | 1);
  int32_t word = (int32_t)x % ((int32_t)y | 1);
  return high ^ (uint64_t)signed_high ^ quotient ^ (uint64_t)(int64_t)(word * (int32_t)y);
}

/* Records of 13 bytes, packed: every alignment. */
__attribute__((noinline)) static uint64_t unaligned(uint64_t x) {
  uint8_t *p = records + (x % 31) * 13;
  uint64_t old = *(volatile uint64_t *)p;
  *(volatile uint64_t *)p = old + x;
  *(volatile uint32_t *)(p + 9) = (uint32_t)(old >> 32);
  return old ^ *(volatile uint16_t *)(p + 7);
}

/* Adds one array of words to another, unrolled: mostly loads and stores. */
__attribute__((noinline)) static uint64_t accumulate(uint64_t seed) {
  volatile uint64_t *to = sums + (seed & 0x18);
  const volatile uint64_t *from = table + (seed >> 8 & 0x7f);
  for (int i = 0; i < 40; i += 4) {
    to[i] += from[i];
    to[i + 1] += from[i + 1];
    to[i + 2] += from[i + 2];
    to[i + 3] += from[i + 3];
  }
  return to[seed & 31];
}

__attribute__((noinline)) static uint64_t mix(uint64_t x) { return (x ^ x >> 31) + (x << 9 | x >> 55); }
__attribute__((noinline)) static uint64_t choose(uint64_t x) { return ((int64_t)x < 7) + ((x & 0xff) < 100) * 2 + (x > state) * 4; }

int main(void) {
  const uint8_t *input;
  size_t length;
  read_input(&input, &length);
  if (length != 8) vouch_panic("the input must be one little-endian u64");
  uint64_t rounds = *(const uint64_t *)input;
  state = 0x243f6a8885a308d3ull;
  for (int i = 0; i < 256; i++) text[i] = (uint8_t)('A' + (i * 7) % 58);
  uint64_t (*volatile steps[2])(uint64_t) = {mix, choose};
  uint64_t checksum = 0;
  for (uint64_t round = 0; round < rounds; round++) {
    for (int i = 0; i < 6; i++) {
      uint64_t x = next_random();
      checksum += insert(x >> 50) + insert(x & 0x3ff);
      checksum = steps[x & 1](checksum * 0x369dea0f31a53f85ull ^ x);
    }
    checksum += scan(state);
    checksum ^= scale(checksum, state);
    checksum += accumulate(state);
    checksum ^= scale(state, checksum >> 20);
    checksum += unaligned(state);
  }
  commit_u64(checksum);
  return 0;
}
