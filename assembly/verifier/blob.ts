// The recursion blob (docs/recursion.md): what a guest that verifies a proof takes as its private input. A prefix of 16 bytes (magic
// "LVMR", version, length of the description, length of the proof), then key, description and proof, each at a multiple of 16.
// Nothing follows from lengths alone that the verifier does not check: the key's length is what the others leave, and
// checkKeyTables compares it with what the key says.
import { scanDescription } from './description';
import { step } from './imports';
import { verify } from './index';
import { KEY_HEADER_BYTES } from './key';
import * as S from './state';

const MAGIC: u32 = 0x524d564c;
const VERSION: u32 = 1;
const PREFIX_BYTES: u32 = 16;
const ALIGNMENT: u64 = 16;
const KEY_DIGEST_OFFSET: usize = 64;
const KEY_DIGEST_BYTES: usize = 32;

/** Where `out` has what a verifying guest commits: key digest, exit code. */
const COMMITTED: usize = 64;

/**
 * Verifies the proof in a blob with the key and description in it, which are as untrusted as the proof. Returns 0, or an error number;
 * `out` receives 25 words: 16 as `verify` writes them, with the offset of the public output in the blob, then key digest and exit code.
 * `blob` is a multiple of 16, `scratch` and `out` of 8; `scratch` has `scratchLength` bytes, and none of the regions overlap.
 */
export function verifyBlob(blob: usize, length: u32, scratch: usize, scratchLength: u32, out: usize): i32 {
  step(1);
  store<u32>(scratch, out as u32, S.OUT);
  if (((blob & 15) | ((scratch | out) & 7)) != 0) return S.fail(scratch, S.BAD_ARGUMENTS, 0, 0);
  if (length < PREFIX_BYTES) return S.fail(scratch, S.BAD_BLOB, 0, length);
  if (load<u32>(blob) != MAGIC) return S.fail(scratch, S.BAD_BLOB, 0, 0);
  if (load<u32>(blob, 4) != VERSION) return S.fail(scratch, S.BAD_BLOB, 4, 0);
  const descriptionLength = load<u32>(blob, 8);
  const proofLength = load<u32>(blob, 12);
  // Safety: in 64 bits, so that no sum wraps before it is compared.
  const paddedDescription = ((descriptionLength as u64) + (ALIGNMENT - 1)) & ~(ALIGNMENT - 1);
  const rest = (PREFIX_BYTES as u64) + paddedDescription + (proofLength as u64);
  if (rest + (KEY_HEADER_BYTES as u64) > (length as u64)) return S.fail(scratch, S.BAD_BLOB, 8, length);
  const keyLength = ((length as u64) - rest) as u32;
  if ((keyLength & 15) != 0) return S.fail(scratch, S.BAD_BLOB, 12, length);

  const key = blob + <usize>PREFIX_BYTES;
  const description = key + <usize>keyLength;
  const proof = description + <usize>paddedDescription;
  for (let at = description + <usize>descriptionLength; at < proof; at++) {
    if (load<u8>(at) != 0) return S.fail(scratch, S.BAD_BLOB, (at - blob) as u32, 0);
  }
  const needed = scanDescription(description, descriptionLength, 0);
  if (needed > (scratchLength as i64)) return S.fail(scratch, S.BAD_ARGUMENTS, descriptionLength, 0);

  const error = verify(proof, proofLength as i32, key, keyLength as i32, description, descriptionLength as i32, scratch, out);
  if (error != S.OK) return error;
  store<u32>(out, load<u32>(out, 8) + ((proof - blob) as u32), 8);
  for (let i: usize = 0; i < KEY_DIGEST_BYTES; i += 8) {
    store<u64>(out + COMMITTED + i, load<u64>(proof + KEY_DIGEST_OFFSET + i));
  }
  store<u32>(out + COMMITTED + KEY_DIGEST_BYTES, load<u32>(out, 4));
  return S.OK;
}
