/** Initial linear memory: active data segments in order, later ones over earlier ones, as segments of the ELF without their zeros. */
import { CompileError } from '../errors.ts';
import type { Module } from '../parse/module.ts';
import type { OutputSegment } from './elf-writer.ts';
import { PAGE_BYTES } from './layout.ts';

/** Zeros that are worth a segment of their own. */
const MIN_GAP = 4096;

export function memoryImage(module: Module): OutputSegment[] {
  const bytesOfMemory = (module.memory?.min ?? 0) * PAGE_BYTES;
  const active = module.data.filter(({ offset }) => offset !== undefined) as { offset: number; bytes: Uint8Array }[];
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
  return merged.map(({ start, end }) => {
    const image = new Uint8Array(end - start);
    for (const { offset, bytes } of active) if (offset >= start && offset < end) image.set(bytes, offset - start);
    return { address: start, bytes: image, isExecutable: false };
  });
}
