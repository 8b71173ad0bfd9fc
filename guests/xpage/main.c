/* Reads a private input of many pages in place, with every width and alignment, across page and cell borders; commits its length and
   a rotating sum. */
#include "vouch.h"

static uint64_t rotate(uint64_t x, unsigned by) { return x << by | x >> (64 - by); }

int main(void) {
  const uint8_t *input;
  size_t length;
  read_input(&input, &length);
  uint64_t sum = 0;
  /* A stride of 4093 bytes meets every alignment and crosses pages. */
  for (size_t at = 0; at + 8 <= length; at += 4093) {
    const uint8_t *p = input + at;
    uint64_t value = *(const volatile uint64_t *)p;
    value += *(const volatile uint32_t *)(p + 1);
    value ^= (uint64_t) * (const volatile int16_t *)(p + 3);
    value += *(const volatile int8_t *)(p + 5);
    sum = rotate(sum, 7) ^ value;
  }
  for (size_t page = 4096; page + 4 <= length; page += 4096) sum += *(const volatile uint64_t *)(input + page - 4);
  commit_u64(length);
  commit_u64(sum);
  return 0;
}
