// FRI (docs/protocol.md, section 6, steps 6 and 7): one query's folds. A leaf v_0 .. v_(a-1) holds f at y w_i, with y the point of its
// first element and w_i = omega_a^bitrev(i). The even part of a pair at +-t is (u + v) / 2, its odd part (u - v) / (2 t); k such
// rounds turn the leaf into a f_0(y^a) .. a f_(a-1)(y^a), in natural order, and one `dot` with beta^i / a folds them.
import { E, F, firstNonCanonical, HALF, ONE } from './field';
import { dot, extMul } from './imports';
import { K_LOG_FINAL_LENGTH } from './key';
import { Padded, isPaddingZero } from './layout';
import { verifyLeaf } from './merkle';
import * as S from './state';

/** omega_8^bitrev_3(i); its first 2^k entries are omega_(2^k)^bitrev_k(i). */
const SIBLINGS = memory.data<u32>([
  0x0ffffffe, 0x68000003, 0x1c38d511, 0x5bc72af0, 0x3d85298f, 0x3a7ad672, 0x7513f80e, 0x02ec07f3,
]);
/** omega_8^-bitrev_2(i): the inverse of the first point of pair i, but for y. */
const INVERSE_PAIRS = memory.data<u32>([0x0ffffffe, 0x5bc72af0, 0x02ec07f3, 0x3a7ad672]);

/** The fold's weights and beta^arity, from beta. */
export function prepareFolds(s: usize): void {
  const weight = s + S.T0;
  let layer = s + S.LAYERS;
  for (let i: u32 = 0; i < load<u32>(s, S.NUM_LAYERS); i++, layer += S.LAYER_BYTES) {
    const beta = layer + S.L_BETA;
    const logArity = load<u32>(layer, S.L_LOG_ARITY);
    let inverseArity = ONE;
    for (let k: u32 = 0; k < logArity; k++) inverseArity = F.mul(inverseArity, HALF);
    E.set(weight, inverseArity);
    let at = layer + S.L_WEIGHTS;
    for (let j: u32 = 0; j < 1 << logArity; j++) {
      at = E.expand(at, weight);
      extMul(weight, weight, beta);
    }
    E.scale(layer + S.L_JOIN_COEFFICIENT, weight, F.fromInteger(1 << logArity));
  }
}

/** Turns the leaf at LEAF into its coefficients times the arity. `inverse` is 1/y at the leaf's first element. */
function transform(leaf: usize, logArity: u32, inverse: u32): void {
  const end = leaf + (S.E_BYTES << (logArity as usize));
  // Round d pairs elements whose positions differ in bit d; the others of the block have the same points.
  for (let stride = S.E_BYTES; leaf + stride < end; stride <<= 1) {
    let pair: usize = 0;
    for (let block = leaf; block < end; block += stride << 1, pair += 4) {
      const twiddle = F.mul(inverse, load<u32>(INVERSE_PAIRS + pair));
      const half = block + stride;
      for (let at = block; at < half; at += 4) {
        const u = load<u32>(at);
        const v = load<u32>(at + stride);
        store<u32>(at, F.add(u, v));
        store<u32>(at + stride, F.mul(F.sub(u, v), twiddle));
      }
    }
    inverse = F.mul(inverse, inverse);
  }
}

/** All folds of one query, from its layers' part of the record on, and the final polynomial: OK or an error. */
export function verifyFolds(s: usize, query: u32, index: u32, record: usize): i32 {
  const carried = s + S.CARRIED;
  const leaf = s + S.LEAF;
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
    if (firstNonCanonical(record, words) != words) return S.fail(s, S.NON_CANONICAL, offset, 0);
    if (!verifyLeaf(s, record, bytes as u32, siblings, index, logLeaves, capHeight, <usize>load<u32>(layer, S.L_CAP))) {
      return S.fail(s, S.BAD_FRI_OPENING, query, i);
    }
    if (!E.equal(record + <usize>position * S.E_BYTES, carried)) return S.fail(s, S.FRI_MISMATCH, query, i);

    for (let at: usize = 0; at < bytes; at += 4) store<u32>(leaf + at, load<u32>(record + at));
    // From the point of this element back to that of the first: y w_i / w_i.
    transform(leaf, logArity, F.mul(inverse, load<u32>(SIBLINGS + (<usize>position << 2))));
    dot(carried, leaf, layer + S.L_WEIGHTS, words as i32);
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
