/**
 * Records of the field precompiles, as byte offsets: for the executor's AssemblyScript (assembly/executor/precompiles/field.ts) and
 * field-records.ts, where the fields are documented. Both compilers read this file, so it holds literal integers only.
 */
export const ELEMENT_BYTES = 20;
/** An element covers three cells at either alignment. */
export const ELEMENT_CELLS = 3;

// Fields that both call records have at the same place.
export const FIELD_TS = 0;
export const FIELD_PC = 4;
export const FIELD_X17_PREV_TS = 8;
export const FIELD_X10_PREV_TS = 12;
export const FIELD_X11_PREV_TS = 16;
export const FIELD_X12_PREV_TS = 20;
export const FIELD_X10_VALUE = 24;
export const FIELD_X11_VALUE = 28;
export const FIELD_X12_VALUE = 32;
export const FIELD_OUT_PREV_TS = 36; // 3 u32
export const FIELD_OUT_CELLS = 48; // 3 u64, before the call
export const FIELD_RESULT = 72; // 5 u32

export const EXT_MUL_A_PREV_TS = 92; // 3 u32
export const EXT_MUL_B_PREV_TS = 104; // 3 u32
export const EXT_MUL_IS_DIVISION = 116;
export const EXT_MUL_A_CELLS = 120; // 3 u64
export const EXT_MUL_B_CELLS = 144; // 3 u64
export const EXT_MUL_BYTES = 168;

export const DOT_X13_PREV_TS = 92;
export const DOT_X13_VALUE = 96;
export const DOT_BYTES = 104;

export const DOT_TERMS_TS = 0;
export const DOT_TERMS_IS_PAIR = 4;
export const DOT_TERMS_WORDS_CELL = 8;
export const DOT_TERMS_WEIGHTS_CELL = 12;
export const DOT_TERMS_WORDS_PREV_TS = 16;
export const DOT_TERMS_WEIGHTS_PREV_TS = 20;
export const DOT_TERMS_SUM = 24; // 5 u32
export const DOT_TERMS_WORDS = 48; // u64
export const DOT_TERMS_WEIGHTS = 56; // 5 u64
export const DOT_TERMS_BYTES = 96;
