/** In the page that only verifies. */
import { VerificationError, verify } from 'vouch/verify';

const bytes = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

const functions = {
  verify(proof: string, key: string) {
    const args = [bytes(proof), bytes(key)] as const;
    const start = performance.now();
    try {
      const { exitCode, publicOutput } = verify(...args);
      return { exitCode, publicOutput: [...publicOutput], ms: performance.now() - start };
    } catch (error) {
      if (!(error instanceof VerificationError)) throw error;
      return { code: error.code };
    }
  },

  /** Addresses and uncompressed bytes of all scripts that the page loaded. */
  scripts: () =>
    performance
      .getEntriesByType('resource')
      .filter((entry) => entry instanceof PerformanceResourceTiming)
      .map(({ name, decodedBodySize }) => ({ path: new URL(name).pathname, bytes: decodedBodySize })),
};

export type VerifyPageFunctions = typeof functions;

Object.assign(globalThis, { vouchPage: functions });
