/** `vouch profile`: where a run's cycles go, by step, function, line and stack. */
import { basename } from 'node:path';
import { formatProfile, type ProfileFormat } from '../../profiler/index.ts';
import { profile as profileRun } from '../../sdk/index.ts';
import { type InputOptions, type JsonOption, readInput } from '../arguments.ts';
import { type Status, status, UsageError } from '../failure.ts';
import { checkWritable, isSameFile, writeFile } from '../files.ts';
import { loadProgram, type ProgramOptions } from '../load-program.ts';
import { profileText } from '../profile-text.ts';
import { ProgressLine } from '../progress.ts';
import { number } from '../text.ts';

export interface ProfileArguments extends InputOptions, ProgramOptions, JsonOption {
  readonly format?: Exclude<ProfileFormat, 'html'> | 'text' | 'pprof';
  readonly output?: string;
  readonly html?: string;
  readonly top?: number;
  readonly name?: string;
  readonly stepNames?: Readonly<Record<number, string>>;
  readonly maxCycles?: number;
}

const ANOTHER_PAGE = 'Choose another file with --html.';

export async function profile(path: string, options: ProfileArguments, signal: AbortSignal): Promise<Status> {
  const { format = options.json ? 'json' : 'text', output, html } = options;
  if (options.json && format !== 'json') throw new UsageError('Usage', `--json and --format ${format}: choose one.`);
  if (output !== undefined) checkWritable(output);
  if (html !== undefined) checkWritable(html, ANOTHER_PAGE);
  if (output !== undefined && html !== undefined && isSameFile(output, html)) {
    throw new UsageError('Usage', `-o and --html both name ${html}: choose another file for one.`);
  }
  if (format === 'pprof' && output === undefined && process.stdout.isTTY) {
    throw new UsageError('Usage', 'pprof is binary: name a file with -o or redirect the output.');
  }
  const { elf } = await loadProgram(path, options);
  const input = readInput(options);
  const progress = new ProgressLine(format === 'text' || output !== undefined);
  const names = {
    program: options.name ?? basename(path).replace(/\.[^.]*$/, ''),
    top: options.top,
    steps: options.stepNames,
  };
  let made: Awaited<ReturnType<typeof profileRun>>;
  try {
    made = await profileRun(elf, {
      input,
      signal,
      names,
      maxCycles: options.maxCycles,
      onProgress: (cycles) => progress.show(`profiling  ${number(cycles)} cycles`),
      onDebugOutput: (text) => {
        progress.end();
        process.stderr.write(text);
      },
    });
  } finally {
    progress.end();
  }
  const contents =
    format === 'text'
      ? profileText(made.report)
      : format === 'pprof'
        ? (await import('../profile-pprof.ts')).toPprof(made)
        : formatProfile(made, format);
  if (html !== undefined) writeFile(html, formatProfile(made, 'html'), ANOTHER_PAGE);
  if (output !== undefined) writeFile(output, contents);
  else process.stdout.write(contents);
  return status.done;
}
