/** What the hashes share: copies of whole words, where a call of the copying routine would cost more than the copy. */

export class Words {
  /** Copies 32 bytes; no alignment needed, but 8-byte aligned addresses are cheapest. */
  // @ts-ignore: decorator
  @inline static copy32(to: usize, from: usize): void {
    store<u64>(to, load<u64>(from));
    store<u64>(to, load<u64>(from, 8), 8);
    store<u64>(to, load<u64>(from, 16), 16);
    store<u64>(to, load<u64>(from, 24), 24);
  }

  /** Copies 64 bytes. */
  // @ts-ignore: decorator
  @inline static copy64(to: usize, from: usize): void {
    Words.copy32(to, from);
    Words.copy32(to + 32, from + 32);
  }

  /** Memory for a hasher, 16-byte aligned and owned by its object. Perf: not filled with zeros, which a hasher does not need. */
  static allocate(bytes: usize): StaticArray<u8> {
    return changetype<StaticArray<u8>>(__new(bytes, idof<StaticArray<u8>>()));
  }
}
