/*
 * Hashes as the input says, for the tests: algorithm (from 4 on the plain ones, 8 and 9 by zkvm_accelerators.h), length of pieces (0: all at
 * once), padding before the message, a u16 each; padding; message.
 */
#include "vouch-hash.h"
#include "vouch-plain.h"
#include "../../guest/lib/zkvm_accelerators.c"

#define IN_PIECES(NAME)                                                 \
  do {                                                                  \
    vouch_##NAME##_hasher hasher;                                       \
    vouch_##NAME##_init(&hasher);                                       \
    for (; length > piece; length -= piece, message += piece)           \
      vouch_##NAME##_update(&hasher, message, piece);                   \
    vouch_##NAME##_update(&hasher, message, length);                    \
    vouch_##NAME##_final(&hasher, digest);                              \
  } while (0)

int main(void) {
  const uint8_t *input;
  size_t length;
  read_input(&input, &length);
  const uint16_t *header = (const uint16_t *)input;
  size_t piece = header[1];
  const uint8_t *message = input + 6 + header[2];
  length -= 6 + header[2];
  uint8_t digest[32];
  switch (header[0]) {
    case 0:
      if (piece == 0) vouch_sha256(message, length, digest);
      else IN_PIECES(sha256);
      break;
    case 1:
      if (piece == 0) vouch_keccak256(message, length, digest);
      else IN_PIECES(keccak256);
      break;
    case 2:
      if (piece == 0) vouch_blake3(message, length, digest);
      else IN_PIECES(blake3);
      break;
    case 4: vouch_plain_sha256(message, length, digest); break;
    case 5: vouch_plain_keccak256(message, length, digest); break;
    case 6: vouch_plain_blake3(message, length, digest); break;
    case 8: zkvm_sha256(message, length, (zkvm_sha256_hash *)digest); break;
    case 9: zkvm_keccak256(message, length, (zkvm_keccak256_hash *)digest); break;
    default: vouch_panic("unknown algorithm");
  }
  commit_bytes(digest, sizeof digest);
  return 0;
}
