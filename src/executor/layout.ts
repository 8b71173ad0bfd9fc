/**
 * Numbers that the executor's AssemblyScript (assembly/executor) and its TypeScript host share: record offsets, stream
 * numbers, the state block, statuses. Both compilers read this file, so it holds literal integers only.
 * The records are documented in records.ts, the state block in assembly/executor/state.ts.
 */

// The machine (design: memory map).
export const MEMORY_END = 0x78000000;
export const PRIVATE_INPUT_START = 0x60000000;
export const PRIVATE_INPUT_END = 0x70000000;
export const MAX_PRIVATE_INPUT_BYTES = 0x08000000;
export const PRIVATE_INPUT_HEADER_BYTES = 16;
export const INITIAL_STACK_POINTER = 0x77fffff0;
export const MAX_PUBLIC_OUTPUT_BYTES = 0x00100000;
export const SYSCALL_WRITE = 64;
export const SYSCALL_EXIT = 93;
// Precompiles: hashing and field work at circuit speed; arguments in a0.., which stay as they are but for chains and paths (a1 to a4).
export const SYSCALL_KECCAK_F1600 = 0x10000000;
export const SYSCALL_BLAKE3_COMPRESS = 0x10000001;
export const SYSCALL_SHA256_COMPRESS = 0x10000002;
export const SYSCALL_FIELD_DOT = 0x10000003;
export const SYSCALL_EXT_MUL = 0x10000004;
export const SYSCALL_EXT_DIV = 0x10000005;
export const SYSCALL_BLAKE3_CHAIN = 0x10000006;
export const SYSCALL_BLAKE3_PATH = 0x10000007;
/** Terms of one field_dot: fewer than this. */
export const MAX_DOT_TERMS = 0x00100000;
export const TICKS_PER_INSTRUCTION = 3;
export const FIRST_TIMESTAMP_OF_RUN = 1;
export const MAX_TIME_DIFFERENCE = 65536;
export const OUTPUT_INDEX = 33;

// Streams: chips first, in the order of records.ts.
export const STREAM_ADDI = 0;
export const STREAM_ADD = 1;
export const STREAM_CONST = 2;
export const STREAM_JALR = 3;
export const STREAM_BEQ = 4;
export const STREAM_BLT = 5;
export const STREAM_SLT = 6;
export const STREAM_SLTI = 7;
export const STREAM_LOGIC = 8;
export const STREAM_LOGICI = 9;
export const STREAM_SHIFT = 10;
export const STREAM_SHIFTI = 11;
export const STREAM_MUL = 12;
export const STREAM_MULH = 13;
export const STREAM_DIV = 14;
export const STREAM_LD = 15;
export const STREAM_LOAD = 16;
export const STREAM_SD = 17;
export const STREAM_STORE = 18;
export const STREAM_LOADX = 19;
export const STREAM_STOREX = 20;
export const STREAM_REFRESH_REGISTER = 21;
export const STREAM_REFRESH_MEMORY = 22;
export const STREAM_WRITE = 23;
export const STREAM_WRITE_CELL = 24;
export const STREAM_EXIT = 25;
export const STREAM_REGISTER_FINAL = 26;
export const STREAM_MEMORY_INIT = 27;
export const STREAM_EXT_MUL = 28;
export const STREAM_DOT = 29;
export const STREAM_DOT_TERMS = 30;
export const STREAM_BLAKE3 = 31;
export const STREAM_BLAKE3_ROUND = 32;
export const STREAM_KECCAK = 33;
export const STREAM_KECCAK_ROUND = 34;
export const STREAM_SHA256 = 35;
export const STREAM_SHA256_ROUNDS = 36;
export const STREAM_SHA256_SCHEDULE = 37;
export const NUM_STREAMS = 38;

// Bytes per record.
export const INSTRUCTION_BYTES = 64;
export const MEMORY_INSTRUCTION_BYTES = 96;
export const REFRESH_BYTES = 24;
export const WRITE_BYTES = 64;
export const WRITE_CELL_BYTES = 40;
export const EXIT_BYTES = 32;
export const REGISTER_FINAL_BYTES = 24;
export const MEMORY_INIT_BYTES = 48;

// Instruction record. Bytes 8..15 are the predecoded instruction, copied as one u64.
export const RECORD_TS = 0;
export const RECORD_PC = 4;
export const RECORD_OPCODE = 8;
export const RECORD_RD = 9;
export const RECORD_RS1 = 10;
export const RECORD_RS2 = 11;
export const RECORD_IMM = 12;
export const RECORD_RS1_PREV_TS = 16;
export const RECORD_RS2_PREV_TS = 20;
export const RECORD_RD_PREV_TS = 24;
export const RECORD_NEXT_PC = 28;
export const RECORD_RS1_VALUE = 32;
export const RECORD_RS2_VALUE = 40;
export const RECORD_RD_PREV_VALUE = 48;
export const RECORD_RD_VALUE = 56;
export const RECORD_CELL = 64;
export const RECORD_CELL_PREV_TS = 68;
export const RECORD_SECOND_CELL_PREV_TS = 72;
export const RECORD_BYTE_OFFSET = 76;
export const RECORD_CELL_VALUE = 80;
export const RECORD_SECOND_CELL_VALUE = 88;

