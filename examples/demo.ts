/**
 * `npm run demo`: a salary survey. A company proves median, quartiles and mean of a list of salaries to someone who knows the
 * list's SHA-256 but not the list. The program (guests/demo/main.c, compiled for RV64IM) sorts, hashes and divides.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { execute, inspect, Prover, VerificationError, verify } from 'vouch';

const program = new Uint8Array(readFileSync(new URL('../guests/demo/demo.elf', import.meta.url)));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const number = (value: number) => value.toLocaleString('en-US');

// The private input: 250 salaries, made up but always the same.
const salaries = Uint32Array.from({ length: 250 }, (_, i) => 30_000 + ((i * 7919) % 97) * 500 + ((i * 31) % 11) * 1000);
const input = new Uint8Array(salaries.buffer);

console.log('1. Run the program on the private input. What it prints is for the host only:\n');
const run = await execute(program, {
  input,
  onDebugOutput: (text) => process.stdout.write(text),
});
console.log(
  `\n   ${number(run.cycles)} cycles, exit code ${run.exitCode}, ${run.publicOutput.length} bytes of public output`,
);

console.log('\n2. Make the verifying key (from the program alone) and prove the run.');
const prover = await Prover.create();
const key = await prover.setup(program);
let stage = '';
const result = await prover.prove(program, {
  input,
  onProgress: (progress) => {
    if (progress.stage !== stage) console.log(`   ${progress.stage}`);
    stage = progress.stage;
  },
});
await prover.close();
const seconds = (result.proveMs / 1000).toFixed(2);
console.log(`
   time          ${seconds} s (${number(Math.round((result.cycles / result.proveMs) * 1000))} cycles per second)
   proof         ${number(result.proof.length)} bytes
   security      ${result.securityBits} provable bits
   peak memory   ${number(Math.round(result.peakMemoryBytes / 2 ** 20))} MiB`);

console.log('\n3. Verify: all that the verifier has is the proof and the key.');
const start = performance.now();
const claim = verify(result.proof, key.bytes);
console.log(`   valid, in ${(performance.now() - start).toFixed(0)} ms`);
const output = new DataView(claim.publicOutput.buffer, claim.publicOutput.byteOffset);
const [count, lower, median, upper, mean] = [32, 36, 40, 44, 48].map((offset) =>
  number(output.getUint32(offset, true)),
);
const digest = hex(claim.publicOutput.subarray(0, 32));
console.log(`
   The program with key digest ${hex(claim.keyDigest)}
   was run to its end, exited with ${claim.exitCode}, and says:
   salaries      ${count}, with SHA-256 ${digest}
   quartiles     ${lower}, ${median}, ${upper}
   mean          ${mean}`);
if (digest !== createHash('sha256').update(input).digest('hex'))
  throw new Error('That is not the SHA-256 of the list.');

console.log('\n4. Change one byte of the proof and verify again.');
const forged = result.proof.slice();
forged[forged.length >> 1]! ^= 1;
try {
  verify(forged, key.bytes);
  throw new Error('The forged proof was accepted!');
} catch (error) {
  if (!(error instanceof VerificationError)) throw error;
  console.log(`   rejected: ${error.code}: ${error.message}`);
}
const inspection = await inspect(result.proof, { key: key.bytes });
if (inspection.kind === 'proof') {
  const tables = inspection.tables.filter(({ height }) => height > 0);
  console.log(`\nDone. The proof covers ${tables.length} tables; see more with: npm run vouch -- --help`);
}
