/** The report as Markdown: our figures, theirs, and both at 2 KiB. */
import { type Figures, type Hash, hashes, peers, type Report, titles } from './cases.ts';

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly string[]): string =>
  [row(head), row(head.map(() => '---')), ...rows].join('\n');
const seconds = (ms: number): string => (ms / 1000).toFixed(2);
const kib = (bytes: number): string => Math.round(bytes / 1024).toLocaleString('en');
const mib = (bytes: number): string => Math.round(bytes / 2 ** 20).toLocaleString('en');

function ownRow(one: Figures): string {
  const how = one.isPrecompile ? 'precompile' : 'code';
  return row([
    ...[titles[one.hash], one.bytes, how, one.preset, one.cycles.toLocaleString('en'), seconds(one.proveMs)],
    ...[one.verifyMs.toFixed(1), kib(one.proofBytes), mib(one.peakMemoryBytes), mib(one.peakProcessBytes)],
  ]);
}

export function ownTable({ figures }: Report): string {
  const head = [
    'hash',
    'bytes',
    'by',
    'preset',
    'cycles',
    'prove s',
    'verify ms',
    'proof KiB',
    'prover MiB',
    'process MiB',
  ];
  return table(head, figures.map(ownRow));
}

export function peerTable(): string {
  const head = ['system', 'hash', 'bytes', 'cycles', 'prove s', 'verify ms', 'proof KiB', 'process MiB'];
  const rows = peers.systems.flatMap(({ name, measurements }) =>
    measurements.map((one) =>
      row([
        ...[name, titles[one.hash], one.bytes, one.cycles.toLocaleString('en'), seconds(one.proveMs)],
        ...[one.verifyMs.toFixed(1), kib(one.proofBytes), mib(one.peakMemoryBytes)],
      ]),
    ),
  );
  return table(head, rows);
}

/** Seconds to prove the largest message, side by side. */
export function summary({ figures, machine, threads }: Report): string {
  const cell = (list: readonly { hash: Hash; bytes: number; proveMs: number }[], hash: Hash): string => {
    const found = list.find((one) => one.hash === hash && one.bytes === 2048);
    return found ? seconds(found.proveMs) : '';
  };
  const ours = (['fast', 'compact'] as const).flatMap((preset) =>
    [true, false].flatMap((isPrecompile) => {
      const list = figures.filter((one) => one.preset === preset && one.isPrecompile === isPrecompile);
      if (list.length === 0) return [];
      const name = `Vouch, ${preset}, ${isPrecompile ? 'precompile' : 'code'}`;
      const bits = list[0]!.securityBits.toFixed(0);
      return [row([name, bits, ...hashes.map((hash) => cell(list, hash)), `${threads} threads of ${machine}`])];
    }),
  );
  const theirs = peers.systems.map(({ name, securityBits, acceleration, measurements }) => {
    const how = acceleration === 'none' ? 'code' : acceleration;
    return row([`${name}, ${how}`, securityBits, ...hashes.map((hash) => cell(measurements, hash)), peers.machine]);
  });
  const head = ['2048 bytes, seconds to prove', 'bits', ...hashes.map((hash) => titles[hash]), 'on'];
  return table(head, [...ours, ...theirs]);
}
