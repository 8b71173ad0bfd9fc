/**
 * One table of your own, proven and verified: `node examples/stark-fibonacci.ts`. The table has two columns, a row is two neighbouring
 * Fibonacci numbers mod p, and the last one is the proof's public output. In your package say 'vouch/stark' and 'vouch/verify'.
 */

import { VerificationError, verify } from '../src/sdk/verify.ts';
import { AirBuilder, type Bus, defineSystem, P, StarkProver } from '../src/stark/index.ts';

// 1. The constraints. A constraint holds on every row; selectors limit it to some.
const RESULT: Bus = { name: 'result', id: 1, fields: ['value'] };
const b = new AirBuilder('FIBONACCI');
const [x, y] = [b.main('x'), b.main('y')];
b.assertZero(b.selector('isFirst').mul(x.sub(1)), 'x starts with 1');
b.assertZero(b.selector('isFirst').mul(y.sub(1)), 'y starts with 1');
b.assertZero(b.selector('isTransition').mul(b.next(x).sub(y)), 'the next x is y');
b.assertZero(b.selector('isTransition').mul(b.next(y).sub(x.add(y))), 'the next y is the sum');
b.send(RESULT, b.selector('isLast'), [y]);

// 2. The system: its tables, and what the verifier adds to the buses: here it receives each u32 of the public output.
const system = defineSystem([b.build()], [{ unit: 'u32', bus: RESULT, isSend: false, tuple: ['value'] }]);

// 3. The trace.
const height = 1024;
const columns = [new Uint32Array(height), new Uint32Array(height)] as const;
for (let row = 0, u = 1, v = 1; row < height; row++, [u, v] = [v, (u + v) % P]) {
  columns[0][row] = u;
  columns[1][row] = v;
}
const publicOutput = new Uint8Array(4);
new DataView(publicOutput.buffer).setUint32(0, columns[1][height - 1]!, true);

// 4. Setup, once, and a proof. A prover owns memory and workers.
const prover = await StarkProver.create();
const key = await prover.setup(system, { options: 'fast' });
const { proof } = await prover.prove(key, { tables: [columns], publicOutput });
await prover.close();

// 5. The verifier needs the proof, the key and the system's description, whose digest the key holds.
const options = { description: system.descriptionBytes };
const claim = verify(proof, key.bytes, options);
const [value] = new Uint32Array(claim.publicOutput.slice().buffer);
console.log(
  `Fibonacci number ${height + 1} is ${value} mod p: ${proof.length} bytes, ${key.security.bits} bits of security`,
);

// 6. A proof of anything else is rejected: it says so by throwing.
try {
  const forged = proof.slice();
  forged[192]! ^= 1; // the first byte of the public output
  verify(forged, key.bytes, options);
  console.log('accepted!?');
} catch (error) {
  if (!(error instanceof VerificationError)) throw error;
  console.log(`with another output: ${error.code}`);
}
