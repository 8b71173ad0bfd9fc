// What verifier.wasm is made of and what memory it touches: the imports it may have, no byte outside its arguments read, none
// outside `scratch` and `out` written.
import { expect, test } from 'vitest';
import wabt from 'wabt';
import { edges, manyTables, rangeLookup } from '../../test/reference/airs.ts';
import { TINY_OPTIONS } from '../../test/reference/key.ts';
import { proveReference } from '../../test/reference/prover.ts';
import type { Transcript, TranscriptEvent } from '../../test/reference/transcript.ts';
import { verifyReference } from '../../test/reference/verifier.ts';
import { primitivesWasmBase64 } from '../generated/primitives-wasm.ts';
import { verifierWasmBase64 } from '../generated/verifier-wasm.ts';
import { VerifierHost } from './host.ts';

const decode = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
const PAGE = 65536;

test('imports, exports, and instructions that it must not use', async () => {
  const module = new WebAssembly.Module(decode(verifierWasmBase64));
  expect(
    WebAssembly.Module.imports(module)
      .map(({ module: from, name }) => `${from}.${name}`)
      .sort(),
  ).toEqual([
    'env.memory',
    'vouch.blake3_chain',
    'vouch.blake3_compress',
    'vouch.blake3_path',
    'vouch.dot',
    'vouch.ext_div',
    'vouch.ext_mul',
    'vouch.keccak_f',
    'vouch.step',
  ]);
  const names = WebAssembly.Module.exports(module).map(({ name }) => name);
  expect(names.sort()).toEqual(['scratchBytes', 'verify', 'verifyBlob']);
  const { readWasm } = await wabt();
  const text = readWasm(decode(verifierWasmBase64), { readDebugNames: false }).toText({});
  expect(text).not.toMatch(
    /v128|i32x4|f32|f64|memory\.(size|grow|copy|fill|init)|atomic|\(global|call_indirect|shared/,
  );
});

/** Runs with every region at its place and poison everywhere else; the archive, or another region, ends where the memory ends. */
function run(archive: Uint8Array, key: Uint8Array, description: Uint8Array, last: string): number {
  const scratchLength = new VerifierProbe(description).scratchBytes();
  const regions = [
    { name: 'archive', length: archive.length, bytes: archive },
    { name: 'key', length: key.length, bytes: key },
    { name: 'description', length: description.length, bytes: description },
    { name: 'scratch', length: scratchLength, bytes: undefined },
    { name: 'out', length: 64, bytes: undefined },
  ].sort((a, b) => Number(a.name === last) - Number(b.name === last));
  const at: Record<string, number> = {};
  let end = PAGE;
  for (const { name, length } of regions) {
    at[name] = Math.ceil((end + 64) / 64) * 64;
    end = at[name] + length;
  }
  // The last region ends exactly at the end, as far as alignment to 8 allows.
  const pages = Math.ceil(end / PAGE);
  const lastRegion = regions.at(-1)!;
  at[last] = Math.floor((pages * PAGE - lastRegion.length) / 8) * 8;
  const memory = new WebAssembly.Memory({ initial: pages });
  const probe = new VerifierProbe(description, memory);
  const bytes = new Uint8Array(memory.buffer);
  bytes.fill(0xa5, PAGE);
  for (const region of regions) if (region.bytes) bytes.set(region.bytes, at[region.name]!);
  const before = bytes.slice();
  const result = probe.verify(
    ...([
      at.archive!,
      archive.length,
      at.key!,
      key.length,
      at.description!,
      description.length,
      at.scratch!,
      at.out!,
    ] as const),
  );
  for (const name of ['scratch', 'out']) {
    const { length } = regions.find((region) => region.name === name)!;
    before.set(bytes.subarray(at[name]!, at[name]! + length), at[name]!);
  }
  // The host's division has its working memory below the verifier's statics.
  before.set(bytes.subarray(0, 4096), 0);
  expect(Buffer.compare(bytes, before)).toBe(0);
  return result;
}

/** Bare instances on a given memory. */
class VerifierProbe {
  readonly #exports: WebAssembly.Exports;
  readonly #length: number;
  constructor(description: Uint8Array, memory = new WebAssembly.Memory({ initial: 100 })) {
    const env = { memory };
    const primitives = new WebAssembly.Instance(new WebAssembly.Module(decode(primitivesWasmBase64)), { env }).exports;
    const vouch = { ...primitives, step: () => {} };
    this.#exports = new WebAssembly.Instance(new WebAssembly.Module(decode(verifierWasmBase64)), {
      env,
      vouch,
    }).exports;
    this.#length = description.length;
    if (memory.buffer.byteLength >= 100 * PAGE) new Uint8Array(memory.buffer).set(description, PAGE);
  }
  scratchBytes(): number {
    return this.#call('scratchBytes', PAGE, this.#length);
  }
  verify(...values: readonly number[]): number {
    return this.#call('verify', ...values);
  }
  #call(name: string, ...values: number[]): number {
    const f = this.#exports[name];
    return typeof f === 'function' ? Number(f(...values)) : Number.NaN;
  }
}

