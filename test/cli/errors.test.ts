/** Wrong usage and bad files: status 2, one clear line on stderr, nothing on stdout, no stack trace. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { assembleTo, guest, scratchFolder, vouch, vouchJson } from './vouch.ts';

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
    [
      ['run', elf, '--max-cycle', '9'],
      "error: Usage: unknown option '--max-cycle' (Did you mean --max-cycles?). See --help.",
    ],
    [['run', elf, '--max-cycles', '-3'], /Usage: option '--max-cycles <n>' argument '-3' is invalid/],
    [['run', elf, '--input', 'a', '--input-hex', '00'], /Usage: option '--input <file>' cannot be used with/],
    [
      ['prove', elf, '--preset', 'fast'],
      "error: Usage: required option '-o, --output <proof>' not specified. See --help.",
    ],
    [['prove', elf, '-o', 'x', '--preset', 'quick'], /Allowed choices are fast, balanced, compact, small, one-query/],
    [['verify', text], /^error: NothingToVerifyAgainst: .*--program PROGRAM or --key KEY/],
    [['verify', text, '--key', 'none.key'], /^error: CannotRead: cannot read the key none.key: no such file/],
    [['verify', text, '--program', elf, '--key', text], /Usage: option '--key <key>' cannot be used with .*--program/],
    [['verify', text, '--key', text, '--preset', 'fast'], /Usage: option '--key <key>' cannot be used with .*--preset/],
    [['verify', text, '--key', text, '--checked'], /Usage: option '--key <key>' cannot be used with .*--checked/],
    [['inspect'], /^error: NothingToInspect: /],
    [['inspect', elf, '--key', text], /^error: BadKey: .*notes\.txt is no key; vouch setup writes one\.$/m],
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
    [['run', elf, '--max-cycles', '2'], 'error: CycleLimit: The run has more than 2 cycles; raise --max-cycles.'],
    [['prove', elf, '-o', join(folder, 'no', 'p')], /^error: CannotWrite: .*no such file or directory.*-o/],
    [
      ['profile', elf, '--html', join(folder, 'no', 'p')],
      /^error: CannotWrite: .* Choose another file with --html\.$/m,
    ],
    [['profile', elf, '--step-names', '1=a,2048=b'], /Usage: option '--step-names <list>' .*from -2048 to 2047\./],
    [['profile', elf, '--step-names', '-2049=a'], /Usage: option '--step-names <list>' .*from -2048 to 2047\./],
    [['security', '--log-height', '3'], /^error: BadLogHeight: /],
    [['security', '--insecure'], "error: Usage: unknown option '--insecure'. See --help."],
    [['security', '--soundcalc', join(folder, 'no', 'p')], /^error: CannotWrite: .* file with --soundcalc\.$/m],
    [
      ['new', text],
      /^error: CannotWrite: cannot write .*notes\.txt: there is a file of that name\. Choose another folder/,
    ],
    [['new', join(text, 'in')], /^error: CannotWrite: .*: a file is where a folder should be\. Choose another folder/],
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

describe('with --json: one object on stdout, the same line on stderr', () => {
  const trap = assembleTo(scratchFolder(), 'trap.elf', '_start:\n  .word 0x00100073\n');
  const bad = join(scratchFolder(), 'bad.ts');
  writeFileSync(bad, 'export function main(): void {\n  const x: u32 = "a";\n}\n');
  const weak = ['--preset', 'one-query', '--insecure'];

  test.each([
    ['CannotRead', 2, ['count', 'nope']],
    ['CannotRead', 2, ['run', 'nope']],
    ['CannotRead', 2, ['verify', 'nope', '--key', 'nope']],
    ['GuestCompileError', 2, ['build', bad, '-o', join(folder, 'bad.elf')]],
    ['IllegalInstruction', 3, ['run', trap]],
    ['IllegalInstruction', 3, ['prove', trap, '-o', join(folder, 'trap.proof'), ...weak]],
    ['IllegalInstruction', 3, ['profile', trap]],
    ['InsecureKey', 2, ['setup', elf, '-o', join(folder, 'weak.key'), '--preset', 'one-query']],
    ['UnknownFile', 2, ['inspect', text]],
    ['BadLogHeight', 2, ['security', '--log-height', '3']],
    ['NotEmpty', 2, ['new', folder]],
    ['Usage', 2, ['prove', elf]],
    ['Usage', 2, ['profile', elf, '--format', 'folded']],
  ] as const)('%s, status %i: vouch %j', (code, expected, args) => {
    const { status, stderr, json } = vouchJson(args);
    expect(status).toBe(expected);
    const { error } = json as { error: { code: string; message: string } };
    expect(error.code).toBe(code);
    expect(stderr).toContain(`error: ${code}: ${error.message}\n`);
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
