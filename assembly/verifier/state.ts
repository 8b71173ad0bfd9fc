// The verifier's memory: everything it writes lies in `scratch`, at the offsets below, but for the result in `out`. Nothing
// here points into `scratch` from outside, so an archive cannot reach what is written. Also the error numbers.
//
// The names of offsets in a record begin with the record's letter: T a table, H a distinct height, L a FRI layer.

/** Error numbers; src/verify/errors.ts gives each a code and a message. Stable: only ever add. */
export const OK: i32 = 0;
export const BAD_ARGUMENTS: i32 = 1;
/** offset in the key */
export const BAD_KEY: i32 = 2;
export const DESCRIPTION_MISMATCH: i32 = 3;
/** index of the word */
export const BAD_DESCRIPTION: i32 = 4;
/** offset */
export const BAD_HEADER: i32 = 5;
export const KEY_MISMATCH: i32 = 6;
/** got, expected */
export const BAD_LENGTH: i32 = 7;
/** table, log height */
export const BAD_HEIGHTS: i32 = 8;
/** offset in the output, or its length */
export const BAD_PUBLIC_OUTPUT: i32 = 9;
export const INTERACTION_BOUND: i32 = 10;
/** offset */
export const BAD_PADDING: i32 = 11;
/** offset */
export const NON_CANONICAL: i32 = 12;
/** label */
export const BAD_NONCE: i32 = 13;
export const BUS_IMBALANCE: i32 = 14;
/** index of the public term */
export const ZERO_FINGERPRINT: i32 = 15;
/** log height */
export const CONSTRAINT_MISMATCH: i32 = 16;
/** query, tree */
export const BAD_OPENING: i32 = 17;
/** query, layer */
export const BAD_FRI_OPENING: i32 = 18;
/** query, layer */
export const FRI_MISMATCH: i32 = 19;
/** query */
export const FINAL_MISMATCH: i32 = 20;
/** offset in the recursion blob, its length where that is too short */
export const BAD_BLOB: i32 = 21;

export const E_BYTES: usize = 20;
export const MAX_TABLES: u32 = 64;
export const MAX_WIDTH: u32 = 1 << 14;
export const MAX_ARITY: u32 = 128;
export const MAX_OUTPUT_BYTES: u32 = 1 << 20;
export const MAX_LAYERS: usize = 27;
export const MAX_LEVELS: usize = 27;

// The call's arguments and what follows from them. Pointers are absolute.
export const ARCHIVE: usize = 0;
export const ARCHIVE_LENGTH: usize = 4;
export const KEY: usize = 8;
export const KEY_LENGTH: usize = 12;
export const DESCRIPTION: usize = 16;
export const DESCRIPTION_LENGTH: usize = 20;
export const OUT: usize = 24;
export const NUM_TABLES: usize = 28;
export const NUM_PUBLIC_TERMS: usize = 32;
export const EXIT_CODE: usize = 36;
export const OUTPUT_LENGTH: usize = 40;
export const NUM_HEIGHTS: usize = 44;
export const NUM_LAYERS: usize = 48;
/** log length of the largest domain. */
export const MAX_LOG_LENGTH: usize = 52;
/** log length of each of the four trees' largest extension; 0 if there is no such tree. */
export const TREE_LOG_LENGTHS: usize = 56; // to 72
/** Pointers to the four trees' caps. */
export const TREE_CAPS: usize = 72; // to 88
export const OUTPUT: usize = 88;
export const SUMS: usize = 92;
export const NUM_SUMS: usize = 96;
export const OPENINGS: usize = 100;
export const NUM_OPENINGS: usize = 104;
export const FINAL_POLYNOMIAL: usize = 108;
/** Pointer to the next nonce. */
export const NONCE: usize = 112;
export const QUERIES: usize = 116;
export const QUERY_BYTES: usize = 120;
/** Next free byte of the variable part. */
export const FREE: usize = 124;

// Transcript and hashing; blocks are 64-byte aligned if scratch is.
export const CV: usize = 128;
export const DIGEST: usize = 160;
export const ZERO_BLOCK: usize = 192;
export const BLOCK: usize = 256;
export const NODE: usize = 320; // to 352
/** Padded bytes of a query's rows and of its siblings, and these without padding, by tree. */
export const TREE_ROW_BYTES: usize = 352; // to 368
export const TREE_SIBLING_BYTES: usize = 368; // to 384
export const LEAF: usize = 384; // to 416
export const KECCAK_STATE: usize = 448; // to 648