// Refresh record.
export const REFRESH_INDEX = 0;
export const REFRESH_PREV_TS = 4;
export const REFRESH_NEW_TS = 8;
export const REFRESH_VALUE = 16;

// Write record.
export const WRITE_TS = 0;
export const WRITE_PC = 4;
export const WRITE_NEXT_PC = 8;
export const WRITE_X17_PREV_TS = 12;
export const WRITE_X10_PREV_TS = 16;
export const WRITE_X11_PREV_TS = 20;
export const WRITE_X12_PREV_TS = 24;
export const WRITE_OUTPUT_INDEX_PREV_TS = 28;
export const WRITE_OUTPUT_INDEX = 32;
export const WRITE_OUTPUT_INDEX_AFTER = 36;
export const WRITE_X10_VALUE = 40;
export const WRITE_X11_VALUE = 48;
export const WRITE_X12_VALUE = 56;

// One touched cell of a write to fd 1.
export const WRITE_CELL_TS = 0;
export const WRITE_CELL_CELL = 4;
export const WRITE_CELL_CELL_PREV_TS = 8;
export const WRITE_CELL_BYTE_OFFSET = 12;
export const WRITE_CELL_COUNT = 16;
export const WRITE_CELL_REMAINING = 20;
export const WRITE_CELL_OUTPUT_INDEX = 24;
export const WRITE_CELL_ADDRESS = 28;
export const WRITE_CELL_VALUE = 32;

// Exit record.
export const EXIT_TS = 0;
export const EXIT_PC = 4;
export const EXIT_X17_PREV_TS = 8;
export const EXIT_X10_PREV_TS = 12;
export const EXIT_OUTPUT_INDEX_PREV_TS = 16;
export const EXIT_OUTPUT_INDEX = 20;
export const EXIT_X10_VALUE = 24;

// Final token of a register.
export const REGISTER_FINAL_TS = 0;
export const REGISTER_FINAL_INITIAL = 8;
export const REGISTER_FINAL_FINAL = 16;

// Initial and final token of a memory cell.
export const MEMORY_INIT_CELL = 0;
export const MEMORY_INIT_PREVIOUS_CELL = 4;
export const MEMORY_INIT_KIND = 8;
export const MEMORY_INIT_FINAL_TS = 12;
export const MEMORY_INIT_INITIAL = 16;
export const MEMORY_INIT_FINAL = 24;
export const CELL_KIND_ZERO = 0;
export const CELL_KIND_IMAGE = 1;
export const CELL_KIND_PRIVATE = 2;

// How a slice of execution ended.
export const STATUS_RUNNING = 0;
export const STATUS_EXITED = 1;
export const STATUS_TRAPPED = 2;
export const STATUS_DEBUG = 3;
export const STATUS_AGAIN = 4; // within a slice: the same instruction is executed once more

// Why a run trapped.
export const TRAP_ILLEGAL_INSTRUCTION = 1;
export const TRAP_FETCH = 2;
export const TRAP_LOAD = 3;
export const TRAP_STORE = 4;
export const TRAP_UNKNOWN_SYSCALL = 5;
export const TRAP_BAD_FILE_DESCRIPTOR = 6;
export const TRAP_OUTPUT_TOO_LONG = 7;
export const TRAP_MEMORY_LIMIT = 8;
export const TRAP_MISALIGNED_POINTER = 9;
export const TRAP_OVERLAPPING_POINTERS = 10;
export const TRAP_NON_CANONICAL = 11;
export const TRAP_TOO_MANY_TERMS = 12;
export const TRAP_DIVISION_BY_ZERO = 14;
export const TRAP_ARGUMENT_TOO_LARGE = 13;
export const TRAP_NOTHING_TO_HASH = 15;

// Guest memory is paged; a page is its data and, when tracing, the last timestamp of each of its cells.
export const PAGE_BYTES = 65536;
export const PAGE_CELLS = 8192;
export const NUM_PAGES = 30720;
export const TRACED_PAGE_BYTES = 98304;

