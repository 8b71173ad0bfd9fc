#!/usr/bin/env node
/**
 * The `vouch` command: parses arguments, runs one command, turns its error into one line and an exit status. Commands are
 * loaded when called, so that `vouch run` does not pay for the prover.
 */
import { Command, CommanderError, Option } from 'commander';
import {
  parseCycles,
  parseExitCode,
  parseLogHeight,
  parseRows,
  parseStepNames,
  presetOption,
  withInput,
  withJson,
  withPreset,
  withThreads,
} from './arguments.ts';
import { errorLine, type Failure, failureJson, failureOf, type Status, status, UsageError } from './failure.ts';
import { withProgram } from './load-program.ts';
import { version } from './version.ts';

/**
 * Ctrl-C asks the command to stop and insists when it has not after a moment, or at a second Ctrl-C. Files are written in one
 * synchronous stretch (files.ts), so no exit leaves one half-written.
 */
const CANCEL_MS = 1000;
const cancellation = new AbortController();
process.on('SIGINT', () => {
  if (cancellation.signal.aborted) process.exit(status.cancelled);
  cancellation.abort();
  setTimeout(() => {
    report(failureOf(cancellation.signal.reason));
    process.exit(status.cancelled);
  }, CANCEL_MS).unref();
});
// A reader that closes the pipe early (head) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : status.usage));

/** Asked of the arguments as they are, for those that cannot be parsed. */
const isJson = process.argv.includes('--json');

let isReported = false;

/** A line on stderr and, for `--json`, an object on stdout. Once: a command that was told to stop may say so before its time is over. */
function report(failure: Failure): void {
  if (isReported) return;
  isReported = true;
  process.stderr.write(errorLine(failure));
  if (isJson) console.log(failureJson(failure));
}

/** Wraps a command's function: its status becomes the process's, its error is reported. */
function action<Args extends unknown[]>(work: (...args: Args) => Promise<Status>) {
  return async (...args: Args): Promise<void> => {
    try {
      process.exitCode = await work(...args);
    } catch (error) {
      const failure = failureOf(error);
      report(failure);
      if (process.env.VOUCH_DEBUG) console.error(error);
      process.exitCode = failure.status;
    }
  };
}

/** Older ones lack what the prover and scripts in TypeScript need; better said here than by a stack trace from there. */
function refuseOldNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return;
  const message = `vouch needs Node 22.18 or newer, this is ${process.version}. Get one from https://nodejs.org`;
  report({ status: status.usage, code: 'NodeTooOld', message });
  process.exit(status.usage);
}

const { signal } = cancellation;

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}

const program = new Command('vouch')
  .description('Run, prove and verify programs in TypeScript, WebAssembly or RV64IM machine code')
  .version(version)
  // Reported below.
  .configureOutput({ outputError: () => {} })
  .addHelpText(
    'after',
    `${examples(
      'vouch new my-proof                                    a project to start from',
      'vouch run guest.ts --input data.csv                   what would a proof say?',
      'vouch prove guest.ts --input data.csv -o run.proof',
      'vouch verify run.proof --program guest.ts',
    )}
A program is TypeScript (AssemblyScript, .ts), WebAssembly (.wasm, .wat) or a static RV64IM ELF file.

Exit status: 0 done, 1 proof invalid, 2 usage or bad input, 3 guest trapped or (run) exited non-zero, 130 cancelled.`,
  );

refuseOldNode();

/** Before subcommands are added: they inherit it. */
program.exitOverride();

withJson(program.command('new <folder>'))
  .description('write a project to start from: guest in TypeScript, script that proves and verifies, test')
  .option('--vouch <path|version>', 'the vouch to depend on, as npm takes it (default: this one)')
  .addHelpText('after', () => examples('vouch new my-proof', 'vouch new my-proof --vouch ../vouch-0.1.0.tgz'))
  .action(action(async (folder: string, options) => (await import('./commands/new.ts')).newProject(folder, options)));

withJson(withProgram(program.command('build <program>')))
  .description('compile a guest (.ts, .wasm, .wat) to the ELF file that is run and proven')
  .requiredOption('-o, --output <elf>', 'file to write the program to')
  .addHelpText('after', () =>
    examples('vouch build guest.ts -o guest.elf', 'vouch build module.wasm -o module.elf --checked'),
  )
  .action(action(async (path: string, options) => (await import('./commands/build.ts')).build(path, options)));

withJson(withInput(withProgram(program.command('run <program>'))))
  .description('execute a program and show its result; proves nothing')
  .option('--max-cycles <n>', 'stop after n instructions', parseCycles)
  .option('-o, --output <file>', 'write the public output (raw bytes) to a file')
  .addHelpText('after', () =>
    examples('vouch run guest.ts --input data.csv', 'vouch run guests/sort/sort.elf --input numbers.bin --json'),
  )
  .action(action(async (path: string, options) => (await import('./commands/run.ts')).run(path, options, signal)));

