/** `node examples/hosts/fibonacci.ts [n]`: Fibonacci number n, modulo 2^64, with a proof. */
import { numbers, proveGuest } from './prove-guest.ts';

const n = Number(process.argv[2] ?? 100);
const output = numbers(await proveGuest('fibonacci', new Uint8Array(Uint32Array.of(n).buffer)));
console.log(`verified: Fibonacci number ${output.getUint32(0, true)} is ${output.getBigUint64(4, true)} modulo 2^64`);
