/** Linear memory: every width, misaligned, offsets, growth, bulk operations; in the machine as in V8. */
import { describe, it } from 'vitest';
import { expectSame } from './expect-same.ts';
import { dataString, module } from './prelude.ts';

const pattern = Uint8Array.from({ length: 64 }, (_, index) => (index * 73 + 0x81) & 0xff);

const loads = [
  ...['i32.load8_s', 'i32.load8_u', 'i32.load16_s', 'i32.load16_u', 'i32.load'],
  ...['i64.load8_s', 'i64.load8_u', 'i64.load16_s', 'i64.load16_u', 'i64.load32_s', 'i64.load32_u', 'i64.load'],
];
const stores = ['i32.store8', 'i32.store16', 'i32.store', 'i64.store8', 'i64.store16', 'i64.store32', 'i64.store'];

const emitAs = (name: string, expression: string) =>
  name.startsWith('i64') ? `(call $emit ${expression})` : `(call $emit (i64.extend_i32_s ${expression}))`;

/** Emits the words of [from, to). */
const dump = (from: number, to: number) =>
  Array.from({ length: (to - from) / 8 }, (_, i) => `(call $emit (i64.load (i32.const ${from + i * 8})))`).join(' ');

/** A digest of a range, so that a wrong byte anywhere shows. */
const digest = `(func $digest (param $at i32) (param $end i32) (result i64) (local $h i64)
  (local.set $h (i64.const 0xcbf29ce484222325))
  (block $done (loop $l
    (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
    (local.set $h (i64.mul (i64.xor (local.get $h) (i64.load8_u (local.get $at))) (i64.const 0x100000001b3)))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (br $l)))
  (local.get $h))`;
const emitDigest = (from: number, to: number) => `(call $emit (call $digest (i32.const ${from}) (i32.const ${to})))`;

