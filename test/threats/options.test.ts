/**
 * Threats 17 to 19, 23, 24 and 31: what is the key's is not the proof's. Shapes, options, heights, digests, nonces and encodings that a
 * patched prover would like better are refused; each has an honest control.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArchiveLayout, computeLayout } from '../../src/archive/layout.ts';
import { MachineProver } from '../../src/machine/prover.ts';
import { machineSystem } from '../../src/machine/system.ts';
import { presets, type StarkOptions } from '../../src/stark/options.ts';
import type { ProvingKey } from '../../src/stark/proving-key.ts';
import { InsecureKey, verify } from '../../src/verify/index.ts';
import { guestElf } from '../frozen/programs.ts';
import { ACCEPTED, judge, judgeReference } from '../fuzz/judge.ts';
import { type Example, fibonacci, lookup } from '../stark/airs.ts';
import { SystemForger, small } from './forged-system.ts';

let forger: SystemForger;
const example = lookup(5, 3);
const { descriptionBytes: description } = example.system;
let key: ProvingKey;
let honest: Uint8Array;
let layout: ArchiveLayout;

beforeAll(async () => {
  forger = await SystemForger.create();
  key = await forger.key(example);
  honest = await forger.prove(key, example);
  layout = layoutOf(key, [5, 3, 4, 0]);
});
afterAll(() => forger.close());

function layoutOf({ header, system }: ProvingKey, heights: readonly number[]): ArchiveLayout {
  return computeLayout(header, system.description.tables, heights, 0);
}

/** Both verifiers' opinion; they must not differ about acceptance. */
function judgeBoth(proof: Uint8Array, keyBytes: Uint8Array = key.bytes): string {
  const code = judge(proof, keyBytes, description);
  expect(judgeReference(proof, keyBytes, description) === ACCEPTED).toBe(code === ACCEPTED);
  return code;
}

/** The archive cut or filled up at a place, its total length patched. */
function resized(at: number, bytes: number): Uint8Array {
  const tail = honest.slice(at + Math.max(0, -bytes));
  const proof = new Uint8Array(honest.length + bytes);
  proof.set(honest.slice(0, at));
  proof.set(tail, at + Math.max(0, bytes));
  new DataView(proof.buffer).setUint32(8, proof.length, true);
  return proof;
}

it('the honest proof is accepted (control)', () => {
  expect(judgeBoth(honest)).toBe(ACCEPTED);
  expect(honest.length).toBe(layout.totalBytes);
});

describe('17. shapes', () => {
  it('no section is longer or shorter, also by whole blocks', () => {
    for (const { name, offset, length } of layout.sections) {
      for (const bytes of [64, -64, 20, -20, 32, -32, 4096]) {
        if (-bytes > length || length === 0) continue;
        for (const at of [offset, offset + length + Math.min(0, bytes)]) {
          expect(judgeBoth(resized(at, bytes)), `${name}, ${bytes} bytes at ${at}`).not.toBe(ACCEPTED);
        }
      }
    }
  });

  it('no query more or less', () => {
    const { queriesOffset, queryBytes } = layout;
    expect(judgeBoth(resized(queriesOffset, -queryBytes))).toBe('BadLength');
    expect(judgeBoth(resized(queriesOffset, queryBytes))).toBe('BadLength');
  });

  it('other heights, with an archive laid out for them from the honest one', () => {
    const heights = [5, 3, 4, 0];
    for (const [table, fixed] of [
      [0, 0],
      [1, 3],
      [2, 0],
      [3, 0],
    ] as const) {
      for (let height = 0; height <= 7; height++) {
        const other = heights.with(table, height);
        if (height === heights[table] || other.every((h) => h === 0) || height === 1) continue;
        const target = layoutOf(key, other);
        const proof = new Uint8Array(target.totalBytes);
        for (const { name, offset, length } of target.sections) {
          const from = layout.sections.find((section) => section.name === name);
          const bytes = honest.slice(from?.offset ?? 0, (from?.offset ?? 0) + Math.min(length, from?.length ?? length));
          proof.set(bytes, offset);
        }
        new DataView(proof.buffer).setUint32(8, proof.length, true);
        proof[layout.heightsOffset + table] = height;
        const code = judgeBoth(proof);
        expect(code, `table ${table}, height ${height}`).not.toBe(ACCEPTED);
        expect(code).not.toBe('BadLength');
        if (fixed > 0) expect(code).toBe('BadHeights');
      }
    }
  });

  it('a table more or less in the header', () => {
    for (const numTables of [0, 1, 3, 5, 64, 65, 2 ** 31]) {
      const proof = honest.slice();
      new DataView(proof.buffer).setUint32(20, numTables, true);
      expect(judgeBoth(proof), `${numTables}`).toBe('BadHeader');
    }
  });
});

