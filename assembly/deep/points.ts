// Points of the subgroups H_h in bit-reversed order, four at a time (docs/protocol.md section 1). Position j of H_h is the
// product of ω_(k+1) over the set bits k of j, whatever h is: so a coset's first 2^h' positions are the smaller coset, and
// a running point is stepped by one product. With t = j >> shift, `shift` leaves out the low bits of j: then the points
// are those at which a group of 2^shift siblings starts.
import { F, F4, ONE } from '../field/babybear';
import { rootOfUnity } from '../ntt/twiddles';

/** The coset shift s = 31 as an integer. */
export const COSET_SHIFT: u32 = 31;

/** Bytes of the table that `preparePoints` fills: lanes, steps, roots. */
export const POINTS_BYTES: usize = 16 + 128 + 128;

/** ω_k, or its inverse. */
export function rootOrInverse(k: u32, isInverse: bool): u32 {
  const root = rootOfUnity(k);
  return isInverse ? F.inverse(root) : root;
}

/** Table for stepping through the points (or their inverses) at t = 0, 4, 8, .. for this shift. */
export function preparePoints(table: usize, shift: u32, isInverse: bool): void {
  const roots = table + 144;
  // Bit k of t / 4 is bit k + shift + 2 of the position: ω_(k + shift + 3).
  let root = rootOrInverse(27, isInverse);
  for (let k: u32 = 25 - shift; k-- > 0; root = F.mul(root, root)) store<u32>(roots + (<usize>k << 2), root);
  const two = root;
  const one = F.mul(two, two);
  v128.store(table, i32x4(ONE, one, two, F.mul(one, two)));
  // Counting up sets bit k and clears those below it. With ρ_k the root of bit k, the product of the ρ_i, i < k, is
  // ω_(shift + 2) / ρ_(k-1) (a geometric sum of exponents), and ρ_(k-1) = ρ_k^2: so the step is ρ_k^3 / ω_(shift + 2).
  const cleared = F.inverse(two);
  for (let k: usize = 0; k < <usize>(25 - shift); k++) {
    const rho = load<u32>(roots + (k << 2));
    store<u32>(table + 16 + (k << 2), F.mul(F.mul(rho, rho), F.mul(rho, cleared)));
  }
}

export class Points {
  /** The point at t = 4 u. */
  static start(table: usize, u: u32): u32 {
    let x = ONE;
    for (; u != 0; u &= u - 1) x = F.mul(x, load<u32>(table + 144 + (<usize>ctz(u) << 2)));
    return x;
  }

  /** From the point at t = 4 u to that at 4 (u + 1). Past the last position (no such bit) the result is not used. */
  @inline static step(table: usize, x: u32, u: u32): u32 {
    return F.mul(x, load<u32>(table + 16 + (<usize>ctz(~u) << 2)));
  }

  /** The points at t = 4 u .. 4 u + 3 from the first. */
  @inline static lanes(table: usize, x: u32): v128 {
    return F4.mul(v128.load(table), i32x4.splat(x));
  }
}
