/**
 * pprof's `profile.proto`, gzipped, written by the `pprof-format` package. One sample per stack: cycles and calls, with the step as
 * label. Here and not in src/profiler, because the library's core has no dependencies.
 */
import { gzipSync } from 'node:zlib';
import { Function as Fn, Line, Location, Profile as Pprof, Sample, StringTable, ValueType } from 'pprof-format';
import { type Profile, StackBudget } from '../profiler/index.ts';

/** @throws ProfileError if the stacks have more than 2^24 frames */
export function toPprof({ report, callTree }: Profile): Uint8Array {
  const strings = new StringTable();
  const text = (value: string) => strings.dedup(value);
  const { frames, nodes } = callTree;
  const names = new Map(report.steps.map(({ step, name }) => [step, name]));
  const budget = new StackBudget();
  const samples: Sample[] = [];
  for (const node of nodes) {
    if (node.selfCycles === 0) continue;
    const locationId: number[] = [];
    for (let at: typeof node | undefined = node; at; at = nodes[at.parent]) locationId.push(at.frame + 1);
    budget.spend(locationId.length);
    samples.push(
      new Sample({
        locationId,
        value: [node.selfCycles, node.calls],
        label: [{ key: text('step'), str: text(names.get(node.step) ?? String(node.step)) }],
      }),
    );
  }
  const unit = text('count');
  const profile = new Pprof({
    stringTable: strings,
    sampleType: [new ValueType({ type: text('cycles'), unit }), new ValueType({ type: text('calls'), unit })],
    sample: samples,
    location: frames.map(
      ({ pc = 0, line = 0 }, i) =>
        new Location({ id: i + 1, address: pc, line: [new Line({ functionId: i + 1, line })] }),
    ),
    function: frames.map(
      ({ name, file = '', line = 0 }, i) =>
        new Fn({ id: i + 1, name: text(name), systemName: text(name), filename: text(file), startLine: line }),
    ),
    periodType: new ValueType({ type: text('cycles'), unit }),
    period: 1,
    defaultSampleType: text('cycles'),
    comment: [text(report.program)],
  });
  return gzipSync(profile.encode());
}
