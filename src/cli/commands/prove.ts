/** `vouch prove`: runs a program and writes the proof of the run. */
import { backtraceText } from '../../executor/index.ts';
import { prove as makeProof } from '../../sdk/index.ts';
import { DEFAULT_PRESET } from '../../sdk/options.ts';
import { type InputOptions, type JsonOption, type KeyArguments, readInput } from '../arguments.ts';
import { type Status, status } from '../failure.ts';
import { checkWritable, writeFile } from '../files.ts';
import { loadProgram, type ProgramOptions } from '../load-program.ts';
import { ProgressLine } from '../progress.ts';
import { bytes, facts, hex, json, milliseconds, number, outputText, table } from '../text.ts';

export interface ProveArguments extends InputOptions, KeyArguments, ProgramOptions, JsonOption {
  readonly output: string;
  readonly maxCycles?: number;
  readonly time?: boolean;
}

export async function prove(path: string, options: ProveArguments, signal: AbortSignal): Promise<Status> {
  const { elf: program } = await loadProgram(path, options);
  const input = readInput(options);
  checkWritable(options.output);
  const { preset = DEFAULT_PRESET, insecure, threads, maxCycles, output } = options;
  const progress = new ProgressLine(!options.json);
  const result = await makeProof(program, {
    ...{ input, preset, insecure, threads, maxCycles, signal },
    onProgress: progress.update,
    onDebugOutput: (text) => {
      progress.end();
      process.stderr.write(text);
    },
  }).finally(() => progress.end());
  signal.throwIfAborted();
  writeFile(output, result.proof);

  const { claim, cycles, committedCells, proveMs, peakMemoryBytes, securityBits, rounds } = result;
  const proofBytes = result.proof.length;
  if (options.json) {
    const figures = { claim, cycles, committedCells, proveMs, proofBytes, peakMemoryBytes, securityBits, rounds };
    console.log(json({ ...figures, preset, proof: output }));
    return status.done;
  }
  const speed = `${number(Math.round((cycles / proveMs) * 1000))} cycles per second`;
  const lines = [
    ['proof', `${output} (${bytes(proofBytes)})`],
    ['key digest', hex(claim.keyDigest)],
    ['exit code', String(claim.exitCode)],
    ['public output', outputText(claim.publicOutput)],
    ['cycles', `${number(cycles)} (${number(committedCells)} committed cells)`],
    ['time', `${milliseconds(proveMs)} (${speed})`],
    ['peak memory', bytes(peakMemoryBytes)],
    ['security', `${securityBits} provable bits (preset ${preset})`],
  ] as const;
  console.log(facts(lines));
  if (options.time) {
    const share = (ms: number) => `${((100 * ms) / proveMs).toFixed(1)} %`;
    console.log(
      `\n${table(
        ['round', 'ms', 'share'],
        rounds.map(({ name, ms }) => [name, Math.round(ms), share(ms)]),
      )}`,
    );
  }
  process.stderr.write(backtraceText(result.backtrace));
  if (claim.exitCode !== 0) {
    console.error(`note: the program exited with ${claim.exitCode}; vouch verify accepts this with --exit-code only.`);
  }
  return status.done;
}
