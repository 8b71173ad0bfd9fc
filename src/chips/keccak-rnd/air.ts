/**
 * A round of Keccak-f[1600] in windows: this row holds window g (bits 16 g .. 16 g + 15) of all 25 lanes of state r, as made by chi
 * and iota from the bits b, and takes it through theta; rho and pi then are the way on which pieces of lanes travel to the rows of state
 * r + 1, whose b they are. State 0 is that of the call: its b is what chi maps to it. docs/precompiles.md has the layout and its alternatives.
 *
 * Soundness:
 * - Which row this is: (rowId, key, rc, isFirst, isLast) is a row of KECCAK_RC. All tuples to other rows carry `ts` and a key.
 * - Exactly one row per call and key: KECCAK_STATE has one tuple for each (ts, key of state 0), which only a row with isFirst takes; a row of
 *   state r + 1 takes one tuple per distance from rows of state r, each of which sends exactly these four unless it is last. So by
 *   induction on r there is one row for each key of state r + 1 if there is for state r, and none for a ts without a call; keys of
 *   a state are never those of an earlier one, so no loop of rows exists. Multiplicities are bits, and rows fewer than p.
 * - chi and iota: b and the bits `iota` are bits, so each byte of `a` is the sum of eight bits that chi gives, over the integers. Bits 0, 1, 3, 7, 15 of
 *   lane 0 enter as `iota` = b xor rc's bit: that packed difference equals rc, and rc has no other bits.
 * - State 0: chi maps bits one to one, so b is determined, and nothing else is said of it.
 * - theta: column parities, their combinations d and a xor d are byte by byte rows of BYTE_XOR. The parity rotated by one is 2 c - 256 top + the
 *   bit before: a byte (it is looked up), while the tops are bits; so a top is the bit that leaves. The bit that enters the window is the
 *   top of the window before, sent by that row with its key on KECCAK_EDGE (window 3 is before window 0: w^4 = 1).
 * - rho and pi: a 16-bit value is low + 2^k high, with low < 2^k and high < 2^(16-k), because the receiving rows say that these pieces are sums of
 *   their bits; so the pieces are its own. Every bit of b belongs to exactly one piece.
 */
import { ChipBuilder } from '../../air/chip.ts';
import type { Expr } from '../../air/expression.ts';
import { type Int, int } from '../../air/integer.ts';
import { KECCAK_ROUNDS, KECCAK_WINDOWS } from '../../executor/precompiles/keccak-layout.ts';
import { keccakRoundRecord as record } from '../../executor/precompiles/keccak-records.ts';
import {
  CONSTANT_BITS,
  keyOf,
  laneIndex,
  MAX_PIECES,
  piecesByDistance,
  rowIdOf,
  WINDOW_BITS,
} from '../../gadgets/keccak.ts';
import { BYTE_XOR, KECCAK_EDGE, KECCAK_PIECES, KECCAK_RC, KECCAK_STATE } from '../../machine/buses.ts';

/** A value of 16 bits as two byte columns. */
interface Bytes {
  readonly low: Expr;
  readonly high: Expr;
  readonly witness: Int;
}

interface Rotated extends Bytes {
  readonly edge: Expr;
  readonly top: Expr;
}

const columns = [0, 1, 2, 3, 4] as const;

