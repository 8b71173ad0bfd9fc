/**
 * What a new project writes as its dependency on this package, so that `npm install` there finds the same one: the version if this copy
 * came from a registry, else the tarball or folder that it was installed from. A name and version alone would be somebody
 * else's package wherever this one is not published.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from './version.ts';

/** Folder of this package; two folders up from both src/cli and dist/cli. */
const packageRoot = fileURLToPath(new URL('../../', import.meta.url));

/** npm's notes on what it has installed. */
interface InstalledPackages {
  readonly packages?: Readonly<Record<string, { readonly resolved?: string } | undefined>>;
}

/**
 * @param folder of the new project @param asked what `--vouch` says: a path or what else npm takes
 * @param root of the installed package
 */
export function dependencyOn(folder: string, asked?: string, root = resolve(packageRoot)): string {
  if (asked !== undefined) return existsSync(asked) ? fileDependency(folder, resolve(asked)) : asked;
  const modules = dirname(root);
  if (basename(modules) === 'node_modules') {
    const resolved = resolvedFrom(modules, basename(root));
    if (resolved?.startsWith('file:')) {
      // Relative to the project that it was installed in.
      const source = resolve(dirname(modules), resolved.slice('file:'.length));
      if (existsSync(source)) return fileDependency(folder, source);
    } else if (resolved !== undefined) return /\/vouch\/-\/vouch-[^/]*$/.test(resolved) ? version : resolved;
  }
  return fileDependency(folder, root);
}

function resolvedFrom(modules: string, name: string): string | undefined {
  try {
    const installed = JSON.parse(readFileSync(`${modules}/.package-lock.json`, 'utf8')) as InstalledPackages;
    return installed.packages?.[`node_modules/${name}`]?.resolved;
  } catch {
    return undefined;
  }
}

/** Relative, so that the two can be moved together; absolute between drives. */
function fileDependency(folder: string, target: string): string {
  const path = relative(resolve(folder), target);
  return `file:${(isAbsolute(path) ? target : path).replaceAll('\\', '/')}`;
}
