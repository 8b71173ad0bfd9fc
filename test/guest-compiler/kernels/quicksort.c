/* Hoare's quicksort of 4,000 pseudo-random words, recursive. */
#include "kernel.h"

#define COUNT 4000

static int32_t words[COUNT];

static void sort(int32_t *a, int32_t low, int32_t high) {
  while (low < high) {
    int32_t pivot = a[low + (high - low) / 2];
    int32_t i = low;
    int32_t j = high;
    while (i <= j) {
      while (a[i] < pivot) i++;
      while (a[j] > pivot) j--;
      if (i > j) break;
      int32_t t = a[i];
      a[i++] = a[j];
      a[j--] = t;
    }
    sort(a, low, j);
    low = i;
  }
}

KERNEL {
  uint32_t seed = opaque(12345);
  int32_t count = (int32_t)opaque(COUNT);
  for (int32_t i = 0; i < count; i++) {
    seed = seed * 1664525 + 1013904223;
    words[i] = (int32_t)(seed ^ seed >> 15);
  }
  sort(words, 0, count - 1);
  uint32_t sum = 0;
  for (int32_t i = 0; i < count; i++) {
    if (i > 0 && words[i - 1] > words[i]) return -1;
    sum = sum * 31 + (uint32_t)words[i];
  }
  return (int)sum;
}
