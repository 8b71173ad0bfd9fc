/** Wrong usage and bad files: status 2, one clear line on stderr, nothing on stdout, no stack trace. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { guest, scratchFolder, vouch } from './vouch.ts';

const folder = scratchFolder();
const text = join(folder, 'notes.txt');
writeFileSync(text, 'no ELF');
const truncated = join(folder, 'half.elf');
writeFileSync(truncated, Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1));
const elf = guest('empty');

describe('status 2 and one line', () => {
  test.each([
    [['run'], "error: Usage: missing required argument 'program'. See --help."],
    [['fly'], "error: Usage: unknown command 'fly'. See --help."],
    [['run', elf, '--fast'], "error: Usage: unknown option '--fast'. See --help."],
    [['run', elf, '--max-cycles', '-3'], /Usage: option '--max-cycles <n>' argument '-3' is invalid/],
    [['run', elf, '--input', 'a', '--input-hex', '00'], /Usage: option '--input <file>' cannot be used with/],
    [
      ['prove', elf, '--preset', 'fast'],
      "error: Usage: required option '-o, --output <proof>' not specified. See --help.",
    ],
    [['prove', elf, '-o', 'x', '--preset', 'quick'], /Allowed choices are fast, balanced, compact, small, one-query/],
    [['verify', text], /^error: NothingToVerifyAgainst: .*--program PROGRAM or --key KEY/],
    [['verify', text, '--key', 'none.key'], /^error: CannotRead: cannot read the key none.key: no such file/],
    [['inspect'], /^error: NothingToInspect: /],
    [['inspect', text], /^error: UnknownFile: /],
    [['run', join(folder, 'none.elf')], /^error: CannotRead: cannot read the program .*none\.elf: no such file/],
    [['run', folder], /^error: CannotRead: .*it is a directory/],
    [['run', text], /^error: UnknownSource: .*notes\.txt is no program: .*\.ts \(AssemblyScript\), \.wasm, \.wat or/],
    [['run', truncated], /^error: ElfTruncated: ELF file, offset 0x/],
    [
      ['run', elf, '--input', join(folder, 'none.bin')],
      /^error: CannotRead: cannot read the private input .*none\.bin/,
    ],
    [['run', elf, '--input-hex', '123'], /^error: BadInputHex: /],
    [['run', elf, '--max-cycles', '2'], /^error: CycleLimit: The run has more than 2 cycles/],
    [['prove', elf, '-o', join(folder, 'no', 'p')], /^error: CannotWrite: .*no such file or directory.*-o/],
    [['security', '--log-height', '3'], /^error: BadLogHeight: /],
  ] as const)('vouch %j', (args, expected) => {
    const { status, stdout, stderr } = vouch(args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).not.toMatch(/\n\s+at /);
    if (typeof expected === 'string') expect(stderr.trimEnd()).toBe(expected);
    else expect(stderr).toMatch(expected);
  });

  test('an output that is a directory is noticed before the work', () => {
    mkdirSync(join(folder, 'taken'));
    const { status, stderr } = vouch(['setup', elf, '-o', join(folder, 'taken')]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: CannotWrite: .*it is a directory/);
  });

  test('nothing half-written is left', () => {
    expect(readdirSync(folder).sort()).toEqual(['half.elf', 'notes.txt', 'taken']);
  });
});

describe('help', () => {
  test.each(['build', 'run', 'setup', 'prove', 'verify', 'inspect', 'count', 'security'])(
    'vouch %s --help has examples',
    (name) => {
      const { status, stdout } = vouch([name, '--help']);
      expect(status).toBe(0);
      expect(stdout).toContain(`Usage: vouch ${name}`);
      expect(stdout).toContain(`Examples:\n  vouch ${name}`);
      expect(stdout).toContain('--json');
    },
  );

  test('without a command: usage, status 2', () => {
    const { status, stderr } = vouch([]);
    expect(status).toBe(2);
    expect(stderr).toContain('Usage: vouch');
  });

  test('--version is the package version', () => {
    expect(vouch(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
