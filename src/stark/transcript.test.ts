import { describe, expect, test } from 'vitest';
import { encodeWord } from '../../test/reference/field.ts';
import { LABEL, Transcript as ReferenceTranscript } from '../../test/reference/transcript.ts';
import { label, Transcript, type TranscriptEvent } from './transcript.ts';

const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 37 + 11) & 255);

describe('Transcript', () => {
  test('agrees with the reference, call by call', () => {
    const events: TranscriptEvent[] = [];
    const ours = new Transcript(events);
    const reference = new ReferenceTranscript();
    expect([...ours.state]).toEqual([...reference.state]);
    for (const length of [0, 1, 32, 63, 64, 65, 128, 1000]) {
      ours.observe(label.openings, bytes(length));
      reference.observe(LABEL.openings, bytes(length));
      expect([...ours.state]).toEqual([...reference.state]);
    }
    for (let i = 0; i < 20; i++) {
      expect([...ours.sampleExt(label.gamma)]).toEqual(reference.sampleExt(LABEL.gamma).map(encodeWord));
    }
    for (const [count, logLength] of [
      [1, 5],
      [8, 22],
      [261, 27],
    ] as const) {
      const indices = ours.sampleIndices(label.queryIndices, count, logLength);
      expect([...indices]).toEqual(reference.sampleIndices(LABEL.queryIndices, count, logLength));
    }
    const nonce = new DataView(reference.findNonce(LABEL.grindQuery, 8).buffer).getBigUint64(0, true);
    expect(ours.acceptsNonce(label.grindQuery, 8, nonce)).toBe(true);
    for (let i = 0n; i < nonce; i++) expect(ours.acceptsNonce(label.grindQuery, 8, i)).toBe(false);
    expect(ours.observeNonce(label.grindQuery, 8, nonce)).toBe(true);
    reference.observe(LABEL.grindQuery, reference.findNonce(LABEL.grindQuery, 8));
    expect([...ours.state]).toEqual([...reference.state]);
    expect(events).toEqual(reference.events);
  });

  test('label, length and content all change the state', () => {
    const stateAfter = (f: (t: Transcript) => void) => {
      const t = new Transcript();
      f(t);
      return String(t.state);
    };
    const states = [
      stateAfter(() => {}),
      stateAfter((t) => t.observe(label.heights, new Uint8Array(0))),
      stateAfter((t) => t.observe(label.heights, new Uint8Array(1))),
      stateAfter((t) => t.observe(label.heights, new Uint8Array(64))),
      stateAfter((t) => t.observe(label.statement, new Uint8Array(64))),
      stateAfter((t) => t.observe(label.heights, Uint8Array.of(1))),
      stateAfter((t) => t.sampleExt(label.alpha)),
      stateAfter((t) => t.sampleExt(label.theta)),
    ];
    expect(new Set(states).size).toBe(states.length);
  });
});
