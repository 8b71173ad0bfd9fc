/* 2,000 products in F_p[x]/(x^5 - 2), p = 2^31 - 2^27 + 1, Montgomery form with R = 2^32. */
#include "kernel.h"

#define P 0x78000001u
#define P_INVERSE 0x88000001u

typedef struct {
  uint32_t c[5];
} Element;

/* x / 2^32 mod p for x < 2^32 p. */
static uint32_t reduce(uint64_t x) {
  uint32_t q = (uint32_t)x * P_INVERSE;
  uint32_t high = (uint32_t)(x >> 32);
  uint32_t subtract = (uint32_t)(((uint64_t)q * P) >> 32);
  return high >= subtract ? high - subtract : high - subtract + P;
}

static uint32_t addmod(uint32_t a, uint32_t b) {
  uint32_t t = a + b;
  return t >= P ? t - P : t;
}

/* Not inlined: what is measured is the product, called as a library's. */
__attribute__((noinline)) static void multiply(Element *out, const Element *a, const Element *b) {
  uint32_t result[5];
  for (int k = 0; k < 5; k++) {
    uint32_t low = 0;
    uint32_t high = 0;
    for (int i = 0; i < 5; i++) {
      int j = k - i;
      if (j >= 0) low = addmod(low, reduce((uint64_t)a->c[i] * b->c[j]));
      else high = addmod(high, reduce((uint64_t)a->c[i] * b->c[j + 5]));
    }
    result[k] = addmod(low, addmod(high, high));
  }
  for (int k = 0; k < 5; k++) out->c[k] = result[k];
}

KERNEL {
  uint32_t count = opaque(2000);
  Element x = {{1, 2, 3, 4, 5}};
  Element y = {{opaque(1000000007), 77, 12345678, 987654321, 5}};
  for (uint32_t i = 0; i < count; i++) {
    multiply(&x, &x, &y);
    y.c[i % 5] = addmod(y.c[i % 5], x.c[0]);
  }
  return (int)(x.c[0] ^ x.c[1] << 1 ^ x.c[2] << 2 ^ x.c[3] << 3 ^ x.c[4] << 4);
}
