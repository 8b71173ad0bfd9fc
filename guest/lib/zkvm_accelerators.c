/* The standard's accelerators by Vouch's precompiles. */
#include "zkvm_accelerators.h"

#include "vouch-hash.h"

static void check(const void *data, size_t length, const void *output) {
  if ((data == NULL && length > 0) || output == NULL) vouch_panic("null pointer for an accelerator");
}

zkvm_status zkvm_keccak256(const uint8_t *data, size_t len, zkvm_keccak256_hash *output) {
  check(data, len, output);
  vouch_keccak256(data, len, output->data);
  return ZKVM_EOK;
}

zkvm_status zkvm_sha256(const uint8_t *data, size_t len, zkvm_sha256_hash *output) {
  check(data, len, output);
  vouch_sha256(data, len, output->data);
  return ZKVM_EOK;
}
