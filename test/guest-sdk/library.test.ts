/** The guest library in V8: readers, output, failure with its position, text conversion, hashing, step markers, allocation. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { guestLibrary } from '../../src/guest-compiler/guest-library.ts';
import { guest } from './build.ts';
import { concat, text, u32, u64 } from './example-inputs.ts';
import { library } from './library-guest.ts';
import { runInV8 } from './v8-host.ts';

let wasm: Uint8Array;
beforeAll(async () => {
  wasm = (await guest(library)).wasm;
}, 120_000);
const run = (choice: number, input: Uint8Array = new Uint8Array(0)) =>
  runInV8(wasm, concat(Uint8Array.of(choice), input));

/** Line and column of the first occurrence of some text in the guest, as messages give them. */
function positionOf(found: string): string {
  const before = library.slice(0, library.indexOf(found)).split('\n');
  return `guest.ts:${before.length}:${before.at(-1)!.length + 1}`;
}

describe('input', () => {
  test('typed readers at odd addresses', () => {
    const values = [
      Uint8Array.of(200),
      Uint8Array.of(1, 255),
      u32(0xdeadbeef),
      u64(2n ** 63n + 5n),
      u32(0xfffffffe),
      u64(2n ** 64n - 3n),
    ];
    const rest = text('abcgrüße');
    const result = run(0, concat(...values, rest));
    expect(result.exitCode).toBe(0);
    expect(result.publicOutput).toEqual(concat(...values, u32(rest.length), rest));
  });

  test('a read past the end panics', () => {
    for (let length = 0; length < 27; length++) {
      const result = run(0, new Uint8Array(length));
      expect([result.exitCode, result.debug]).toEqual([
        101,
        expect.stringContaining('the input ends before this read'),
      ]);
    }
    expect(run(12, Uint8Array.of(1, 2, 3, 4, 5)).debug).toContain('the input ends before this read');
  });

  test('lines', () => {
    const result = run(1, text('one\r\n\ntwo\nlast'));
    expect(new TextDecoder().decode(result.publicOutput)).toBe('\x03one\x00\x03two\x04last');
    expect(run(1, text('one\n')).publicOutput).toEqual(text('\x03one'));
    expect(run(1).publicOutput.length).toBe(0);
  });

  test('decimals', () => {
    const numbers = ['0', '-1.5', '12.345', ' 7 ', '"8.1"', '9223372036854775.807', '-0.001'];
    const expected = [0n, -1500n, 12345n, 7000n, 8100n, 9223372036854775807n, -1n];
    const result = run(11, text(numbers.join('\n')));
    expect(result.debug).toBe('');
    expect(result.publicOutput).toEqual(concat(...expected.map((value) => u64(BigInt.asUintN(64, value)))));
    for (const wrong of [
      '',
      '-',
      '.',
      '1.2345',
      '1..2',
      '--1',
      '1e3',
      '9223372036854775.808',
      '99999999999999999999',
      '"1',
      '"1"2',
    ])
      expect(run(11, text(`${wrong}\n`)).exitCode).toBe(101);
  });
});

describe('output', () => {
  test('values of every kind, text as UTF-8', () => {
    const result = run(3);
    const expected = [
      text('€uro 𝒳 \ufffd.'),
      Uint8Array.of(1, 254),
      u64(2n ** 64n - 1n),
      new Uint8Array(Float64Array.of(1.5).buffer),
      u64(7n),
      text('ü'.repeat(1000)),
    ];
    expect(result.publicOutput).toEqual(concat(...expected));
    expect(result.debug).toBe('printedlogged\nwarned\n');
  });

  test('step markers and exit codes', () => {
    expect(run(8)).toMatchObject({ exitCode: 3, steps: [1, 2047] });
    expect(run(6)).toMatchObject({ exitCode: 9 });
  });
});

describe('failure', () => {
  test('panic', () => expect(run(4)).toMatchObject({ exitCode: 101, debug: 'panic: chosen\n' }));
  test('throw, with its position', () =>
    expect(run(5)).toMatchObject({
      exitCode: 101,
      debug: `panic: thrown\n  at ${positionOf("throw new Error('thrown')")}\n`,
    }));
  test('assert, with its position', () =>
    expect(run(12, Uint8Array.of(1, 3)).debug).toBe(
      `panic: first\n  at ${positionOf('assert(reader.readU16() == 0x0201')}\n`,
    ));
  test('an index out of range', () => expect(run(7, Uint8Array.of(1)).debug).toContain('panic: Index out of range\n'));
});

test('bytes and views', () => {
  const hex = Buffer.from('grüße').toString('hex');
  const view = text('grüße').slice(1, 3);
  expect(run(9, Uint8Array.of(5, 6)).publicOutput).toEqual(
    concat(Uint8Array.of(1, 0), text(hex), view.slice(1), view.slice(0, 1), u32(2), view, u32(2)),
  );
});

test('SHA-256 of messages in pieces', () => {
  for (const pieces of [[], [0], [55], [56], [63, 1], [64], [1, 64, 62, 1], [120, 9, 200], [3, 61, 128, 2]]) {
    const input = concat(
      ...pieces.map((length, i) => concat(Uint8Array.of(length), new Uint8Array(length).fill(i + 7))),
    );
    const message = concat(...pieces.map((length, i) => new Uint8Array(length).fill(i + 7)));
    const expected = [message, concat(Uint8Array.of(2), input)].map((bytes) =>
      createHash('sha256').update(bytes).digest(),
    );
    expect(run(2, input).publicOutput).toEqual(concat(...expected));
  }
});

test('many allocations', () => {
  expect(run(10).publicOutput).toEqual(concat(u32(4999950000 % 2 ** 32), u32(42)));
});

test('the embedded library is the one in guest/typescript: node scripts/build-guest-library.mjs', () => {
  const names = readdirSync('guest/typescript').filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
  expect(guestLibrary).toEqual(
    Object.fromEntries(names.map((name) => [name, readFileSync(`guest/typescript/${name}`, 'utf8')])),
  );
});
