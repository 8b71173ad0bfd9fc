/** Names of symbols as people write them. What is not a mangled name, or a broken one, stays as it is. */
import { demangleRustLegacy } from './rust-legacy.ts';

export function demangle(name: string): string {
  return demangleRustLegacy(name) ?? name;
}
