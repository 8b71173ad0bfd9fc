/**
 * What a plain web server would do: the built package under /dist/, a guest's ELF, and the pages of this folder, their TypeScript
 * without its types. Everything is there twice: under /isolated/ with the headers that make a page cross-origin isolated (HTML
 * standard, COOP and COEP; workers' scripts need them as well), under /plain/ without. A content security policy shows what the
 * package needs: compiling WebAssembly, workers of the page's origin, and no `eval`.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from './strip-types.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.ts': 'text/javascript',
  '.map': 'application/json',
  '.elf': 'application/octet-stream',
};

/** 'unsafe-inline' is for the import map. */
const policy = "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; img-src data:";

/** The compiler of TypeScript guests fetches its tables from a data: address. */
const buildPolicy = `${policy}; connect-src 'self' data:`;

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** dist/, guests/, this folder and the compiler of TypeScript guests: nothing else is served. */
const served =
  /^\/(isolated|plain)\/((?:dist|guests|test\/browser|node_modules\/(?:assemblyscript|binaryen|long))\/[\w./-]+)$/;

export interface StaticServer {
  readonly origin: string;
  close(): Promise<void>;
}

export async function startServer(): Promise<StaticServer> {
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const [, kind, path] = served.exec(pathname) ?? [];
    const type = contentTypes[extname(pathname)];
    try {
      if (path === undefined || path.includes('..') || type === undefined) throw new Error('not served');
      const file = await readFile(join(root, path));
      const body = path.endsWith('.ts') ? transform(file.toString()) : file;
      const headers = {
        'Content-Type': type,
        'Content-Security-Policy': path.includes('build-') ? buildPolicy : policy,
      };
      response.writeHead(200, { ...headers, ...(kind === 'isolated' && isolation) }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
