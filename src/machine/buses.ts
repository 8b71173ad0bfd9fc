/**
 * The machine's buses. Tuples are what tables say to one another; see docs/architecture.md for who sends and who
 * receives. Timestamps start at 1 (initial tokens of registers and cells have 0); an instruction takes 3 ticks.
 */
import type { Bus } from '../air/bus.ts';
import { MAX_SUMS } from '../gadgets/keccak.ts';

/** Ticks per instruction: rs1 and memory at ts, rs2 at ts + 1, rd at ts + 2. */
export const TICKS = 3;
/** First timestamp of a run. */
export const FIRST_TIMESTAMP = 1;
/** Register written instead of x0, and the register that holds the public output's running index. */
export const DUMMY_REGISTER = 32;
export const OUTPUT_INDEX_REGISTER = 33;
export const NUM_REGISTERS = 34;

/** (timestamp, pc as a word index): the next instruction to execute. */
export const EXECUTION: Bus = { name: 'execution', id: 1, fields: ['timestamp', 'pc'] };

/** One instruction of the program as loaded; what d0..d3 mean is the family's (immediate limbs, results, targets). */
export const DECODE: Bus = {
  name: 'decode',
  id: 2,
  fields: ['pc', 'family', 'flags', 'rd', 'rs1', 'rs2', 'd0', 'd1', 'd2', 'd3'],
};

/** The last write (or read) of a register: index, when, value. */
export const REGISTER: Bus = {
  name: 'register',
  id: 3,
  fields: ['register', 'timestamp', 'limb0', 'limb1', 'limb2', 'limb3'],
};

/** The last access of an 8-byte memory cell. */
export const MEMORY: Bus = {
  name: 'memory',
  id: 4,
  fields: ['cell', 'timestamp', 'limb0', 'limb1', 'limb2', 'limb3'],
};

/** Initial value of a cell of the loaded program: sent by IMAGE, received by the table of initial memory. */
export const IMAGE: Bus = { name: 'image', id: 5, fields: ['cell', 'limb0', 'limb1', 'limb2', 'limb3'] };

/** Final claims received by the verifier's public terms. */
export const OUTPUT: Bus = { name: 'output', id: 6, fields: ['index', 'byte'] };
export const EXIT: Bus = { name: 'exit', id: 7, fields: ['codeLow', 'codeHigh', 'outputLength'] };

/** Progress of one write call over its cells. */
export const WRITE: Bus = { name: 'write', id: 8, fields: ['timestamp', 'address', 'remaining', 'outputIndex'] };

const bytePair = { table: 'BITWISE', rows: 1 << 16 };
/** (a, b, a xor b) for bytes a and b. */
export const BYTE_XOR: Bus = {
  name: 'byteXor',
  id: 9,
  fields: ['a', 'b', 'xor'],
  lookup: { ...bytePair, counter: 0, index: { kind: 'linear', coefficients: [1, 256, 0] } },
};
/** (x) for x < 2^16. */
export const RANGE16: Bus = {
  name: 'range16',
  id: 10,
  fields: ['value'],
  lookup: { ...bytePair, counter: 1, index: { kind: 'linear', coefficients: [1] } },
};
/** (a, b) for bytes a and b. */
export const BYTE_PAIR: Bus = {
  name: 'bytePair',
  id: 11,
  fields: ['a', 'b'],
  lookup: { ...bytePair, counter: 2, index: { kind: 'linear', coefficients: [1, 256] } },
};
/** (r, sum d_n 2^(r n)) with digits d_n < r: 14 of them for r = 2, 9 for r = 3 (src/air/spread.ts). */
export const SPREAD: Bus = {
  name: 'spread',
  id: 17,
  fields: ['radix', 'value'],
  lookup: { ...bytePair, counter: 3, index: { kind: 'spread' } },
};
/** (k, x, 2^k) for x < 2^k, k = 0..16: narrow range checks and powers of two. */
export const RANGE_BITS: Bus = {
  name: 'rangeBits',
  id: 12,
  fields: ['bits', 'value', 'power'],
  lookup: { table: 'RANGE_BITS', rows: 1 << 17, counter: 0, index: { kind: 'bits' } },
};