describe('18. options downgraded, under the digest of the honest key', () => {
  const weaker: readonly (readonly [string, Partial<StarkOptions>, string])[] = [
    ['fewer queries', { numQueries: small.numQueries - 1 }, 'BadLength'],
    ['one query', { numQueries: 1 }, 'BadLength'],
    ['another blowup', { logBlowup: 2 }, 'BadLength'],
    ['a longer final polynomial', { logFinalLength: 3 }, 'BadLength'],
    ['a lower cap', { capHeight: 0 }, 'BadLength'],
    ['no grinding of queries', { grindQueryBits: 0 }, 'BadPadding'],
    ['less grinding of queries', { grindQueryBits: 1 }, 'BadNonce'],
    ['less grinding of the batch', { grindBatchBits: 1 }, 'BadNonce'],
    ['less grinding of folds', { grindFoldBits: 1 }, 'BadNonce'],
    ['less grinding of zeta', { grindDeepBits: 1 }, 'BadNonce'],
    ['less grinding of lookups', { grindLookupBits: 1 }, 'BadNonce'],
  ];
  it.each(weaker)('%s', async (_, change, expected) => {
    const weak = await forger.key(example, { ...small, ...change });
    // Control: with the weak key itself it is a proof, and only with that.
    const proof = await forger.prove(weak, example);
    expect(judgeBoth(proof, weak.bytes)).toBe(ACCEPTED);
    expect(judgeBoth(proof)).toMatch(/KeyMismatch|BadLength|BadPadding/);
    const disguised = await forger.prove({ ...weak, digest: key.digest }, example);
    expect([expected, 'BadNonce', 'BadPadding']).toContain(judgeBoth(disguised));
    // And with a length that is the right one.
    const fitted = new Uint8Array(honest.length);
    fitted.set(disguised.slice(0, honest.length));
    new DataView(fitted.buffer).setUint32(8, fitted.length, true);
    expect(judgeBoth(fitted)).not.toBe(ACCEPTED);
  });

  it('smaller arities give another schedule', async () => {
    const tall: Example = lookup(8, 3);
    const wide = await forger.key(tall);
    const narrow = await forger.key(tall, { ...small, logMaxArity: 1 });
    const proof = await forger.prove({ ...narrow, digest: wide.digest }, tall);
    expect(judge(await forger.prove(wide, tall), wide.bytes, tall.system.descriptionBytes)).toBe(ACCEPTED);
    expect(judge(proof, wide.bytes, tall.system.descriptionBytes)).toBe('BadLength');
  });

  it('a key of less than 128 bits only where the caller says so', () => {
    expect(() => verify(honest, key.bytes, { description })).toThrow(InsecureKey);
    expect(verify(honest, key.bytes, { description, insecure: true }).exitCode).toBe(0);
  });
});

describe('19. a key of the prover’s', () => {
  it('another preprocessed table', async () => {
    const other: Example = { ...example, preprocessed: [null, [[8, 1, 2, 3, 4, 5, 6, 7]], null, null] };
    const otherKey = await forger.key(other);
    const counts = example.tables[1]![0]!;
    expect(otherKey.bytes).not.toEqual(key.bytes);
    // 8 in the place of 0: a proof under its own key.
    const values = example.tables[0]!.map((column) => Array.from(column, (x) => (x === 0 ? 8 : x)));
    const squares = values[0]!.map((x) => x * x);
    const tables = [[values[0]!, squares], [counts], ...example.tables.slice(2)];
    const own = await forger.prove(otherKey, other, { tables });
    expect(judgeBoth(own, otherKey.bytes)).toBe(ACCEPTED);
    expect(judgeBoth(own)).toBe('KeyMismatch');
    expect(judgeBoth(honest, otherKey.bytes)).toBe('KeyMismatch');
    const disguised = await forger.prove({ ...otherKey, digest: key.digest }, other, { tables });
    expect(judgeBoth(disguised)).toBe('BadOpening');
    // A key with the honest header and another cap is no key.
    const mixed = key.bytes.slice();
    mixed.set(otherKey.bytes.slice(256), 256);
    expect(judgeBoth(disguised, mixed)).toBe('BadKey');
  });
});

