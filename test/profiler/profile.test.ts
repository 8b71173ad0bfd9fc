/** Tables and formats of a program whose profile is computed by hand (sample.ts), and names that attack what reads them. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Profile as Pprof } from 'pprof-format';
import { describe, expect, it } from 'vitest';
import { toPprof } from '../../src/cli/profile-pprof.ts';
import { profileText } from '../../src/cli/profile-text.ts';
import { buildCallTree } from '../../src/profiler/call-tree.ts';
import { ProfileError, StackBudget } from '../../src/profiler/errors.ts';
import type { CpuProfile } from '../../src/profiler/formats/cpuprofile.ts';
import type { SpeedscopeFile } from '../../src/profiler/formats/speedscope.ts';
import { formatProfile, type Profile, type ProfileReport } from '../../src/profiler/index.ts';
import { execute, profile } from '../../src/sdk/index.ts';
import { type Schema, schemaErrors } from './json-schema.ts';
import { sampleElf, sampleProfile } from './sample.ts';

const folded = `setup;_start 1
setup;_start;main 3
setup;_start;main;leaf 2
step 1;_start;main 11
step 1;_start;main;leaf 6
last;_start 3
last;_start;main 6
last;_start;main;leaf 2
`;

const speedscopeSchema = JSON.parse(readFileSync('test/profiler/speedscope-schema.json', 'utf8')) as Schema;

describe('report', () => {
  it('has totals, steps and functions as computed by hand', async () => {
    const { report } = await sampleProfile();
    expect(report).toMatchObject({
      format: 'vouch-profile',
      version: 1,
      program: 'sample',
      exitCode: 0,
      cycles: 34,
      uniquePcs: 20,
      precompileCalls: {},
      lines: [],
      numMarkers: 3,
      lostCalls: 0,
      markers: [
        { step: 1, cycle: 6 },
        { step: 2, cycle: 23 },
        { step: 2, cycle: 29 },
      ],
    });
    expect(report.functions).toEqual([
      { name: 'main', cycles: 20, share: 20 / 34, cumulativeShare: 20 / 34, numPcs: 14, calls: 1 },
      { name: 'leaf', cycles: 10, share: 10 / 34, cumulativeShare: 30 / 34, numPcs: 2, calls: 5 },
      { name: '_start', cycles: 4, share: 4 / 34, cumulativeShare: 1, numPcs: 4, calls: 1 },
    ]);
    const steps = report.steps.map(({ step, name, cycles, share, uniquePcs }) => [
      step,
      name,
      cycles,
      share,
      uniquePcs,
    ]);
    expect(steps).toEqual([
      [0, 'setup', 6, 6 / 34, 6],
      [1, 'step 1', 17, 17 / 34, 7],
      [2, 'last', 11, 11 / 34, 11],
    ]);
    expect(report.steps[1]!.functions).toEqual([
      { name: 'main', cycles: 11, share: 11 / 17, cumulativeShare: 11 / 17, numPcs: 5, calls: 0 },
      { name: 'leaf', cycles: 6, share: 6 / 17, cumulativeShare: 1, numPcs: 2, calls: 3 },
    ]);
  });

  it('keeps as many rows as asked for; shares stay those of the whole', async () => {
    const { report } = await profile(sampleElf(), { names: { top: 1 } });
    expect(report.functions).toEqual([expect.objectContaining({ name: 'main', share: 20 / 34 })]);
    expect(report.steps[1]!.functions.length).toBe(1);
  });

  it.each([
    ['sort', new Uint8Array(800).map((_, i) => (i * 89) % 251)],
    ['sha256', new Uint8Array(100)],
  ])('guest %s: lines and functions have the cycles of the run', async (name, input) => {
    const elf = new Uint8Array(readFileSync(`guests/${name}/${name}.elf`));
    const { report } = await profile(elf, { input, names: { top: 1_000_000 } });
    const { cycles } = await execute(elf, { input });
    expect(report.cycles).toBe(cycles);
    for (const rows of [report.functions, report.lines]) {
      expect(rows.reduce((sum, row) => sum + row.cycles, 0)).toBe(cycles);
      expect(rows.reduce((sum, row) => sum + row.numPcs, 0)).toBe(report.uniquePcs);
      expect(rows.at(-1)!.cumulativeShare).toBeCloseTo(1, 12);
    }
    expect(report.lines.some((line) => line.name.startsWith(`guests/${name}/main.c:`))).toBe(true);
    expect(report.functions.some((fn) => fn.name === 'main' && fn.calls === 1)).toBe(true);
  });
});

describe('formats', () => {
  it('folded', async () => {
    expect(formatProfile(await sampleProfile(), 'folded')).toBe(folded);
  });

  it('json is the report', async () => {
    const made = await sampleProfile();
    expect(JSON.parse(formatProfile(made, 'json'))).toEqual(made.report);
  });

  it('speedscope: fits its schema, events nest, weights are the cycles', async () => {
    const file = JSON.parse(formatProfile(await sampleProfile(), 'speedscope')) as SpeedscopeFile;
    expect(schemaErrors(file, speedscopeSchema)).toEqual([]);
    expect(schemaErrors({ ...file, profiles: [{ type: 'evented' }] }, speedscopeSchema)).not.toEqual([]);
    expect(file.profiles.map(({ name, endValue }) => [name, endValue])).toEqual([
      ['sample', 34],
      ['sample: setup', 6],
      ['sample: step 1', 17],
      ['sample: last', 11],
    ]);
    for (const [i, { events, endValue }] of file.profiles.entries()) {
      const self = new Map<string, number>();
      const open: number[] = [];
      let before = 0;
      for (const { type, frame, at } of events) {
        expect(at).toBeGreaterThanOrEqual(before);
        const stack = open.map((index) => file.shared.frames[index]!.name).join(';');
        if (at > before) self.set(stack, (self.get(stack) ?? 0) + at - before);
        before = at;
        if (type === 'O') open.push(frame);
        else expect(open.pop()).toBe(frame);
      }
      expect([before, open]).toEqual([endValue, []]);
      if (i === 0) expect([...self].map(([stack, cycles]) => `${stack} ${cycles}\n`).join('')).toBe(folded);
    }
  });

  it('cpuprofile: one tree, samples last as long as their cycles', async () => {
    const file = JSON.parse(formatProfile(await sampleProfile(), 'cpuprofile')) as CpuProfile;
    const nodes = new Map(file.nodes.map((node) => [node.id, node]));
    const parents = new Map(file.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id])));
    expect(parents.size).toBe(file.nodes.length - 1);
    const path = (id: number): string => {
      const parent = parents.get(id);
      const name = nodes.get(id)!.callFrame.functionName;
      return parent === undefined || parent === 1 ? name : `${path(parent)};${name}`;
    };
    const lines = file.samples.slice(0, -1).map((id, i) => `${path(id)} ${file.timeDeltas[i + 1]}\n`);
    expect(lines.join('')).toBe(folded);
    expect([file.startTime, file.endTime, file.timeDeltas[0]]).toEqual([0, 34, 0]);
    expect(file.nodes.reduce((sum, node) => sum + node.hitCount, 0)).toBe(34);
  });

  it('pprof: read back by its library', async () => {
    const read = Pprof.decode(gunzipSync(toPprof(await sampleProfile())));
    const text = (index: number | bigint) => read.stringTable.strings[Number(index)]!;
    const names = new Map(read.function.map((fn) => [fn.id, text(fn.name)]));
    const locations = new Map(read.location.map((place) => [place.id, names.get(place.line[0]!.functionId)!]));
    expect(read.sampleType.map(({ type, unit }) => [text(type), text(unit)])).toEqual([
      ['cycles', 'count'],
      ['calls', 'count'],
    ]);
    const lines = read.sample.map(({ locationId, value }) => {
      return `${locationId
        .map((id) => locations.get(id)!)
        .toReversed()
        .join(';')} ${value[0]}\n`;
    });
    expect(lines.join('')).toBe(folded);
    expect(read.sample.map(({ label }) => [text(label[0]!.key), text(label[0]!.str)]).at(-1)).toEqual(['step', 'last']);
    expect(read.sample.map(({ value }) => Number(value[1])).reduce((a, b) => a + b)).toBe(7);
  });

  it('text names everything', async () => {
    const lines = profileText((await sampleProfile()).report).split('\n');
    expect(lines).toContain('cycles            34');
    expect(lines.find((line) => line.startsWith('1     step 1'))).toMatch(/17 +50\.00 % +7 +none$/);
    expect(lines).toContain('step 1: 17 cycles, 50.00 % of the run');
    expect(lines.find((line) => line.endsWith('leaf'))).toMatch(/^ *10 +29\.41 % +88\.24 % +2 +5 +leaf$/);
  });
});

describe('what programs can do to a profile', () => {
  const evil = {
    main: 'a;b\nfake 999',
    leaf: '</script><script>alert(1)</script><!--',
    _start: '\u001b[31m"&\'',
  };

  it('names with separators, control characters and markup', async () => {
    const made = await sampleProfile(evil);
    const lines = formatProfile(made, 'folded').trimEnd().split('\n');
    expect(lines.length).toBe(8);
    expect(lines[1]).toBe('setup; [31m"&\';a,b fake 999 3');
    const text = profileText(made.report);
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\nfake');
    const html = formatProfile(made, 'html');
    expect(html).not.toContain('<script>alert');
    expect(html.match(/<script/g)!.length).toBe(2);
    expect(schemaErrors(JSON.parse(formatProfile(made, 'speedscope')), speedscopeSchema)).toEqual([]);
  });

  it('no symbols at all', async () => {
    const elf = sampleElf();
    // Section headers are where symbols are found.
    new DataView(elf.buffer).setUint16(60, 0, true);
    const made = await profile(elf);
    expect(made.report.functions).toEqual([expect.objectContaining({ name: '(no symbol)', cycles: 34, calls: 7 })]);
    expect(formatProfile(made, 'folded')).toContain('setup;0x10000;0x10010;0x10048 2\n');
  });

  it('recursion and stacks beyond all bounds are refused by formats with a list per stack, not by the others', () => {
    const callTree = Array.from({ length: 40_000 }, (_, i) => ({
      parent: i % 1000 === 0 ? -1 : i - 1,
      pc: 4 * i,
      step: 0,
      calls: 1,
      selfCycles: 1,
    }));
    const debug = { functionAt: () => null, lineAt: () => null, functions: [], problems: [] };
    const tree = buildCallTree(callTree, debug, String);
    const made = {
      report: { program: 'deep', steps: [] } as unknown as ProfileReport,
      callTree: tree,
    } satisfies Profile;
    expect(() => formatProfile(made, 'folded')).toThrow(ProfileError);
    expect(() => toPprof(made)).toThrow(ProfileError);
    expect(formatProfile(made, 'cpuprofile').length).toBeGreaterThan(40_000);
    expect(formatProfile(made, 'speedscope').length).toBeGreaterThan(40_000);
    expect(() => new StackBudget().spend(2 ** 24)).not.toThrow();
  });

  it('a trap and the limit of cycles are errors as ever', async () => {
    await expect(profile(sampleElf().slice(0, 100))).rejects.toMatchObject({ name: 'ElfError' });
    await expect(profile(sampleElf(), { maxCycles: 10 })).rejects.toMatchObject({ code: 'CycleLimit' });
  });
});
