/*
 * A salary survey. The private input is a list of yearly salaries (little-endian u32 each). The program sorts them, computes median,
 * mean and quartiles, and commits these together with the SHA-256 of the list: whoever knows that digest can check that the figures
 * are those of this very list, without running the program and without being sent the list.
 */
#include "vouch-plain.h"

#define CAPACITY 65536
static uint32_t salaries[CAPACITY];

static void swap(uint32_t *a, uint32_t *b) {
  uint32_t t = *a;
  *a = *b;
  *b = t;
}

/* Heapsort: in place, n log n for every order of the input. */
static void sift_down(uint32_t *heap, size_t root, size_t count) {
  for (;;) {
    size_t child = 2 * root + 1;
    if (child >= count) return;
    if (child + 1 < count && heap[child] < heap[child + 1]) child++;
    if (heap[root] >= heap[child]) return;
    swap(&heap[root], &heap[child]);
    root = child;
  }
}

static void sort(uint32_t *items, size_t count) {
  for (size_t i = count / 2; i-- > 0;) sift_down(items, i, count);
  for (size_t end = count; end-- > 1;) {
    swap(&items[0], &items[end]);
    sift_down(items, 0, end);
  }
}

static void print_line(const char *name, uint64_t value) {
  print(name);
  print_u64(value);
  print("\n");
}

int main(void) {
  const uint8_t *input;
  size_t length;
  read_input(&input, &length);
  size_t count = length / 4;
  if (length % 4 != 0 || count == 0 || count > CAPACITY) vouch_panic("the input must be 1 to 65536 little-endian u32");
  memcpy(salaries, input, length);

  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++) sum += salaries[i];
  VOUCH_STEP(1);
  sort(salaries, count);
  VOUCH_STEP(2);
  uint8_t digest[32];
  vouch_plain_sha256(input, length, digest);

  uint32_t mean = (uint32_t)(sum / count);
  uint32_t lower = salaries[count / 4], median = salaries[count / 2], upper = salaries[count - 1 - count / 4];
  print_line("salaries read:  ", count);
  print_line("lower quartile: ", lower);
  print_line("median:         ", median);
  print_line("upper quartile: ", upper);
  print_line("mean:           ", mean);

  commit_bytes(digest, sizeof digest);
  commit_u32((uint32_t)count);
  commit_u32(lower);
  commit_u32(median);
  commit_u32(upper);
  commit_u32(mean);
  return 0;
}
