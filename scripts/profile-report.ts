/**
 * Writes one Markdown page from captured profiles:
 * `node scripts/profile-report.ts [--base PATH ...] [--change PATH ...] [-o FILE] [--title TEXT]`. A path is a file of `vouch profile --json`, a log
 * with such output in it, or a folder of them. Missing paths and unreadable captures are said on the page; only a page that cannot
 * be written is an error.
 */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Captures, readCaptures } from './profile/captures.ts';
import { reportPage } from './profile/page.ts';
import { parseUsage, usageError } from './usage.ts';

const { values, positionals } = parseUsage({
  options: {
    base: { type: 'string', multiple: true },
    change: { type: 'string', multiple: true },
    output: { type: 'string', short: 'o' },
    title: { type: 'string' },
  },
  allowPositionals: true,
});

const base = values.base && capturesOf(values.base);
const change = capturesOf([...(values.change ?? []), ...positionals]);
const page = reportPage({ base, change }, values.title);
if (values.output === undefined) process.stdout.write(page);
else {
  try {
    mkdirSync(dirname(values.output), { recursive: true });
    writeFileSync(values.output, page);
  } catch (error) {
    usageError(`cannot write the page: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function capturesOf(paths: readonly string[]): Captures {
  const all = paths.flatMap(filesOf).map((file) => readCaptures(readFileSync(file, 'utf8')));
  return {
    reports: all.flatMap(({ reports }) => reports),
    numUnreadable: all.reduce((sum, { numUnreadable }) => sum + numUnreadable, 0),
  };
}

function filesOf(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) {
    process.stderr.write(`${path} is not there; going on without it.\n`);
    return [];
  }
  if (!stat.isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => /\.(json|log|txt)$/.test(name))
    .sort()
    .map((name) => join(path, name));
}
