/** `node examples/hosts/sha256.ts [file]`: somebody has a file with this SHA-256. Without a file: of a short text. */
import { readFileSync } from 'node:fs';
import { hex, numbers, proveGuest } from './prove-guest.ts';

const [file] = process.argv.slice(2);
const contents = new Uint8Array(file === undefined ? Buffer.from('a private file\n') : readFileSync(file));
const output = await proveGuest('sha256', contents);
const length = numbers(output).getUint32(32, true);
console.log(`verified: a file of ${length} bytes with SHA-256 ${hex(output.subarray(0, 32))} exists`);