describe('loads and stores', () => {
  const data = (at: number) => `(data (i32.const ${at}) "${dataString(pattern)}")`;

  it.each(loads)('%s at every alignment, constant and computed', async (name) => {
    const type = name.slice(0, 3);
    const f = `(func $f (param i32) (result ${type}) (${name} (local.get 0)))
      (func $g (param i32) (result ${type}) (${name} offset=7 (local.get 0)))`;
    const body = Array.from({ length: 17 }, (_, i) => [
      emitAs(name, `(${name} (i32.const ${256 + i}))`),
      emitAs(name, `(${name} offset=${256 + i} (i32.const 0))`),
      emitAs(name, `(call $f (i32.const ${256 + i}))`),
      emitAs(name, `(call $g (i32.const ${256 + i}))`),
      emitAs(name, `(call $f (i32.const ${i}))`),
    ]).flat();
    await expectSame(module(`${f} ${data(256)} ${data(0)}`, body.join(' ')));
  });

  it.each(stores)('%s at every alignment, constant and computed', async (name) => {
    const type = name.slice(0, 3);
    const f = `(func $f (param i32 ${type}) (${name} (local.get 0) (local.get 1)))
      (func $g (param i32 ${type}) (${name} offset=9 (local.get 0) (local.get 1)))`;
    const value = type === 'i32' ? '(i32.const 0x89abcdef)' : '(i64.const 0x8123456789abcdef)';
    const body = Array.from({ length: 9 }, (_, i) => {
      const base = 512 + i * 17;
      return `(${name} (i32.const ${base}) ${value}) (${name} offset=20 (i32.const ${base}) ${value})
        (call $f (i32.const ${base + 300}) ${value}) (call $g (i32.const ${base + 500}) ${value})
        (call $f (i32.const ${i}) ${value})`;
    });
    await expectSame(module(f, `${body.join(' ')} ${dump(0, 64)} ${dump(512, 1400)}`));
  });

  it('i32 values with unclean upper halves as stored values and addresses', async () => {
    const f = `(func $f (param i64 i64)
      (i32.store (i32.wrap_i64 (local.get 0)) (i32.wrap_i64 (local.get 1)))
      (i32.store8 offset=8 (i32.wrap_i64 (local.get 0)) (i32.wrap_i64 (local.get 1)))
      (i64.store offset=16 (i32.wrap_i64 (local.get 0)) (i64.extend_i32_u (i32.wrap_i64 (local.get 1)))))`;
    await expectSame(module(f, `(call $f (i64.const 0x7fffffff00000400) (i64.const -2)) ${dump(1024, 1056)}`));
  });

  it('computed addresses: sums that wrap, offsets beside and beyond 12 bits', async () => {
    const offsets = [2040, 2047, 2048, 4095, 4096, 30_000, 65_528];
    const f = `${offsets.map((o) => `(func $f${o} (param i32) (result i64) (i64.load offset=${o} (local.get 0)))`).join(' ')}
      (func $wrap (param i32 i32) (result i64) (i64.load (i32.add (local.get 0) (local.get 1))))
      (func $wrapOffset (param i32 i32) (result i64) (i64.load offset=16 (i32.sub (local.get 0) (local.get 1))))
      (func $scaled (param i32 i32) (result i64) (i64.load offset=8 (i32.add (local.get 0) (i32.shl (local.get 1) (i32.const 3)))))
      (func $fold (param i32) (result i64) (i64.load (i32.add (local.get 0) (i32.const -16))))
      (func $foldBig (param i32) (result i64) (i64.load offset=24 (i32.add (local.get 0) (i32.const 0x7ffffff8))))
      (func $foldLarge (param i32) (result i64) (i64.load offset=24 (i32.add (local.get 0) (i32.const 1000000))))`;
    const store = offsets.map((o) => `(i64.store offset=${o} (i32.const 64) (i64.const ${o * 7}))`).join(' ');
    const body = `${store} ${offsets.map((o) => `(call $emit (call $f${o} (i32.const 64)))`).join(' ')}
      (call $emit (call $wrap (i32.const -8) (i32.const ${64 + 2040 + 8})))
      (call $emit (call $wrap (i32.const 0x80000000) (i32.const ${0x80000000 + 64 + 2040})))
      (call $emit (call $wrapOffset (i32.const ${64 + 2040 - 16 + 5}) (i32.const 5)))
      (call $emit (call $wrapOffset (i32.const ${0x80000000 + 2088}) (i32.const 0x80000000)))
      (call $emit (call $scaled (i32.const 96) (i32.const 250)))
      (call $emit (call $scaled (i32.const ${96 + 8 * 250}) (i32.const 0x20000000)))
      (call $emit (call $fold (i32.const ${64 + 2040 + 16})))
      (call $emit (call $foldBig (i32.const ${0x80000008 + 64 + 2040 - 24})))
      (call $emit (call $foldLarge (i32.const ${-1000000 + 64 + 2040 - 24})))`;
    await expectSame(module(f, body, { pages: 2 }));
  });

  it('data segments: overlapping, empty, at the end, read back whole', async () => {
    const data = `(data (i32.const 0) "zero") (data (i32.const 2) "\\00\\ff") (data (i32.const 65532) "last") (data (i32.const 9) "")
      (data (i32.const 70000) "next page")`;
    await expectSame(
      module(`${data} ${digest}`, `${emitDigest(0, 131_072)} ${dump(0, 32)} ${dump(65_528, 65_536)}`, { pages: 2 }),
    );
  });
});

