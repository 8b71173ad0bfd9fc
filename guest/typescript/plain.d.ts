/// <reference types="assemblyscript/std/assembly/index.d.ts" />
/** Editor types of `vouch/guest/plain`: the hashes as code, without precompiles, to compare with. */

/** SHA-256 of some bytes, in code. */
export declare function sha256(bytes: Uint8Array): Uint8Array;
/** Keccak-256 of some bytes, in code. */
export declare function keccak256(bytes: Uint8Array): Uint8Array;
/** BLAKE3 of some bytes, 32 bytes long, in code. */
export declare function blake3(bytes: Uint8Array): Uint8Array;
