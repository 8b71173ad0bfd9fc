// The one module that knows where it runs: workers and shared memory in Node (worker_threads, reached by dynamic import so that
// bundlers for browsers leave it alone) and in browsers (module workers).

/** A worker as the pool sees it. */
export interface PlatformWorker {
  post(message: unknown): void;
  /** Whether the worker keeps the process alive (Node); without effect in browsers. */
  hold(isHeld: boolean): void;
  terminate(): Promise<void>;
}

export interface WorkerHandlers {
  onMessage(message: unknown): void;
  /** The worker failed outside of any task, or ended by itself. */
  onFailure(error: Error): void;
}

type WorkerThreads = typeof import('node:worker_threads');

const isNode = typeof globalThis.process === 'object' && typeof globalThis.process?.versions?.node === 'string';

/** A variable, so that bundlers do not try to resolve it. */
const workerThreadsName = 'node:worker_threads';

async function workerThreads(): Promise<WorkerThreads> {
  const module: WorkerThreads = await import(/* @vite-ignore */ /* webpackIgnore: true */ workerThreadsName);
  return module;
}

/** Whether one memory can be shared among workers: browsers need a cross-origin isolated page. */
export function canShareMemory(): boolean {
  if (typeof SharedArrayBuffer === 'undefined') return false;
  return isNode || globalThis.crossOriginIsolated === true;
}

/** Logical processors the process may use. */
export function hardwareThreads(): number {
  return Math.max(1, globalThis.navigator?.hardwareConcurrency ?? 1);
}

/** Starts worker.ts (from source) or worker.js (built). */
export async function startWorker(handlers: WorkerHandlers): Promise<PlatformWorker> {
  return isNode ? startNodeWorker(handlers) : startBrowserWorker(handlers);
}

/** A variable, so that bundlers follow only the one address that is theirs to follow, in the browser's branch. */
const here = import.meta.url;
const isSource = here.endsWith('.ts');

/**
 * Starts the TypeScript compiler's worker in Node; undefined in browsers, which need none: there the compiler cannot end more than
 * its own call.
 */
export async function startCompilerWorker(handlers: WorkerHandlers): Promise<PlatformWorker | undefined> {
  return isNode ? startNodeWorker(handlers, '../guest-compiler/asc-worker') : undefined;
}

async function startNodeWorker({ onMessage, onFailure }: WorkerHandlers, path = './worker'): Promise<PlatformWorker> {
  const { Worker: NodeWorker } = await workerThreads();
  // The parent's flags (test runners set loaders) are not the worker's; type stripping warns in some versions.
  const worker = new NodeWorker(new URL(path + (isSource ? '.ts' : '.js'), here), {
    execArgv: isSource ? ['--disable-warning=ExperimentalWarning'] : [],
  });
  let isClosing = false;
  worker.on('message', onMessage);
  worker.on('error', onFailure);
  worker.on('exit', (code) => {
    if (!isClosing) onFailure(new Error(`worker ended with code ${code}`));
  });
  return {
    post: (message) => worker.postMessage(message),
    hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
    terminate: async () => {
      isClosing = true;
      await worker.terminate();
    },
  };
}

async function startBrowserWorker({ onMessage, onFailure }: WorkerHandlers): Promise<PlatformWorker> {
  // The literal pattern in the second branch is what bundlers recognise.
  const worker = isSource
    ? new Worker(new URL('./worker.ts', here), { type: 'module' })
    : new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  worker.onmessage = (event) => onMessage(event.data);
  worker.onerror = (event) => onFailure(new Error(event.message || 'the worker could not be loaded'));
  return {
    post: (message) => worker.postMessage(message),
    hold: () => {},
    terminate: async () => worker.terminate(),
  };
}

/**
 * Inside a worker: calls `handle` for every message, with the way to answer. In browsers the listener must be there when the
 * module's evaluation ends, else messages are lost; so nothing is awaited there.
 */
export function serve(handle: (message: unknown, reply: (message: unknown) => void) => void): void {
  if (isNode) {
    void workerThreads().then(({ parentPort }) => {
      parentPort?.on('message', (message) => handle(message, (answer) => parentPort.postMessage(answer)));
    });
    return;
  }
  globalThis.onmessage = (event: MessageEvent) => handle(event.data, (answer) => globalThis.postMessage(answer));
}

/** Who waits in `breathe`, and the channel that wakes them; kept, for a channel that nobody holds may be collected. */
const breathing: (() => void)[] = [];
let channel: MessageChannel | undefined;

/** Lets timers, messages and the page's events run. */
export function breathe(): Promise<void> {
  if (isNode) return new Promise((resolve) => setTimeout(resolve, 0));
  // Perf: a message, for browsers delay chained timers by 4 ms and, in hidden pages, by a second.
  channel ??= new MessageChannel();
  const { port1, port2 } = channel;
  port1.onmessage = () => breathing.shift()?.();
  return new Promise((resolve) => {
    breathing.push(resolve);
    port2.postMessage(null);
  });
}