withJson(withThreads(withPreset(withProgram(program.command('setup <program>')))))
  .description("make a program's verifying key")
  .requiredOption('-o, --output <key>', 'file to write the key to')
  .addHelpText('after', () => examples('vouch setup guests/sort/sort.elf -o sort.key --preset compact'))
  .action(action(async (path: string, options) => (await import('./commands/setup.ts')).setup(path, options, signal)));

withJson(withThreads(withPreset(withInput(withProgram(program.command('prove <program>'))))))
  .description('run a program and prove the run, whatever its exit code')
  .requiredOption('-o, --output <proof>', 'file to write the proof to')
  .option('--max-cycles <n>', 'stop after n instructions', parseCycles)
  .option('--time', 'show how long each round took')
  .addHelpText('after', () =>
    examples(
      'vouch prove guests/sort/sort.elf --input numbers.bin -o sort.proof',
      'vouch prove guests/empty/empty.elf -o empty.proof --preset fast --time',
    ),
  )
  .action(action(async (path: string, options) => (await import('./commands/prove.ts')).prove(path, options, signal)));

withJson(withThreads(withPreset(withProgram(program.command('verify <proof>')))))
  .description('check a proof against a program or its key')
  .option('--program <program>', 'the program; its key is derived with --preset')
  .addOption(
    // A key has all that these would say.
    new Option('--key <key>', 'the key that vouch setup wrote, instead of --program and --preset').conflicts([
      'program',
      'preset',
      'checked',
      'runtime',
    ]),
  )
  .option('--exit-code <n|any>', 'exit code that is accepted (default: 0)', parseExitCode)
  .addHelpText('after', () =>
    examples(
      'vouch verify sort.proof --key sort.key',
      'vouch verify sort.proof --program guests/sort/sort.elf --preset fast',
    ),
  )
  .action(action(async (path: string, options) => (await import('./commands/verify.ts')).verify(path, options)));

withJson(withProgram(program.command('inspect [file]')))
  .description('show what a proof, key or program file says; verifies nothing')
  .option('--key <key>', 'the key of the proof: gives its options')
  .option('--chips', 'show columns, interactions, degree and price of every chip instead')
  .addHelpText('after', () => examples('vouch inspect sort.proof', 'vouch inspect --chips'))
  .action(
    action(async (path: string | undefined, options) => (await import('./commands/inspect.ts')).inspect(path, options)),
  );

withJson(withInput(withProgram(program.command('count <program>'))))
  .description('count cycles, rows and cells of a run without proving it')
  .addOption(presetOption())
  .option('--max-cycles <n>', 'stop after n instructions', parseCycles)
  .addHelpText('after', () => examples('vouch count guests/sort/sort.elf --input numbers.bin'))
  .action(action(async (path: string, options) => (await import('./commands/count.ts')).count(path, options, signal)));

withJson(withInput(withProgram(program.command('profile <program>'))))
  .description('run a program and show where its cycles go, exactly; proves nothing')
  .addOption(
    new Option('--format <name>', 'what to write (default: text)').choices([
      ...['text', 'json', 'folded', 'speedscope', 'cpuprofile', 'pprof'],
    ]),
  )
  .option('-o, --output <file>', 'write to a file instead of standard output')
  .option('--html <file>', 'write a page with flame graph and tables, too')
  .option('--top <n>', 'rows per table (default: 25)', parseRows)
  .option('--name <name>', "the run's name in titles and reports (default: the file's)")
  .option('--step-names <list>', 'names of steps, as 1=read,2=parse; or verifier', parseStepNames)
  .option('--max-cycles <n>', 'stop after n instructions', parseCycles)
  .addHelpText('after', () =>
    examples(
      'vouch profile guests/sort/sort.elf --input numbers.bin',
      'vouch profile guest.ts --html profile.html',
      'vouch profile guests/sha256/sha256.elf --format speedscope -o sha256.speedscope.json',
    ),
  )
  .action(
    action(async (path: string, options) => (await import('./commands/profile.ts')).profile(path, options, signal)),
  );

withJson(program.command('security'))
  .description('provable security of the presets, round by round')
  .addOption(presetOption('all'))
  .option('--log-height <n>', 'at 2^n rows (default: the largest that keys allow)', parseLogHeight)
  .option('--soundcalc <file>', 'write the parameters as TOML for the soundcalc tool')
  .addHelpText('after', () => examples('vouch security --preset fast', 'vouch security --soundcalc vouch.toml'))
  .action(action(async (options) => (await import('./commands/security.ts')).security(options)));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? status.done : status.usage;
  // Else it has shown the help.
  if (error.exitCode !== 0 && error.code !== 'commander.help') {
    const message = error.message.replace(/^error: /, '').replace(/\.?$/, '. See --help.');
    report(failureOf(new UsageError('Usage', message)));
  }
}
