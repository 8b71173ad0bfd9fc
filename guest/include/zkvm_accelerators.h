/*
 * The part of the zkVM C interface for cryptographic accelerators (eth-act/zkvm-standards, standards/c-interface-accelerators) that Vouch
 * has precompiles for, with the standard's names and types, so that programs written for it compile here. Link guest/lib/zkvm_accelerators.c.
 */
#ifndef ZKVM_ACCELERATORS_H
#define ZKVM_ACCELERATORS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { ZKVM_EOK = 0, ZKVM_EFAIL = -1 } zkvm_status;

typedef struct {
  uint8_t data[32];
} zkvm_bytes_32;

typedef zkvm_bytes_32 zkvm_keccak256_hash;
typedef zkvm_bytes_32 zkvm_sha256_hash;

/* Any alignment will do; multiples of 8 are fastest. A null pointer ends the run with 101, except for `data` of length 0. */
zkvm_status zkvm_keccak256(const uint8_t *data, size_t len, zkvm_keccak256_hash *output);
zkvm_status zkvm_sha256(const uint8_t *data, size_t len, zkvm_sha256_hash *output);

#ifdef __cplusplus
}
#endif

#endif
