// FRI (docs/protocol.md, section 6, steps 6 and 7): one query's folds. A leaf v_0 .. v_(a-1) holds f at y w_i, with y the point of its
// first element and w_i = omega_a^bitrev(i). With f(x) = sum_c x^c f_c(x^a) the fold is sum_c beta^c f_c(y^a), and
// h_c = sum_i w_i^-c v_i = a y^c f_c(y^a). So each h_c is one `dot` of the leaf, where it lies, with constants, and
// the fold is one more of the powers of 1/y with the products (beta^c / a) h_c: no arithmetic is left but these and the powers.
import { E, F, HALF, ONE } from './field';
import { dot, extMul } from './imports';
import { K_LOG_FINAL_LENGTH } from './key';
import { Padded, isPaddingZero } from './layout';
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

/** The fold's weights beta^c / arity, and beta^arity. */
export function prepareFolds(s: usize): void {
  let layer = s + S.LAYERS;
  for (let i: u32 = 0; i < load<u32>(s, S.NUM_LAYERS); i++, layer += S.LAYER_BYTES) {
    const beta = layer + S.L_BETA;
    const logArity = load<u32>(layer, S.L_LOG_ARITY);
    let inverseArity = ONE;
    for (let k: u32 = 0; k < logArity; k++) inverseArity = F.mul(inverseArity, HALF);
    let weight = layer + S.L_WEIGHTS;
    E.set(weight, inverseArity);
    for (let c: u32 = 0; c < 1 << logArity; c++, weight += S.E_BYTES) extMul(weight + S.E_BYTES, weight, beta);
    E.scale(layer + S.L_JOIN_COEFFICIENT, weight, F.fromInteger(1 << logArity));
  }
}

/** dst = the fold of a leaf; `inverse` is 1/y. Non-zero if a word of the leaf is not canonical. */
function fold(s: usize, dst: usize, leaf: usize, layer: usize, arity: u32, inverse: u32): i32 {
  const powers = s + S.POWERS_OF_INVERSE;
  let part = s + S.PARTS;
  let weight = layer + S.L_WEIGHTS;
  let power = ONE;
  let bad: i32 = 0;
  for (let c: usize = 0; c < <usize>arity; c++) {
    store<u32>(powers + (c << 2), power);
    bad |= dot(part, INVERSE_POWERS + c * INVERSE_POWERS_STRIDE, leaf, arity as i32);
    extMul(part, part, weight);
    part += S.E_BYTES;
    weight += S.E_BYTES;
    power = F.mul(power, inverse);
  }
  return bad | dot(dst, powers, s + S.PARTS, arity as i32);
}

/** All folds of one query, from its layers' part of the record on, and the final polynomial: OK or an error. */
export function verifyFolds(s: usize, query: u32, index: u32, record: usize): i32 {
  const carried = s + S.CARRIED;
  const product = s + S.T0;
  let inverse = load<u32>(s, S.Y_INVERSE);
  let y = load<u32>(s, S.Y);
  E.copy(carried, s + S.HEIGHTS + S.H_BATCH);
  let layer = s + S.LAYERS;
  for (let i: u32 = 0; i < load<u32>(s, S.NUM_LAYERS); i++, layer += S.LAYER_BYTES) {
    const logArity = load<u32>(layer, S.L_LOG_ARITY);
    const words: u32 = 5 << logArity;
    const bytes: usize = <usize>words << 2;
    const position = index & ((1 << logArity) - 1);
    index >>= logArity;
    const logLeaves = load<u32>(layer, S.L_LOG_LENGTH) - logArity;
    const capHeight = load<u32>(layer, S.L_CAP_HEIGHT);
    const siblings = record + Padded.size(bytes);
    const siblingsEnd = siblings + (<usize>(logLeaves - capHeight) << 5);
    const offset: u32 = (record - <usize>load<u32>(s, S.ARCHIVE)) as u32;
    if (!isPaddingZero(record, record + bytes) || !isPaddingZero(siblings, siblingsEnd)) {
      return S.fail(s, S.BAD_PADDING, offset, 0);
    }
    if (!verifyLeaf(s, record, bytes as u32, siblings, index, logLeaves, capHeight, <usize>load<u32>(layer, S.L_CAP))) {
      return S.fail(s, S.BAD_FRI_OPENING, query, i);
    }
    const isCarried = E.equal(record + <usize>position * S.E_BYTES, carried);

    // From the point of this element back to that of the first: y w_i / w_i.
    const inverseFirst = F.mul(inverse, load<u32>(SIBLINGS + (<usize>position << 2)));
    if (fold(s, carried, record, layer, 1 << logArity, inverseFirst) != 0) return S.fail(s, S.NON_CANONICAL, offset, 0);
    if (!isCarried) return S.fail(s, S.FRI_MISMATCH, query, i);
    const joined = <usize>load<u32>(layer, S.L_JOINED);
    if (joined != 0) {
      extMul(product, layer + S.L_JOIN_COEFFICIENT, joined + S.H_BATCH);
      E.add(carried, carried, product);
    }
    for (let k: u32 = 0; k < logArity; k++) {
      inverse = F.mul(inverse, inverse);
      y = F.mul(y, y);
    }
    record = siblings + Padded.size(siblingsEnd - siblings);
  }
  evaluateFinal(s, product, y);
  return E.equal(product, carried) ? S.OK : S.fail(s, S.FINAL_MISMATCH, query, 0);
}

/** dst = the final polynomial at y: in pieces of up to 256 coefficients from the top, each one `dot` with powers of y. */
function evaluateFinal(s: usize, dst: usize, y: u32): void {
  const length: u32 = 1 << load<u32>(<usize>load<u32>(s, S.KEY), K_LOG_FINAL_LENGTH);
  const piece = min<u32>(length, S.POWERS_OF_Y_COUNT);
  const powers = s + S.POWERS_OF_Y;
  const part = s + S.T1;
  let power: u32 = ONE;
  for (let i: u32 = 0; i < piece; i++) {
    store<u32>(powers + (<usize>i << 2), power);
    power = F.mul(power, y);
  }
  let at = <usize>load<u32>(s, S.FINAL_POLYNOMIAL) + <usize>length * S.E_BYTES;
  E.set(dst, 0);
  for (let done: u32 = 0; done < length; done += piece) {
    at -= <usize>piece * S.E_BYTES;
    dot(part, powers, at, piece as i32);
    E.scale(dst, dst, power);
    E.add(dst, dst, part);
  }
}
