/** ELF files: `loadElf` turns one into a `Program`, every defect into an `ElfError`. */
export { ElfError, type ElfErrorCode } from './elf-error.ts';
export { type LoadOptions, loadElf, type Program } from './program.ts';
export { EF_TRANSLATED, type Segment } from './segments.ts';
export type { ElfSymbol } from './symbols.ts';
