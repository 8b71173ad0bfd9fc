/**
 * Checks recorded streams as the buses of the machine would: every token consumed was emitted before, once, with the same
 * value; time moves forward by at most 2^16; the execution bus leads from the entry to the exit; initial memory is sorted. Written from
 * the description of the records, independently of the executor.
 */
import type { Program } from '../../src/elf/index.ts';
import type { RecordedTrace, StreamName } from '../../src/executor/index.ts';
import { familyAccess, instructionTable } from '../../src/isa/rv64im.ts';
import { BLAKE3_IV, compressed } from './blake3-call.ts';
import { dotWords, productWords, quotientWords } from './field-calls.ts';
import { keccakStates, rotate } from './keccak-calls.ts';
import { compressed as sha256Compressed } from './sha256-call.ts';

const DUMMY = 32;
const OUTPUT = 33;

/** Words of p or more are no operands of field precompiles. */
const MODULUS = 0x78000001;

interface Access {
  space: 'register' | 'cell';
  index: number;
  prevTs: number;
  prevValue: bigint;
  ts: number;
  value: bigint;
  isRefresh?: boolean;
  /** Bridges a gap of any length by itself. */
  isWide?: boolean;
}

/** Streams of 96-byte records and their access widths come from the opcode. */
const widths: Record<string, number> = { b: 1, h: 2, w: 4, d: 8 };

export interface TraceSummary {
  readonly instructions: number;
  readonly accesses: number;
  readonly refreshes: number;
}

