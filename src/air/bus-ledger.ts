/**
 * The balance of all buses: a multiset of tuples with signed multiplicities mod p, kept by a 64-bit hash of (bus, tuple), so that millions of
 * tuples fit. Only for checking honest or deliberately broken traces: the hash is not collision-resistant.
 */
import { addMod, subMod } from './modular.ts';

export const MAX_ARITY = 128;

export class BusLedger {
  #capacity = 1 << 12;
  #size = 0;
  #low = new Uint32Array(this.#capacity);
  #high = new Uint32Array(this.#capacity);
  #net = new Uint32Array(this.#capacity);
  #isUsed = new Uint8Array(this.#capacity);

  /** @param multiplicity canonical; negative signs are given by `isSend`. */
  add(low: number, high: number, multiplicity: number, isSend: boolean): void {
    if (2 * this.#size > this.#capacity) this.#grow();
    const slot = this.#slot(low, high);
    if (this.#isUsed[slot] === 0) {
      this.#isUsed[slot] = 1;
      this.#low[slot] = low;
      this.#high[slot] = high;
      this.#size++;
    }
    this.#net[slot] = isSend ? addMod(this.#net[slot]!, multiplicity) : subMod(this.#net[slot]!, multiplicity);
  }

  /** Sends minus receives mod p. */
  net(low: number, high: number): number {
    return this.#net[this.#slot(low, high)]!;
  }

  has(low: number, high: number): boolean {
    return this.#isUsed[this.#slot(low, high)] === 1;
  }

  get isBalanced(): boolean {
    return this.#net.every((net) => net === 0);
  }

  #slot(low: number, high: number): number {
    const mask = this.#capacity - 1;
    let slot = low & mask;
    while (this.#isUsed[slot] === 1 && (this.#low[slot] !== low || this.#high[slot] !== high)) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [low, high, net, isUsed] = [this.#low, this.#high, this.#net, this.#isUsed];
    this.#capacity *= 2;
    this.#low = new Uint32Array(this.#capacity);
    this.#high = new Uint32Array(this.#capacity);
    this.#net = new Uint32Array(this.#capacity);
    this.#isUsed = new Uint8Array(this.#capacity);
    for (let i = 0; i < isUsed.length; i++) {
      if (isUsed[i] === 0) continue;
      const slot = this.#slot(low[i]!, high[i]!);
      this.#isUsed[slot] = 1;
      this.#low[slot] = low[i]!;
      this.#high[slot] = high[i]!;
      this.#net[slot] = net[i]!;
    }
  }
}

/** Hash of a bus and tuple in progress: start with `hashStart(bus)`, one `hashStep` per element, for both salts. */
export const SALTS = [0x9e3779b1, 0x85ebca77] as const;

export function hashStart(bus: number, salt: number): number {
  return Math.imul(bus + 1, salt) >>> 0;
}

export function hashStep(hash: number, element: number, salt: number): number {
  let h = Math.imul(hash ^ element, salt);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d) + element;
  return (h ^ (h >>> 13)) >>> 0;
}

/** Both halves of the hash of a whole tuple. */
export function hashTuple(bus: number, tuple: readonly number[]): [number, number] {
  let low = hashStart(bus, SALTS[0]);
  let high = hashStart(bus, SALTS[1]);
  for (const element of tuple) {
    low = hashStep(low, element, SALTS[0]);
    high = hashStep(high, element, SALTS[1]);
  }
  return [low, high];
}
