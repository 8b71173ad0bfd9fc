/* The guest library for C compiled to WebAssembly, in place of crt0.S and vouch.c: the same functions, by imports of module `vouch`.
   With -mbulk-memory the copies and fills are single instructions. */
#include "vouch.h"

#define IMPORT(name) __attribute__((import_module("vouch"), import_name(#name)))

IMPORT(input_ptr) const uint8_t *vouch_input_ptr(void);
IMPORT(input_len) size_t vouch_input_len(void);
IMPORT(write) void vouch_write(const void *data, size_t length);
IMPORT(print) void vouch_print(const void *text, size_t length);
IMPORT(exit) void vouch_end(int code);

int main(void);

__attribute__((export_name("_start"))) void start(void) { vouch_end(main()); }

void vouch_exit(int code) {
  vouch_end(code);
  __builtin_unreachable();
}

void vouch_panic(const char *message) {
  print("panic: ");
  print(message);
  print("\n");
  vouch_exit(101);
}

void read_input(const uint8_t **data, size_t *length) {
  *length = vouch_input_len();
  *data = vouch_input_ptr();
}

void write_output(const void *data, size_t length) { vouch_write(data, length); }
void commit_bytes(const void *data, size_t length) { write_output(data, length); }
void commit_u32(uint32_t value) { write_output(&value, sizeof value); }
void commit_u64(uint64_t value) { write_output(&value, sizeof value); }
void commit_string(const char *text) { write_output(text, strlen(text)); }
void print(const char *text) { vouch_print(text, strlen(text)); }

void print_u64(uint64_t value) {
  char digits[21];
  char *at = digits + 20;
  *at = 0;
  do *--at = (char)('0' + value % 10);
  while (value /= 10);
  print(at);
}

void *memcpy(void *restrict destination, const void *restrict source, size_t length) {
  return __builtin_memcpy(destination, source, length);
}

void *memmove(void *destination, const void *source, size_t length) { return __builtin_memmove(destination, source, length); }

void *memset(void *destination, int byte, size_t length) { return __builtin_memset(destination, byte, length); }

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
