// FRI (docs/protocol.md, section 6, steps 6 and 7): one query's folds. A leaf v_0 .. v_(a-1) holds f at y w_i, with y the point of its
// first element and w_i = omega_a^bitrev(i). With f(x) = sum_c x^c f_c(x^a) the fold is sum_c beta^c f_c(y^a), and
// h_c = sum_i w_i^-c v_i = a y^c f_c(y^a). So each h_c is one `dot` of the leaf, where it lies, with constants, and
// the fold is one more of the powers of 1/y, times 1/a, with the products beta^c h_c: no arithmetic is left but these and the powers.
import { E, F, HALF, ONE } from './field';
import { dot, extDiv, extMul } from './imports';
import { K_LOG_FINAL_LENGTH } from './key';
import { Padded, Padding } from './layout';
import { verifyLeaf } from './merkle';
import * as S from './state';

/** omega_8^bitrev_3(i); its first 2^k entries are omega_(2^k)^bitrev_k(i). */
const SIBLINGS = memory.data<u32>([
  0x0ffffffe, 0x68000003, 0x1c38d511, 0x5bc72af0, 0x3d85298f, 0x3a7ad672, 0x7513f80e, 0x02ec07f3,
]);
/** Row c: the powers -c of SIBLINGS. */
const INVERSE_POWERS = memory.data<u32>([
  0x0ffffffe, 0x0ffffffe, 0x0ffffffe, 0x0ffffffe, 0x0ffffffe, 0x0ffffffe, 0x0ffffffe, 0x0ffffffe,
  0x0ffffffe, 0x68000003, 0x5bc72af0, 0x1c38d511, 0x02ec07f3, 0x7513f80e, 0x3a7ad672, 0x3d85298f,
  0x0ffffffe, 0x0ffffffe, 0x68000003, 0x68000003, 0x5bc72af0, 0x5bc72af0, 0x1c38d511, 0x1c38d511,
  0x0ffffffe, 0x68000003, 0x1c38d511, 0x5bc72af0, 0x3a7ad672, 0x3d85298f, 0x02ec07f3, 0x7513f80e,
  0x0ffffffe, 0x0ffffffe, 0x0ffffffe, 0x0ffffffe, 0x68000003, 0x68000003, 0x68000003, 0x68000003,
  0x0ffffffe, 0x68000003, 0x5bc72af0, 0x1c38d511, 0x7513f80e, 0x02ec07f3, 0x3d85298f, 0x3a7ad672,
  0x0ffffffe, 0x0ffffffe, 0x68000003, 0x68000003, 0x1c38d511, 0x1c38d511, 0x5bc72af0, 0x5bc72af0,
  0x0ffffffe, 0x68000003, 0x1c38d511, 0x5bc72af0, 0x3d85298f, 0x3a7ad672, 0x7513f80e, 0x02ec07f3,
], 8);
const INVERSE_POWERS_STRIDE: usize = 32;

/** The fold's weights: 1 / arity, then beta^c for c = 1 .. arity; the last is what the batch that joins is multiplied with. */
export function prepareFolds(s: usize): void {
  let layer = s + S.LAYERS;
  for (let i: u32 = 0; i < load<u32>(s, S.NUM_LAYERS); i++, layer += S.LAYER_BYTES) {
    const beta = layer + S.L_BETA;
    const logArity = load<u32>(layer, S.L_LOG_ARITY);
    let inverseArity = ONE;
    for (let k: u32 = 0; k < logArity; k++) inverseArity = F.mul(inverseArity, HALF);
    let weight = layer + S.L_WEIGHTS;
    E.set(weight, inverseArity);
    weight += S.E_BYTES;
    E.copy(weight, beta);
    for (let c: u32 = 1; c < 1 << logArity; c++, weight += S.E_BYTES) extMul(weight + S.E_BYTES, weight, beta);
    E.copy(layer + S.L_JOIN_COEFFICIENT, weight);
  }
}

/**
 * dst = the fold of a leaf, plus the batch of the height that joins after it; `inverse` is 1/y. Non-zero if a word of the leaf is
 * not canonical.
 */
function fold(s: usize, dst: usize, leaf: usize, layer: usize, arity: u32, inverse: u32): i32 {
  const powers = s + S.POWERS_OF_INVERSE;
  let at = powers;
  let part = s + S.PARTS;
  let weight = layer + S.L_WEIGHTS;
  // 1 / arity is with the powers; h_0 needs no weight.
  let power = load<u32>(weight);
  const end = at + (<usize>arity << 2);
  let constants = INVERSE_POWERS;
  let bad: i32 = dot(part, constants, leaf, arity as i32);
  store<u32>(at, power);
  for (at += 4; at < end; at += 4) {
    constants += INVERSE_POWERS_STRIDE;
    weight += S.E_BYTES;
    part += S.E_BYTES;
    power = F.mul(power, inverse);
    store<u32>(at, power);
    bad |= dot(part, constants, leaf, arity as i32);
    extMul(part, part, weight);
  }
  part += S.E_BYTES;
  const joined = <usize>load<u32>(layer, S.L_JOINED);
  if (joined != 0) {
    store<u32>(at, ONE);
    extMul(part, layer + S.L_JOIN_COEFFICIENT, joined + S.H_BATCH);
    arity++;
  }
  return bad | dot(dst, powers, s + S.PARTS, arity as i32);
}

