/**
 * In the page: what the tests ask for, with the package as a site would import it (an import map stands for the bundler). All
 * arguments and results can be copied between processes.
 */
import { execute, type Preset, Prover, prove, setup, VerificationError, verify } from 'vouch';
import { watchThread } from './watch-thread.ts';

export interface Job {
  readonly elf: string;
  readonly input: number[];
  readonly preset: Preset;
  readonly threads: number;
}

const load = async ({ elf }: Job) => new Uint8Array(await (await fetch(elf)).arrayBuffer());

/** Base64 by way of a data URL: what every browser has for large arrays. */
function base64(bytes: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^.*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(new Blob([bytes.slice()]));
  });
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const functions = {
  environment: () => ({
    isIsolated: globalThis.crossOriginIsolated,
    hasSharedArrayBuffer: typeof SharedArrayBuffer !== 'undefined',
    processors: navigator.hardwareConcurrency,
    userAgent: navigator.userAgent,
  }),

  async execute(job: Job) {
    const { cycles, exitCode, publicOutput } = await execute(await load(job), { input: Uint8Array.from(job.input) });
    return { cycles, exitCode, publicOutput: hex(publicOutput) };
  },

  /** Setup, proof and its verification, and how long the page could not answer meanwhile. */
  async prove(job: Job) {
    const elf = await load(job);
    const { preset, threads } = job;
    const watch = watchThread('setup');
    const start = performance.now();
    const key = await setup(elf, { preset, threads });
    const setupMs = performance.now() - start;
    watch.enter('start');
    const stages: string[] = [];
    const { proof, proveMs, cycles, rounds } = await prove(elf, {
      ...{ input: Uint8Array.from(job.input), preset, threads },
      onProgress: ({ stage }) => {
        stages.push(stage);
        watch.enter(stage);
      },
    });
    const provedMs = performance.now() - start - setupMs;
    const blocked = watch.stop();
    const verifyStart = performance.now();
    const claim = verify(proof, key);
    const verifyMs = performance.now() - verifyStart;
    const damaged = proof.slice();
    damaged[damaged.length >> 1]! ^= 1;
    return {
      keyDigest: hex(key.digest),
      key: await base64(key.bytes),
      proof: await base64(proof),
      claim: { exitCode: claim.exitCode, publicOutput: hex(claim.publicOutput) },
      damaged: rejection(() => verify(damaged, key)),
      ...{ cycles, stages, blocked, setupMs, proveMs, provedMs, verifyMs },
      rounds: rounds.map(({ name, ms }) => `${name} ${Math.round(ms)}`),
    };
  },

  /**
   * Two proofs by one prover, the first aborted a while after a stage began: the time from when the abort was due until the
   * rejection, and whether the second still comes out.
   */
  async abort(job: Job, stage: string, afterMs: number) {
    const elf = await load(job);
    const { preset, threads } = job;
    const input = Uint8Array.from(job.input);
    const prover = await Prover.create({ threads });
    try {
      await prover.setup(elf, { preset });
      const controller = new AbortController();
      const reason = new Error('changed my mind');
      let dueAt = 0;
      const outcome = await prover
        .prove(elf, {
          ...{ input, preset, signal: controller.signal },
          onProgress: (progress) => {
            if (progress.stage !== stage) return;
            dueAt = performance.now() + afterMs;
            setTimeout(() => controller.abort(reason), afterMs);
          },
        })
        .then(
          () => 'proved',
          (error: unknown) => (error === reason ? 'reason' : String(error)),
        );
      const ms = performance.now() - dueAt;
      const { proof } = await prover.prove(elf, { input, preset });
      return { outcome, ms, proof: await base64(proof) };
    } finally {
      await prover.close();
    }
  },

  /** The same package inside a worker of the page's own: nothing on the page's thread. */
  async proveInWorker(job: Job) {
    const worker = new Worker(new URL('./page-worker.ts', import.meta.url), { type: 'module' });
    const watch = watchThread('worker');
    const start = performance.now();
    try {
      const answer = await new Promise<MessageEvent>((resolve, reject) => {
        worker.onmessage = resolve;
        worker.onerror = (event) => reject(new Error(event.message));
        worker.postMessage({ ...job, elf: new URL(job.elf, location.href).href });
      });
      const { proof, keyDigest, error } = answer.data as { proof: Uint8Array; keyDigest: Uint8Array; error?: string };
      const blocked = watch.stop();
      if (error !== undefined) throw new Error(error);
      return { keyDigest: hex(keyDigest), proof: await base64(proof), blocked, ms: performance.now() - start };
    } finally {
      worker.terminate();
    }
  },
};

function rejection(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return error instanceof VerificationError ? error.code : String(error);
  }
  return 'accepted';
}

export type PageFunctions = typeof functions;

Object.assign(globalThis, { vouchPage: functions });
