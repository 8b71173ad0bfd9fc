/**
 * After the exit: the final token of every register, and initial and final token of every memory cell that was touched or
 * belongs to the program's image, by ascending cell index.
 */
import * as layout from '../../src/executor/layout';
import { RECORD, State } from './state';

const STACK_POINTER: u32 = 2;
/** Header and longest payload; cells of the region behind them are zero cells, as MEMORY_INIT has it. */
const PRIVATE_CELLS: u32 = <u32>((layout.PRIVATE_INPUT_HEADER_BYTES + layout.MAX_PRIVATE_INPUT_BYTES) >> 3);

export function finish(mode: i32, state: u32): void {
  for (let index: u32 = 0; index <= <u32>layout.OUTPUT_INDEX; index++) {
    const record = State.claim(mode, state, layout.STREAM_REGISTER_FINAL, layout.REGISTER_FINAL_BYTES);
    if (mode != RECORD) continue;
    const time = load<u32>(state + (index << 2), layout.STATE_REGISTER_TIMES);
    store<u32>(record, time, layout.REGISTER_FINAL_TS);
    store<u32>(record, 0, layout.REGISTER_FINAL_TS + 4);
    store<u64>(record, index == STACK_POINTER ? layout.INITIAL_STACK_POINTER : 0, layout.REGISTER_FINAL_INITIAL);
    store<u64>(record, State.register(state, index), layout.REGISTER_FINAL_FINAL);
  }
  finishMemory(mode, state);
}

function finishMemory(mode: i32, state: u32): void {
  const pageTable = load<u32>(state, layout.STATE_PAGE_TABLE);
  const imageCells = load<u32>(state, layout.STATE_IMAGE_CELLS);
  const imageValues = load<u32>(state, layout.STATE_IMAGE_VALUES);
  const numImageCells = load<u32>(state, layout.STATE_NUM_IMAGE_CELLS);
  let nextImage: u32 = 0;
  let previousCell: u32 = 0;
  for (let pageIndex: u32 = 0; pageIndex < <u32>layout.NUM_PAGES; pageIndex++) {
    const page = load<u32>(pageTable + (pageIndex << 2));
    if (page == 0) continue;
    for (let i: u32 = 0; i < <u32>layout.PAGE_CELLS; i++) {
      const cell = pageIndex * layout.PAGE_CELLS + i;
      const time = load<u32>(page + (i << 2), layout.PAGE_BYTES);
      const isPrivate = cell - <u32>(layout.PRIVATE_INPUT_START >> 3) < PRIVATE_CELLS;
      const isImage = nextImage < numImageCells && load<u32>(imageCells + (nextImage << 2)) == cell;
      if (time == 0 && !isImage) continue;
      const record = State.claim(mode, state, layout.STREAM_MEMORY_INIT, layout.MEMORY_INIT_BYTES);
      if (mode == RECORD) {
        store<u32>(record, cell, layout.MEMORY_INIT_CELL);
        store<u32>(record, previousCell, layout.MEMORY_INIT_PREVIOUS_CELL);
        store<u32>(
          record,
          isImage ? layout.CELL_KIND_IMAGE : isPrivate ? layout.CELL_KIND_PRIVATE : layout.CELL_KIND_ZERO,
          layout.MEMORY_INIT_KIND,
        );
        store<u32>(record, time, layout.MEMORY_INIT_FINAL_TS);
        let initial: u64 = 0;
        if (isImage) initial = load<u64>(imageValues + (nextImage << 3));
        else if (isPrivate) initial = inputCell(state, cell);
        store<u64>(record, initial, layout.MEMORY_INIT_INITIAL);
        store<u64>(record, load<u64>(page + (i << 3)), layout.MEMORY_INIT_FINAL);
        store<u64>(record, 0, layout.MEMORY_INIT_FINAL + 8);
        store<u64>(record, 0, layout.MEMORY_INIT_FINAL + 16);
      }
      if (isImage) nextImage++;
      previousCell = cell;
    }
  }
}

/** Initial value of a private cell: the input with its header; beyond it 0. */
function inputCell(state: u32, cell: u32): u64 {
  const offset = (cell << 3) - layout.PRIVATE_INPUT_START;
  if (offset >= load<u32>(state, layout.STATE_INPUT_BYTES)) return 0;
  return load<u64>(load<u32>(state, layout.STATE_INPUT) + offset);
}
