/** `node examples/hosts/csv-mean.ts [file.csv]`: the mean of the column `amount` of a private file, which its SHA-256 names. */
import { readFileSync } from 'node:fs';
import { hex, numbers, proveGuest } from './prove-guest.ts';

const sample = `invoice,customer,amount
1001,"Doe, Jane",120.50
1002,ACME,89.95
1003,"Roe, Richard",1999
`;
const [file] = process.argv.slice(2);
const contents = new Uint8Array(file === undefined ? Buffer.from(sample) : readFileSync(file));
const output = await proveGuest('csv-mean', contents);
const rows = numbers(output).getUint32(32, true);
const mean = Number(numbers(output).getBigInt64(36, true)) / 100;
console.log(`verified: the mean amount of the ${rows} rows in ${hex(output.subarray(0, 32))} is ${mean.toFixed(2)}`);
