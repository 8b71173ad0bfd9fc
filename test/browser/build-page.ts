/** In the page that compiles guests. */
import { build, VouchError } from 'vouch';

const functions = {
  async build(files: Readonly<Record<string, string>>) {
    const start = performance.now();
    try {
      const { elf, wasm } = await build('guest.ts', files);
      const again = await build('guest.wasm', { 'guest.wasm': wasm! });
      return { elf: [...elf], wasmElfBytes: again.elf.length, ms: performance.now() - start };
    } catch (error) {
      if (!(error instanceof VouchError)) throw error;
      return { code: error.code, message: error.message };
    }
  },
};

export type BuildPageFunctions = typeof functions;

Object.assign(globalThis, { vouchPage: functions });
