/**
 * `npm run fuzz:guests -- [FIRST_SEED] [COUNT] [--floats] [--checked] [--tables]`: random modules in V8 and in the machine; prints the seeds
 * whose runs differ, and how many ran. `--wat` prints the module of FIRST_SEED instead, `--reduce` a small module with its problem.
 */
import { TRAP_EXIT_CODE } from './harness.ts';
import { compareSeed, compareText } from './random/compare.ts';
import { randomModule } from './random/module.ts';
import { reduce } from './random/reduce.ts';

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const [first = 1, count = 2000] = process.argv
  .slice(2)
  .filter((argument) => !argument.startsWith('--'))
  .map(Number);
const options = {
  floats: flags.includes('--floats'),
  outOfBounds: flags.includes('--checked'),
  tables: flags.includes('--tables'),
};

if (flags.includes('--wat')) {
  console.log(randomModule(first, options));
} else if (flags.includes('--reduce')) {
  const { problem, v8 } = await compareSeed(first, options);
  console.log(problem ?? 'no problem');
  // The same kind of problem: a difference stays one, an error keeps the beginning of its message.
  const kind = (text: string | undefined) =>
    text?.replaceAll(/[\d.]+/g, '').slice(0, text.includes('throws') ? 70 : 11);
  const holds = async (text: string): Promise<boolean> => {
    try {
      const reduced = await compareText(text, options);
      return kind(reduced.problem) === kind(problem) && reduced.v8.exitCode === v8.exitCode;
    } catch {
      return false;
    }
  };
  if (problem !== undefined) console.log(await reduce(randomModule(first, options), holds));
} else {
  let [numProblems, numTraps, cycles] = [0, 0, 0];
  for (let seed = first; seed < first + count; seed++) {
    const comparison = await compareSeed(seed, options);
    cycles += comparison.cycles;
    if (comparison.v8.exitCode === TRAP_EXIT_CODE) numTraps++;
    if (comparison.problem === undefined) continue;
    numProblems++;
    console.log(`seed ${seed}: ${comparison.problem}`);
  }
  console.log(`${count} modules from seed ${first}: ${numProblems} differ, ${numTraps} trap, ${cycles} cycles.`);
  process.exitCode = numProblems > 0 ? 1 : 0;
}
