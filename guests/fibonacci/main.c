/* Commits n and the n-th Fibonacci number mod 2^64 for a little-endian u64 n from the private input. */
#include "vouch.h"

int main(void) {
  const uint8_t *input;
  size_t length;
  read_input(&input, &length);
  if (length != 8) vouch_panic("the input must be one little-endian u64");
  uint64_t n = *(const uint64_t *)input;
  uint64_t a = 0, b = 1;
  for (uint64_t i = 0; i < n; i++) {
    uint64_t next = a + b;
    a = b;
    b = next;
  }
  commit_u64(n);
  commit_u64(a);
  return 0;
}