// A tuple of words has two 16-bit limbs per word; `row` numbers half rounds.
const words = (name: string, count: number) =>
  Array.from({ length: 2 * count }, (_, i) => `${name}${i >> 1}Limb${i & 1}`);
/** A half round of BLAKE3 inside a call: the block words it adds second, and those that the next one adds first. */
export const BLAKE3_MIDDLE: Bus = {
  name: 'blake3Middle',
  id: 18,
  fields: ['row', ...words('second', 4), ...words('first', 4)],
};
/** The last half round of one call and the beginning of the next call: final state, initial state. */
export const BLAKE3_BORDER: Bus = {
  name: 'blake3Border',
  id: 19,
  fields: ['row', ...words('second', 4), ...words('final', 16), ...words('start', 16)],
};
/** The same between the second tables: rows of one pair are numbered for themselves and never meet those of the other. */
export const BLAKE3_MIDDLE_2: Bus = { ...BLAKE3_MIDDLE, name: 'blake3Middle2', id: 20 };
export const BLAKE3_BORDER_2: Bus = { ...BLAKE3_BORDER, name: 'blake3Border2', id: 21 };

/** Progress of one field_dot over its terms; see src/chips/dot/air.ts for lane and position. */
export const DOT: Bus = {
  name: 'dot',
  id: 28,
  fields: ['timestamp', 'lane', 'position', 'sum0', 'sum1', 'sum2', 'sum3', 'sum4'],
};

const lanes = Array.from({ length: 25 }, (_, i) => `lane${i}`);

/** A window of 16 bits of all lanes of the state of a keccak_f1600, before round 0 or after the last; keys: src/gadgets/keccak.ts. */
export const KECCAK_STATE: Bus = { name: 'keccakState', id: 13, fields: ['timestamp', 'key', ...lanes] };
/** Bits of lanes on their way to another window of the next state, by how many windows they move. */
export const KECCAK_SUMS: Bus = {
  name: 'keccakSums',
  id: 14,
  fields: ['timestamp', 'key', 'distance', ...Array.from({ length: MAX_SUMS }, (_, i) => `sum${i}`)],
};
/** The last bit of each column parity of the window before. */
export const KECCAK_EDGE: Bus = {
  name: 'keccakEdge',
  id: 15,
  fields: ['timestamp', 'key', 'bit0', 'bit1', 'bit2', 'bit3', 'bit4'],
};
/** What a row of KECCAK_RND may be. */
export const KECCAK_RC: Bus = {
  name: 'keccakRc',
  id: 16,
  fields: ['rowId', 'key', 'rc', 'isFirst', 'isLast'],
  // A row of the table has all four windows of a state.
  lookup: { table: 'KECCAK_RC', rows: 1 << 7, counter: 0, counters: 4, index: { kind: 'linear', coefficients: [1] } },
};

/** The words a..h of a sha256_compress before round 0 (index 0) and after the last one (index 16). */
export const SHA256_WORDS: Bus = {
  name: 'sha256Words',
  id: 23,
  fields: ['timestamp', 'index', ...words('word', 8)],
};
/** Two cells of the block: words 4 index.. of the message, limbs as in memory. */
export const SHA256_MESSAGE: Bus = {
  name: 'sha256Message',
  id: 24,
  fields: ['timestamp', 'index', ...Array.from({ length: 8 }, (_, i) => `cell${i >> 2}Limb${i & 3}`)],
};
/** What rounds 4 index.. add: W_t + K_t, limb by limb, without carry. */
export const SHA256_INPUT: Bus = {
  name: 'sha256Input',
  id: 25,
  fields: ['timestamp', 'index', ...words('input', 4)],
};

export const machineBuses: readonly Bus[] = [
  EXECUTION,
  DECODE,
  REGISTER,
  MEMORY,
  IMAGE,
  OUTPUT,
  EXIT,
  WRITE,
  BYTE_XOR,
  RANGE16,
  BYTE_PAIR,
  SPREAD,
  RANGE_BITS,
  BLAKE3_MIDDLE,
  BLAKE3_BORDER,
  BLAKE3_MIDDLE_2,
  BLAKE3_BORDER_2,
  KECCAK_STATE,
  KECCAK_SUMS,
  KECCAK_EDGE,
  KECCAK_RC,
  DOT,
  SHA256_WORDS,
  SHA256_MESSAGE,
  SHA256_INPUT,
];
