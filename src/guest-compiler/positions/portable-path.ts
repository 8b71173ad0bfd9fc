/**
 * Paths of source files without the machine they were compiled on, so that the same sources give the same ELF bytes wherever they
 * lie: relative paths stay; of Rust's packages and library the part that is the same everywhere stays; of other absolute
 * paths the file's name.
 */
import { isAbsolute } from '../../debug-info/paths.ts';

const wellKnown: readonly RegExp[] = [
  // As the compiler itself notes its library.
  /^(\/rustc\/.*)$/,
  /\/registry\/src\/[^/]+\/(.*)$/,
  /\/git\/checkouts\/(.*)$/,
  /\/rustlib\/src\/rust\/(.*)$/,
];

export function portablePath(path: string): string {
  const plain = path.replace(/^[a-z]+:\/\/\/?(?=\/)/, '');
  if (!isAbsolute(plain)) return plain;
  for (const pattern of wellKnown) {
    const match = pattern.exec(plain);
    if (match) return match[1]!;
  }
  return plain.slice(plain.lastIndexOf('/') + 1);
}
