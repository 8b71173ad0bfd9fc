/** Paths in debug information: with slashes, and without `.` and `..` where that can be. */

export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path);
}

export function joinPaths(folder: string, path: string): string {
  return normalPath(folder === '' || isAbsolute(path) ? path : `${folder}/${path}`);
}

function normalPath(path: string): string {
  const slashes = path.replaceAll('\\', '/');
  if (!/(^|\/)(\.{0,2}\/|\.{1,2}$)/.test(slashes.slice(1)) && !slashes.startsWith('.')) return slashes;
  const result: string[] = [];
  for (const part of slashes.split('/')) {
    if (part === '.' || (part === '' && result.length > 0)) continue;
    const above = result.at(-1);
    if (part === '..' && above !== undefined && above !== '..' && above !== '') result.pop();
    else result.push(part);
  }
  return result.join('/');
}
