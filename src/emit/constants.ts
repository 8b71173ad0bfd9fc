/**
 * The table of constants that a kernel reads: words in memory, written by the host before the kernel runs. Kernels load them by splat
 * (one instruction), which is cheaper than v128.const, and challenges are not known when a kernel is compiled.
 */

/** What stands at a place of the table. `field` is one word, the others are elements of E, five words. */
export type ConstantSource =
  | { readonly kind: 'field'; readonly value: number }
  /** (theta, if hasTheta) + bus + the tuple's constant part: sum of constants[i] * delta^(i+1). */
  | {
      readonly kind: 'fingerprintBase';
      readonly hasTheta: boolean;
      readonly bus: number;
      readonly constants: readonly number[];
    }
  /** delta^power. */
  | { readonly kind: 'delta'; readonly power: number }
  /** Weight of a constraint in the quotient; constraints in program order, then one per LogUp column. */
  | { readonly kind: 'weight'; readonly index: number }
  /** Cumulative sum divided by the height. */
  | { readonly kind: 'sumPerRow' };

export class ConstantLayout {
  readonly #offsets = new Map<string, number>();
  readonly #sources: { source: ConstantSource; offset: number }[] = [];
  #bytes = 0;

  /** Byte offset of constants that lie one after the other; they are added unless the same sequence is there. */
  offset(...sequence: readonly ConstantSource[]): number {
    const key = JSON.stringify(sequence);
    const known = this.#offsets.get(key);
    if (known !== undefined) return known;
    const offset = this.#bytes;
    this.#offsets.set(key, offset);
    for (const source of sequence) {
      this.#sources.push({ source, offset: this.#bytes });
      this.#bytes += source.kind === 'field' ? 4 : 20;
    }
    return offset;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get sources(): readonly { readonly source: ConstantSource; readonly offset: number }[] {
    return this.#sources;
  }
}
