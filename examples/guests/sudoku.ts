/**
 * Proves: "I have solved this sudoku", without showing the solution.
 * Input: the puzzle, 81 characters by rows, `.` for an empty cell; then the solution, 81 digits. Public output: the puzzle.
 */
import { commitBytes, readBytes } from 'vouch/guest';

const EMPTY: u8 = 0x2e;
const ZERO: u8 = 0x30;

export function main(): void {
  const puzzle = readBytes(81);
  const solution = readBytes(81);

  // One bit per digit seen, for each of 9 rows, 9 columns and 9 boxes.
  const seen = new StaticArray<u32>(27);
  for (let cell = 0; cell < 81; cell++) {
    const digit = solution[cell];
    assert(digit > ZERO && digit <= ZERO + 9, 'the solution is not made of digits 1 to 9');
    assert(puzzle[cell] === EMPTY || puzzle[cell] === digit, 'the solution differs from the puzzle');
    const row = cell / 9;
    const column = cell % 9;
    const bit: u32 = 1 << (digit - ZERO);
    mark(seen, row, bit);
    mark(seen, 9 + column, bit);
    mark(seen, 18 + (row / 3) * 3 + column / 3, bit);
  }
  commitBytes(puzzle);
}

function mark(seen: StaticArray<u32>, group: i32, bit: u32): void {
  assert((seen[group] & bit) === 0, 'a digit occurs twice in a row, column or box');
  seen[group] |= bit;
}
