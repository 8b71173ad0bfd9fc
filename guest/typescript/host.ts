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
