/** Options that several commands share, and the checks of their values. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { verifierStepNames } from '../profiler/steps.ts';
import { DEFAULT_PRESET } from '../sdk/options.ts';
import { type Preset, presets } from '../stark/options.ts';
import { UsageError } from './failure.ts';
import { readFile } from './files.ts';

export interface JsonOption {
  readonly json?: boolean;
}

export interface InputOptions {
  readonly input?: string;
  readonly inputHex?: string;
  readonly inputText?: string;
}

export interface KeyArguments {
  readonly preset?: Preset;
  readonly insecure?: boolean;
  readonly threads?: number;
}

export function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON object instead of text');
}

export function withInput(command: Command): Command {
  return command
    .addOption(
      new Option('--input <file>', 'private input (- is standard input); none by default').conflicts([
        'inputHex',
        'inputText',
      ]),
    )
    .addOption(new Option('--input-hex <hex>', 'private input as hexadecimal digits').conflicts(['inputText']))
    .addOption(new Option('--input-text <text>', 'private input as text (UTF-8)'));
}

export function presetOption(fallback: string = DEFAULT_PRESET): Option {
  return new Option('--preset <name>', `options by name (default: ${fallback})`).choices(Object.keys(presets));
}

export function withPreset(command: Command): Command {
  return command
    .addOption(presetOption())
    .option('--insecure', 'accept options below 128 bits: such proofs can be forged');
}

export function withThreads(command: Command): Command {
  return command.option('--threads <n>', 'worker threads (default: one per processor)', parseThreads);
}

export function readInput({ input, inputHex, inputText }: InputOptions): Uint8Array {
  if (input !== undefined) return readFile(input, 'private input');
  if (inputText !== undefined) return new TextEncoder().encode(inputText);
  if (inputHex === undefined) return new Uint8Array(0);
  const digits = inputHex.replace(/^0x/i, '').replaceAll(/[\s_]/g, '');
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) {
    throw new UsageError('BadInputHex', '--input-hex is not an even number of hexadecimal digits.');
  }
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

export const parseCycles = (text: string) => parseInteger(text, 1, Number.MAX_SAFE_INTEGER);
export const parseLogHeight = (text: string) => parseInteger(text, 1, 26);
export const parseRows = (text: string) => parseInteger(text, 1, 1_000_000);
const parseThreads = (text: string) => parseInteger(text, 1, 256);

/** `any`, or a code as programs give it: 0..255 usually, any u32 in truth. */
export function parseExitCode(text: string): number | 'any' {
  return text === 'any' ? 'any' : parseInteger(text, 0, 2 ** 32 - 1);
}

/** What the immediate of a marker, `addi x0, x0, N`, can be. */
const [MIN_STEP, MAX_STEP] = [-2048, 2047];

/** `1=read,2=parse`, or `verifier` for the steps of Vouch's own verifier. */
export function parseStepNames(text: string): Record<number, string> {
  if (text === 'verifier') return { ...verifierStepNames };
  const names: Record<number, string> = {};
  for (const entry of text.split(',')) {
    const [, step, name] = /^(-?[0-9]{1,4})=(.+)$/.exec(entry.trim()) ?? [];
    if (step === undefined || name === undefined) {
      throw new InvalidArgumentError('Expected N=NAME, separated by commas, or verifier.');
    }
    if (Number(step) < MIN_STEP || Number(step) > MAX_STEP) {
      throw new InvalidArgumentError(`Steps are from ${MIN_STEP} to ${MAX_STEP}.`);
    }
    names[Number(step)] = name;
  }
  return names;
}

function parseInteger(text: string, least: number, most: number): number {
  const digits = text.replaceAll('_', '');
  const value = Number(digits);
  if (!/^[0-9]+$/.test(digits) || value < least || value > most) {
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  }
  return value;
}
