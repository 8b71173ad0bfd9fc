/**
 * BLAKE3_ROUND: one half round of blake3_compress per row, that is, four G in parallel (slots, see ../blake3/schedule.ts), cut behind the
 * first `c = c + d`: a row has a, b, c, d as they are there, takes its four G to their end, and the next row's a, b, c, d are the next
 * half round's up to there. A call is 14 rows; in the last one (border) only the end of G is this call's: the a, b, c, d
 * of the row after it are given by the next call. BLAKE3 has sent and checked those, and takes the final state from the border.
 *
 * Soundness:
 * - `kind` is 0 (padding), 1 (middle) or 2 (border). Live rows are a prefix of the table and `row` grows by one from each to the next, so it
 *   differs between any two of them. BLAKE3 sends, for a call whose number is n, the tuples of `row` n + 1..n + 13 (middle) and n and n + 14
 *   (border), each once; each needs a row of that kind with that number, of which there is one at most. So the
 *   rows n..n + 14 follow one another, none can be missing, doubled or exchanged, and none can take a tuple that was not sent.
 * - BLAKE3_2 talks with BLAKE3_ROUND_2 in the same way, on buses of their own; so no tuple of one pair can be taken in the other.
 * - Bytes: b and c by b ^ c, d and a2 by d ^ a2, b1 and c2 by b1 ^ c2, looked up in every live row; a in the row before, by d2 ^ a, unless that is
 *   a border: then its limbs are what BLAKE3 sent, and a is read by limbs only. Block words are limbs of memory tokens.
 * - What a row says of its own words holds in every live row. What it says of the next row's holds in middle rows; in border rows it is
 *   switched off: the sum for c and the bits of rotation 7 by the factor 2 - kind, the lookup by its multiplicity. The sum for a
 *   stays, as `first` is no block word there but whatever makes it true.
 * - Rotations by 16 and 8 are a choice of bytes.
 *
 * Perf: with a, b, c, d in tuples instead of in the next row, each row would have 48 columns more. Cut behind the whole G, the first
 * row's inputs would need a row of their own (353 cells instead of the 104 that this half of a G costs in BLAKE3).
 */
import type { ChipBuilder as Builder } from '../../air/chip.ts';
import { ChipBuilder } from '../../air/chip.ts';
import type { Int } from '../../air/integer.ts';
import { BLAKE3_KIND_BORDER } from '../../executor/precompiles/blake3-layout.ts';
import { blake3RoundRecord as record } from '../../executor/precompiles/blake3-records.ts';
import {
  type Bytes,
  byteColumns,
  rotateBytes,
  rotateLeft1,
  rotateRight,
  rotateRight12,
  sumWords,
  type Word,
  wordColumns,
  wordOf,
  xorBytes,
} from '../../gadgets/word32.ts';
import { firstPair } from '../blake3/air.ts';
import { SLOTS, slotBefore } from '../blake3/schedule.ts';

