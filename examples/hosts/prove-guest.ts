/** What every host script does: build the guest, run it, prove the run, and verify the proof as somebody else would. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, execute, Prover, verify } from 'vouch';

const folder = fileURLToPath(new URL('../guests/', import.meta.url));

/** The public output of a verified proof of `examples/guests/NAME.ts` on this private input. */
export async function proveGuest(name: string, input: Uint8Array): Promise<Uint8Array> {
  const { elf } = await build(`${folder}${name}.ts`, (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null));

  // Without a proof first: an input that the guest refuses is not worth one.
  const onDebugOutput = (text: Uint8Array) => process.stderr.write(text);
  const { exitCode } = await execute(elf, { input, onDebugOutput });
  if (exitCode !== 0) throw new Error(`The guest refused this input with exit code ${exitCode}; nothing was proven.`);

  // The key stands for the program: whoever verifies makes it from guest.ts, or trusts whoever did.
  const prover = await Prover.create();
  const key = await prover.setup(elf, { preset: 'fast' });
  const { proof, cycles, proveMs, securityBits } = await prover.prove(elf, { input, preset: 'fast' });
  await prover.close();
  console.log(`${cycles} cycles proven in ${(proveMs / 1000).toFixed(1)} s, ${securityBits} bits of security`);

  // All that a verifier has is the proof and the key. verify returns the claim or throws.
  return verify(proof, key).publicOutput;
}

export const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** Numbers of the public output, little-endian. */
export const numbers = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