// Elements of E. What `dot` reads lies at multiples of 8, as the machine's precompile wants it, and shares no cell of 8 bytes with
// anything else; products, too, are cheapest there.
export const THETA: usize = 648;
export const ALPHA: usize = 668;
export const ZETA: usize = 688;
export const GAMMA: usize = 708;
/** u - zeta. */
export const DIFFERENCE: usize = 728;
/** The word of 1, as often as a sum has parts: the opened sum and one for each of the four trees. */
export const ONES: usize = 752;
export const ONES_BYTES: usize = 20;
export const T0: usize = 776;
export const T1: usize = 800;
export const T2: usize = 824;
export const T3: usize = 848;
export const T4: usize = 872;
export const T5: usize = 896;
export const T6: usize = 920;
export const T7: usize = 944;
/** The value carried from fold to fold. */
export const CARRIED: usize = 968;
/** y of the query in the largest domain, and 1/y, as elements of which all words but the first stay 0; and 1. */
export const Y: usize = 992;
export const Y_INVERSE: usize = 1016;
export const UNIT: usize = 1040;
/** What one more `dot` sums up: 9 elements. */
export const PARTS: usize = 1064; // to 1244
/** Powers of 1/y for a fold: 8 words; and the word of 1. */
export const POWERS_OF_INVERSE: usize = 1248; // to 1284
/** Powers of y for pieces of the final polynomial, and for the sum of the pieces: 8 words each. */
export const POWERS_OF_Y: usize = 1288; // to 1320
export const POWERS_OF_PIECE: usize = 1320; // to 1352
/** Constant part and coefficients of index and value of a public term's fingerprint; then the words 1, index, value. */
export const PUBLIC_WEIGHTS: usize = 2216; // to 2276
export const PUBLIC_WORDS: usize = 2280; // to 2292
/** Whether a public term is per u32 of the output. */
export const HAS_OUTPUT_WORDS: usize = 2292;
export const INDICES: usize = 2296; // to 4344
/** delta^i at +20 (i - 1), i = 1..128. */
export const DELTA_POWERS: usize = 4344; // to 6904

/** A tuple for its fingerprint: the word 1, the bus, five words of each element; and what they weigh. Longer tuples are summed up one by one. */
export const MAX_EXPANDED: u32 = 10;
export const FINGERPRINT_WORDS: usize = 6904; // to 7112
export const FINGERPRINT_WEIGHTS: usize = 7112; // to 8152

export const TABLES: usize = 8152;
export const TABLE_BYTES: usize = 96;
export const T_PREPROCESSED_WIDTH: usize = 0;
export const T_MAIN_WIDTH: usize = 4;
export const T_NUM_NEXT: usize = 8;
/** Pointer to the list of columns opened at the next row. */
export const T_NEXT_COLUMNS: usize = 12;
export const T_NUM_INTERACTIONS: usize = 16;
/** Of the permutation round: one per group of interactions and one per committed fingerprint. */
export const T_NUM_LOGUP_COLUMNS: usize = 20;
export const T_NUM_INSTRUCTIONS: usize = 24;
export const T_INSTRUCTIONS: usize = 28;
export const T_NUM_CONSTRAINTS: usize = 32;
/** 0 if absent. */
export const T_LOG_HEIGHT: usize = 36;
/** Pointers to the openings, in their order. */
export const T_OPENED_PREPROCESSED: usize = 40;
export const T_OPENED_MAIN: usize = 44;
export const T_OPENED_PERMUTATION: usize = 48;
export const T_OPENED_NEXT: usize = 52;
export const T_OPENED_SUM_NEXT: usize = 56;
export const T_CUMULATIVE_SUM: usize = 60;
/** Pointer to the height's record. */
export const T_HEIGHT: usize = 64;
/** lambda_t. */
export const T_COEFFICIENT: usize = 68; // to 88

