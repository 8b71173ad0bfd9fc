// The recursion guest: verifies the proof in the recursion blob that is its private input and commits key digest, exit code and public
// output of the inner claim. It is linked to verifier.wasm, the same bytes that run on the host; here is only what a program has
// around it. What its output is worth, and what the outer verifier must compare, is in docs/recursion.md.

@external("vouch", "input_ptr")
declare function inputPointer(): usize;
@external("vouch", "input_len")
declare function inputLength(): u32;
@external("vouch", "write")
declare function commit(bytes: usize, length: u32): void;
@external("vouch", "print")
declare function print(bytes: usize, length: u32): void;
@external("verifier", "verifyBlob")
declare function verifyBlob(blob: usize, length: u32, scratch: usize, scratchLength: u32, out: usize): i32;

/** Below: the statics of the verifier and of this module. */
const OUT: usize = 0x10000;
const SCRATCH: usize = 0x10100;
const SCRATCH_BYTES: u32 = 64 << 20;
const COMMITTED: usize = OUT + 64;
const COMMITTED_BYTES: u32 = 36;

/** "verification error 00\n" */
const MESSAGE = memory.data<u8>([
  118, 101, 114, 105, 102, 105, 99, 97, 116, 105, 111, 110, 32, 101, 114, 114, 111, 114, 32, 48, 48, 10,
]);
const MESSAGE_BYTES: u32 = 22;
const MESSAGE_TENS: usize = 19;

/** The exit code: 1, and nothing committed, if the proof does not verify. */
export function main(): i32 {
  const blob = inputPointer();
  const error = verifyBlob(blob, inputLength(), SCRATCH, SCRATCH_BYTES, OUT);
  if (error != 0) {
    store<u8>(MESSAGE + MESSAGE_TENS, 48 + error / 10);
    store<u8>(MESSAGE + MESSAGE_TENS + 1, 48 + error % 10);
    print(MESSAGE, MESSAGE_BYTES);
    return 1;
  }
  commit(COMMITTED, COMMITTED_BYTES);
  commit(blob + <usize>load<u32>(OUT, 8), load<u32>(OUT, 12));
  return 0;
}
