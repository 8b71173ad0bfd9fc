/** Initial linear memory: active data segments in order, later ones over earlier ones, as segments of the ELF without their zeros. */
import { CompileError } from '../errors.ts';
import type { Module } from '../parse/module.ts';
import type { OutputSegment } from './elf-writer.ts';
import { PAGE_BYTES } from './layout.ts';

type ActiveData = { readonly offset: number; readonly bytes: Uint8Array };

const end = ({ offset, bytes }: ActiveData): number => offset + bytes.length;

function activeData({ data }: Module): ActiveData[] {
  return data.flatMap(({ offset, bytes }) => (offset === undefined ? [] : [{ offset, bytes }]));
}

/** Zeros that are worth a segment of their own. */
const MIN_GAP = 4096;

/** @param modules the first has the program's memory; those linked to it may not lie over its data or one another's */
export function memoryImage(modules: readonly Module[]): OutputSegment[] {
  const bytesOfMemory = (modules[0]?.memory?.min ?? 0) * PAGE_BYTES;
  const ranged = modules.map(activeData);
  const active = ranged.flat();
  for (const [i, own] of ranged.entries()) {
    const others = ranged.slice(i + 1).flat();
    for (const a of own) {
      const b = others.find((other) => a.offset < end(other) && other.offset < end(a));
      if (b) {
        throw new CompileError(
          'WasmInvalid',
          `Data segments of two linked modules overlap: ${a.offset}..${end(a)} and ${b.offset}..${end(b)}.`,
        );
      }
    }
  }
  for (const { offset, bytes } of active) {
    if (offset + bytes.length <= bytesOfMemory) continue;
    throw new CompileError(
      'WasmInvalid',
      `A data segment at ${offset}..${offset + bytes.length} lies outside of the memory's ${bytesOfMemory} bytes.`,
    );
  }
  const ranges = active
    .filter(({ bytes }) => bytes.length > 0)
    .map(({ offset, bytes }) => ({ start: offset, end: offset + bytes.length }))
    .sort((a, b) => a.start - b.start);
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of ranges) {
    const last = merged.at(-1);
    if (last && start <= last.end + MIN_GAP) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged.map(({ start, end: stop }) => {
    const image = new Uint8Array(stop - start);
    for (const { offset, bytes } of active) if (offset >= start && offset < stop) image.set(bytes, offset - start);
    return { address: start, bytes: image, isExecutable: false };
  });
}
