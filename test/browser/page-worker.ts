/** In a worker of the page: one job, one answer. Import maps do not reach workers, so the address is the built file's. */
import type * as Vouch from 'vouch';
import type { Job } from './page.ts';

const address = '../../dist/sdk/index.js';

globalThis.onmessage = async ({ data }: MessageEvent<Job>) => {
  try {
    const { prove, setup }: typeof Vouch = await import(address);
    const { preset, threads } = data;
    const elf = new Uint8Array(await (await fetch(data.elf)).arrayBuffer());
    const key = await setup(elf, { preset, threads });
    const { proof } = await prove(elf, { input: Uint8Array.from(data.input), preset, threads });
    globalThis.postMessage({ proof, keyDigest: key.digest });
  } catch (error) {
    globalThis.postMessage({ error: String(error) });
  }
};
