/**
 * What the machine offers a guest: the imports of the WebAssembly module `vouch`, which the guest compiler turns into system
 * calls. Everything else in this library is built on these and reads no other state: a run is a function of program and input.
 */

/** Address of the private input: 16-byte aligned, inside linear memory as far as loads are concerned. */
// @ts-ignore: decorator
@external('vouch', 'input_ptr')
export declare function inputPointer(): usize;

/** Length of the private input in bytes, at most 128 MiB. */
// @ts-ignore: decorator
@external('vouch', 'input_len')
export declare function inputLength(): i32;

/** Appends bytes to the public output (1 MiB in all). */
// @ts-ignore: decorator
@external('vouch', 'write')
export declare function writeOutput(pointer: usize, length: i32): void;

/** Debug text for the host, a provable no-op. */
// @ts-ignore: decorator
@external('vouch', 'print')
export declare function writeDebug(pointer: usize, length: i32): void;

/** Ends the run. */
// @ts-ignore: decorator
@external('vouch', 'exit')
export declare function exitNow(code: i32): void;

/** Marks step n, 1 to 2047, for the profiler. */
// @ts-ignore: decorator
@external('vouch', 'step')
export declare function step(n: i32): void;

/**
 * Keccak-f[1600] (FIPS 202, section 3.3) of a state of 25 lanes in place: lane (x, y) is the u64 at `state + 8 (x + 5 y)`. The address
 * must be a multiple of 8; the run traps otherwise.
 */
// @ts-ignore: decorator
@external('vouch', 'keccak_f')
export declare function keccakPermute(state: usize): void;

/**
 * BLAKE3's compression function (specification, section 2.2): `value`, eight u32, is replaced by the first eight words of the result. `block`
 * are 64 bytes as they lie in the message. Both addresses must be multiples of 8 and the operands may not overlap.
 */
// @ts-ignore: decorator
@external('vouch', 'blake3_compress')
export declare function blake3Compress(value: usize, block: usize, counter: u64, blockLength: u32, flags: u32): void;

/**
 * SHA-256's compression function (FIPS 180-4, section 6.2.2): `state`, the eight words as u32, is replaced by the next one. `block` are 64
 * bytes as they lie in the message. Both addresses must be multiples of 8 and the operands may not overlap.
 */
// @ts-ignore: decorator
@external('vouch', 'sha256_compress')
export declare function sha256Compress(state: usize, block: usize): void;
