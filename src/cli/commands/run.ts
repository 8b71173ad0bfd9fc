/** `vouch run`: executes a program and shows its result; proves nothing. */
import { backtraceText, TrapError } from '../../executor/index.ts';
import { execute } from '../../sdk/index.ts';
import { type InputOptions, type JsonOption, readInput } from '../arguments.ts';
import { errorLine, failureOf, type Status, status } from '../failure.ts';
import { checkWritable, writeFile } from '../files.ts';
import { loadProgram, type ProgramOptions } from '../load-program.ts';
import { ProgressLine } from '../progress.ts';
import { facts, json, number, outputText } from '../text.ts';

export interface RunArguments extends InputOptions, ProgramOptions, JsonOption {
  readonly maxCycles?: number;
  readonly output?: string;
}

export async function run(path: string, options: RunArguments, signal: AbortSignal): Promise<Status> {
  const { elf: program } = await loadProgram(path, options);
  const input = readInput(options);
  if (options.output !== undefined) checkWritable(options.output);
  const progress = new ProgressLine(!options.json);
  try {
    const result = await execute(program, {
      input,
      signal,
      maxCycles: options.maxCycles,
      onProgress: (cycles) => progress.show(`running  ${number(cycles)} cycles`),
      // Debug text is the program's, so it goes through in both modes; stdout stays the result's.
      onDebugOutput: (text) => {
        progress.end();
        process.stderr.write(text);
      },
    });
    progress.end();
    const { exitCode, cycles, publicOutput, instructionsPerSecond } = result;
    const backtrace = result.backtrace.length > 0 ? result.backtrace : undefined;
    process.stderr.write(backtraceText(result.backtrace));
    if (options.output !== undefined) writeFile(options.output, publicOutput);
    const lines = [
      ['exit code', String(exitCode)],
      ['cycles', number(cycles)],
      ['speed', `${number(Math.round(instructionsPerSecond / 1e6))} million instructions per second`],
      ['public output', outputText(publicOutput)],
    ] as const;
    console.log(
      options.json ? json({ exitCode, cycles, publicOutput, instructionsPerSecond, backtrace }) : facts(lines),
    );
    return exitCode === 0 ? status.done : status.guest;
  } catch (error) {
    progress.end();
    if (!options.json || !(error instanceof TrapError)) throw error;
    const failure = failureOf(error);
    const { code, message } = failure;
    const { pc, cycles } = error;
    const address = `0x${error.address.toString(16)}`;
    console.log(json({ exitCode: null, code, message, pc, address, cycles, error: { code, message } }));
    process.stderr.write(errorLine(failure));
    return status.guest;
  }
}
