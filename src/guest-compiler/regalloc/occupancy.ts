/** Which stretches of a register are taken: sorted segments, found by bisection. */
import type { Segments } from './liveness.ts';

export class Occupancy {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  isFree(segments: Segments): boolean {
    for (let i = 0; i < segments.length; i += 2) {
      // The first taken stretch that ends after this one starts.
      const at = this.#firstEndingAfter(segments[i]!);
      if (at < this.#starts.length && this.#starts[at]! < segments[i + 1]!) return false;
    }
    return true;
  }

  take(segments: Segments): void {
    for (let i = 0; i < segments.length; i += 2) {
      const at = this.#firstEndingAfter(segments[i]!);
      this.#starts.splice(at, 0, segments[i]!);
      this.#ends.splice(at, 0, segments[i + 1]!);
    }
  }

  #firstEndingAfter(position: number): number {
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ends[middle]! > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