describe('growth', () => {
  it('size and grow up to the declared maximum, new pages are zero', async () => {
    const body = `(call $emit32 (memory.size)) (call $emit32 (memory.grow (i32.const 0))) (call $emit32 (memory.grow (i32.const 1)))
      (call $emit32 (memory.size)) (call $emit (i64.load (i32.const 131072))) (i64.store (i32.const 196600) (i64.const 5))
      (call $emit (i64.load (i32.const 196600)))
      (call $emit32 (memory.grow (i32.const 3))) (call $emit32 (memory.grow (i32.const -1))) (call $emit32 (memory.size))
      (call $emit32 (memory.grow (i32.const 2))) (call $emit32 (memory.size)) (call $emit32 (memory.grow (i32.const 1)))
      (call $emit32 (memory.grow (i32.const 0))) ${emitDigest(131_072, 327_680)}`;
    await expectSame(module(digest, body, { maximum: 5 }));
  });

  it('growth in a loop', async () => {
    const body = `(local i32) (loop $l
      (call $emit32 (memory.grow (local.get 0)))
      (i32.store (i32.shl (i32.sub (memory.size) (i32.const 1)) (i32.const 16)) (local.get 0))
      (br_if $l (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 9))))
      ${emitDigest(131_072, 524_288)}`;
    await expectSame(module(digest, body, { maximum: 40 }));
  });
});

describe('bulk operations', () => {
  const data = `(data $passive "${dataString(pattern)}") (data (i32.const 1000) "${dataString(pattern)}") (data $other "xyz")`;
  const lengths = [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 63, 64];

  it.each([
    [
      'memory.fill of every length and alignment',
      lengths.flatMap((n, i) => [
        `(memory.fill (i32.const ${4096 + 100 * i + (i % 8)}) (i32.const ${0x1a3 + i}) (i32.const ${n}))`,
      ]),
    ],
    [
      'memory.copy, apart',
      lengths.map(
        (n, i) =>
          `(memory.copy (i32.const ${4096 + 100 * i + (i % 8)}) (i32.const ${1000 + ((i * 3) % 8)}) (i32.const ${n}))`,
      ),
    ],
    [
      'memory.copy, overlapping upwards and downwards',
      lengths.flatMap((n, i) => [
        `(memory.copy (i32.const ${1000 + (i % 5)}) (i32.const 1000) (i32.const ${n}))`,
        `(memory.copy (i32.const 1000) (i32.const ${1000 + ((i * 5) % 9)}) (i32.const ${n}))`,
        emitDigest(990, 1100),
      ]),
    ],
    [
      'memory.copy by one and onto itself',
      [
        '(memory.copy (i32.const 1001) (i32.const 1000) (i32.const 60))',
        '(memory.copy (i32.const 1003) (i32.const 1003) (i32.const 50))',
      ],
    ],
    [
      'memory.init and data.drop',
      [
        ...lengths.map(
          (n, i) =>
            `(memory.init $passive (i32.const ${4096 + 100 * i + (i % 8)}) (i32.const ${64 - n}) (i32.const ${n}))`,
        ),
        '(memory.init $other (i32.const 0) (i32.const 1) (i32.const 2)) (data.drop $passive) (data.drop $passive)',
        '(memory.init $passive (i32.const 10) (i32.const 0) (i32.const 0)) (memory.init $other (i32.const 3) (i32.const 0) (i32.const 3))',
      ],
    ],
    [
      'lengths that are not constant',
      ['(call $many (i32.const 3)) (call $many (i32.const 40)) (call $many (i32.const 0))'],
    ],
    [
      'large fills and copies',
      [
        '(memory.fill (i32.const 3) (i32.const 7) (i32.const 60000)) (memory.copy (i32.const 30001) (i32.const 2) (i32.const 33333))',
      ],
    ],
  ])('%s', async (_, statements) => {
    const many = `(func $many (param i32)
      (memory.fill (i32.add (i32.const 3000) (local.get 0)) (local.get 0) (local.get 0))
      (memory.copy (i32.add (i32.const 5000) (local.get 0)) (i32.const 1001) (local.get 0))
      (memory.init $passive (i32.const 7001) (local.get 0) (i32.shr_u (local.get 0) (i32.const 1))))`;
    await expectSame(
      module(`${data} ${digest} ${many}`, `${statements.join(' ')} ${emitDigest(0, 65_536)} ${dump(1000, 1064)}`),
    );
  });
});
