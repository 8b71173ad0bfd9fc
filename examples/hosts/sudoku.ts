/** `node examples/hosts/sudoku.ts [puzzle solution]`: somebody has solved this sudoku; the proof's claim does not tell how. */
import { proveGuest } from './prove-guest.ts';

const [
  puzzle = '53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79',
  solution = '534678912672195348198342567859761423426853791713924856961537284287419635345286179',
] = process.argv.slice(2);
const output = await proveGuest('sudoku', new Uint8Array(Buffer.from(puzzle + solution)));
console.log(`verified: this sudoku has been solved\n${Buffer.from(output).toString().replaceAll(/.{9}/g, '  $&\n')}`);