/** Distinct heights, descending. */
export const HEIGHTS: usize = TABLES + (MAX_TABLES as usize) * TABLE_BYTES;
export const HEIGHT_BYTES: usize = 704;
export const H_LOG_HEIGHT: usize = 0;
/** Words of a row, by tree. */
export const H_ROW_WORDS: usize = 4; // to 20
/** Pointers to the weights of a row, by tree. */
export const H_WEIGHTS: usize = 20; // to 36
/** While weights are made: where the next table's begin. */
export const H_CURSORS: usize = 36; // to 52
/** Words opened at the next row: of main columns, of running sums. */
export const H_NUM_NEXT_MAIN: usize = 68;
export const H_NUM_NEXT_PERMUTATION: usize = 72;
/** Offsets in the rows of these words, their weights, and a place to gather them. */
export const H_NEXT_OFFSETS: usize = 76;
export const H_NEXT_WEIGHTS: usize = 80;
export const H_NEXT_WORDS: usize = 84;
export const H_NEXT_MAIN_CURSOR: usize = 88;
export const H_NEXT_PERMUTATION_CURSOR: usize = 92;
/** Pointer to the opening of q_0; q_1 follows. */
export const H_OPENED_QUOTIENT: usize = 96;
/** Words: 2^-h, omega_h^-1. */
export const H_INVERSE_N: usize = 100;
export const H_INVERSE_OMEGA: usize = 104;
/** lambda_h. */
export const H_COEFFICIENT: usize = 120;
/** Weighted sum of the openings at zeta omega, negated. */
export const H_OPENED_NEXT: usize = 160;
export const H_ZETA_N: usize = 180;
export const H_IS_FIRST: usize = 200;
export const H_IS_LAST: usize = 220;
export const H_IS_TRANSITION: usize = 240;
/** Folded constraints. */
export const H_ACCUMULATOR: usize = 260;
/** The DEEP batch at the query. */
export const H_BATCH: usize = 280;
/** The weighted sum of the openings at zeta, negated; then those of the query's rows, by tree, 0 where there is none. */
export const H_OPENED: usize = 304;
export const H_ROW_SUMS: usize = 324; // to 404
/** The two quotients of which the batch is the sum: at zeta, and at zeta omega. */
export const H_QUOTIENTS: usize = 408; // to 448
/** What is hashed of a query at this height, by tree. */
export const H_LEAVES: usize = 448; // to 704
export const LEAF_BYTES: usize = 64;
/** Bytes of a row, 0 if there is none; the same in whole blocks, and their number. */
export const LEAF_ROW_BYTES: usize = 0;
export const LEAF_PADDED: usize = 4;
export const LEAF_BLOCKS: usize = 8;
/** Nodes from there to the next height of the tree, or to the cap. */
export const LEAF_NODES: usize = 12;
/** Pointer to the row of the current query. */
export const LEAF_ROW: usize = 16;
/** What the hash chain begins with: 32 bytes. */
export const LEAF_START: usize = 24; // to 56

export const LAYERS: usize = HEIGHTS + MAX_LEVELS * HEIGHT_BYTES;
export const LAYER_BYTES: usize = 320;
export const L_LOG_LENGTH: usize = 0;
export const L_LOG_ARITY: usize = 4;
export const L_CAP_HEIGHT: usize = 8;
export const L_CAP: usize = 12;
/** Pointer to the record of the height that joins after the fold, or 0. */
export const L_JOINED: usize = 16;
export const L_BETA: usize = 20;
/** beta^arity. */
export const L_JOIN_COEFFICIENT: usize = 40;
/** 1 / arity, then beta^c for c = 1..arity: 9 elements. */
export const L_WEIGHTS: usize = 64; // to 244
/** What is hashed of a query in this layer. */
export const L_LEAF: usize = 256; // to 320

/** End of the fixed part. The variable part follows: the arities of buses while the description is checked, then weights. */
export const VARIABLE: usize = LAYERS + MAX_LAYERS * LAYER_BYTES;

/** Ends the verification: the number and its details go to `out`, whose 16 words are all written. */
export function fail(s: usize, code: i32, detail0: u32, detail1: u32): i32 {
  const out = <usize>load<u32>(s, OUT);
  for (let i: usize = 0; i < 64; i += 4) store<u32>(out + i, 0);
  store<u32>(out, code as u32);
  store<u32>(out, detail0, 4);
  store<u32>(out, detail1, 8);
  return code;
}
