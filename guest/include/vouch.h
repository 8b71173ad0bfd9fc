/*
 * What a C guest of Vouch imports: the private input, the public output, printing, leaving, step markers.
 * Follows the zkVM IO interface convention (read_input, write_output). System calls: docs/guests.md.
 */
#ifndef VOUCH_H
#define VOUCH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The private input in place: 16-byte aligned, at most 128 MiB. Exits with 102 when the header announces more. */
void read_input(const uint8_t **data, size_t *length);

/* Appends bytes to the public output (1 MiB in all; more traps). */
void write_output(const void *data, size_t length);

/* write_output of one little-endian integer, of bytes, of a string without its terminator. */
void commit_u32(uint32_t value);
void commit_u64(uint64_t value);
void commit_bytes(const void *data, size_t length);
void commit_string(const char *text);

/* Debug text for the host: a provable no-op, not part of the claim. */
void print(const char *text);
void print_u64(uint64_t value);

/* Ends the run. Any code is provable and part of the claim; verifiers accept 0 unless told otherwise. */
__attribute__((noreturn)) void vouch_exit(int code);
/* Prints the message and ends the run with 101. */
__attribute__((noreturn)) void vouch_panic(const char *message);

/* Marks step N (1..2047) for the profiler: `addi x0, x0, N`, otherwise a no-op. */
#ifdef __wasm__
__attribute__((import_module("vouch"), import_name("step"))) void vouch_step(int number);
#define VOUCH_STEP(N) vouch_step(N)
#else
#define VOUCH_STEP(N) __asm__ volatile("addi x0, x0, %0" ::"i"(N))
#endif

/* What compilers call without being asked. */
void *memcpy(void *__restrict destination, const void *__restrict source, size_t length);
void *memmove(void *destination, const void *source, size_t length);
void *memset(void *destination, int byte, size_t length);
int memcmp(const void *a, const void *b, size_t length);
size_t strlen(const char *text);

#ifdef __cplusplus
}
#endif

#endif
