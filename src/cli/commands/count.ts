/** `vouch count`: what a proof of a run would cost, without making it. */
import { count as countRun, type Preset } from '../../sdk/index.ts';
import { type InputOptions, type JsonOption, readInput } from '../arguments.ts';
import { type Status, status } from '../failure.ts';
import { loadProgram, type ProgramOptions } from '../load-program.ts';
import { bytes, facts, json, number, table } from '../text.ts';

export type CountArguments = InputOptions &
  JsonOption &
  ProgramOptions & { readonly maxCycles?: number; readonly preset?: Preset };

export async function count(path: string, options: CountArguments, signal: AbortSignal): Promise<Status> {
  const { maxCycles, preset } = options;
  const { elf } = await loadProgram(path, options);
  const result = await countRun(elf, { input: readInput(options), preset, maxCycles, signal });
  if (options.json) {
    console.log(json(result));
    return status.done;
  }
  const chips = result.chips.filter(({ height }) => height > 0);
  const rows = chips.reduce((sum, chip) => sum + chip.rows, 0);
  const height = chips.reduce((sum, chip) => sum + chip.height, 0);
  const lines = [
    ['cycles', number(result.cycles)],
    ['cells', `${number(result.cells)} (${result.cellsPerCycle.toFixed(1)} per cycle)`],
    ['interactions', `${result.interactionsPerCycle.toFixed(1)} per cycle`],
    ['padding', `${((100 * (height - rows)) / Math.max(1, height)).toFixed(1)} % of the rows`],
    ...Object.entries(result.memoryBytes).map(([preset, size]) => [`memory, ${preset}`, bytes(size)] as const),
  ] as const;
  const head = ['chip', 'rows', 'height', 'words per row', 'interactions', 'cells'];
  const cells = chips
    .toSorted((a, b) => b.cells - a.cells)
    .map((chip) => [chip.name, chip.rows, chip.height, chip.wordsPerRow, chip.interactions, chip.cells]);
  console.log(`${facts(lines)}\n\n${table(head, cells)}`);
  return status.done;
}