// The state block: offsets in bytes from its address; all pointers are addresses in the same memory.
export const STATE_IP = 0; // u32, the next predecoded instruction
export const STATE_CODE = 4; // u32, predecoded instructions, 8 bytes each, then one illegal instruction
export const STATE_NUM_INSTRUCTIONS = 8; // u32
export const STATE_BASE_PC = 12; // u32, word index of the first instruction
export const STATE_PAGE_TABLE = 16; // u32, NUM_PAGES pointers, 0 where there is no page yet
export const STATE_HEAP = 20; // u32, where the next page goes
export const STATE_HEAP_END = 24; // u32, pages must end here at the latest
export const STATE_PAGE_SIZE = 28; // u32, PAGE_BYTES or TRACED_PAGE_BYTES
export const STATE_INPUT = 32; // u32, private input with header, zero-padded to 8 bytes
export const STATE_INPUT_BYTES = 36; // u32, padding included
export const STATE_OUTPUT = 40; // u32, room for MAX_PUBLIC_OUTPUT_BYTES
export const STATE_TS = 44; // u32, timestamp of the next instruction (tracing)
export const STATE_CYCLES = 48; // u64, instructions executed
export const STATE_TRAP_REASON = 56; // u32
export const STATE_DEBUG_LENGTH = 60; // u32
export const STATE_TRAP_ADDRESS = 64; // u64
export const STATE_DEBUG_ADDRESS = 72; // u64
export const STATE_EXECUTION_COUNTS = 80; // u32, one u32 per instruction (tracing)
export const STATE_IMAGE_CELLS = 84; // u32
export const STATE_IMAGE_VALUES = 88; // u32
export const STATE_NUM_IMAGE_CELLS = 92; // u32
export const STATE_BLAKE3_BORDER = 96; // u32, not 0 after the first blake3_compress: its latest border record (record)
export const STATE_SHA256_LAST = 100; // u32, the last record of rounds of the latest sha256_compress, or 0 (record)
export const STATE_KECCAK_LAST = 104; // u32, the last record of rounds of the latest keccak_f1600, or 0 (record)
export const STATE_PROFILE = 124; // u32, the profile block (profiling)
export const STATE_REGISTERS = 128; // 34 u64
export const STATE_REGISTER_TIMES = 400; // 34 u32
export const STATE_CURSORS = 544; // NUM_STREAMS u32: records so far (count), or address of the next record (record)
export const STATE_SCRATCH = 1024; // working memory of precompiles within one call
export const STATE_BYTES = 2048;

// The profile block: offsets from its address (assembly/executor/profile.ts). A bucket is one u64 per instruction, then one per
// precompile: how often executed since the step's marker was the latest one.
export const PROFILE_BUCKET = 0; // u32, bucket of the current step
export const PROFILE_STEP = 4; // u32, current step, low 12 bits
export const PROFILE_FRAME = 8; // u32, innermost frame of the call stack
export const PROFILE_DEPTH = 12; // u32, frames besides the first
export const PROFILE_BEYOND = 16; // u32, calls that are deeper than the call stack has room for
export const PROFILE_NUM_NODES = 20; // u32
export const PROFILE_SINCE = 24; // u64, cycles that the nodes of the call tree have
export const PROFILE_LOST_CALLS = 32; // u64, calls that got no node or no frame
export const PROFILE_NUM_MARKERS = 40; // u64
export const PROFILE_FUNCTION_STARTS = 48; // u32, one u8 per instruction: 1 where a function starts
export const PROFILE_BUCKETS = 64; // 4096 u32, bucket by step; 0 if the step was never entered
export const PROFILE_MARKERS = 16448; // 4096 markers, the first ones
export const PROFILE_FRAMES = 81984; // 1025 frames
export const PROFILE_NODES = 98384; // 131073 nodes; the first stands for "no parent"
export const PROFILE_NODE_TABLE = 4292720; // 262144 u32, hash table of nodes
export const PROFILE_BYTES = 5341296;

export const STEP_MASK = 0xfff;
export const PRECOMPILE_FIRST = 0x10000000;
/** Precompile numbers beyond these are counted in the last slot. */
export const PRECOMPILE_SLOTS = 64;
export const MAX_MARKERS = 4096;
export const MAX_DEPTH = 1024;
export const MAX_NODES = 131072;
export const NODE_TABLE_MASK = 0x3ffff;

// A marker of the log.
export const MARKER_BYTES = 16;
export const MARKER_STEP = 0; // u32, low 12 bits
export const MARKER_CYCLE = 8; // u64, instructions before it

// A frame of the call stack.
export const FRAME_BYTES = 16;
export const FRAME_NODE = 0; // u32
export const FRAME_RETURN = 4; // u32, predecoded instruction behind the call
export const FRAME_STACK_POINTER = 8; // u64, sp at the call

// A node of the call tree: a function entered at `entry` from the parent node while `step` was current.
export const NODE_BYTES = 32;
export const NODE_PARENT = 0; // u32
export const NODE_ENTRY = 4; // u32, predecoded instruction
export const NODE_STEP = 8; // u32, low 12 bits
export const NODE_CALLS = 16; // u64
export const NODE_CYCLES = 24; // u64, of the function itself
