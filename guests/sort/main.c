/* Sorts the private input, an array of little-endian u64, by quicksort; commits their number, the least, the median, the greatest and a
   checksum over the sorted order. */
#include "vouch.h"

#define CAPACITY (1u << 20)
static uint64_t items[CAPACITY];

static void swap(uint64_t *a, uint64_t *b) {
  uint64_t t = *a;
  *a = *b;
  *b = t;
}

/* Hoare's partition around the median of three; the larger part is looped over, so the stack stays logarithmic. */
static void quicksort(uint64_t *a, size_t count) {
  while (count > 16) {
    uint64_t *first = a, *middle = a + count / 2, *last = a + count - 1;
    if (*middle < *first) swap(middle, first);
    if (*last < *first) swap(last, first);
    if (*last < *middle) swap(last, middle);
    uint64_t pivot = *middle;
    size_t i = 0, j = count - 1;
    for (;;) {
      while (a[i] < pivot) i++;
      while (a[j] > pivot) j--;
      if (i >= j) break;
      swap(&a[i++], &a[j--]);
    }
    size_t left = j + 1;
    if (left < count - left) {
      quicksort(a, left);
      a += left;
      count -= left;
    } else {
      quicksort(a + left, count - left);
      count = left;
    }
  }
  for (size_t i = 1; i < count; i++) {
    uint64_t x = a[i];
    size_t j = i;
    for (; j > 0 && a[j - 1] > x; j--) a[j] = a[j - 1];
    a[j] = x;
  }
}

int main(void) {
  const uint8_t *input;
  size_t length;
  read_input(&input, &length);
  size_t count = length / 8;
  if (length % 8 != 0 || count == 0 || count > CAPACITY) vouch_panic("the input must be 1 to 2^20 little-endian u64");
  memcpy(items, input, length);
  quicksort(items, count);
  uint64_t checksum = 0;
  for (size_t i = 0; i < count; i++) checksum = checksum * 31 + items[i];
  commit_u64(count);
  commit_u64(items[0]);
  commit_u64(items[count / 2]);
  commit_u64(items[count - 1]);
  commit_u64(checksum);
  return 0;
}