describe('23. one encoding', () => {
  it('padding of sections is zero', () => {
    const inSections = new Set(
      layout.sections.flatMap(({ offset, length }) => [...Array(length).keys()].map((i) => offset + i)),
    );
    let tried = 0;
    for (let at = 64; at < layout.queriesOffset; at++) {
      if (inSections.has(at)) continue;
      tried++;
      const proof = honest.slice();
      proof[at] = 1;
      expect(judgeBoth(proof), `byte ${at}`).toBe('BadPadding');
    }
    expect(tried).toBeGreaterThan(100);
  });

  it('padding of opened rows and leaves is zero', () => {
    const used = new Uint8Array(layout.queryBytes);
    const use = (offset: number, bytes: number) => used.fill(1, offset, offset + bytes);
    for (const tree of layout.trees) {
      for (const { rowOffset, rowWords } of tree.levels) use(rowOffset, 4 * rowWords);
      use(tree.siblingsOffset, 32 * tree.numSiblings);
    }
    for (const { leafOffset, logArity, siblingsOffset, numSiblings } of layout.layers) {
      use(leafOffset, 20 * 2 ** logArity);
      use(siblingsOffset, 32 * numSiblings);
    }
    let tried = 0;
    for (let query = 0; query < small.numQueries; query++) {
      for (let at = 0; at < layout.queryBytes; at++) {
        if (used[at] === 1) continue;
        tried++;
        const proof = honest.slice();
        proof[layout.queriesOffset + query * layout.queryBytes + at] = 1;
        expect(judge(proof, key.bytes, description), `query ${query}, byte ${at}`).toBe('BadPadding');
      }
    }
    expect(tried).toBeGreaterThan(100);
  });

  it('reserved bytes of the header are zero: those of epochs too', () => {
    for (let at = 24; at < 64; at++) {
      const proof = honest.slice();
      proof[at] = 1;
      expect(judgeBoth(proof)).toBe('BadHeader');
    }
  });

  it('elements of public output below p, once each', async () => {
    const words = fibonacci(4);
    const wordsKey = await forger.key(words);
    const publicOutput = words.publicOutput.slice();
    const view = new DataView(publicOutput.buffer);
    view.setUint32(0, view.getUint32(0, true) + 0x78000001, true);
    const proof = await forger.prove(wordsKey, words, { publicOutput });
    expect(judge(proof, wordsKey.bytes, words.system.descriptionBytes)).toBe('BadPublicOutput');
    const control = await forger.prove(wordsKey, words);
    expect(judge(control, wordsKey.bytes, words.system.descriptionBytes)).toBe(ACCEPTED);
  });
});

describe('24. nonces', () => {
  const nonces = () => {
    const { lookup: first, deep, batch, fold, query } = layout.nonces;
    return [first, deep, batch, ...fold, query].map((at) => at!);
  };

  it('none is missing: zeros, or the next one', () => {
    for (const at of nonces()) {
      for (const nonce of [0n, 1n]) {
        const proof = honest.slice();
        const view = new DataView(proof.buffer);
        if (view.getBigUint64(at, true) === nonce) continue;
        view.setBigUint64(at, nonce === 0n ? 0n : view.getBigUint64(at, true) + 1n, true);
        expect(judgeBoth(proof)).toBe('BadNonce');
      }
    }
  });

  it('none is taken from another state', async () => {
    const turned = example.tables.map((columns) => columns?.map((column) => Array.from(column)) ?? null);
    turned[0] = turned[0]!.map((column) => column.toReversed());
    const other = await forger.prove(key, example, { tables: turned });
    expect(judgeBoth(other)).toBe(ACCEPTED);
    for (const at of nonces()) {
      const proof = honest.slice();
      proof.set(other.slice(at, at + 8), at);
      if (proof.every((byte, i) => byte === honest[i])) continue;
      expect(judgeBoth(proof)).toBe('BadNonce');
    }
  });
});

describe('31. bounds of heights', () => {
  it('a patched prover’s taller or lower table', async () => {
    const bounded = await forger.key(example, { ...small, maxLogHeight: 5 });
    const free = { ...bounded, header: { ...bounded.header, maxLogHeight: 22, minLogHeight: 1 } };
    expect(judgeBoth(await forger.prove(bounded, example), bounded.bytes)).toBe(ACCEPTED);
    const tall = lookup(6, 3);
    await expect(forger.prove(bounded, tall)).rejects.toMatchObject({ code: 'TooManyRows' });
    expect(judgeBoth(await forger.prove(free, tall), bounded.bytes)).toBe('BadHeights');
    const patched = honest.slice();
    for (const height of [1, 23, 27, 28, 31, 32, 64, 255]) {
      patched[layout.heightsOffset] = height;
      expect(judgeBoth(patched), `${height}`).toBe('BadHeights');
    }
  });

  it('a patched prover’s preprocessed table of another height', async () => {
    const other = await forger.key(lookup(5, 4));
    const proof = await forger.prove({ ...other, digest: key.digest }, lookup(5, 4));
    expect(judgeBoth(proof)).toBe('BadHeights');
  });

  it('the key depends on program and options, not on the input or its length', async () => {
    const prover = await MachineProver.create({ threads: 1 });
    const elf = guestElf('xpage');
    const { bytes } = await prover.setup(elf, 'one-query', { insecure: true });
    for (const length of [0, 9, 5000]) {
      const input = new Uint8Array(length).fill(length);
      const { proof, claim } = await prover.prove(elf, { options: presets['one-query'], input, insecure: true });
      expect(judge(proof, bytes, machineSystem().descriptionBytes), `${length}`).toBe(ACCEPTED);
      expect(claim.publicOutput.length).toBe(16);
    }
    expect((await prover.setup(elf, 'one-query', { insecure: true })).bytes).toEqual(bytes);
    await prover.close();
  });
});
