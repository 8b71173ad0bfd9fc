/**
 * Tables of a whole run by the reference interpreter, and a checker of everything in them but the lookup tables: constraints, lookups by
 * definition, the program, and the balance of all other buses with the verifier's terms. For small programs.
 */
import type { Chip } from '../../src/air/chip.ts';
import type { FilledTable } from '../../src/air/evaluate-rows.ts';
import { imageChip, imageColumns } from '../../src/chips/image/air.ts';
import { registerChip } from '../../src/chips/register/air.ts';
import { loadElf, type Program } from '../../src/elf/index.ts';
import { type RecordedTrace, recordTrace, type StreamName, streamRecordBytes } from '../../src/executor/index.ts';
import { INITIAL_STACK_POINTER } from '../../src/executor/layout.ts';
import type { Instruction } from '../../src/isa/rv64im.ts';
import { ChipRows, fillRows, limbs } from './chip-rows.ts';
import { type ElfSegment, elfFromAssembly } from './elf.ts';

export interface Run {
  readonly program: Program;
  readonly trace: RecordedTrace;
  /** By chip name. */
  readonly tables: ReadonlyMap<string, FilledTable>;
}

export async function runTables(
  chips: readonly Chip[],
  source: string,
  data: readonly ElfSegment[] = [],
  input = new Uint8Array(0),
): Promise<Run> {
  return tablesOf(chips, loadElf(elfFromAssembly(source, data)), input);
}

export async function tablesOf(chips: readonly Chip[], program: Program, input = new Uint8Array(0)): Promise<Run> {
  const trace = await recordTrace(program, input);
  const tables = new Map<string, FilledTable>();
  for (const chip of chips) {
    if (chip.stream === null) continue;
    const stream = trace.streams.get(chip.stream as StreamName);
    if (stream === undefined) throw new Error(`${chip.name}: there is no stream ${chip.stream}.`);
    const size = streamRecordBytes[chip.stream as StreamName];
    const records = Array.from({ length: stream.count }, (_, i) =>
      new Uint8Array(trace.memory.buffer).slice(stream.address + i * size, stream.address + (i + 1) * size),
    );
    tables.set(chip.name, fillRows(chip, records, Math.max(1, Math.ceil(Math.log2(records.length + 1)))));
  }
  const numImage = program.imageCells.length;
  const logImage = Math.ceil(Math.log2(numImage + 1));
  const preprocessed = imageColumns(program.imageCells, program.imageValues, logImage);
  tables.set('IMAGE', {
    air: imageChip().air,
    logHeight: logImage,
    preprocessed,
    main: [new Uint32Array(2 ** logImage)],
  });
  const registers = tables.get('REGISTER') ?? fillRows(registerChip(), [], 6);
  tables.set('REGISTER', { ...registers, preprocessed: registerColumns(registers.logHeight) });
  return { program, trace, tables };
}

function registerColumns(logHeight: number): Uint32Array[] {
  const columns = Array.from({ length: 6 }, () => new Uint32Array(2 ** logHeight));
  for (let register = 0; register < 34; register++) {
    const initial = limbs(register === 2 ? BigInt(INITIAL_STACK_POINTER) : 0n);
    for (const [i, value] of [1, register, ...initial].entries()) columns[i]![register] = value;
  }
  return columns;
}

/** Everything that is wrong; empty for an honest run. `decodeRow` gives the program's tuples. */
export function findings(
  { program, trace, tables }: Run,
  decodeRow: (instruction: Instruction, pc: number) => readonly number[],
  claim: { exitCode: number; publicOutput: Uint8Array } = trace as { exitCode: number; publicOutput: Uint8Array },
): string[] {
  const wrong: string[] = [];
  const net = new Map<string, number>();
  const add = (bus: string, tuple: readonly number[], count: number) => {
    const key = `${bus} (${tuple})`;
    net.set(key, (net.get(key) ?? 0) + count);
  };
  const fetchable = new Set(
    program.instructions.flatMap((instruction, i) =>
      instruction === null ? [] : [decodeRow(instruction, program.basePc / 4 + i).join()],
    ),
  );
  for (const [name, table] of tables) {
    const rows = new ChipRows(table);
    for (let row = 0; row < 2 ** table.logHeight; row++) {
      const report = rows.reportChanges(row, []);
      for (const failure of [...report.constraints, ...report.lookups]) wrong.push(`${name} ${row}: ${failure}`);
      for (const { bus, isSend, multiplicity, tuple } of report.tuples) {
        if (bus === 'decode') {
          if (!fetchable.has(tuple.join())) wrong.push(`${name} ${row}: not in the program: ${tuple}`);
        } else add(bus, tuple, isSend ? multiplicity : -multiplicity);
      }
    }
  }
  add('execution', [1, program.entryPc / 4], 1);
  add('exit', [claim.exitCode & 0xffff, claim.exitCode >>> 16, claim.publicOutput.length], -1);
  for (const [i, byte] of claim.publicOutput.entries()) add('output', [i, byte], -1);
  for (const [key, count] of net) if (count !== 0) wrong.push(`${key} ${count}`);
  return wrong;
}

/** A table with some cells changed. */
export function withCells(run: Run, chip: string, row: number, cells: Readonly<Record<string, number>>): Run {
  const table = run.tables.get(chip)!;
  const main = table.main.map((column) => column.slice());
  for (const [name, value] of Object.entries(cells)) {
    const column = table.air.mainColumns.indexOf(name);
    if (column < 0) throw new Error(`${chip} has no column ${name}.`);
    main[column]![row] = value;
  }
  return { ...run, tables: new Map(run.tables).set(chip, { ...table, main }) };
}
