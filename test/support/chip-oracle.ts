/**
 * Is a row of an instruction chip, taken by its bus tuples alone, a true step of the machine? Decodes the DECODE tuple
 * back to the instruction, runs it on the BigInt model with the values of the consumed tokens and compares everything
 * emitted. A forged row that the chip accepts must pass.
 */
import { P } from '../../src/air/expression.ts';
import { MEMORY_END } from '../../src/executor/layout.ts';
import { DUMMY_REGISTER, decode, encode, type Instruction, instructionTable } from '../../src/isa/rv64im.ts';
import type { DecodeFields } from '../../src/machine/decode-fields.ts';
import { families } from '../../src/machine/families.ts';
import { fromLimbs, limbs, type RowReport, type Tuple } from './chip-rows.ts';
import { Rv64Model } from './rv64-model.ts';

export type DecodeFunction = (instruction: Instruction, pc: number) => DecodeFields;
export type Decoders = Readonly<Partial<Record<Instruction['family'], DecodeFunction>>>;

/** Memory that knows a few bytes only. */
class PartialModel extends Rv64Model {
  override load(address: bigint, bytes: number): bigint {
    this.#require(address, bytes);
    return super.load(address, bytes);
  }

  override store(address: bigint, bytes: number, value: bigint): void {
    this.#require(address, bytes);
    super.store(address, bytes, value);
  }

  #require(address: bigint, bytes: number): void {
    for (let i = 0n; i < BigInt(bytes); i++) {
      const at = BigInt.asUintN(64, address + i);
      if (at >= BigInt(MEMORY_END) || !this.memory.has(Number(at))) throw new Error(`no token for byte ${at}`);
    }
  }
}

/** Null if the row is unprovable, as other tables have no such tuples, or a true step; else what is wrong with it. */
export function falsehood(report: RowReport, decoders: Decoders): string | null {
  const { tuples } = report;
  if (tuples.length === 0) return null;
  if (tuples.some(({ multiplicity }) => multiplicity !== 1)) return 'a multiplicity is not 1';
  const of = (bus: string, isSend: boolean) => tuples.filter((t) => t.bus === bus && t.isSend === isSend);
  const [fetched, ...others] = of('decode', false);
  const started = of('execution', false);
  if (fetched === undefined || others.length > 0 || started.length !== 1) return 'not one instruction';
  const [ts = 0, pc = 0] = started[0]!.tuple;
  const instruction = instructionOf(fetched, decoders);
  // Times of the execution chain are far below p, and so are pcs of the program.
  if (instruction === null || ts > 2 ** 30 || pc >= MEMORY_END / 4) return null;
  if (fetched.tuple[0] !== pc) return 'fetched from elsewhere';

  const reads = of('register', false).map(({ tuple }) => tuple);
  const writes = of('register', true).map(({ tuple }) => tuple);
  const cells = of('memory', false).map(({ tuple }) => tuple);
  const cellWrites = of('memory', true).map(({ tuple }) => tuple);
  if ([...reads, ...cells].some(([, , ...value]) => value.some((limb) => limb > 65535))) return null;
  if (reads.some(([index = 0, , ...value]) => index === 0 && fromLimbs(value) !== 0n)) return null;
  if (cells.some(([cell = 0]) => cell >= MEMORY_END / 8)) return null;

  // Which registers this family accesses, in this order.
  const { rd, rs1, rs2 } = instruction;
  const isStore = instruction.family === 'sd' || instruction.family === 'store';
  const hasRs2 = isStore || !['ld', 'load'].includes(instruction.family);
  const expectedReads = [rs1, ...(hasRs2 ? [rs2] : []), ...(isStore ? [] : [rd])];
  if (reads.length !== expectedReads.length || reads.some(([index], i) => index !== expectedReads[i])) {
    return 'other registers are accessed than DECODE says';
  }
  if (hasRs2 && rs1 === rs2 && fromLimbs(reads[0]!.slice(2)) !== fromLimbs(reads[1]!.slice(2))) return null;

  const times = [0, ...(hasRs2 ? [1] : []), ...(isStore ? [] : [2])].map((tick) => ts + tick);
  const accesses = [...reads.map((read, i) => [read[1]!, times[i]!]), ...cells.map((cell) => [cell[1]!, ts])];
  for (const [previous = 0, time = 0] of accesses) {
    if (previous > 2 ** 30) return null;
    if (previous >= time) return 'time does not move forward';
  }

  const model = new PartialModel(4 * pc, () => {
    const encoded = { ...instruction, rd: rd === DUMMY_REGISTER ? 31 : rd };
    return encode(instruction.mnemonic, encoded);
  });
  model.x[rs1] = fromLimbs(reads[0]!.slice(2));
  if (hasRs2) model.x[rs2] = fromLimbs(reads[1]!.slice(2));
  for (const [cell = 0, , ...value] of cells) {
    for (let i = 0; i < 8; i++) model.memory.set(8 * cell + i, Number((fromLimbs(value) >> BigInt(8 * i)) & 0xffn));
  }
  try {
    model.step();
  } catch (error) {
    return `the model: ${(error as Error).message}`;
  }

  const expected: Tuple[] = [];
  const expect = (bus: string, tuple: number[]) => expected.push({ bus, isSend: true, multiplicity: 1, tuple });
  expect('execution', [ts + 3, Number(model.pc / 4n)]);
  expect('register', [rs1, ts, ...reads[0]!.slice(2)]);
  if (hasRs2) expect('register', [rs2, ts + 1, ...reads[1]!.slice(2)]);
  if (!isStore) expect('register', [rd, ts + 2, ...limbs(model.x[rd === DUMMY_REGISTER ? 31 : rd]!)]);
  for (const [cell = 0] of cells) expect('memory', [cell, ts, ...limbs(model.load(BigInt(8 * cell), 8))]);
  const sent = tuples.filter((t) => t.isSend);
  const key = (list: readonly Tuple[]) =>
    list
      .map((t) => `${t.bus} ${t.tuple}`)
      .sort()
      .join('; ');
  if (key(sent) !== key(expected)) return `${instruction.mnemonic} sent ${key(sent)}, expected ${key(expected)}`;
  return writes.length + cellWrites.length + 1 === sent.length ? null : 'something else was sent';
}

/** The instruction that has this DECODE tuple, if any. */
function instructionOf({ tuple }: Tuple, decoders: Decoders): Instruction | null {
  const [pc = 0, family, flags, rd = 0, rs1 = 0, rs2 = 0, ...d] = tuple;
  const d0 = d[0] ?? 0;
  const imm = d0 > P / 2 ? d0 - P : d0;
  if (Math.max(rs1, rs2) > 31 || rd > DUMMY_REGISTER || imm < -2048 || imm > 2047) return null;
  for (const { opcode, mnemonic, family: name } of instructionTable) {
    const decodeFields = decoders[name];
    if (families[name] !== family || decodeFields === undefined) continue;
    // As DECODE has it: encoded and decoded, so that fields the format has not are 0, and x0 is redirected.
    const word = encode(mnemonic, { rd: rd === DUMMY_REGISTER ? 0 : rd, rs1, rs2, imm: hasImmediate(name) ? imm : 0 });
    const fields = decodeFields(decode(word)!, pc);
    const row = [fields.flags, fields.rd, fields.rs1, fields.rs2, ...fields.d];
    if (row.join() === [flags, rd, rs1, rs2, ...d].join()) return { opcode, mnemonic, family: name, rd, rs1, rs2, imm };
  }
  return null;
}

const hasImmediate = (family: string) => ['ld', 'load', 'sd', 'store', 'addi'].includes(family);
