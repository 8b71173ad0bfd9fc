/** The host's side of a new project: a script that proves and verifies, and a test that runs the guest without proving. */

export const proveText = `// Runs guest.elf on the private input, proves the run, and verifies the proof as somebody else would.
import { readFileSync, writeFileSync } from 'node:fs';
import { execute, Prover, verify } from 'vouch';
import { readOutput } from './output.ts';

const program = new Uint8Array(readFileSync('guest.elf'));
const input = new Uint8Array(readFileSync('data.csv'));
const onDebugOutput = (text: Uint8Array) => process.stderr.write(text);

// Without a proof first, which is quick: an input that the guest refuses is not worth one.
const { exitCode } = await execute(program, { input, onDebugOutput });
if (exitCode !== 0) {
  console.error(\`guest.ts refused data.csv (exit code \${exitCode}, see above): nothing was proven.\`);
  process.exit(1);
}

// The verifying key stands for the program. A verifier makes it from guest.elf, or trusts whoever did.
const prover = await Prover.create();
const key = await prover.setup(program);
const { proof, cycles, proveMs } = await prover.prove(program, { input });
await prover.close();
writeFileSync('proof.bin', proof);
writeFileSync('key.bin', key.bytes);
console.log(\`proof.bin: \${cycles} cycles proven in \${(proveMs / 1000).toFixed(1)} s, \${proof.length} bytes\`);

// All that a verifier has is the proof and the key. verify returns the claim or throws.
const claim = verify(proof, key);
const { sha256, count, mean } = readOutput(claim.publicOutput);
console.log(\`verified: the mean of the \${count} numbers in the file with SHA-256 \${sha256} is \${mean}\`);
`;

export const outputText = `/** Reads what the guest has committed: 32 bytes of SHA-256, a u32, an i64; integers are little-endian. */
export function readOutput(bytes: Uint8Array): { sha256: string; count: number; mean: bigint } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    sha256: Buffer.from(bytes.subarray(0, 32)).toString('hex'),
    count: view.getUint32(32, true),
    mean: view.getBigInt64(36, true),
  };
}
`;

export const testText = `// Runs the guest without proving: fast, and what it would claim is the same.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { execute } from 'vouch';
import { readOutput } from './output.ts';

const program = new Uint8Array(readFileSync('guest.elf'));
const run = (text: string) => execute(program, { input: new TextEncoder().encode(text) });

test('count and mean', async () => {
  const { exitCode, publicOutput } = await run('1\\n2\\n6\\n');
  assert.equal(exitCode, 0);
  const sha256 = createHash('sha256').update('1\\n2\\n6\\n').digest('hex');
  assert.deepEqual(readOutput(publicOutput), { sha256, count: 3, mean: 3n });
});

test('no numbers, no claim', async () => {
  assert.equal((await run('')).exitCode, 101);
  assert.equal((await run('one\\n')).exitCode, 101);
});
`;

export const hostConfig = `{
  "compilerOptions": {
    "target": "es2023",
    "module": "nodenext",
    "strict": true,
    "noEmit": true,
    "allowImportingTsExtensions": true,
    "erasableSyntaxOnly": true,
    "types": ["node"]
  },
  "include": ["*.ts"]
}
`;
