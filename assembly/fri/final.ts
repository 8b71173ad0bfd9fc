// The final polynomial (docs/protocol.md section 6, step 7): the last folded function, 2^(k+b) values over H_(k+b) in
// bit-reversed order, is interpolated by a plain radix-2 transform (decimation in time: bit-reversed in, natural out).
import { F, ONE } from '../field/babybear';
import { rootOrInverse } from '../deep/points';

function interpolate(values: usize, logLength: u32): void {
  const length: usize = <usize>1 << logLength;
  for (let k: u32 = 1; k <= logLength; k++) {
    const root = rootOrInverse(k, true);
    const half: usize = <usize>1 << (k - 1);
    let twiddle = ONE;
    for (let j: usize = 0; j < half; j++, twiddle = F.mul(twiddle, root)) {
      for (let i = j; i < length; i += half << 1) {
        const a = values + (i << 2);
        const b = values + ((i + half) << 2);
        const u = load<u32>(a);
        const v = F.mul(load<u32>(b), twiddle);
        store<u32>(a, F.add(u, v));
        store<u32>(b, F.sub(u, v));
      }
    }
  }
  const scale = F.inverse(F.fromInteger(<u32>length));
  for (let i: usize = 0; i < length << 2; i += 4) store<u32>(values + i, F.mul(load<u32>(values + i), scale));
}

/**
 * Replaces the planar values (2^logLength) by coefficients and writes the first 2^logFinalLength of them, five words each,
 * to `out`. Returns 1 if all higher coefficients vanish, else 0.
 */
export function friFinal(values: usize, strideBytes: usize, logLength: u32, logFinalLength: u32, out: usize): u32 {
  const finalBytes: usize = <usize>4 << logFinalLength;
  let high: u32 = 0;
  for (let c: usize = 0; c < 5; c++) {
    const plane = values + c * strideBytes;
    interpolate(plane, logLength);
    for (let i: usize = 0; i < finalBytes; i += 4) store<u32>(out + 5 * i + (c << 2), load<u32>(plane + i));
    for (let i = finalBytes; i < <usize>4 << logLength; i += 4) high |= load<u32>(plane + i);
  }
  return high == 0 ? 1 : 0;
}
