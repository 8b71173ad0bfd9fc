// Keccak-f[1600] (FIPS 202, section 3.2): 25 little-endian u64 lanes, lane x + 5 y. The state lives in 25 locals and one
// round is written out, so that rho's rotations are constants and pi costs nothing.
// Iota's constants come from their shift register (section 3.2.5) instead of a table, so that nothing here needs memory
// of its own.

/** Permutes the 200 bytes at `state`. */
export function keccakF(state: usize): void {
  let a0 = load<u64>(state);
  let a1 = load<u64>(state, 8);
  let a2 = load<u64>(state, 16);
  let a3 = load<u64>(state, 24);
  let a4 = load<u64>(state, 32);
  let a5 = load<u64>(state, 40);
  let a6 = load<u64>(state, 48);
  let a7 = load<u64>(state, 56);
  let a8 = load<u64>(state, 64);
  let a9 = load<u64>(state, 72);
  let a10 = load<u64>(state, 80);
  let a11 = load<u64>(state, 88);
  let a12 = load<u64>(state, 96);
  let a13 = load<u64>(state, 104);
  let a14 = load<u64>(state, 112);
  let a15 = load<u64>(state, 120);
  let a16 = load<u64>(state, 128);
  let a17 = load<u64>(state, 136);
  let a18 = load<u64>(state, 144);
  let a19 = load<u64>(state, 152);
  let a20 = load<u64>(state, 160);
  let a21 = load<u64>(state, 168);
  let a22 = load<u64>(state, 176);
  let a23 = load<u64>(state, 184);
  let a24 = load<u64>(state, 192);
  let register: u32 = 1;
  for (let round = 0; round < 24; round++) {
    let constant: u64 = 0;
    for (let j: u64 = 1; j <= 64; j <<= 1) {
      if (register & 1) constant |= (1 as u64) << (j - 1);
      register = ((register << 1) ^ ((register >> 7) * 0x71)) & 0xff;
    }
    // theta
    const c0: u64 = a0 ^ a5 ^ a10 ^ a15 ^ a20;
    const c1: u64 = a1 ^ a6 ^ a11 ^ a16 ^ a21;
    const c2: u64 = a2 ^ a7 ^ a12 ^ a17 ^ a22;
    const c3: u64 = a3 ^ a8 ^ a13 ^ a18 ^ a23;
    const c4: u64 = a4 ^ a9 ^ a14 ^ a19 ^ a24;
    const d0: u64 = c4 ^ rotl<u64>(c1, 1);
    const d1: u64 = c0 ^ rotl<u64>(c2, 1);
    const d2: u64 = c1 ^ rotl<u64>(c3, 1);
    const d3: u64 = c2 ^ rotl<u64>(c4, 1);
    const d4: u64 = c3 ^ rotl<u64>(c0, 1);
    // rho and pi
    const b0: u64 = a0 ^ d0;
    const b10: u64 = rotl<u64>(a1 ^ d1, 1);
    const b20: u64 = rotl<u64>(a2 ^ d2, 62);
    const b5: u64 = rotl<u64>(a3 ^ d3, 28);
    const b15: u64 = rotl<u64>(a4 ^ d4, 27);
    const b16: u64 = rotl<u64>(a5 ^ d0, 36);
    const b1: u64 = rotl<u64>(a6 ^ d1, 44);
    const b11: u64 = rotl<u64>(a7 ^ d2, 6);
    const b21: u64 = rotl<u64>(a8 ^ d3, 55);
    const b6: u64 = rotl<u64>(a9 ^ d4, 20);
    const b7: u64 = rotl<u64>(a10 ^ d0, 3);
    const b17: u64 = rotl<u64>(a11 ^ d1, 10);
    const b2: u64 = rotl<u64>(a12 ^ d2, 43);
    const b12: u64 = rotl<u64>(a13 ^ d3, 25);
    const b22: u64 = rotl<u64>(a14 ^ d4, 39);
    const b23: u64 = rotl<u64>(a15 ^ d0, 41);
    const b8: u64 = rotl<u64>(a16 ^ d1, 45);
    const b18: u64 = rotl<u64>(a17 ^ d2, 15);
    const b3: u64 = rotl<u64>(a18 ^ d3, 21);
    const b13: u64 = rotl<u64>(a19 ^ d4, 8);
    const b14: u64 = rotl<u64>(a20 ^ d0, 18);
    const b24: u64 = rotl<u64>(a21 ^ d1, 2);
    const b9: u64 = rotl<u64>(a22 ^ d2, 61);
    const b19: u64 = rotl<u64>(a23 ^ d3, 56);
    const b4: u64 = rotl<u64>(a24 ^ d4, 14);
    // chi and iota
    a0 = b0 ^ (~b1 & b2) ^ constant;
    a1 = b1 ^ (~b2 & b3);
    a2 = b2 ^ (~b3 & b4);
    a3 = b3 ^ (~b4 & b0);
    a4 = b4 ^ (~b0 & b1);
    a5 = b5 ^ (~b6 & b7);
    a6 = b6 ^ (~b7 & b8);
    a7 = b7 ^ (~b8 & b9);
    a8 = b8 ^ (~b9 & b5);
    a9 = b9 ^ (~b5 & b6);
    a10 = b10 ^ (~b11 & b12);
    a11 = b11 ^ (~b12 & b13);
    a12 = b12 ^ (~b13 & b14);
    a13 = b13 ^ (~b14 & b10);
    a14 = b14 ^ (~b10 & b11);
    a15 = b15 ^ (~b16 & b17);
    a16 = b16 ^ (~b17 & b18);
    a17 = b17 ^ (~b18 & b19);
    a18 = b18 ^ (~b19 & b15);
    a19 = b19 ^ (~b15 & b16);
    a20 = b20 ^ (~b21 & b22);
    a21 = b21 ^ (~b22 & b23);
    a22 = b22 ^ (~b23 & b24);
    a23 = b23 ^ (~b24 & b20);
    a24 = b24 ^ (~b20 & b21);
  }
  store<u64>(state, a0);
  store<u64>(state, a1, 8);
  store<u64>(state, a2, 16);
  store<u64>(state, a3, 24);
  store<u64>(state, a4, 32);
  store<u64>(state, a5, 40);
  store<u64>(state, a6, 48);
  store<u64>(state, a7, 56);
  store<u64>(state, a8, 64);
  store<u64>(state, a9, 72);
  store<u64>(state, a10, 80);
  store<u64>(state, a11, 88);
  store<u64>(state, a12, 96);
  store<u64>(state, a13, 104);
  store<u64>(state, a14, 112);
  store<u64>(state, a15, 120);
  store<u64>(state, a16, 128);
  store<u64>(state, a17, 136);
  store<u64>(state, a18, 144);
  store<u64>(state, a19, 152);
  store<u64>(state, a20, 160);
  store<u64>(state, a21, 168);
  store<u64>(state, a22, 176);
  store<u64>(state, a23, 184);
  store<u64>(state, a24, 192);
}
