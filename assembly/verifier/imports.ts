// What the verifier asks of its surroundings: hashing and products in E. On the host these are SIMD functions
// (assembly/primitives), inside the machine precompiles. Both kinds refuse words of p or more.

/** BLAKE3's compression function: 8 words at `cv` are replaced, 64 bytes at `block` are read where they lie. */
@external("vouch", "blake3_compress")
export declare function blake3Compress(cv: usize, block: usize, counter: u64, blockLength: i32, flags: i32): void;

/**
 * `count` > 0 blocks at `data` are absorbed by the 8 words at `cv`, the first with this counter and these flags; the counter grows by 1, later
 * blocks have no flags, and the last one has LAST besides.
 */
@external("vouch", "blake3_chain")
export declare function blake3Chain(cv: usize, data: usize, counter: u64, count: i32, flags: i32): void;

/**
 * The node of 8 words at `node` is replaced by its parent, `count` > 0 times: the compression, by the initial value, of itself and its sibling,
 * with itself on the right where the index is odd. The siblings lie one after the other; the index loses a bit each time.
 */
@external("vouch", "blake3_path")
export declare function blake3Path(node: usize, siblings: usize, index: i32, count: i32, flags: i32): void;

/** Keccak-f[1600] on 200 bytes. */
@external("vouch", "keccak_f")
export declare function keccakF(state: usize): void;

/** out = a b in E; out may be an operand. Non-zero if an operand is not canonical. */
@external("vouch", "ext_mul")
export declare function extMul(out: usize, a: usize, b: usize): i32;

/** out = a / b in E; out may be an operand. Non-zero if an operand is not canonical or b is zero. */
@external("vouch", "ext_div")
export declare function extDiv(out: usize, a: usize, b: usize): i32;

/** out = sum of words[i] * weights[i], words in F, weights in E, both at multiples of 8. Non-zero if an operand is not canonical. */
@external("vouch", "dot")
export declare function dot(out: usize, words: usize, weights: usize, count: i32): i32;

/** Marks the phase that begins, for profiles. */
@external("vouch", "step")
export declare function step(phase: i32): void;
