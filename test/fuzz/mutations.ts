/**
 * Ways to damage bytes, each reproducible from a seed that its description names. A mutation never equals an input, so whoever
 * accepts one has accepted a forgery.
 */
import { Random } from '../support/random.ts';

export interface Mutation {
  /** Enough to make it again. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Full counts with `npm run test:fuzz`, a sample otherwise. */
export const isFull = process.env.VOUCH_FUZZ === 'full';

export function times(sampled: number, full: number): number {
  return isFull ? full : sampled;
}

/** Printed, so that a failure can be made again. */
export function seeded(name: string, seed: number): Random {
  console.info(`fuzz ${name}: seed ${seed}${isFull ? ', full' : ''}`);
  return new Random(seed);
}

export function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const changed = bytes.slice();
  changed[at] = value;
  return changed;
}

/** Every byte in turn, by a random change that is never none. */
export function* everyByte(bytes: Uint8Array, random: Random): Generator<Mutation> {
  for (let at = 0; at < bytes.length; at++) yield flip(bytes, at, random);
}

/** Random positions. */
export function* someBytes(bytes: Uint8Array, count: number, random: Random): Generator<Mutation> {
  for (let i = 0; i < count; i++) yield flip(bytes, random.below(bytes.length), random);
}

function flip(bytes: Uint8Array, at: number, random: Random): Mutation {
  const mask = random.pick([1, 128, 255, random.between(1, 255)]);
  return { name: `byte ${at} xor ${mask}`, bytes: withByte(bytes, at, bytes[at]! ^ mask) };
}

/** Ends early, with and without a total length (u32 at `lengthAt`) that says so. */
export function* truncations(bytes: Uint8Array, count: number, random: Random, lengthAt?: number): Generator<Mutation> {
  for (let i = 0; i < count; i++) {
    const length =
      i < 4 ? i : random.pick([random.below(bytes.length), 64 * random.below(Math.ceil(bytes.length / 64))]);
    const changed = bytes.slice(0, length);
    const isPatched = lengthAt !== undefined && i % 2 === 1 && length >= lengthAt + 4;
    if (isPatched) new DataView(changed.buffer).setUint32(lengthAt, length, true);
    yield { name: `first ${length} bytes${isPatched ? ', length patched' : ''}`, bytes: changed };
  }
}

/** Goes on after its end, with zeros, with noise, or with itself. */
export function* extensions(bytes: Uint8Array, random: Random, lengthAt?: number): Generator<Mutation> {
  const repeat = bytes.slice(0, 4096);
  for (const tail of [1, 4, 32, 64, 128, 4096].flatMap((n) => [new Uint8Array(n), noise(n, random)]).concat([repeat])) {
    for (const isPatched of lengthAt === undefined ? [false] : [false, true]) {
      const extended = new Uint8Array(bytes.length + tail.length);
      extended.set(bytes);
      extended.set(tail, bytes.length);
      if (isPatched) new DataView(extended.buffer).setUint32(lengthAt!, extended.length, true);
      yield { name: `${tail.length} bytes more${isPatched ? ', length patched' : ''}`, bytes: extended };
    }
  }
}

/**
 * A piece of one in the other, at its own place or at another one. Pieces start and end at bytes, words, elements or 64-byte blocks.
 * Those that change nothing are left out.
 */
export function* splices(one: Uint8Array, other: Uint8Array, count: number, random: Random): Generator<Mutation> {
  for (let made = 0; made < count; ) {
    const [into, from] = random.below(2) ? [one, other] : [other, one];
    const grain = random.pick([1, 4, 20, 32, 64, 64]);
    const length = Math.min(into.length, grain * (1 + random.below(random.pick([1, 4, 64, 4096]))));
    const to = grain * random.below(Math.floor((into.length - length) / grain) + 1);
    const at = random.below(4) ? to : grain * random.below(Math.floor((from.length - length) / grain) + 1);
    const changed = into.slice();
    changed.set(from.subarray(at, at + length), to);
    if (isSame(changed, one) || isSame(changed, other)) continue;
    made++;
    yield { name: `${length} bytes from ${at} of ${from === one ? 'one' : 'the other'} to ${to}`, bytes: changed };
  }
}

export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

export function noise(length: number, random: Random): Uint8Array {
  const words = BigUint64Array.from({ length: Math.ceil(length / 8) }, () => random.u64());
  return new Uint8Array(words.buffer).slice(0, length);
}

/** Noise of random lengths, some with a right beginning taken from `model`. */
export function* garbage(model: Uint8Array, count: number, random: Random): Generator<Mutation> {
  for (let i = 0; i < count; i++) {
    const bytes = noise(random.below(random.pick([16, 256, 4096, 2 * model.length])), random);
    const kept = random.pick([0, 0, 4, 8, 12, 24, 64, 96, 128, 256, 1024]);
    bytes.set(model.subarray(0, Math.min(kept, bytes.length)));
    if (bytes.length >= 12 && kept >= 8) new DataView(bytes.buffer).setUint32(8, bytes.length, true);
    if (!isSame(bytes, model)) yield { name: `${bytes.length} random bytes, first ${kept} kept`, bytes };
  }
}

/** Words on edges at word-aligned places: 0, p - 1, p, 2^31, 2^32 - 1, plus p, plus or minus 1. */
export function* words(bytes: Uint8Array, count: number, random: Random): Generator<Mutation> {
  const P = 0x78000001;
  for (let i = 0; i < count; i++) {
    const at = 4 * random.below(Math.floor(bytes.length / 4));
    const changed = bytes.slice();
    const view = new DataView(changed.buffer);
    const old = view.getUint32(at, true);
    const value = random.pick([0, P - 1, P, 2 ** 31, 2 ** 32 - 1, old + P, old + 1, old - 1]) >>> 0;
    view.setUint32(at, value, true);
    if (value !== old) yield { name: `word at ${at} = ${value}`, bytes: changed };
  }
}
