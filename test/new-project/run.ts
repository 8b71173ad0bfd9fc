/**
 * `npm run test:new-project`: the way of a new user, from an empty folder and the package as npm would publish it to a verified proof.
 * Needs a registry for the dependencies; prints what each step took.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'vouch-new-project-'));
const project = join(folder, 'user', 'my-proof');
mkdirSync(join(folder, 'user'));
const tsc = resolve('node_modules/typescript/bin/tsc');
// A cache without anything in it, as a new user has; and none of the settings that npm gives to its scripts.
const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'));
const env = { ...Object.fromEntries(inherited), XDG_CACHE_HOME: join(folder, 'cache') };
let totalMs = 0;

function step(cwd: string, command: string, args: readonly string[], expected?: RegExp): string {
  const start = performance.now();
  const output = execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const ms = performance.now() - start;
  totalMs += ms;
  if (expected && !expected.test(output)) throw new Error(`${command} ${args.join(' ')} said:\n${output}`);
  console.log(`${(ms / 1000).toFixed(1).padStart(6)} s  ${command} ${args.join(' ')}`);
  return output;
}

try {
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    ...{ encoding: 'utf8', env },
  });
  const [{ filename, size, unpackedSize }] = JSON.parse(packed) as [
    Record<'filename' | 'size' | 'unpackedSize', string>,
  ];
  console.log(`${filename}: ${size} bytes, unpacked ${unpackedSize}`);
  const npx = ['--yes', '--package', `../${filename}`, 'vouch'];
  step(join(folder, 'user'), 'npx', [...npx, 'new', 'my-proof'], /npm run prove/);
  step(project, 'npm', ['install', '--no-audit', '--no-fund']);
  step(
    project,
    'npm',
    ['run', 'prove'],
    /verified: the mean of the 6 numbers in the file with SHA-256 \w{64} is 190\n/,
  );
  console.log(`${(totalMs / 1000).toFixed(1).padStart(6)} s  from an empty folder to a verified proof`);

  step(project, 'npm', ['test'], /pass 2/);
  step(project, 'npx', ['vouch', 'verify', 'proof.bin', '--key', 'key.bin'], /valid/);
  step(project, 'npx', ['vouch', 'prove', 'guest.ts', '--input', 'data.csv', '-o', 'again.bin'], /exit code +0/);
  step(project, 'npx', ['vouch', 'verify', 'again.bin', '--program', 'guest.ts'], /valid/);
  writeFileSync(join(project, 'data.csv'), 'one\n');
  const refused = spawnSync(process.execPath, ['host/prove.ts'], { cwd: project, env, encoding: 'utf8' });
  if (refused.status !== 1 || !/panic.*\n.*guest\.ts refused data\.csv/s.test(refused.stderr)) {
    throw new Error(`An input that is no number: ${refused.status} ${refused.stderr}`);
  }
  for (const config of ['.', 'host']) step(project, process.execPath, [tsc, '-p', config]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