export function blake3RoundChip({ suffix, middle, border } = firstPair) {
  const b = new ChipBuilder(`BLAKE3_ROUND${suffix}`, 'blake3Round');
  const kind = b.column('kind', record.kind);
  const row = b.column('row', record.row);
  const slots = SLOTS.map((slot) => slotColumns(b, slot));

  // Kinds and numbers.
  const [nextKind, nextRow, isTransition] = [b.next(kind), b.next(row), b.selector('isTransition')];
  const isLive = kind.mul(3).sub(kind.mul(kind)).div(2);
  const isMiddle = kind.mul(b.expressions.sub(2, kind));
  const isBorder = kind.mul(kind.sub(1)).div(2);
  const unlessBorder = b.expressions.sub(BLAKE3_KIND_BORDER, kind);
  b.assertZero(isBorder.mul(unlessBorder), 'kind is 0, 1 or 2');
  b.assertZero(isTransition.mul(nextKind).mul(isLive.not()), 'live rows are a prefix');
  b.assertZero(isTransition.mul(nextKind).mul(nextRow.sub(row).sub(1)), 'row counts live rows');

  const word = (bytes: Bytes) => wordOf(bytes);
  const next = (bytes: Bytes): Bytes => [b.next(bytes[0]), b.next(bytes[1]), b.next(bytes[2]), b.next(bytes[3])];

  // G from behind the first c = c + d on.
  for (const { name, a, b: bWord, c, d, second, x, b1, a2, d2, c2, y } of slots) {
    xorBytes(b, isLive, bWord, c, x);
    rotateRight12(b, isLive, word(x), word(b1));
    sumWords(b, [word(a), word(b1), second], word(a2), `a2 of ${name}`);
    xorBytes(b, isLive, d, a2, rotateBytes(d2, 3));
    sumWords(b, [word(c), word(d2)], word(c2), `c2 of ${name}`);
    xorBytes(b, isLive, b1, c2, y);
  }
  // The next half round's G up to there.
  for (const slot of SLOTS) {
    const { name, first } = slots[slot]!;
    const after = slots[slot]!;
    const [a, bWord, c, d] = [next(after.a), next(after.b), next(after.c), next(after.d)];
    const [beforeA, beforeB, beforeC, beforeD] = ([0, 1, 2, 3] as const).map((r) => slots[slotBefore(r, slot)]!) as [
      Slot,
      Slot,
      Slot,
      Slot,
    ];
    rotateLeft1(b, word(rotateBytes(beforeB.y, 1)), word(bWord), `b ^ c of ${beforeB.name}`, unlessBorder);
    sumWords(b, [word(beforeA.a2), word(bWord), first], word(a), `the next a of ${name}`);
    xorBytes(b, isMiddle, beforeD.d2, a, rotateBytes(d, 2));
    sumWords(b, [word(beforeC.c2), word(d)], word(c), `the next c of ${name}`, unlessBorder);
  }

  const seconds = slots.flatMap(({ second }) => second);
  b.receive(middle, isMiddle, [row, ...seconds, ...slots.flatMap(({ first }) => first)]);
  // The final state, whose b is still to be rotated left by 1; and what the next call begins with.
  const final = ([0, 1, 2, 3] as const).flatMap((r) =>
    SLOTS.flatMap((slot) => {
      const { a2, y, c2, d2 } = slots[slotBefore(r, slot)]!;
      return word([a2, rotateBytes(y, 1), c2, d2][r]!);
    }),
  );
  const start = (['a', 'b', 'c', 'd'] as const).flatMap((r) => slots.flatMap((slot) => word(next(slot[r]))));
  b.receive(border, isBorder, [row, ...seconds, ...final, ...start]);
  return b.buildChip();
}

interface Slot {
  readonly name: string;
  readonly a: Bytes;
  readonly b: Bytes;
  readonly c: Bytes;
  readonly d: Bytes;
  readonly second: Word;
  readonly first: Word;
  readonly x: Bytes;
  readonly b1: Bytes;
  readonly a2: Bytes;
  readonly d2: Bytes;
  readonly c2: Bytes;
  readonly y: Bytes;
}

function slotColumns(b: Builder, slot: number): Slot {
  const state = (r: number) => record.state[4 * r + slot]!;
  const [a, bWord, c, d] = [state(0), state(1), state(2), state(3)];
  const second = record.second[slot]!;
  const x = bWord.xor(c);
  const b1 = rotateRight(x, 12);
  const word = (sum: Int) => sum.and(0xffffffff);
  const a2 = word(a.add(b1).add(second));
  const d2 = rotateRight(d.xor(a2), 8);
  const c2 = word(c.add(d2));
  const column = (name: string, witness: Int) => byteColumns(b, `${name}${slot}`, witness);
  return {
    name: `slot ${slot}`,
    a: column('a', a),
    b: column('b', bWord),
    c: column('c', c),
    d: column('d', d),
    second: wordColumns(b, `second${slot}`, second),
    first: [
      b.column(`first${slot}Limb0`, record.first[2 * slot]!),
      b.column(`first${slot}Limb1`, record.first[2 * slot + 1]!),
    ],
    x: column('x', x),
    b1: column('bMixed', b1),
    a2: column('aEnd', a2),
    d2: column('dEnd', d2),
    c2: column('cEnd', c2),
    y: column('y', b1.xor(c2)),
  };
}
