/**
 * Records of blake3_compress, blake3_chain and blake3_path, as offsets: read by TypeScript and by AssemblyScript, so literal integers only. What
 * they mean: blake3-records.ts.
 */

export const BLAKE3_HALF_ROUNDS = 14;

// One compression.
export const BLAKE3_IS_REAL = 0;
export const BLAKE3_ROW = 4;
export const BLAKE3_TS = 8;
export const BLAKE3_PC = 12;
export const BLAKE3_X17_PREV_TS = 16;
export const BLAKE3_X10_PREV_TS = 20;
export const BLAKE3_X11_PREV_TS = 24;
export const BLAKE3_X12_PREV_TS = 28;
export const BLAKE3_X13_PREV_TS = 32;
export const BLAKE3_X14_PREV_TS = 36;
export const BLAKE3_X10_VALUE = 40;
export const BLAKE3_X11_VALUE = 44;
export const BLAKE3_X12_VALUE = 48;
export const BLAKE3_X13_VALUE = 56;
export const BLAKE3_X14_VALUE = 60;
export const BLAKE3_VALUE_PREV_TS = 64; // 4 u32
export const BLAKE3_BLOCK_PREV_TS = 80; // 8 u32
export const BLAKE3_VALUE = 112; // 4 u64
export const BLAKE3_BLOCK = 144; // 8 u64
export const BLAKE3_FINAL = 208; // 16 u32
export const BLAKE3_BLOCK_WINDOW = 272;
export const BLAKE3_CALL_KIND = 276;
export const BLAKE3_BYTES = 280;

// One half round.
export const BLAKE3_ROUND_KIND = 0;
export const BLAKE3_ROUND_ROW = 4;
export const BLAKE3_ROUND_STATE = 8; // 16 u32
export const BLAKE3_ROUND_SECOND = 72; // 4 u32
export const BLAKE3_ROUND_FIRST = 88; // 8 u32
export const BLAKE3_ROUND_BYTES = 120;

export const BLAKE3_KIND_PADDING = 0;
export const BLAKE3_KIND_MIDDLE = 1;
export const BLAKE3_KIND_BORDER = 2;

// Kinds of compressions: alone; a block of a chain; a node of a path that is the left or the right half of its parent's block.
export const BLAKE3_CALL_SINGLE = 0;
export const BLAKE3_CALL_CHAIN = 1;
export const BLAKE3_CALL_LEFT = 2;
export const BLAKE3_CALL_RIGHT = 3;
export const BLAKE3_BLOCK_BYTES = 64;
export const BLAKE3_FLAG_LAST = 2;