test('it reads and writes its own regions only', () => {
  for (const example of [rangeLookup(3, 2), edges()]) {
    const { archive, key } = proveReference({
      ...example,
      options: { ...TINY_OPTIONS, numQueries: 4, grindQueryBits: 2 },
    });
    const { description } = example;
    for (const last of ['archive', 'key', 'description', 'scratch', 'out']) {
      expect(run(archive, key, description, last)).toBe(0);
    }
    for (let length = 0; length < archive.length; length += 248) {
      const patched = archive.slice(0, length);
      if (length >= 12) new DataView(patched.buffer).setUint32(8, length, true);
      expect(run(patched, key, description, 'archive')).not.toBe(0);
    }
    for (const offset of [8, 12, 16, 20, 128, 129]) {
      for (const value of [0xff, 0x7f, 0x20]) {
        for (const byte of [0, 1, 2, 3]) {
          const changed = archive.slice();
          changed[offset + byte] = value;
          if (changed.every((x, i) => x === archive[i])) continue;
          expect(run(changed, key, description, 'archive')).not.toBe(0);
        }
      }
    }
    for (let length = 0; length < key.length; length += 40) {
      expect(run(archive, key.slice(0, length), description, 'key')).not.toBe(0);
    }
    for (let length = 0; length < description.length; length += 4) {
      expect(run(archive, key, description.slice(0, length), 'description')).not.toBe(0);
    }
  }
});

test('it makes the same transcript calls as the reference', () => {
  for (const example of [rangeLookup(3, 2), edges(), manyTables({ low: 3, middle: 2, high: 4 })]) {
    const transcripts: Transcript[] = [];
    const hooks = { transcript: (t: Transcript) => void transcripts.push(t) };
    const options = { ...TINY_OPTIONS, numQueries: 9, grindFoldBits: 2, grindDeepBits: 1 };
    const { archive, key } = proveReference({ ...example, options });
    verifyReference(archive, key, example.description, hooks);

    const events: TranscriptEvent[] = [];
    let missing = 0;
    const host = new VerifierHost({ compress: onCompress });
    function onCompress(counter: bigint, flags: number) {
      const label = Number(counter & 0xffffffffn);
      const length = Number(counter >> 32n);
      if (flags === 64) events.push({ kind: 'squeeze', label, length });
      if (flags !== 32) return;
      if (missing <= 0) {
        events.push({ kind: 'observe', label, length });
        missing = length;
      }
      missing -= 64;
    }
    expect(host.run(archive, key, example.description).error).toBe(0);
    expect(events).toEqual(transcripts[0]!.events);
  }
});

test('the phases are marked in order', () => {
  const phases: number[] = [];
  const host = new VerifierHost({ step: (phase) => phases.push(phase) });
  const example = rangeLookup(3, 2);
  const { archive, key } = proveReference({ ...example, options: { ...TINY_OPTIONS, numQueries: 2 } });
  expect(host.run(archive, key, example.description).error).toBe(0);
  expect(phases).toEqual([2, 3, 4, 5, 6, 6, 7, 6, 7]);
});
