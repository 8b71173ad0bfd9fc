/**
 * Two tables that talk over a bus: `node examples/stark-lookup.ts`. PRICES holds secret prices and their squares, RANGE holds 0..255 and how
 * often each was looked up: so every price is proven to be a byte. In your package say 'vouch/stark' and 'vouch/verify'.
 */

import { verify } from '../src/sdk/verify.ts';
import { AirBuilder, type Bus, checkColumns, defineSystem, formatFinding, StarkProver } from '../src/stark/index.ts';

// 1. A bus is a multiset of tuples: what is sent must be received equally often.
const BYTE: Bus = { name: 'byte', id: 1, fields: ['value'] };

const prices = new AirBuilder('PRICES');
const [price, square] = [prices.main('price'), prices.main('square')];
prices.assertEqual(square, price.mul(price), 'square is the square of price');
prices.send(BYTE, 1, [price]);

// The values are preprocessed: the key fixes them. The multiplicity is the prover's: there are fewer sends than p, so a value
// that is not in the table cannot be received at all, and one that is can only be received as often as it was sent.
const range = new AirBuilder('RANGE');
const value = range.preprocessed('value');
range.receive(BYTE, range.main('count'), [value]);

const system = defineSystem([prices.build(), range.build()]);

// 2. Traces: tables have heights of their own, powers of two, of at least 2^5 rows in the presets.
const bytes = Array.from({ length: 256 }, (_, i) => i);
const secret = Array.from({ length: 1024 }, (_, i) => (i * 7919) % 251);
const counts = bytes.map((byte) => secret.filter((p) => p === byte).length);
const tables = [[secret, secret.map((p) => p * p)], [counts]];
const preprocessed = [null, [bytes]];

// 3. While you write constraints, ask which do not hold: the checker names table, row, constraint or bus.
const broken = [[secret.with(3, 300), secret.map((p) => p * p)], [counts]];
for (const finding of checkColumns(system, { tables: broken, preprocessed })) console.log(formatFinding(finding));
if (checkColumns(system, { tables, preprocessed }).length > 0) throw new Error('The honest trace must hold.');

// 4. Prove and verify.
const prover = await StarkProver.create();
const key = await prover.setup(system, { options: 'fast', preprocessed });
const { proof } = await prover.prove(key, { tables });
await prover.close();
verify(proof, key.bytes, { description: system.descriptionBytes });
console.log(`1024 prices are bytes: ${proof.length} bytes of proof, ${key.security.bits} bits of security`);