export function keccakRndChip() {
  const b = new ChipBuilder('KECCAK_RND', 'keccakRound');
  const isReal = b.bit('isReal', 1);
  const ts = b.column('ts', record.ts);
  const [stateIndex, window] = [record.rowId.shrU(2), record.rowId.and(KECCAK_WINDOWS - 1)];
  const rowId = b.column('rowId', stateIndex.add(window.mul(rowIdOf(0, 1))));
  const key = b.column('key', record.key);
  const rc = b.column('rc', record.rc);
  const isFirst = b.bit('isFirst', record.rowId.ltU(KECCAK_WINDOWS));
  const isLast = b.bit('isLast', int(KECCAK_WINDOWS * KECCAK_ROUNDS - 1).ltU(record.rowId));
  const takesPieces = isReal.sub(isFirst);
  const sendsPieces = isReal.sub(isLast);
  b.assertBit(takesPieces, 'only live rows are first');
  b.assertBit(sendsPieces, 'only live rows are last');
  b.send(KECCAK_RC, isReal, [rowId, key, rc, isFirst, isLast]);

  const bytes = (name: string, witness: Int): Bytes => {
    const low = b.column(`${name}Low`, witness.byte(0));
    return { low, high: b.column(`${name}High`, witness.byte(1)), witness };
  };
  const word = ({ low, high }: Bytes) => low.add(high.mul(256));
  const xor = (left: Bytes, right: Bytes, result: Bytes) => {
    b.send(BYTE_XOR, isReal, [left.low, right.low, result.low]);
    b.send(BYTE_XOR, isReal, [left.high, right.high, result.high]);
  };
  const xorInto = (name: string, left: Bytes, right: Bytes): Bytes => {
    const result = bytes(name, left.witness.xor(right.witness));
    xor(left, right, result);
    return result;
  };
  const packed = (bits: readonly Expr[]) => b.sum(bits.map((bit, i) => bit.mul(2 ** i)));

  // Chi and iota.
  const chiBits = record.b.map((value, lane) =>
    Array.from({ length: WINDOW_BITS }, (_, i) => b.bit(`b${lane}_${i}`, value.bit(i))),
  );
  const lane0 = [...chiBits[0]!];
  for (const i of CONSTANT_BITS) lane0[i] = b.bit(`iota${i}`, record.b[0]!.bit(i).xor(record.rc.bit(i)));
  const changes = CONSTANT_BITS.map((i) => {
    const [bit, changed] = [chiBits[0]![i]!, lane0[i]!];
    return bit
      .add(changed)
      .sub(bit.mul(changed).mul(2))
      .mul(2 ** i);
  });
  b.assertEqual(b.sum(changes), rc, 'iota changes the bits of the round constant');
  const state = record.a.map((value, lane): Bytes => {
    const [x, y] = [lane % 5, Math.floor(lane / 5)];
    const result = bytes(`a${lane}`, value);
    const first = lane === 0 ? lane0 : chiBits[lane]!;
    const bits = first.map((bit, i) => {
      const and = chiBits[laneIndex(x + 1, y)]![i]!.not().mul(chiBits[laneIndex(x + 2, y)]![i]!);
      return bit.add(and).sub(bit.mul(and).mul(2));
    });
    b.assertEqual(result.low, packed(bits.slice(0, 8)), `low byte of lane ${lane} is what chi makes`);
    b.assertEqual(result.high, packed(bits.slice(8)), `high byte of lane ${lane} is what chi makes`);
    return result;
  });

  // Theta.
  const parity = columns.map((x) => {
    let sum = state[x]!;
    for (let y = 1; y < 5; y++) sum = xorInto(`column${x}_${y}`, sum, state[laneIndex(x, y)]!);
    return sum;
  });
  const rotated = parity.map((c, x): Rotated => {
    const edge = b.column(`edge${x}`, record.edge[x]!);
    const middle = b.bit(`middle${x}`, c.witness.bit(7));
    const top = b.bit(`top${x}`, c.witness.bit(15));
    return {
      low: c.low.mul(2).sub(middle.mul(256)).add(edge),
      high: c.high.mul(2).sub(top.mul(256)).add(middle),
      edge,
      top,
      witness: c.witness.shl(1).add(record.edge[x]!).and(0xffff),
    };
  });
  b.send(KECCAK_EDGE, isReal, [ts, key.mul(keyOf(0, 1)), ...rotated.map(({ top }) => top)]);
  b.receive(KECCAK_EDGE, isReal, [ts, key, ...rotated.map(({ edge }) => edge)]);
  const difference = columns.map((x) => xorInto(`d${x}`, parity[(x + 4) % 5]!, rotated[(x + 1) % 5]!));
  const theta = state.map((a, lane) => xorInto(`theta${lane}`, a, difference[lane % 5]!));

  // Rho and pi.
  const lows = new Map<number, Expr>();
  for (const { from, bits, fromBit } of piecesByDistance.flat()) {
    if (fromBit > 0 || bits === WINDOW_BITS) continue;
    lows.set(from, b.column(`piece${from}`, theta[from]!.witness.and(2 ** bits - 1)));
  }
  const zeros = (count: number) => Array.from({ length: count }, () => 0);
  for (const [distance, pieces] of piecesByDistance.entries()) {
    const sent = pieces.map(({ from, fromBit }) => {
      const [whole, low] = [word(theta[from]!), lows.get(from)];
      if (low === undefined) return whole;
      return fromBit === 0 ? low : whole.sub(low).div(2 ** fromBit);
    });
    const taken = pieces.map(({ to, toBit, bits }) => packed(chiBits[to]!.slice(toBit, toBit + bits)));
    const padding = zeros(MAX_PIECES - pieces.length);
    b.send(KECCAK_PIECES, sendsPieces, [ts, key.mul(keyOf(1, distance)), distance, ...sent, ...padding]);
    b.receive(KECCAK_PIECES, takesPieces, [ts, key, distance, ...taken, ...padding]);
  }

  const limbs = state.map(word);
  b.receive(KECCAK_STATE, isFirst, [ts, key, ...limbs]);
  b.send(KECCAK_STATE, isLast, [ts, key, ...limbs]);
  return b.buildChip();
}
