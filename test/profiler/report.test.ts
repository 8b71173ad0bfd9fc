/** The page of captured profiles: what is read from files and logs, exact differences, nothing to show, names that attack Markdown. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCaptures } from '../../scripts/profile/captures.ts';
import { reportPage } from '../../scripts/profile/page.ts';
import { formatProfile, type ProfileReport } from '../../src/profiler/index.ts';
import { sampleProfile } from './sample.ts';

const captures = (...reports: ProfileReport[]) => ({ reports, numUnreadable: 0 });

/** As if the program called its leaf once more in step 1. */
function slower(report: ProfileReport): ProfileReport {
  const functions = report.functions.map((row) => (row.name === 'leaf' ? { ...row, cycles: row.cycles + 2 } : row));
  const steps = report.steps.map((step) => {
    const rows = step.functions.map((row) => (row.name === 'leaf' ? { ...row, cycles: row.cycles + 2 } : row));
    return step.step === 1 ? { ...step, cycles: step.cycles + 2, functions: rows } : step;
  });
  return { ...report, cycles: report.cycles + 2, precompileCalls: { keccak_f1600: 3 }, functions, steps };
}

describe('captures', () => {
  it('a JSON file, an array of reports, and a log with timestamps, colours and other lines', async () => {
    const made = await sampleProfile();
    const json = formatProfile(made, 'json');
    expect(readCaptures(json)).toEqual(captures(made.report));
    expect(readCaptures(JSON.stringify([made.report, made.report])).reports.length).toBe(2);
    const log = `> vouch profile\n{ "other": 1 }\n\u001b[32mok\u001b[0m\n${json}done {\n${json}`;
    const stamped = log.replaceAll(/^/gm, '2026-01-02T03:04:05.6789012Z ');
    expect(readCaptures(log)).toEqual(captures(made.report, made.report));
    expect(readCaptures(stamped)).toEqual(captures(made.report, made.report));
  });

  it('what is cut off or of another version is counted and skipped', async () => {
    const json = formatProfile(await sampleProfile(), 'json');
    expect(readCaptures(json.slice(0, -10))).toEqual({ reports: [], numUnreadable: 1 });
    expect(readCaptures(json.replace('"version": 1', '"version": 2'))).toEqual({ reports: [], numUnreadable: 1 });
    expect(readCaptures(json.replace('"cycles": 34', '"cycles": "34"'))).toEqual({ reports: [], numUnreadable: 1 });
    expect(readCaptures('')).toEqual({ reports: [], numUnreadable: 0 });
  });

  it('a report inside of a name is no report', async () => {
    const { report } = await sampleProfile();
    const json = JSON.stringify({ ...report, program: '{"format": "vouch-profile"}' });
    expect(readCaptures(json).reports.map(({ program }) => program)).toEqual(['{"format": "vouch-profile"}']);
    expect(readCaptures(json).numUnreadable).toBe(0);
  });
});

describe('page', () => {
  it('differences are exact, in total, by function and by step', async () => {
    const { report } = await sampleProfile();
    const page = reportPage({ base: captures(report), change: captures(slower(report)) });
    expect(page).toContain('| `sample` | 34 | 36 | +2 (+5.88 %) | = | `keccak_f1600` 3 (+3) |');
    expect(page).toContain('| `leaf` | 12 | +2 (+20.00 %) | 29.41 % | 88.24 % | 2 | 5 |');
    expect(page).toContain('<details><summary>step 1, step 1: 19 cycles (+2 (+11.76 %))</summary>');
    expect(page).toContain('<details><summary>step 2, last: 11 cycles (=)</summary>');
    expect(page.match(/<details>/g)!.length).toBe(3);
    const back = reportPage({ base: captures(slower(report)), change: captures(report) });
    expect(back).toContain('| `sample` | 36 | 34 | -2 (-5.56 %) | = | `keccak_f1600` 0 (-3 (-100.00 %)) |');
  });

  it('programs and steps of one side only', async () => {
    const { report } = await sampleProfile();
    const other = { ...report, program: 'other', steps: report.steps.slice(0, 2) };
    const page = reportPage({ base: captures(other), change: captures(report) });
    expect(page).toContain('| `other` | 34 | - | - | - |  |');
    expect(page).toContain('| `sample` | - | 34 | - | - |  |');
    const less = reportPage({ base: captures(report), change: captures({ ...other, program: 'sample' }) });
    expect(less).toContain('step 2, last: - cycles (-)');
  });

  it('a function that the base’s table does not reach has no difference', async () => {
    const { report } = await sampleProfile();
    const base = { ...report, functions: report.functions.slice(0, 1) };
    const page = reportPage({ base: captures(base), change: captures(report) });
    expect(page).toContain('| `leaf` | 10 | not in the base’s table |');
    const back = reportPage({ base: captures(report), change: captures(base) });
    expect(back).toContain('| `leaf` | - | was 10 |  |  |  |  |');
  });

  it('says so when there is nothing', async () => {
    const { report } = await sampleProfile();
    const none = captures();
    expect(reportPage({ change: none })).toContain('No profiles were captured');
    expect(reportPage({ base: none, change: none })).toContain('No profiles were captured');
    expect(reportPage({ base: none, change: captures(report) })).toContain('No profiles of the base were captured');
    expect(reportPage({ base: captures(report), change: none })).toContain('No profiles of the change were captured');
    expect(reportPage({ change: { reports: [report, report], numUnreadable: 2 } })).toMatch(
      /2 captured profiles of the change could not be read\.\n\n1 profiles of the change were replaced/,
    );
  });

  it('names cannot leave their cell', async () => {
    const { report } = await sampleProfile();
    const name = 'a`|b\n<img src=x>';
    const page = reportPage({
      change: captures({
        ...report,
        functions: [{ ...report.functions[0]!, name }],
        steps: [{ ...report.steps[0]!, name: '</summary>[x](y)\n# z' }],
      }),
    });
    expect(page).toContain("| `a'\\|b <img src=x>` |");
    expect(page).toContain('step 0, &#60;/summary&#62;&#91;x&#93;(y) &#35; z: 6 cycles');
  });
});

it('the command reads folders and does not mind what is missing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vouch-profile-'));
  mkdirSync(join(folder, 'change'));
  writeFileSync(join(folder, 'change', 'sample.json'), formatProfile(await sampleProfile(), 'json'));
  writeFileSync(join(folder, 'change', 'ignored.bin'), 'x');
  const output = join(folder, 'pages', 'profile.md');
  const script = ['scripts/profile-report.ts', '--base', join(folder, 'base'), '--change', join(folder, 'change')];
  execFileSync(process.execPath, [...script, '-o', output, '--title', 'Mine'], { stdio: 'pipe' });
  expect(readFileSync(output, 'utf8')).toMatch(/^# Mine\n\nNo profiles of the base were captured/);
  expect(execFileSync(process.execPath, ['scripts/profile-report.ts'], { encoding: 'utf8' })).toContain(
    'nothing to compare',
  );
});

it('wrong usage and a page that cannot be written are one line and status 2', () => {
  for (const args of [['--bogus'], ['-o', 'package.json/page.md']]) {
    const command = ['scripts/profile-report.ts', ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^error: Usage: .*\n$/);
  }
});
