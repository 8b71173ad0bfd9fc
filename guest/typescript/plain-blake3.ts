/**
 * BLAKE3 with 32 bytes of output as code, without the precompile: `plain.blake3`. The tree is the specification's recursion: the left subtree
 * is the largest complete one that leaves something for the right.
 */
const INITIAL = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);
/** Offsets of the block's words in the order in which each of the seven rounds takes them. */
const SCHEDULE = memory.data<u8>([
  0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60,
  8, 24, 12, 40, 28, 0, 16, 52, 4, 44, 48, 20, 36, 56, 60, 32,
  12, 16, 40, 48, 52, 8, 28, 56, 24, 20, 36, 0, 44, 60, 32, 4,
  40, 28, 48, 36, 56, 12, 52, 60, 16, 0, 44, 8, 20, 32, 4, 24,
  48, 52, 36, 44, 60, 40, 56, 32, 28, 8, 20, 12, 0, 4, 24, 16,
  36, 56, 44, 20, 32, 48, 60, 4, 52, 12, 0, 40, 8, 24, 16, 28,
  44, 60, 20, 0, 4, 36, 32, 24, 56, 40, 8, 48, 12, 16, 28, 52,
]);
const CHUNK_BYTES: i32 = 1024;
const CHUNK_START: u32 = 1;
const CHUNK_END: u32 = 2;
const PARENT: u32 = 4;
const ROOT: u32 = 8;
/** Chaining values that wait for their parent, 64 bytes for each of at most 21 levels. */
const values = memory.data(21 * 64);
const working = memory.data(64);
const lastBlock = memory.data(64);

/** BLAKE3 of some bytes, in code. */
export function blake3(bytes: Uint8Array): Uint8Array {
  const digest = new Uint8Array(32);
  subtree(bytes.dataStart, bytes.length, 0, ROOT, digest.dataStart, values);
  return digest;
}

/** The chaining value of `length` bytes from chunk number `chunk` on, or the digest, if `root` is ROOT; 32 bytes at `value`; `free` is room. */
function subtree(pointer: usize, length: i32, chunk: u64, root: u32, value: usize, free: usize): void {
  if (length <= CHUNK_BYTES) return wholeChunk(pointer, length, chunk, root, value);
  const chunks = (length + CHUNK_BYTES - 1) / CHUNK_BYTES;
  const left = 1 << (31 - clz(chunks - 1));
  subtree(pointer, left * CHUNK_BYTES, chunk, 0, free, free + 64);
  subtree(pointer + left * CHUNK_BYTES, length - left * CHUNK_BYTES, chunk + left, 0, free + 32, free + 64);
  memory.copy(value, INITIAL, 32);
  compress(value, free, 0, 64, PARENT | root);
}

function wholeChunk(pointer: usize, length: i32, chunk: u64, root: u32, value: usize): void {
  memory.copy(value, INITIAL, 32);
  let flags = CHUNK_START;
  for (; length > 64; length -= 64, pointer += 64) {
    compress(value, pointer, chunk, 64, flags);
    flags = 0;
  }
  memory.copy(lastBlock, pointer, length);
  memory.fill(lastBlock + length, 0, 64 - length);
  compress(value, lastBlock, chunk, length, flags | CHUNK_END | root);
}

class Mix {
  /** The quarter-round on four of the working words, with two words of the block. */
  // @ts-ignore: decorator
  @inline static g(a: usize, b: usize, c: usize, d: usize, block: usize, schedule: usize): void {
    let x = load<u32>(working + a) + load<u32>(working + b) + load<u32>(block + load<u8>(schedule));
    let w = rotr<u32>(load<u32>(working + d) ^ x, 16);
    let z = load<u32>(working + c) + w;
    let y = rotr<u32>(load<u32>(working + b) ^ z, 12);
    x += y + load<u32>(block + load<u8>(schedule, 1));
    w = rotr<u32>(w ^ x, 8);
    z += w;
    y = rotr<u32>(y ^ z, 7);
    store<u32>(working + a, x);
    store<u32>(working + b, y);
    store<u32>(working + c, z);
    store<u32>(working + d, w);
  }
}

function compress(value: usize, block: usize, counter: u64, blockLength: u32, flags: u32): void {
  memory.copy(working, value, 32);
  memory.copy(working + 32, INITIAL, 16);
  store<u64>(working, counter, 48);
  store<u32>(working, blockLength, 56);
  store<u32>(working, flags, 60);
  for (let round = SCHEDULE; round < SCHEDULE + 112; round += 16) {
    Mix.g(0, 16, 32, 48, block, round);
    Mix.g(4, 20, 36, 52, block, round + 2);
    Mix.g(8, 24, 40, 56, block, round + 4);
    Mix.g(12, 28, 44, 60, block, round + 6);
    Mix.g(0, 20, 40, 60, block, round + 8);
    Mix.g(4, 24, 44, 48, block, round + 10);
    Mix.g(8, 28, 32, 52, block, round + 12);
    Mix.g(12, 16, 36, 56, block, round + 14);
  }
  for (let i: usize = 0; i < 32; i += 8) store<u64>(value + i, load<u64>(working + i) ^ load<u64>(working + i, 32));
}
