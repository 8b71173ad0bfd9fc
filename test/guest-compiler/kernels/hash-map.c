/* A hash map from 64-bit keys to 32-bit counts, open addressing: 3,000 insertions or updates, then 3,000 look-ups. */
#include "kernel.h"

#define LOG_SLOTS 12
#define SLOTS (1u << LOG_SLOTS)

typedef struct {
  uint64_t key;
  uint32_t count;
  uint32_t isUsed;
} Slot;

static Slot slots[SLOTS];

static Slot *find(uint64_t key) {
  uint32_t at = (uint32_t)(key * 0x9e3779b97f4a7c15u >> (64 - LOG_SLOTS));
  while (slots[at].isUsed && slots[at].key != key) at = (at + 1) & (SLOTS - 1);
  return &slots[at];
}

static uint64_t next(uint64_t *state) {
  uint64_t x = *state;
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  *state = x;
  return x;
}

KERNEL {
  uint32_t rounds = opaque(3000);
  uint64_t state = opaque(88172645);
  for (uint32_t i = 0; i < rounds; i++) {
    uint64_t key = next(&state) & 0xfff00000fffu;
    Slot *slot = find(key);
    if (!slot->isUsed) {
      slot->isUsed = 1;
      slot->key = key;
    }
    slot->count++;
  }
  uint32_t sum = 0;
  uint32_t found = 0;
  state = opaque(88172645);
  for (uint32_t i = 0; i < rounds; i++) {
    uint64_t key = next(&state) & 0xfff00000fffu;
    Slot *slot = find(i % 2 ? key : key + 1);
    found += slot->isUsed;
    sum = sum * 31 + slot->count;
  }
  return (int)(sum ^ found);
}
