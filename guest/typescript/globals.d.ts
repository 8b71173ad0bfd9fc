/**
 * What AssemblyScript's own declarations lack for the TypeScript compiler: it looks up members of numbers in an interface `Number`, and
 * they declare a type alias. Comes first, so that this declaration is the one that counts.
 */
interface Number {
  /** The number in the given base, 10 unless told otherwise. */
  toString(radix?: i32): string;
}
