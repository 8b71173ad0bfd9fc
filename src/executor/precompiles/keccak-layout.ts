/**
 * Records of keccak_f1600, as byte offsets: for the executor's AssemblyScript (assembly/executor/precompiles/keccak.ts) and
 * keccak-records.ts, where the fields are documented. Both compilers read this file, so it holds literal integers only.
 */
export const KECCAK_CELLS = 25;
export const KECCAK_ROUNDS = 24;
/** Rows of KECCAK_RND per lane: four windows of 16 bits. */
export const KECCAK_WINDOWS = 4;
/** A square root of -1 modulo p: its powers are the keys of the windows. */
export const KECCAK_WINDOW_FACTOR = 1728404513;

export const KECCAK_TS = 0;
export const KECCAK_PC = 4;
export const KECCAK_X17_PREV_TS = 8;
export const KECCAK_X10_PREV_TS = 12;
export const KECCAK_X10_VALUE = 16;
export const KECCAK_PREV_TS = 20; // 25 u32
export const KECCAK_BEFORE = 120; // 25 u64
export const KECCAK_AFTER = 320; // 25 u64
export const KECCAK_BYTES = 520;

export const KECCAK_RND_TS = 0;
export const KECCAK_RND_ROW_ID = 4;
export const KECCAK_RND_KEY = 8;
export const KECCAK_RND_RC = 12;
export const KECCAK_RND_EDGE = 16; // 5 bytes
export const KECCAK_RND_B = 24; // 25 u16
export const KECCAK_RND_A = 74; // 25 u16
export const KECCAK_RND_CARRY = 124; // 25 u16
export const KECCAK_RND_NEXT_B = 174; // 25 u16
export const KECCAK_RND_BYTES = 224;
