/** Names of symbols as people write them: Rust's two schemes and C++. What is none of these, or broken, stays as it is. */
import { demangleItanium } from './itanium.ts';
import { demangleRustLegacy } from './rust-legacy.ts';
import { demangleRustV0 } from './rust-v0.ts';

export function demangle(name: string): string {
  return demangleRustLegacy(name) ?? demangleRustV0(name) ?? demangleItanium(name) ?? name;
}
