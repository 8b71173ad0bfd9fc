/** `vouch new`: writes a project to start from. */
import { mkdirSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { JsonOption } from '../arguments.ts';
import { type Status, status, UsageError } from '../failure.ts';
import { cannotWrite, writeFile } from '../files.ts';
import { dependencyOn } from '../package-source.ts';
import { projectFiles } from '../templates/index.ts';
import { facts, json } from '../text.ts';

export interface NewArguments extends JsonOption {
  readonly vouch?: string;
}

const ANOTHER_FOLDER = 'Choose another folder.';

export async function newProject(folder: string, options: NewArguments): Promise<Status> {
  makeEmpty(folder);
  const vouch = dependencyOn(folder, options.vouch);
  const files = projectFiles(projectName(folder), vouch);
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    makeFolder(dirname(path));
    writeFile(path, text, ANOTHER_FOLDER);
  }
  if (options.json) {
    console.log(json({ folder, files: Object.keys(files), vouch }));
    return status.done;
  }
  const lines = [
    ['guest.ts', 'the program whose runs are proven: edit this'],
    ['data.csv', 'a private input'],
    ['host/', 'a script that proves and verifies, and a test'],
    ['package.json', `depends on vouch ${vouch}`],
  ] as const;
  const isHere = resolve(folder) === process.cwd();
  const next = [...(isHere ? [] : [`cd ${folder}`]), 'npm install', 'npm test', 'npm run prove'];
  console.log(`Written to ${folder}:\n\n${facts(lines)}\n\nNow:\n\n${next.map((line) => `  ${line}`).join('\n')}\n`);
  return status.done;
}

/** Makes it unless it is there; the names in it. */
function makeFolder(path: string): string[] {
  try {
    mkdirSync(path, { recursive: true });
    return readdirSync(path);
  } catch (error) {
    throw cannotWrite(path, error, ANOTHER_FOLDER);
  }
}

function makeEmpty(folder: string): void {
  // A repository that was made first is no obstacle.
  const [found] = makeFolder(folder).filter((name) => name !== '.git');
  if (found !== undefined) {
    throw new UsageError('NotEmpty', `${folder} is not empty (${found}): choose a new folder, nothing was written.`);
  }
}

/** A name that npm accepts; not `vouch`, since no package may depend on itself. */
export function projectName(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[._-]+|[._-]+$/g, '');
  return name === '' || name === 'vouch' || name === 'node_modules' ? 'my-proof' : name;
}
