/** Tiny AIRs of several shapes, with honest traces: what the toolkit's tests prove and break. */
import { AirBuilder } from '../../src/air/air.ts';
import type { Bus } from '../../src/air/bus.ts';
import { defineSystem, type StarkSystem } from '../../src/stark/system.ts';
import type { Columns } from '../../src/stark/toolkit.ts';

const P = 0x78000001n;
const RESULT: Bus = { name: 'result', id: 1, fields: ['index', 'value'] };
const RANGE: Bus = { name: 'range', id: 2, fields: ['value'] };
const PRODUCT: Bus = { name: 'product', id: 3, fields: ['product', 'sum'] };

export interface Example {
  readonly name: string;
  readonly system: StarkSystem;
  readonly preprocessed: readonly (Columns | null)[];
  readonly tables: readonly (Columns | null)[];
  readonly publicOutput: Uint8Array;
}

/** a, b -> b, a + b; the last b is public. Flags of the ends are preprocessed, as interactions cannot use selectors. */
export function fibonacci(logHeight: number): Example {
  const b = new AirBuilder('FIBONACCI');
  const isEnd = b.preprocessed('isEnd');
  const [x, y] = [b.main('x'), b.main('y')];
  const isFirst = b.selector('isFirst');
  const isTransition = b.selector('isTransition');
  b.assertZero(isFirst.mul(x.sub(1)), 'starts with 1');
  b.assertZero(isFirst.mul(y.sub(1)), 'and 1');
  b.assertZero(isTransition.mul(b.next(x).sub(y)), 'x moves on');
  b.assertZero(isTransition.mul(b.next(y).sub(x).sub(y)), 'y is the sum');
  b.send(RESULT, isEnd, [0, y]);
  const system = defineSystem([b.build()], [{ unit: 'u32', bus: RESULT, isSend: false, tuple: ['index', 'value'] }]);
  const height = 2 ** logHeight;
  const xs: number[] = [];
  const ys: number[] = [];
  for (let i = 0, u = 1n, v = 1n; i < height; i++, [u, v] = [v, (u + v) % P]) {
    xs.push(Number(u));
    ys.push(Number(v));
  }
  const publicOutput = new Uint8Array(4);
  new DataView(publicOutput.buffer).setUint32(0, ys.at(-1)!, true);
  const ends = Array.from({ length: height }, (_, i) => (i === height - 1 ? 1 : 0));
  return { name: `fibonacci 2^${logHeight}`, system, preprocessed: [[ends]], tables: [[xs, ys]], publicOutput };
}

/**
 * Products of three columns sent and received: tuples of degree 3, whose fingerprints are committed. In the sender alone in a group that is not the last,
 * and second of a pair in the last; in the receiver the only one.
 */
export function products(logHeight: number): Example {
  const sender = new AirBuilder('SENDER');
  const [x, y, z, isTwice] = ['x', 'y', 'z', 'isTwice'].map((name) => sender.main(name));
  sender.assertBit(isTwice!, 'isTwice is a bit');
  const tuple = [x!.mul(y!).mul(z!), x!.add(y!)];
  sender.send(PRODUCT, 1, tuple, { isCommitted: true });
  sender.send(RANGE, isTwice!.mul(x!), [y!.mul(z!)]);
  sender.receive(RANGE, isTwice!.mul(x!), [y!.mul(z!)], { isCommitted: true });
  sender.send(PRODUCT, isTwice!.mul(isTwice!), tuple, { isCommitted: true });
  const receiver = new AirBuilder('RECEIVER');
  const [u, v, w, count] = ['u', 'v', 'w', 'count'].map((name) => receiver.main(name));
  receiver.receive(PRODUCT, count!, [u!.mul(v!).mul(w!), u!.add(v!)], { isCommitted: true });
  const height = 2 ** logHeight;
  const column = (of: (row: number) => number) => Array.from({ length: height }, (_, row) => of(row));
  const factors = [column((i) => 1 + i * 31), column((i) => (i * i + 3) % 1009), column((i) => 0x77fffff0 - i)];
  const twice = column((i) => (i % 3 === 1 ? 1 : 0));
  return {
    name: `products 2^${logHeight}`,
    system: defineSystem([sender.build(), receiver.build()]),
    preprocessed: [null, null],
    tables: [[...factors, twice], [...factors, twice.map((bit) => 1 + bit)].map((values) => values.toReversed())],
    publicOutput: new Uint8Array(0),
  };
}

/** Values of one table looked up in a range table of another height; a third table without interactions, a fourth absent. */
export function lookup(logHeight: number, logRange: number): Example {
  const values = new AirBuilder('VALUES');
  const v = values.main('v');
  const w = values.main('w');
  values.assertEqual(w, v.mul(v), 'w is the square');
  values.send(RANGE, 1, [v]);
  const range = new AirBuilder('RANGE');
  range.receive(RANGE, range.main('count'), [range.preprocessed('value')]);
  const plain = new AirBuilder('PLAIN');
  const p = plain.main('p');
  plain.assertZero(plain.next(p).sub(p), 'constant');
  const absent = new AirBuilder('ABSENT');
  absent.send(RANGE, 1, [absent.main('q')]);
  const system = defineSystem([values.build(), range.build(), plain.build(), absent.build()]);
  const height = 2 ** logHeight;
  const vs = Array.from({ length: height }, (_, i) => (i * 7919) % 2 ** logRange);
  const counts = new Array<number>(2 ** logRange).fill(0);
  for (const value of vs) counts[value]!++;
  return {
    name: `lookup 2^${logHeight} in 2^${logRange}`,
    system,
    preprocessed: [null, [counts.map((_, i) => i)], null, null],
    tables: [
      [vs, vs.map((x) => Number(BigInt(x) ** 2n % P))],
      [counts],
      [new Array(2 ** (logHeight - 1)).fill(5)],
      null,
    ],
    publicOutput: new Uint8Array(0),
  };
}
