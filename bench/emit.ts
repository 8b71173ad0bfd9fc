// Prices of the generated kernels of all chips on one thread, in nanoseconds per row of the trace. `node bench/emit.ts [CHIP ...]`.
// Permutation is also given per interaction; a quotient row stands for two positions of the coset.

import { streamRecordBytes } from '../src/executor/records.ts';
import { firstTables } from '../src/machine/chips.ts';
import {
  airKernels,
  constantWords,
  fillKernel,
  fillTasks,
  kernelModules,
  partialSumBytes,
  permutationTasks,
  quotientTasks,
} from '../src/stark/kernels/index.ts';
import type { Task } from '../src/wasm/tasks.ts';
import { Machine, UNSHARED } from '../test/emit/machine.ts';

const LOG_HEIGHT = 13;
const height = 2 ** LOG_HEIGHT;
const wanted = process.argv.slice(2);

/** Best of three timings of about 60 ms each, per row. */
function nanoseconds(machine: Machine, tasks: readonly Task[]): number {
  if (tasks.length === 0) return 0;
  // Until V8 has optimised the kernel.
  for (const start = performance.now(); performance.now() - start < 250; ) machine.run(tasks);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    let runs = 0;
    const start = performance.now();
    do {
      machine.run(tasks);
      runs++;
    } while (performance.now() - start < 60);
    best = Math.min(best, ((performance.now() - start) * 1e6) / runs / height);
  }
  return best;
}

const head = [
  'chip',
  'main',
  'constr.',
  'inter.',
  'fill',
  'permutation',
  '/inter.',
  'quotient',
  'bytes p/q',
  'compile ms',
];
console.log(head.map((text) => text.padStart(11)).join(''));
for (const { chip, source } of firstTables) {
  if (wanted.length > 0 && !wanted.includes(chip.name)) continue;
  const kernels = airKernels(chip.air, UNSHARED);
  const fillModule = fillKernel(chip, UNSHARED);
  const { air } = kernels;
  const modules = [...kernelModules([kernels], UNSHARED), ...(fillModule ? [fillModule] : [])];
  const compileStart = performance.now();
  for (const { bytes } of modules) new WebAssembly.Module(bytes);
  const compileMs = performance.now() - compileStart;
  const columnBytes = 4 * height * 2 + 192;
  const numColumns = air.preprocessedColumns.length + air.mainColumns.length + 5 * air.groups.length + 8;
  const machine = new Machine(modules, Math.ceil((numColumns * (columnBytes + 128) + (16 << 20)) / 65536));
  let seed = 12345;
  const column = () => {
    const address = machine.alloc(columnBytes);
    machine.words(address, 2 * height).forEach((_, i, words) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      words[i] = seed % 0x78000001;
    });
    return address;
  };
  const columns = (count: number) => Array.from({ length: count }, column);
  const main = columns(air.mainColumns.length);
  const all = machine.put([...columns(air.preprocessedColumns.length), ...main]);
  const permutation = machine.put(columns(5 * air.groups.length));
  const e = [1, 2, 3, 4, 5] as const;
  const challenges = { theta: e, delta: e, weights: Array.from({ length: kernels.quotient.numWeights }, () => e) };
  const constantsOf = (kernel: { constants: Parameters<typeof constantWords>[0] } | null) =>
    machine.put(kernel === null ? [] : constantWords(kernel.constants, challenges));
  const quotient = nanoseconds(
    machine,
    quotientTasks(kernels, {
      columns: all,
      permutation,
      selectors: machine.put(columns(3)),
      constants: constantsOf(kernels.quotient),
      accumulator: machine.put(columns(5)),
      logHeight: LOG_HEIGHT,
    }),
  );
  const permutationNs = nanoseconds(
    machine,
    permutationTasks(kernels, {
      columns: all,
      outputs: permutation,
      constants: constantsOf(kernels.permutation),
      partialSums: machine.alloc(partialSumBytes(LOG_HEIGHT)),
      logHeight: LOG_HEIGHT,
    }),
  );
  const records = machine.alloc(height * 96);
  const stride = source.kind === 'stream' ? streamRecordBytes[source.stream] : 0;
  const fill = nanoseconds(
    machine,
    fillModule === null
      ? []
      : fillTasks(fillModule, { records, count: height, stride, columns: machine.put(main), logHeight: LOG_HEIGHT }),
  );
  const { interactions, constraints, mainColumns } = air;
  const bytes = `${kernels.permutation?.bytes.length ?? 0}/${kernels.quotient.bytes.length}`;
  const numbers = [mainColumns.length, constraints.length, interactions.length, fill, permutationNs];
  numbers.push(permutationNs / interactions.length, quotient);
  const cells = [...numbers.map((x) => (Number.isInteger(x) ? `${x}` : x.toFixed(1))), bytes, compileMs.toFixed(1)];
  console.log([chip.name.padStart(11), ...cells.map((text) => text.padStart(11))].join(''));
}
