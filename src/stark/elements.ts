/** Elements of E in the kernels' memory: five words, coefficient of x^0 first. */
import type { Session } from './session.ts';

export type Element = Uint32Array;
export const ELEMENT_BYTES = 20;

/** Allocates and writes elements one after another; returns the address. */
export function storeElements(session: Session, elements: readonly ArrayLike<number>[]): number {
  const address = session.arena.alloc(ELEMENT_BYTES * Math.max(1, elements.length));
  const words = session.words(address, 5 * elements.length);
  elements.forEach((element, i) => {
    words.set(element, 5 * i);
  });
  return address;
}

/** Copies `count` elements out. */
export function loadElements(session: Session, address: number, count: number): Uint32Array[] {
  const words = session.words(address, 5 * count);
  return Array.from({ length: count }, (_, i) => words.slice(5 * i, 5 * i + 5));
}

/** ratio^0 .. ratio^(count - 1) times start, in kernel memory; returns address, and start * ratio^count. */
export function storePowers(session: Session, start: ArrayLike<number>, ratio: ArrayLike<number>, count: number) {
  const address = session.arena.alloc(ELEMENT_BYTES * Math.max(1, count));
  const [startAt, ratioAt, nextAt] = [start, ratio, start].map((e) => storeElements(session, [e])) as [
    number,
    number,
    number,
  ];
  session.pool.call('extPowers', [address, startAt, ratioAt, count, nextAt]);
  return { address, next: loadElements(session, nextAt, 1)[0]! };
}
