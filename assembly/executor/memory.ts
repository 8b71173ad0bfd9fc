/**
 * Guest memory: 64 KiB pages, created on first touch from the WebAssembly memory above the heap pointer, found through a
 * page table. A new page is zero, but for the private input. When tracing, the last timestamps of a page's cells lie
 * behind its data.
 */
import * as layout from '../../src/executor/layout';

export class Memory {
  /** The page of a guest address below MEMORY_END, or 0 if the memory limit is reached. */
  @inline static page(state: u32, pageTable: u32, address: u32): u32 {
    const page = load<u32>(pageTable + ((address >> 16) << 2));
    return page != 0 ? page : createPage(state, address >> 16);
  }
}

/** Zeroed bytes above the heap pointer, or 0 if the memory limit is reached. */
export function allocate(state: u32, bytes: u32): u32 {
  const start = load<u32>(state, layout.STATE_HEAP);
  const end = <u64>start + bytes;
  if (end > load<u32>(state, layout.STATE_HEAP_END)) return 0;
  const missing = (<i64>end + 65535) / 65536 - memory.size();
  // Growing in steps of 4 MiB where possible: each growth costs the host a new view of the memory.
  if (missing > 0 && (missing > 64 || memory.grow(64) < 0) && memory.grow(<i32>missing) < 0) return 0;
  store<u32>(state, <u32>end, layout.STATE_HEAP);
  memory.fill(start, 0, bytes);
  return start;
}

function createPage(state: u32, index: u32): u32 {
  const page = allocate(state, load<u32>(state, layout.STATE_PAGE_SIZE));
  if (page == 0) return 0;
  store<u32>(load<u32>(state, layout.STATE_PAGE_TABLE) + (index << 2), page);
  copyInput(state, index << 16, page);
  return page;
}

/** Fills a page of the private region with the input's bytes. */
function copyInput(state: u32, address: u32, page: u32): void {
  const inputBytes = load<u32>(state, layout.STATE_INPUT_BYTES);
  const offset = address - layout.PRIVATE_INPUT_START;
  if (address < <u32>layout.PRIVATE_INPUT_START || offset >= inputBytes) return;
  const rest = inputBytes - offset;
  memory.copy(page, load<u32>(state, layout.STATE_INPUT) + offset, min(rest, <u32>layout.PAGE_BYTES));
}

/** Puts the program's initial cells into memory. Returns 0 if the memory limit is reached. */
export function loadImage(state: u32): u32 {
  const cells = load<u32>(state, layout.STATE_IMAGE_CELLS);
  const values = load<u32>(state, layout.STATE_IMAGE_VALUES);
  const count = load<u32>(state, layout.STATE_NUM_IMAGE_CELLS);
  const pageTable = load<u32>(state, layout.STATE_PAGE_TABLE);
  for (let i: u32 = 0; i < count; i++) {
    const address = load<u32>(cells + (i << 2)) << 3;
    const page = Memory.page(state, pageTable, address);
    if (page == 0) return 0;
    store<u64>(page + (address & 0xffff), load<u64>(values + (i << 3)));
  }
  return 1;
}
