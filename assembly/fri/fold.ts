// FRI's fold (docs/protocol.md section 6, step 6): f'(y^a) = sum_(i<a) beta^i f_i(y^a) for f(y) = sum_i y^i f_i(y^a), a = 2, 4
// or 8, as a function of y = x / s in bit-reversed order, as log a folds by two with beta, beta^2, beta^4: from u = f(y) and
// v = f(-y), (u + v) / 2 + beta (u - v) / (2 y). The halves are collected into one factor 1 / a at the end.
// Four groups of a siblings at once: a lane is a group.
import { F, F4 } from '../field/babybear';
import { E4 } from '../field/quintic';
import { Points, POINTS_BYTES, preparePoints, rootOrInverse } from '../deep/points';
import { Transpose } from '../hash/lanes';

const E4_BYTES: usize = 80;

// Scratch: points table; beta^(2^k) for k = 0..3, four times each lane; a temporary; the elements of the four groups.
const BETA: usize = POINTS_BYTES;
const TEMPORARY: usize = BETA + 4 * E4_BYTES;
const GROUP: usize = TEMPORARY + E4_BYTES;

export const FOLD_SCRATCH_BYTES: usize = GROUP + 8 * E4_BYTES;

function splatPowers(beta: usize, scratch: usize): void {
  for (let c: usize = 0; c < 5; c++) v128.store(scratch + BETA + (c << 4), v128.load32_splat(beta + (c << 2)));
  for (let k: usize = 1; k <= 3; k++) {
    const at = scratch + BETA + k * E4_BYTES;
    E4.mulBlock(at, at - E4_BYTES, at - E4_BYTES);
  }
}

/** Elements 2^logArity t .. of groups t = group .. group + 3 into scratch, lane by lane. */
function loadGroups(input: usize, inputStride: usize, logArity: u32, group: u32, scratch: usize): void {
  const groupBytes: usize = <usize>4 << logArity;
  for (let c: usize = 0; c < 5; c++) {
    const from = input + c * inputStride + (<usize>group << (logArity + 2));
    const to = scratch + GROUP + (c << 4);
    if (logArity == 1) {
      const a = v128.load(from);
      const b = v128.load(from, 16);
      v128.store(to, v128.shuffle<i32>(a, b, 0, 2, 4, 6));
      v128.store(to, v128.shuffle<i32>(a, b, 1, 3, 5, 7), E4_BYTES);
    } else {
      for (let half: usize = 0; half < groupBytes; half += 16) {
        Transpose.copy(from + half, groupBytes, to + (half >> 2) * E4_BYTES, E4_BYTES);
      }
    }
  }
}

/** to := u + v + beta (u - v) * inverse, `inverse` being 1/y for each lane. */
function foldPair(to: usize, u: usize, v: usize, inverse: v128, beta: usize, temporary: usize): void {
  for (let c: usize = 0; c < E4_BYTES; c += 16) {
    const a = v128.load(u + c);
    const b = v128.load(v + c);
    v128.store(temporary + c, F4.mul(F4.sub(a, b), inverse));
    v128.store(to + c, F4.add(a, b));
  }
  E4.mulBlock(temporary, temporary, beta);
  E4.add(to, 16, to, 16, temporary, 16);
}

/**
 * Positions first .. first + count - 1 (multiples of 4) of the folded function, from `input` of 2^logArity times the
 * length. Planar; beta: five words; if join is not 0, a planar vector of the folded length that enters as + beta^a * join.
 */
export function friFold(
  input: usize, inputStride: usize, out: usize, outStride: usize, logArity: u32, beta: usize, join: usize, joinStride: usize,
  first: u32, count: u32, scratch: usize,
): void {
  preparePoints(scratch, logArity, true);
  splatPowers(beta, scratch);
  const temporary = scratch + TEMPORARY;
  const group = scratch + GROUP;
  const betaToArity = scratch + BETA + <usize>logArity * E4_BYTES;
  const scale = i32x4.splat(F.inverse(F.fromInteger((<u32>1) << logArity)));
  // Inverse points of siblings 2 m relative to the group's first, for a level of 8 (or 4, its first two, or 2).
  const i4 = rootOrInverse(2, true);
  const i8 = rootOrInverse(3, true);
  const i8cubed = F.mul(i8, i4);
  let y = Points.start(scratch, first >> 2);
  for (let t = first; t < first + count; t += 4) {
    loadGroups(input, inputStride, logArity, t, scratch);
    let inverse = Points.lanes(scratch, y);
    let power = scratch + BETA;
    if (logArity == 3) {
      foldPair(group, group, group + E4_BYTES, inverse, power, temporary);
      foldPair(group + E4_BYTES, group + 2 * E4_BYTES, group + 3 * E4_BYTES, F4.mul(inverse, i32x4.splat(i4)), power, temporary);
      foldPair(group + 2 * E4_BYTES, group + 4 * E4_BYTES, group + 5 * E4_BYTES, F4.mul(inverse, i32x4.splat(i8)), power, temporary);
      foldPair(group + 3 * E4_BYTES, group + 6 * E4_BYTES, group + 7 * E4_BYTES, F4.mul(inverse, i32x4.splat(i8cubed)), power, temporary);
      inverse = F4.mul(inverse, inverse);
      power += E4_BYTES;
    }
    if (logArity >= 2) {
      foldPair(group, group, group + E4_BYTES, inverse, power, temporary);
      foldPair(group + E4_BYTES, group + 2 * E4_BYTES, group + 3 * E4_BYTES, F4.mul(inverse, i32x4.splat(i4)), power, temporary);
      inverse = F4.mul(inverse, inverse);
      power += E4_BYTES;
    }
    foldPair(group, group, group + E4_BYTES, inverse, power, temporary);
    const to = out + (<usize>t << 2);
    for (let c: usize = 0; c < 5; c++) v128.store(to + c * outStride, F4.mul(v128.load(group + (c << 4)), scale));
    if (join != 0) {
      E4.mul(temporary, 16, join + (<usize>t << 2), joinStride, betaToArity, 16);
      E4.add(to, outStride, to, outStride, temporary, 16);
    }
    y = Points.step(scratch, y, t >> 2);
  }
}
