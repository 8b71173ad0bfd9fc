/** Wrong usage of a script is one line and status 2, as it is of the command line. */
import { type ParseArgsConfig, parseArgs } from 'node:util';

export function usageError(message: string): never {
  process.stderr.write(`error: Usage: ${message}\n`);
  process.exit(2);
}

/** `parseArgs` of the process's arguments; ends the process if they do not fit. */
export function parseUsage<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    return usageError(error instanceof Error ? error.message : String(error));
  }
}

/** The name, if it is one of the keys of `choices`; else ends the process. */
export function oneOf<Name extends string>(what: string, name: string, choices: Readonly<Record<Name, unknown>>): Name {
  if (!Object.hasOwn(choices, name)) {
    usageError(`there is no ${what} ${name}, only ${Object.keys(choices).join(', ')}.`);
  }
  return name as Name;
}
