/* The guest library: system calls and the few functions that compilers expect. */
#include "vouch.h"

#define PRIVATE_INPUT_START 0x60000000ull
#define MAX_INPUT (128u << 20)
#define SYSCALL_WRITE 64
#define SYSCALL_EXIT 93

static long write_fd(long fd, const void *data, size_t length) {
  register long a0 __asm__("a0") = fd;
  register const void *a1 __asm__("a1") = data;
  register size_t a2 __asm__("a2") = length;
  register long a7 __asm__("a7") = SYSCALL_WRITE;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
  return a0;
}

void vouch_exit(int code) {
  register long a0 __asm__("a0") = code;
  register long a7 __asm__("a7") = SYSCALL_EXIT;
  __asm__ volatile("ecall" : : "r"(a0), "r"(a7));
  __builtin_unreachable();
}

void vouch_panic(const char *message) {
  print("panic: ");
  print(message);
  print("\n");
  vouch_exit(101);
}

void read_input(const uint8_t **data, size_t *length) {
  uint32_t announced = *(const volatile uint32_t *)PRIVATE_INPUT_START;
  /* Cells beyond the announced length are the prover's choice; a header past the region would hand them out. */
  if (announced > MAX_INPUT) vouch_exit(102);
  *data = (const uint8_t *)(PRIVATE_INPUT_START + 16);
  *length = announced;
}

void write_output(const void *data, size_t length) { write_fd(1, data, length); }
void commit_bytes(const void *data, size_t length) { write_output(data, length); }
void commit_u32(uint32_t value) { write_output(&value, sizeof value); }
void commit_u64(uint64_t value) { write_output(&value, sizeof value); }
void commit_string(const char *text) { write_output(text, strlen(text)); }
void print(const char *text) { write_fd(2, text, strlen(text)); }

void print_u64(uint64_t value) {
  char digits[21];
  char *at = digits + 20;
  *at = 0;
  do *--at = (char)('0' + value % 10);
  while (value /= 10);
  print(at);
}

void *memcpy(void *restrict destination, const void *restrict source, size_t length) {
  uint8_t *to = destination;
  const uint8_t *from = source;
  if ((((uintptr_t)to ^ (uintptr_t)from) & 7) == 0) {
    for (; length > 0 && ((uintptr_t)to & 7) != 0; length--) *to++ = *from++;
    for (; length >= 8; length -= 8, to += 8, from += 8) *(uint64_t *)to = *(const uint64_t *)from;
  }
  while (length-- > 0) *to++ = *from++;
  return destination;
}

void *memmove(void *destination, const void *source, size_t length) {
  if ((uintptr_t)destination <= (uintptr_t)source) return memcpy(destination, source, length);
  uint8_t *to = (uint8_t *)destination + length;
  const uint8_t *from = (const uint8_t *)source + length;
  while (length-- > 0) *--to = *--from;
  return destination;
}

void *memset(void *destination, int byte, size_t length) {
  uint8_t *to = destination;
  uint64_t word = 0x0101010101010101ull * (uint8_t)byte;
  for (; length > 0 && ((uintptr_t)to & 7) != 0; length--) *to++ = (uint8_t)byte;
  for (; length >= 8; length -= 8, to += 8) *(uint64_t *)to = word;
  while (length-- > 0) *to++ = (uint8_t)byte;
  return destination;
}

int memcmp(const void *a, const void *b, size_t length) {
  const uint8_t *x = a, *y = b;
  for (; length > 0; length--, x++, y++)
    if (*x != *y) return *x < *y ? -1 : 1;
  return 0;
}

size_t strlen(const char *text) {
  size_t length = 0;
  while (text[length] != 0) length++;
  return length;
}
