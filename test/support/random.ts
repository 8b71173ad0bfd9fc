/** Deterministic random numbers for tests (splitmix64), and 64-bit operands that sit on edges. */
export class Random {
  #state: bigint;

  constructor(seed: number | bigint) {
    this.#state = BigInt(seed);
  }

  u64(): bigint {
    this.#state = BigInt.asUintN(64, this.#state + 0x9e3779b97f4a7c15n);
    let z = this.#state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  }

  /** 0 <= result < bound */
  below(bound: number): number {
    return Number(this.u64() % BigInt(bound));
  }

  /** low <= result <= high */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** An edge value half of the time, else random of random width. */
  operand(): bigint {
    const edge = this.pick(edgeValues);
    switch (this.below(4)) {
      case 0:
        return edge;
      case 1:
        return BigInt.asUintN(64, edge + BigInt(this.below(5) - 2));
      case 2:
        return this.u64() >> BigInt(this.below(64));
      default:
        return this.u64();
    }
  }
}

export const edgeValues: readonly bigint[] = [
  0n,
  1n,
  2n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x1_0000n,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  0x1_0000_0000n,
  0x7fff_ffff_ffffn,
  0x8000_0000_0000n,
  0xffff_ffff_7fff_ffffn,
  0xffff_ffff_8000_0000n,
  0x7fff_ffff_ffff_ffffn,
  0x8000_0000_0000_0000n,
  0x8000_0000_0000_0001n,
  0xffff_0000_ffff_0000n,
  0x5555_5555_5555_5555n,
  0xffff_ffff_ffff_fffen,
  0xffff_ffff_ffff_ffffn,
];
