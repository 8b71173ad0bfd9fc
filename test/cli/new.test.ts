/** `vouch new`: what it writes where, what it depends on, what it refuses. The whole way to a proof: test/new-project/run.ts. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectName } from '../../src/cli/commands/new.ts';
import { dependencyOn } from '../../src/cli/package-source.ts';
import { projectFiles } from '../../src/cli/templates/index.ts';
import { version } from '../../src/cli/version.ts';
import { scratchFolder, vouch, vouchJson } from './vouch.ts';

const dependency = (folder: string) =>
  (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { dependencies: { vouch: string } }).dependencies;

describe('vouch new', () => {
  test('writes the project and says how to go on', () => {
    const cwd = scratchFolder();
    const { status, stdout, stderr } = vouch(['new', 'my-proof'], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/cd my-proof\n +npm install\n +npm test\n +npm run prove/);
    const names = readdirSync(join(cwd, 'my-proof'), { recursive: true, encoding: 'utf8' });
    expect(names).toEqual(expect.arrayContaining(Object.keys(projectFiles('x', '1')).map((name) => join(name))));
    // From a folder that no npm has installed: that folder.
    expect(resolve(cwd, 'my-proof', dependency(join(cwd, 'my-proof')).vouch.slice(5))).toBe(resolve('.'));
  });

  test('into an existing empty folder; JSON', () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, '.git'));
    const { json } = vouchJson(['new', folder, '--vouch', '1.2.3']);
    expect(json).toMatchObject({ folder, vouch: '1.2.3' });
    expect(json.files).toContain('guest.ts');
    expect(dependency(folder)).toEqual({ vouch: '1.2.3' });
  });

  test('refuses a folder with something in it, and a file', () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'thesis.txt'), '');
    const taken = vouch(['new', folder]);
    expect(taken.status).toBe(2);
    expect(taken.stderr).toMatch(/^error: NotEmpty: .* is not empty \(thesis\.txt\): choose a new folder/);
    expect(readdirSync(folder)).toEqual(['thesis.txt']);
    expect(vouch(['new', join(folder, 'thesis.txt')]).stderr).toMatch(/^error: CannotWrite: .*Choose another/);
  });
});

test('names that npm accepts', () => {
  const names = ['/a/My Proof', '/a/_x', '/a/vouch', '/a/été', '/a/---'].map(projectName);
  expect(names).toEqual(['my-proof', 'x', 'my-proof', 't', 'my-proof']);
});

describe('the dependency', () => {
  /** A package as npm leaves it: node_modules/vouch and the notes beside it. */
  function installed(resolved?: string): { root: string; home: string } {
    const home = scratchFolder();
    const root = join(home, 'node_modules', 'vouch');
    mkdirSync(root, { recursive: true });
    const notes = { packages: { 'node_modules/vouch': { version, resolved } } };
    if (resolved) writeFileSync(join(home, 'node_modules', '.package-lock.json'), JSON.stringify(notes));
    writeFileSync(join(home, 'vouch.tgz'), '');
    return { root, home };
  }
  const of = ({ root, home }: { root: string; home: string }) => dependencyOn(join(home, 'new'), undefined, root);

  test('from a registry: the version', () => {
    expect(of(installed(`https://registry.npmjs.org/vouch/-/vouch-${version}.tgz`))).toBe(version);
  });

  test('from a tarball, from a repository: the same', () => {
    expect(of(installed('file:vouch.tgz'))).toBe('file:../vouch.tgz');
    expect(of(installed('git+ssh://git@example.org/vouch.git#1'))).toBe('git+ssh://git@example.org/vouch.git#1');
  });

  test('from a tarball that is gone, or from nobody knows where: the installed folder', () => {
    expect(of(installed('file:gone.tgz'))).toBe('file:../node_modules/vouch');
    expect(of(installed())).toBe('file:../node_modules/vouch');
  });

  test('what is asked for: a path that exists is made one that npm understands', () => {
    expect(existsSync('README.md')).toBe(true);
    expect(dependencyOn('build/x', 'package.json')).toBe('file:../../package.json');
    expect(dependencyOn('build/x', '^0.1.0')).toBe('^0.1.0');
  });
});
