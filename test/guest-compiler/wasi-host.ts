/**
 * WASI preview 1 as docs/guest-compiler.md describes it for guests, and AssemblyScript's `abort`, in JavaScript for runs in V8:
 * written from the description alone, so that the machine's routines have something to be held against.
 */
export interface WasiHost {
  readonly memory: () => WebAssembly.Memory;
  readonly input: Uint8Array;
  readonly write: (fd: number, bytes: Uint8Array) => void;
  /** Does not return. */
  readonly exit: (code: number) => never;
}

const [SUCCESS, BADF, NOSYS, SPIPE] = [0, 8, 52, 70];

export function wasiImports({ memory, input, write, exit }: WasiHost): Record<string, Record<string, unknown>> {
  let position = 0;
  let state = 0n;
  const view = () => new DataView(memory().buffer);
  const vectors = (at: number, count: number) =>
    Array.from({ length: count }, (_, i) => {
      const [start, length] = [view().getUint32(at + 8 * i, true), view().getUint32(at + 8 * i + 4, true)];
      return new Uint8Array(memory().buffer, start, length);
    });
  const twoZeros = (a: number, b: number) => {
    view().setUint32(a, 0, true);
    view().setUint32(b, 0, true);
    return SUCCESS;
  };
  const random = (): bigint => {
    const mask = (1n << 64n) - 1n;
    state = (state + 0x9e3779b97f4a7c15n) & mask;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    return z ^ (z >> 31n);
  };
  const known: Record<string, (...values: number[]) => number> = {
    args_get: () => SUCCESS,
    args_sizes_get: twoZeros as (...values: number[]) => number,
    environ_get: () => SUCCESS,
    environ_sizes_get: twoZeros as (...values: number[]) => number,
    clock_res_get: (_, at) => {
      view().setBigUint64(at!, 1n, true);
      return SUCCESS;
    },
    clock_time_get: (_, __, at) => {
      view().setBigUint64(at!, 0n, true);
      return SUCCESS;
    },
    sched_yield: () => SUCCESS,
    fd_close: (fd) => (fd! >>> 0 < 3 ? SUCCESS : BADF),
    fd_fdstat_get: (fd, at) => {
      if (fd! >>> 0 >= 3) return BADF;
      new Uint8Array(memory().buffer, at!, 24).fill(0);
      view().setUint8(at! + 8, fd === 0 ? 2 : 64);
      return SUCCESS;
    },
    fd_seek: () => SPIPE,
    fd_tell: () => SPIPE,
    fd_prestat_get: () => BADF,
    fd_prestat_dir_name: () => BADF,
    fd_write: (fd, at, count, written) => {
      if (fd !== 1 && fd !== 2) return BADF;
      let total = 0;
      for (const bytes of vectors(at!, count!)) {
        write(fd, bytes);
        total += bytes.length;
      }
      view().setUint32(written!, total, true);
      return SUCCESS;
    },
    fd_read: (fd, at, count, read) => {
      if (fd !== 0) return BADF;
      const start = position;
      for (const bytes of vectors(at!, count!)) {
        const part = input.subarray(position, position + bytes.length);
        bytes.set(part);
        position += part.length;
      }
      view().setUint32(read!, position - start, true);
      return SUCCESS;
    },
    random_get: (at, length) => {
      for (let i = 0; i < length!; i += 8) {
        let word = random();
        for (let j = i; j < Math.min(i + 8, length!); j++) {
          view().setUint8(at! + j, Number(word & 255n));
          word >>= 8n;
        }
      }
      return SUCCESS;
    },
    proc_exit: exit,
  };
  const utf16 = (at: number) => {
    const length = view().getUint32(at - 4, true);
    return new TextDecoder('utf-16le').decode(new Uint8Array(memory().buffer, at, length));
  };
  const abort = (message: number, file: number, line: number, column: number) => {
    const place = file === 0 ? '' : `\n  at ${utf16(file)}:${line >>> 0}:${column >>> 0}`;
    write(2, new TextEncoder().encode(`panic: ${message === 0 ? 'aborted' : utf16(message)}${place}\n`));
    exit(101);
  };
  const wasi = new Proxy(known, { get: (target, name) => target[String(name)] ?? (() => NOSYS) });
  return { wasi_snapshot_preview1: wasi, env: { abort } };
}
