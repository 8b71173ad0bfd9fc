/**
 * Records of the sha256_compress precompile, as offsets: read by TypeScript and by AssemblyScript, so literal integers only. What
 * they mean: sha256-records.ts.
 */

/** Rows of four rounds each; the row behind them holds the final words. */
export const SHA256_STEPS = 16;

// One call.
export const SHA256_TS = 0;
export const SHA256_PC = 4;
export const SHA256_X17_PREV_TS = 8;
export const SHA256_X10_PREV_TS = 12;
export const SHA256_X11_PREV_TS = 16;
export const SHA256_X10_VALUE = 20;
export const SHA256_X11_VALUE = 24;
export const SHA256_BLOCK_WINDOW = 28;
export const SHA256_VALUE_PREV_TS = 32; // 4 u32
export const SHA256_BLOCK_PREV_TS = 48; // 8 u32
export const SHA256_VALUE = 80; // 4 u64
export const SHA256_BLOCK = 112; // 8 u64
export const SHA256_FINAL = 176; // 8 u32
export const SHA256_BYTES = 208;

// Four rounds.
export const SHA256_ROUND_TS = 0;
export const SHA256_ROUND_INDEX = 4;
export const SHA256_ROUND_WORDS = 8; // 8 u32
export const SHA256_ROUND_NEXT = 40; // 8 u32
export const SHA256_ROUND_INPUT = 72; // 4 u32
export const SHA256_ROUND_CONSTANTS = 88; // 4 u32
export const SHA256_ROUND_BYTES = 104;

// Four words of the schedule.
export const SHA256_SCHEDULE_TS = 0;
export const SHA256_SCHEDULE_INDEX = 4;
export const SHA256_SCHEDULE_WORDS = 8; // 20 u32
export const SHA256_SCHEDULE_BYTES = 88;