/** @throws Error naming the record that is wrong */
export function checkTrace(program: Program, input: Uint8Array, trace: RecordedTrace): TraceSummary {
  const view = new DataView(trace.memory.buffer);
  const accesses: Access[] = [];
  const execution = new Map<number, { pc: number; nextPc: number }>();
  const counts = new Uint32Array(program.words.length);

  const records = function* (name: StreamName, bytes: number): Generator<Fields> {
    const { address, count } = trace.streams.get(name)!;
    for (let i = 0; i < count; i++) yield new Fields(view, address + i * bytes, `${name}[${i}]`);
  };
  const access = (
    space: Access['space'],
    index: number,
    prevTs: number,
    prevValue: bigint,
    ts: number,
    value: bigint,
  ): void => {
    accesses.push({ space, index, prevTs, prevValue, ts, value });
  };
  const step = (record: Fields, ts: number, pc: number, nextPc: number): void => {
    if (execution.has(ts)) record.fail(`two instructions at ts ${ts}`);
    execution.set(ts, { pc, nextPc });
    counts[pc - program.basePc / 4]! += 1;
  };

  const families = ['addi', 'add', 'const', 'jalr', 'beq', 'blt', 'slt', 'slti', 'logic', 'logici', 'shift', 'shifti'];
  const streams = [...families, 'mul', 'mulh', 'div', 'ld', 'load', 'sd', 'store', 'loadx', 'storex'] as StreamName[];
  for (const stream of streams) {
    const isMemory = streams.indexOf(stream) >= streams.indexOf('ld');
    for (const r of records(stream, isMemory ? 96 : 64)) {
      const ts = r.u32(0);
      const pc = r.u32(4);
      const instruction = program.instructions[pc - program.basePc / 4];
      if (!instruction) return r.fail('no instruction at this pc');
      const { opcode, rs1, rs2, rd, imm, family, mnemonic } = instruction;
      const uses = familyAccess[family];
      const expected = stream === 'loadx' ? ['ld', 'load'] : stream === 'storex' ? ['sd', 'store'] : [stream];
      if (!expected.includes(family)) r.fail(`family ${family}`);
      const target = uses.rd ? rd || DUMMY : 0;
      if (r.u8(8) !== opcode || r.u8(9) !== target || r.u8(10) !== rs1 || r.u8(11) !== rs2 || r.i32(12) !== imm) {
        r.fail('operands differ from the program');
      }
      if (instructionTable[opcode - 1]!.mnemonic !== mnemonic) r.fail('opcode');
      step(r, ts, pc, r.u32(28));
      if (uses.rs1) access('register', rs1, r.u32(16), r.u64(32), ts, r.u64(32));
      else if (r.u32(16) || r.u64(32)) r.fail('rs1 fields of a family without rs1');
      if (uses.rs2) access('register', rs2, r.u32(20), r.u64(40), ts + 1, r.u64(40));
      else if (r.u32(20) || r.u64(40)) r.fail('rs2 fields of a family without rs2');
      if (uses.rd) access('register', target, r.u32(24), r.u64(48), ts + 2, r.u64(56));
      else if (r.u32(24) || r.u64(48) || r.u64(56)) r.fail('rd fields of a family without rd');
      if (!isMemory) continue;

      const address = BigInt.asUintN(64, r.u64(32) + BigInt(imm));
      const width = widths[mnemonic.replace(/[lsu]/g, '')]!;
      const offset = Number(address % 8n);
      const isSplit = offset + width > 8;
      const isMisaligned = Number(address) % width !== 0;
      if (isMisaligned !== (stream === 'loadx' || stream === 'storex')) r.fail('alignment');
      if (r.u32(64) !== Number(address / 8n) || r.u32(76) !== offset) r.fail('cell');
      if (!isSplit && (r.u32(72) || r.u64(88))) r.fail('second cell fields of an access to one cell');
      const before = (r.u64(88) << 64n) | r.u64(80);
      const shift = BigInt(8 * offset);
      const mask = ((1n << BigInt(8 * width)) - 1n) << shift;
      let after = before;
      if (uses.rs2) {
        after = (before & ~mask) | ((r.u64(40) << shift) & mask);
      } else {
        const loaded = (before & mask) >> shift;
        const value = mnemonic.endsWith('u') ? loaded : BigInt.asUintN(64, BigInt.asIntN(8 * width, loaded));
        if (value !== r.u64(56)) r.fail('loaded value');
      }
      const low = (v: bigint): bigint => BigInt.asUintN(64, v);
      access('cell', r.u32(64), r.u32(68), low(before), ts, low(after));
      if (isSplit) access('cell', r.u32(64) + 1, r.u32(72), before >> 64n, ts, after >> 64n);
    }
  }

  /** Cells that one row of a field_dot wants to be of one time, or a compression of one window. */
  const together = new Set<string>();
  const dotTerms = [...records('dotTerms', 96)];
  const words = (r: Fields, at: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => r.u32(at + 4 * i));
  const canonical = (r: Fields, ...values: number[]): number[] => {
    if (values.some((word) => word >= MODULUS)) r.fail('an operand is not canonical');
    return values;
  };
  const fieldCall = (r: Fields, number: bigint, result: readonly number[]): void => {
    const ts = r.u32(0);
    step(r, ts, r.u32(4), r.u32(4) + 1);
    access('register', 17, r.u32(8), number, ts, number);
    for (const i of [0, 1, 2]) {
      const value = BigInt(r.u32(24 + 4 * i));
      access('register', 10 + i, r.u32(12 + 4 * i), value, ts, value);
    }
    if (words(r, 72, 5).join() !== result.join()) r.fail(`the result is not ${result}`);
    const out = r.u32(24);
    const after = words(r, 48, 6);
    after.splice((out & 4) / 4, 5, ...result);
    for (const i of [0, 1, 2]) {
      const value = BigInt(after[2 * i]!) | (BigInt(after[2 * i + 1]!) << 32n);
      access('cell', Math.floor(out / 8) + i, r.u32(36 + 4 * i), r.u64(48 + 8 * i), ts + 2, value);
    }
  };
  for (const r of records('extMul', 168)) {
    const operand = (pointer: number, times: number, at: number, ts: number): number[] => {
      for (const i of [0, 1, 2]) {
        const value = r.u64(at + 8 * i);
        access('cell', Math.floor(pointer / 8) + i, r.u32(times + 4 * i), value, ts, value);
      }
      return canonical(r, ...words(r, at + (pointer & 4), 5));
    };
    const a = operand(r.u32(28), 92, 120, r.u32(0));
    const b = operand(r.u32(32), 104, 144, r.u32(0) + 1);
    const isDivision = r.u32(116);
    if (isDivision > 1) r.fail('neither product nor quotient');
    fieldCall(r, 0x10000004n + BigInt(isDivision), isDivision ? quotientWords(a, b) : productWords(a, b));
  }
  let nextTerms = 0;
  for (const r of records('dot', 104)) {
    const [ts, count] = [r.u32(0), r.u32(96)];
    if (r.u32(100)) r.fail('padding');
    access('register', 13, r.u32(92), BigInt(count), ts, BigInt(count));
    const values: number[] = [];
    const weights: number[] = [];
    for (let done = 0; done < count; done += 2) {
      const t = dotTerms[nextTerms++];
      if (!t) return r.fail('terms are missing');
      const isPair = done + 1 < count;
      const cells = [r.u32(28) / 8 + done / 2, r.u32(32) / 8 + (5 * done) / 2];
      const expected = [ts, isPair ? 1 : 0, ...cells].join();
      if (words(t, 0, 4).join() !== expected) t.fail(`expected ${expected}`);
      if (words(t, 24, 5).join() !== dotWords(values, weights).join()) t.fail('sum so far');
      access('cell', cells[0]!, t.u32(16), t.u64(48), ts, t.u64(48));
      for (let i = 0; i < 5; i++) {
        const value = t.u64(56 + 8 * i);
        if (i < 3 || isPair) {
          const cell = cells[1]! + i;
          together.add(`${cell} ${t.u32(20)}`);
          const isWide = true;
          accesses.push({ space: 'cell', index: cell, prevTs: t.u32(20), prevValue: value, ts: ts + 1, value, isWide });
        } else if (value) t.fail('a cell of no term');
      }
      values.push(...canonical(t, ...words(t, 48, isPair ? 2 : 1)));
      weights.push(...canonical(t, ...words(t, 56, isPair ? 10 : 5)));
      if (t.u32(44)) t.fail('padding');
    }
    fieldCall(r, 0x10000003n, dotWords(values, weights));
  }
  if (nextTerms !== dotTerms.length) throw new Error('terms without a field_dot');

  const rounds = [...records('keccakRound', 224)];
  let nextRound = 0;
  for (const r of records('keccak', 520)) {
    const ts = r.u32(0);
    step(r, ts, r.u32(4), r.u32(4) + 1);
    access('register', 17, r.u32(8), 0x10000000n, ts, 0x10000000n);
    access('register', 10, r.u32(12), BigInt(r.u32(16)), ts, BigInt(r.u32(16)));
    const lanes = Array.from({ length: 25 }, (_, i) => r.u64(120 + 8 * i));
    const states = keccakStates(lanes);
    for (const [i, lane] of lanes.entries()) {
      const after = states[24]!.a[i]!;
      if (r.u64(320 + 8 * i) !== after) r.fail(`lane ${i} of the result`);
      access('cell', r.u32(16) / 8 + i, r.u32(20 + 4 * i), lane, ts, after);
    }
    const parities = states.map(({ a }) =>
      [0, 1, 2, 3, 4].map((x) => [0, 5, 10, 15, 20].reduce((sum, y) => sum ^ a[x + y]!, 0n)),
    );
    for (let g = 0; g < 4; g++) {
      const window = (lane: bigint): bigint => (lane >> BigInt(16 * g)) & 0xffffn;
      for (const [round, { a, b, carry, constant }] of states.entries()) {
        const row = rounds[nextRound++];
        if (!row) return r.fail('rounds are missing');
        const key = (2n ** BigInt(round) * 1728404513n ** BigInt(g)) % BigInt(MODULUS);
        const head = [ts, 4 * round + g, key, window(constant)].join();
        if (words(row, 0, 4).join() !== head) row.fail(`expected ${head}`);
        for (const [x, parity] of parities[round]!.entries()) {
          if (row.u8(16 + x) !== Number(window(rotate(parity, 1)) & 1n)) row.fail(`edge ${x}`);
        }
        const next = rounds[nextRound];
        for (let i = 0; i < 25; i++) {
          const u16 = (of: typeof row, from: number) => of.u8(from + 2 * i) + 256 * of.u8(from + 1 + 2 * i);
          const nextB = next ? u16(next, 24) : 0;
          const expected = [Number(window(b[i]!)), Number(window(a[i]!)), Number(window(carry[i]!)), nextB].join();
          if ([24, 74, 124, 174].map((from) => u16(row, from)).join() !== expected) row.fail(`lane ${i}`);
        }
        if (row.u8(21) || row.u8(22) || row.u8(23)) row.fail('padding');
      }
    }
  }
  if (nextRound !== rounds.length) throw new Error('rounds without a keccak_f1600');

  const halfRounds = [...records('blake3Round', 120)];
  for (const [i, r] of [...records('blake3', 280)].entries()) {
    if (r.u32(0) !== (i === 0 ? 0 : 1) || r.u32(4) !== 14 * i) r.fail('row');
    for (let half = 0; half < 14; half++) {
      const round = halfRounds[14 * i - half];
      if (round === undefined || round.u32(4) !== 14 * (i + 1) - half) return r.fail(`half round ${14 - half}`);
      if (round.u32(0) !== (half === 0 ? 2 : 1)) round.fail('kind');
      if (i === 0) break;
    }
    if (i === 0) continue;
    const ts = r.u32(8);
    // Alone, a block of a chain, a node that is left, a node that is right.
    const kind = r.u32(276);
    const [isChain, isNode, isStep] = [kind === 1, kind >= 2, kind > 0];
    const number = [0x10000001n, 0x10000006n, 0x10000007n, 0x10000007n][kind];
    if (number === undefined) return r.fail('kind');
    const count = r.u32(56);
    step(r, ts, r.u32(12), isStep && count !== 1 ? r.u32(12) : r.u32(12) + 1);
    access('register', 17, r.u32(16), number, ts, number);
    const [index, flags] = [r.u64(48), r.u32(60)];
    if (isNode && (index & 1n) !== BigInt(kind - 2)) r.fail('left or right');
    const moved = isChain
      ? [r.u32(40), r.u32(44) + 64, index + 1n, count - 1, 0]
      : [r.u32(40), r.u32(44) + 32, index >> 1n, count - 1, flags];
    const values = [r.u32(40), r.u32(44), index, count, flags].map(BigInt);
    const left = isStep ? moved.map(BigInt) : values;
    for (const [k, value] of values.entries()) access('register', 10 + k, r.u32(20 + 4 * k), value, ts, left[k]!);
    const call = {
      value: words(r, 112, 8),
      block: words(r, 144, 16),
      counter: isNode ? 0n : index,
      length: isStep ? 64 : count,
      flags: isChain && count === 1 ? flags + 2 : flags,
    };
    if (isNode && call.value.join() !== BLAKE3_IV.join()) r.fail('the initial value');
    const after = compressed(call);
    const result = call.value.map((_, k) => (r.u32(208 + 4 * k) ^ r.u32(240 + 4 * k)) >>> 0);
    if (after.join() !== result.join()) r.fail(`the result is not ${after}`);
    const before = [112, 112, 144, 176][kind]!;
    for (let k = 0; k < 4; k++) {
      const value = BigInt(after[2 * k]!) | (BigInt(after[2 * k + 1]!) << 32n);
      access('cell', r.u32(40) / 8 + k, r.u32(64 + 4 * k), r.u64(before + 8 * k), ts, value);
    }
    const [from, to] = [[0, 8] as const, [0, 8] as const, [4, 8] as const, [0, 4] as const][kind]!;
    for (let k = 0; k < 8; k++) {
      const [cell, prevTs, value] = [r.u32(44) / 8 + k - from, r.u32(80 + 4 * k), r.u64(144 + 8 * k)];
      if (k < from || k >= to) {
        if (prevTs !== 0) r.fail(`cell ${k} is not read`);
        continue;
      }
      if (Math.floor((ts - 1 - prevTs) / 65536) !== r.u32(272)) r.fail(`the window of cell ${k}`);
      together.add(`${cell} ${prevTs}`);
      accesses.push({ space: 'cell', index: cell, prevTs, prevValue: value, ts, value, isWide: true });
    }
  }

  const [sha256Rounds, sha256Schedule] = [[...records('sha256Rounds', 104)], [...records('sha256Schedule', 88)]];
  for (const [call, r] of [...records('sha256', 208)].entries()) {
    const ts = r.u32(0);
    step(r, ts, r.u32(4), r.u32(4) + 1);
    access('register', 17, r.u32(8), 0x10000002n, ts, 0x10000002n);
    for (const i of [0, 1])
      access('register', 10 + i, r.u32(12 + 4 * i), BigInt(r.u32(20 + 4 * i)), ts, BigInt(r.u32(20 + 4 * i)));
    const result = sha256Compressed(words(r, 80, 8), words(r, 112, 16));
    for (let i = 0; i < 4; i++) {
      const after = BigInt(result[2 * i]!) | (BigInt(result[2 * i + 1]!) << 32n);
      access('cell', r.u32(20) / 8 + i, r.u32(32 + 4 * i), r.u64(80 + 8 * i), ts, after);
    }
    for (let i = 0; i < 8; i++) {
      const [prevTs, value] = [r.u32(48 + 4 * i), r.u64(112 + 8 * i)];
      if (Math.floor((ts - 1 - prevTs) / 65536) !== r.u32(28)) r.fail(`cell ${i} of the block is not of the window`);
      together.add(`${r.u32(24) / 8 + i} ${prevTs}`);
      const index = r.u32(24) / 8 + i;
      accesses.push({ space: 'cell', index, prevTs, prevValue: value, ts, value, isWide: true });
    }
    const final = words(r, 176, 8).map((word, i) => (word + r.u32(80 + 4 * i)) >>> 0);
    if (final.join() !== result.join()) r.fail('final words');
    for (let index = 0; index < 17; index++) {
      const row = sha256Rounds[17 * call + index]!;
      if (words(row, 0, 2).join() !== [ts, index].join()) row.fail('time or index');
      const next = sha256Rounds[17 * call + index + 1];
      if (words(row, 40, 8).join() !== (next ? words(next, 8, 8) : new Array(8).fill(0)).join()) row.fail('next words');
      if (index === 16) continue;
      const s = sha256Schedule[16 * call + index]!;
      if (words(s, 0, 2).join() !== [ts, index].join()) s.fail('time or index');
      if (words(s, 8 + 48, 4).join() !== words(row, 72, 4).join()) s.fail('words of the schedule');
    }
  }

  for (const space of ['register', 'cell'] as const) {
    for (const r of records(space === 'register' ? 'refreshRegister' : 'refreshMemory', 24)) {
      const [index, prevTs, ts, value] = [r.u32(0), r.u32(4), r.u32(8), r.u64(16)];
      const isForDot = space === 'cell' && together.has(`${index} ${ts}`);
      if (ts - prevTs < 65536 && !isForDot) r.fail('needless refresh');
      accesses.push({ space, index, prevTs, prevValue: value, ts, value, isRefresh: true });
    }
  }

  const cells = [...records('writeCell', 40)];
  let nextCell = 0;
  for (const r of records('write', 64)) {
    const ts = r.u32(0);
    step(r, ts, r.u32(4), r.u32(8));
    if (r.u32(8) !== r.u32(4) + 1) r.fail('nextPc');
    const [fd, address, length] = [r.u64(40), r.u64(48), r.u64(56)];
    access('register', 17, r.u32(12), 64n, ts, 64n);
    access('register', 10, r.u32(16), fd, ts + 2, length);
    access('register', 11, r.u32(20), address, ts, address);
    access('register', 12, r.u32(24), length, ts, length);
    access('register', OUTPUT, r.u32(28), BigInt(r.u32(32)), ts, BigInt(r.u32(36)));
    let at = Number(fd === 1n ? address : 0n);
    let left = fd === 1n ? Number(length) : 0;
    let index = r.u32(32);
    while (left > 0) {
      const c = cells[nextCell++];
      if (!c) return r.fail('cells are missing');
      const count = Math.min(8 - (at % 8), left);
      const got = [c.u32(0), c.u32(4), c.u32(12), c.u32(16), c.u32(20), c.u32(24), c.u32(28)];
      const want = [ts, Math.floor(at / 8), at % 8, count, left, index, at];
      if (got.join() !== want.join()) c.fail(`${got} instead of ${want}`);
      access('cell', c.u32(4), c.u32(8), c.u64(32), ts, c.u64(32));
      for (let i = 0; i < count; i++) {
        const byte = Number((c.u64(32) >> BigInt(8 * ((at % 8) + i))) & 0xffn);
        if (byte !== trace.publicOutput[index + i]) c.fail('public output');
      }
      at += count;
      left -= count;
      index += count;
    }
    if (index !== r.u32(36)) r.fail('output index after');
  }
  if (nextCell !== cells.length) throw new Error('cell records without a write');

  const exits = [...records('exit', 32)];
  const [exit] = exits;
  if (!exit || exits.length !== 1) throw new Error('expected one exit record');
  const exitTs = exit.u32(0);
  access('register', 17, exit.u32(8), 93n, exitTs, 93n);
  access('register', 10, exit.u32(12), exit.u64(24), exitTs, exit.u64(24));
  access('register', OUTPUT, exit.u32(16), BigInt(exit.u32(20)), exitTs, BigInt(exit.u32(20)));
  if (exit.u32(20) !== trace.publicOutput.length) exit.fail('output length');
  if (Number(exit.u64(24) & 0xffff_ffffn) !== trace.exitCode) exit.fail('exit code');

  // The execution bus.
  let pc = program.entryPc / 4;
  for (let ts = 1; ts !== exitTs; ts += 3) {
    const at = execution.get(ts);
    if (!at || at.pc !== pc) throw new Error(`execution bus broken at ts ${ts}, pc word ${pc}`);
    pc = at.nextPc;
  }
  if (exit.u32(4) !== pc) exit.fail('pc');
  if (execution.size + 1 !== trace.cycles || exitTs !== 1 + 3 * (trace.cycles - 1)) exit.fail('number of cycles');
  counts[pc - program.basePc / 4]! += 1;
  const recordedCounts = new Uint32Array(view.buffer, trace.executionCounts.address, trace.executionCounts.count);
  if (counts.join() !== recordedCounts.join()) throw new Error('execution counts');

  // Initial and final tokens.
  const emitted = new Map<string, bigint>();
  const key = (space: string, index: number, ts: number): string => `${space} ${index} ${ts}`;
  const emit = (space: string, index: number, ts: number, value: bigint): void => {
    const k = key(space, index, ts);
    if (emitted.has(k)) throw new Error(`token ${k} emitted twice`);
    emitted.set(k, value);
  };
  const finals: { space: string; index: number; ts: number; value: bigint }[] = [];
  let register = 0;
  for (const r of records('registerFinal', 24)) {
    if (r.u64(8) !== (register === 2 ? 0x77fffff0n : 0n) || r.u32(4) !== 0) r.fail('initial value');
    emit('register', register, 0, r.u64(8));
    finals.push({ space: 'register', index: register, ts: r.u32(0), value: r.u64(16) });
    register++;
  }
  if (register !== 34) throw new Error(`${register} registers`);
  const image = new Map([...program.imageCells].map((cell, i) => [cell, program.imageValues[i]!]));
  const privateInput = new Uint8Array(Math.ceil((16 + input.length) / 8) * 8);
  new DataView(privateInput.buffer).setUint32(0, input.length, true);
  privateInput.set(input, 16);
  const privateView = new DataView(privateInput.buffer);
  let previous = -1;
  for (const r of records('memoryInit', 48)) {
    const cell = r.u32(0);
    if (cell <= previous || r.u32(4) !== Math.max(previous, 0)) r.fail('order');
    previous = cell;
    const offset = 8 * cell - 0x6000_0000;
    const isPrivate = offset >= 0 && offset < 16 + 0x0800_0000;
    const kind = image.has(cell) ? 1 : isPrivate ? 2 : 0;
    const initial =
      image.get(cell) ?? (isPrivate && offset < privateInput.length ? privateView.getBigUint64(offset, true) : 0n);
    if (r.u32(8) !== kind || r.u64(16) !== initial) r.fail(`kind ${r.u32(8)}, initial value ${r.u64(16)}`);
    if (r.u64(32) || r.u64(40)) r.fail('padding');
    if (kind !== 1 && r.u32(12) === 0) r.fail('a cell that is neither touched nor in the image');
    image.delete(cell);
    emit('cell', cell, 0, initial);
    finals.push({ space: 'cell', index: cell, ts: r.u32(12), value: r.u64(24) });
  }
  if (image.size > 0) throw new Error(`${image.size} image cells are missing`);

  for (const a of accesses) emit(a.space, a.index, a.ts, a.value);
  const consume = (space: string, index: number, ts: number, value: bigint): void => {
    const k = key(space, index, ts);
    if (emitted.get(k) !== value) throw new Error(`token ${k} consumed as ${value}, emitted as ${emitted.get(k)}`);
    emitted.delete(k);
  };
  for (const a of accesses) {
    const difference = a.ts - a.prevTs - 1;
    if (difference < 0 || (!a.isRefresh && !a.isWide && difference >= 65536)) {
      throw new Error(`${a.space} ${a.index}: from ts ${a.prevTs} to ${a.ts}`);
    }
    consume(a.space, a.index, a.prevTs, a.prevValue);
  }
  for (const f of finals) consume(f.space, f.index, f.ts, f.value);
  if (emitted.size > 0) throw new Error(`${emitted.size} tokens are never consumed`);
  const refreshes = accesses.filter((a) => a.isRefresh).length;
  return { instructions: execution.size + 1, accesses: accesses.length, refreshes };
}

class Fields {
  readonly #view: DataView;
  readonly #at: number;
  readonly #name: string;

  constructor(view: DataView, at: number, name: string) {
    this.#view = view;
    this.#at = at;
    this.#name = name;
  }

  u8(offset: number): number {
    return this.#view.getUint8(this.#at + offset);
  }
  u32(offset: number): number {
    return this.#view.getUint32(this.#at + offset, true);
  }
  i32(offset: number): number {
    return this.#view.getInt32(this.#at + offset, true);
  }
  u64(offset: number): bigint {
    return this.#view.getBigUint64(this.#at + offset, true);
  }
  fail(message: string): never {
    throw new Error(`${this.#name}: ${message}`);
  }
}