/** All folds of one query, from its layers' part of the record on, and the final polynomial: OK or an error. */
export function verifyFolds(s: usize, query: u32, index: u32, record: usize): i32 {
  const carried = s + S.CARRIED;
  let inverse = load<u32>(s, S.Y_INVERSE);
  E.copy(carried, s + S.HEIGHTS + S.H_BATCH);
  let layer = s + S.LAYERS;
  for (let i: u32 = 0; i < load<u32>(s, S.NUM_LAYERS); i++, layer += S.LAYER_BYTES) {
    const logArity = load<u32>(layer, S.L_LOG_ARITY);
    const position = index & ((1 << logArity) - 1);
    index >>= logArity;
    const leaf = layer + S.L_LEAF;
    const siblings = record + <usize>load<u32>(leaf, S.LEAF_PADDED);
    const siblingsEnd = siblings + (<usize>load<u32>(leaf, S.LEAF_NODES) << 5);
    const end = siblings + Padded.size(siblingsEnd - siblings);
    const offset: u32 = (record - <usize>load<u32>(s, S.ARCHIVE)) as u32;
    const leafEnd = record + <usize>load<u32>(leaf, S.LEAF_ROW_BYTES);
    if ((Padding.bits(leafEnd, siblings) | Padding.bits(siblingsEnd, end)) != 0) return S.fail(s, S.BAD_PADDING, offset, 0);
    if (!verifyLeaf(s, leaf, record, siblings, index, <usize>load<u32>(layer, S.L_CAP))) {
      return S.fail(s, S.BAD_FRI_OPENING, query, i);
    }
    const isCarried = E.equal(record + <usize>position * S.E_BYTES, carried);

    // From the point of this element back to that of the first: y w_i / w_i.
    const inverseFirst = F.mul(inverse, load<u32>(SIBLINGS + (<usize>position << 2)));
    if (fold(s, carried, record, layer, 1 << logArity, inverseFirst) != 0) return S.fail(s, S.NON_CANONICAL, offset, 0);
    if (!isCarried) return S.fail(s, S.FRI_MISMATCH, query, i);
    for (let k: u32 = 0; k < logArity; k++) inverse = F.mul(inverse, inverse);
    record = end;
  }
  // The point of the final polynomial.
  store<u32>(s, inverse, S.Y);
  extDiv(s + S.Y_INVERSE, s + S.UNIT, s + S.Y);
  evaluateFinal(s, s + S.T0, load<u32>(s, S.Y_INVERSE));
  return E.equal(s + S.T0, carried) ? S.OK : S.fail(s, S.FINAL_MISMATCH, query, 0);
}

/** Powers 0..count - 1 of a word; returns the next one. */
function powersOf(words: usize, base: u32, count: u32): u32 {
  store<u32>(words, ONE);
  let power = base;
  const end = words + (<usize>count << 2);
  for (words += 4; words < end; words += 4) {
    store<u32>(words, power);
    power = F.mul(power, base);
  }
  return power;
}

/**
 * dst = the final polynomial at y, from the top: each piece of up to 8 coefficients is one `dot` with powers of y, and up to 8 pieces
 * are one more with powers of y^8.
 */
function evaluateFinal(s: usize, dst: usize, y: u32): void {
  const length: u32 = 1 << load<u32>(<usize>load<u32>(s, S.KEY), K_LOG_FINAL_LENGTH);
  const pieceLength = min<u32>(length, 8);
  const pieces = min<u32>(length / pieceLength, 8);
  const yToPiece = powersOf(s + S.POWERS_OF_Y, y, pieceLength);
  const yToPieces = powersOf(s + S.POWERS_OF_PIECE, yToPiece, pieces);
  const pieceBytes = <usize>pieceLength * S.E_BYTES;
  const parts = s + S.PARTS;
  const partsEnd = parts + <usize>pieces * S.E_BYTES;
  const start = <usize>load<u32>(s, S.FINAL_POLYNOMIAL);
  let end = start + <usize>length * S.E_BYTES;
  let isFirst = true;
  while (end > start) {
    end -= <usize>pieces * pieceBytes;
    let at = end;
    for (let part = parts; part < partsEnd; part += S.E_BYTES, at += pieceBytes) {
      dot(part, s + S.POWERS_OF_Y, at, pieceLength as i32);
    }
    if (isFirst) {
      dot(dst, s + S.POWERS_OF_PIECE, parts, pieces as i32);
    } else {
      E.scale(dst, dst, yToPieces);
      dot(s + S.T1, s + S.POWERS_OF_PIECE, parts, pieces as i32);
      E.add(dst, dst, s + S.T1);
    }
    isFirst = false;
  }
}
