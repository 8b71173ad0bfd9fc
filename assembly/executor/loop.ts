/**
 * The interpreter: one loop for running, counting and recording; profiling (profile.ts) goes with running. Executes up to `budget`
 * instructions and returns why it stopped. Instructions are predecoded to 8 bytes (see `Operand`); pc is a pointer to one, and behind the last lies an illegal one.
 *
 * Perf: branches are conditional jumps on purpose. As selects they would put every comparison on the critical path
 * to the next instruction's fetch, where the processor's branch prediction otherwise runs ahead.
 */
import * as layout from '../../src/executor/layout';
import { Arithmetic } from './arithmetic';
import { Memory } from './memory';
import { misalignedLoad, misalignedStore } from './misaligned';
import * as op from './opcodes';
import { countPrecompile, jumpAndLink, jumpAndLinkRegister, mark, Profile } from './profile';
import { Operand, Row } from './rows';
import { RUN, State, trap } from './state';
import { systemCall } from './syscalls';

/** Operands of the current instruction. */
class Read {
  @inline static a(state: u32, ip: u32): u64 {
    return State.register(state, Operand.rs1(ip));
  }
  @inline static b(state: u32, ip: u32): u64 {
    return State.register(state, Operand.rs2(ip));
  }
  @inline static imm(ip: u32): u64 {
    return <u64>(<i64>Operand.imm(ip));
  }
  @inline static address(state: u32, ip: u32): u64 {
    return Read.a(state, ip) + Read.imm(ip);
  }
  @inline static pc(state: u32, ip: u32): u64 {
    return (<u64>Operand.wordIndex(state, ip)) << 2;
  }
}

class Address {
  /** True if `1 << logBytes` bytes there are naturally aligned and inside memory: low bits rotated to the top count as far outside. */
  @inline static isPlain(address: u64, logBytes: u64): bool {
    return rotr<u64>(address, logBytes) < <u64>layout.MEMORY_END >> logBytes;
  }
  /** True if a predecoded instruction lies at `ip`. */
  @inline static isCode(ip: u32, code: u32, numInstructions: u32): bool {
    return rotr<u32>(ip - code, 3) < numInstructions;
  }
}

/** Saves the loop's locals; `status` says why it stops. */
function leave(state: u32, ip: u32, ts: u32, executed: u32, status: u32): u32 {
  store<u32>(state, ip, layout.STATE_IP);
  store<u32>(state, ts, layout.STATE_TS);
  store<u64>(state, load<u64>(state, layout.STATE_CYCLES) + executed, layout.STATE_CYCLES);
  return status;
}

/** Control leaves the program, or would go to half an instruction. 8 predecoded bytes are 4 bytes of program. */
function jumpTrap(state: u32, ip: u32, targetIp: u32): u32 {
  return trap(state, layout.TRAP_FETCH, Read.pc(state, ip) + <u64>(<i64>(<i32>(targetIp - ip) >> 1)));
}

export class Loop {
  @inline static execute(mode: i32, isProfiling: bool, state: u32, budget: u32): u32 {
    const code = load<u32>(state, layout.STATE_CODE);
    const numInstructions = load<u32>(state, layout.STATE_NUM_INSTRUCTIONS);
    const pageTable = load<u32>(state, layout.STATE_PAGE_TABLE);
    const executionCounts = load<u32>(state, layout.STATE_EXECUTION_COUNTS);
    let ip = load<u32>(state, layout.STATE_IP);
    let ts = load<u32>(state, layout.STATE_TS);
    // Counter of the instruction at ip: 8 bytes each, as the predecoded instructions.
    let counters = isProfiling ? Profile.bucket(state) - code : 0;
    let left = budget;
    while (left != 0) {
      if (isProfiling) store<u64>(counters + ip, load<u64>(counters + ip) + 1);
      if (mode != RUN) {
        const counter = executionCounts + ((ip - code) >> 1);
        store<u32>(counter, load<u32>(counter) + 1);
      }
      switch (<u32>load<u8>(ip)) {
        case op.ADDI: {
          if (isProfiling && Profile.isMarker(ip)) {
            const bucket = mark(state, ip, budget - left);
            if (bucket == 0) {
              return leave(state, ip, ts, budget - left, trap(state, layout.TRAP_MEMORY_LIMIT, Read.pc(state, ip)));
            }
            counters = bucket - code;
          }
          const a = Read.a(state, ip);
          Row.rs1Rd(mode, state, layout.STREAM_ADDI, ip, ip + 8, ts, a, a + Read.imm(ip));
          ip += 8;
          break;
        }
        case op.ADDIW: {
          const a = Read.a(state, ip);
          Row.rs1Rd(mode, state, layout.STREAM_ADDI, ip, ip + 8, ts, a, Arithmetic.signExtend32(a + Read.imm(ip)));
          ip += 8;
          break;
        }
        case op.FENCE: {
          const a = Read.a(state, ip);
          Row.rs1Rd(mode, state, layout.STREAM_ADDI, ip, ip + 8, ts, a, a + Read.imm(ip));
          ip += 8;
          break;
        }
        case op.ADD: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_ADD, ip, ts, a, b, a + b);
          ip += 8;
          break;
        }
        case op.SUB: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_ADD, ip, ts, a, b, a - b);
          ip += 8;
          break;
        }
        case op.ADDW: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_ADD, ip, ts, a, b, Arithmetic.signExtend32(a + b));
          ip += 8;
          break;
        }
        case op.SUBW: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_ADD, ip, ts, a, b, Arithmetic.signExtend32(a - b));
          ip += 8;
          break;
        }
        case op.LUI: {
          Row.rd(mode, state, layout.STREAM_CONST, ip, ip + 8, ts, Read.imm(ip));
          ip += 8;
          break;
        }
        case op.AUIPC: {
          Row.rd(mode, state, layout.STREAM_CONST, ip, ip + 8, ts, Read.pc(state, ip) + Read.imm(ip));
          ip += 8;
          break;
        }
        case op.JAL: {
          const target = ip + (Operand.imm(ip) << 1);
          if (!Address.isCode(target, code, numInstructions)) {
            return leave(state, ip, ts, budget - left, jumpTrap(state, ip, target));
          }
          if (isProfiling) jumpAndLink(state, ip, target, budget - left);
          Row.rd(mode, state, layout.STREAM_CONST, ip, target, ts, Read.pc(state, ip) + 4);
          ip = target;
          break;
        }
        case op.JALR: {
          const a = Read.a(state, ip);
          const address = (a + Read.imm(ip)) & ~1;
          const word = rotr<u64>(address - (<u64>load<u32>(state, layout.STATE_BASE_PC) << 2), 2);
          if (word >= numInstructions) {
            return leave(state, ip, ts, budget - left, trap(state, layout.TRAP_FETCH, address));
          }
          const target = code + (<u32>word << 3);
          if (isProfiling) jumpAndLinkRegister(state, ip, target, budget - left);
          Row.rs1Rd(mode, state, layout.STREAM_JALR, ip, target, ts, a, Read.pc(state, ip) + 4);
          ip = target;
          break;
        }
        case op.BEQ: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          let target = ip + 8;
          if (a == b) {
            target = ip + (Operand.imm(ip) << 1);
            if (!Address.isCode(target, code, numInstructions)) {
              return leave(state, ip, ts, budget - left, jumpTrap(state, ip, target));
            }
          }
          Row.rs1Rs2(mode, state, layout.STREAM_BEQ, ip, target, ts, a, b);
          ip = target;
          break;
        }
        case op.BNE: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          let target = ip + 8;
          if (a != b) {
            target = ip + (Operand.imm(ip) << 1);
            if (!Address.isCode(target, code, numInstructions)) {
              return leave(state, ip, ts, budget - left, jumpTrap(state, ip, target));
            }
          }
          Row.rs1Rs2(mode, state, layout.STREAM_BEQ, ip, target, ts, a, b);
          ip = target;
          break;
        }
        case op.BLT: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          let target = ip + 8;
          if (<i64>a < <i64>b) {
            target = ip + (Operand.imm(ip) << 1);
            if (!Address.isCode(target, code, numInstructions)) {
              return leave(state, ip, ts, budget - left, jumpTrap(state, ip, target));
            }
          }
          Row.rs1Rs2(mode, state, layout.STREAM_BLT, ip, target, ts, a, b);
          ip = target;
          break;
        }
        case op.BGE: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          let target = ip + 8;
          if (<i64>a >= <i64>b) {
            target = ip + (Operand.imm(ip) << 1);
            if (!Address.isCode(target, code, numInstructions)) {
              return leave(state, ip, ts, budget - left, jumpTrap(state, ip, target));
            }
          }
          Row.rs1Rs2(mode, state, layout.STREAM_BLT, ip, target, ts, a, b);
          ip = target;
          break;
        }
        case op.BLTU: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          let target = ip + 8;
          if (a < b) {
            target = ip + (Operand.imm(ip) << 1);
            if (!Address.isCode(target, code, numInstructions)) {
              return leave(state, ip, ts, budget - left, jumpTrap(state, ip, target));
            }
          }
          Row.rs1Rs2(mode, state, layout.STREAM_BLT, ip, target, ts, a, b);
          ip = target;
          break;
        }
        case op.BGEU: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          let target = ip + 8;
          if (a >= b) {
            target = ip + (Operand.imm(ip) << 1);
            if (!Address.isCode(target, code, numInstructions)) {
              return leave(state, ip, ts, budget - left, jumpTrap(state, ip, target));
            }
          }
          Row.rs1Rs2(mode, state, layout.STREAM_BLT, ip, target, ts, a, b);
          ip = target;
          break;
        }
        case op.SLT: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_SLT, ip, ts, a, b, <u64>(<i64>a < <i64>b));
          ip += 8;
          break;
        }
        case op.SLTU: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_SLT, ip, ts, a, b, <u64>(a < b));
          ip += 8;
          break;
        }
        case op.SLTI: {
          const a = Read.a(state, ip);
          Row.rs1Rd(mode, state, layout.STREAM_SLTI, ip, ip + 8, ts, a, <u64>(<i64>a < <i64>Read.imm(ip)));
          ip += 8;
          break;
        }
        case op.SLTIU: {
          const a = Read.a(state, ip);
          Row.rs1Rd(mode, state, layout.STREAM_SLTI, ip, ip + 8, ts, a, <u64>(a < Read.imm(ip)));
          ip += 8;
          break;
        }
        case op.AND: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_LOGIC, ip, ts, a, b, a & b);
          ip += 8;
          break;
        }
        case op.OR: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_LOGIC, ip, ts, a, b, a | b);
          ip += 8;
          break;
        }
        case op.XOR: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_LOGIC, ip, ts, a, b, a ^ b);
          ip += 8;
          break;
        }
        case op.ANDI: {
          const a = Read.a(state, ip);
          Row.rs1Rd(mode, state, layout.STREAM_LOGICI, ip, ip + 8, ts, a, a & Read.imm(ip));
          ip += 8;
          break;
        }
        case op.ORI: {
          const a = Read.a(state, ip);
          Row.rs1Rd(mode, state, layout.STREAM_LOGICI, ip, ip + 8, ts, a, a | Read.imm(ip));
          ip += 8;
          break;
        }
        case op.XORI: {
          const a = Read.a(state, ip);
          Row.rs1Rd(mode, state, layout.STREAM_LOGICI, ip, ip + 8, ts, a, a ^ Read.imm(ip));
          ip += 8;
          break;
        }
        case op.SLL: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_SHIFT, ip, ts, a, b, a << (b & 63));
          ip += 8;
          break;
        }
        case op.SRL: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_SHIFT, ip, ts, a, b, a >> (b & 63));
          ip += 8;
          break;
        }
        case op.SRA: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_SHIFT, ip, ts, a, b, <u64>(<i64>a >> <i64>(b & 63)));
          ip += 8;
          break;
        }
        case op.SLLW: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_SHIFT, ip, ts, a, b, Arithmetic.signExtend32(a << (b & 31)));
          ip += 8;
          break;
        }
        case op.SRLW: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_SHIFT, ip, ts, a, b, Arithmetic.signExtend32(Arithmetic.zeroExtend32(a) >> (b & 31)));
          ip += 8;
          break;
        }
        case op.SRAW: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_SHIFT, ip, ts, a, b, <u64>(<i64>Arithmetic.signExtend32(a) >> <i64>(b & 31)));
          ip += 8;
          break;
        }
        case op.SLLI: {
          const a = Read.a(state, ip);
          Row.rs1Rd(mode, state, layout.STREAM_SHIFTI, ip, ip + 8, ts, a, a << (Read.imm(ip) & 63));
          ip += 8;
          break;
        }
        case op.SRLI: {
          const a = Read.a(state, ip);
          Row.rs1Rd(mode, state, layout.STREAM_SHIFTI, ip, ip + 8, ts, a, a >> (Read.imm(ip) & 63));
          ip += 8;
          break;
        }
        case op.SRAI: {
          const a = Read.a(state, ip);
          Row.rs1Rd(mode, state, layout.STREAM_SHIFTI, ip, ip + 8, ts, a, <u64>(<i64>a >> <i64>(Read.imm(ip) & 63)));
          ip += 8;
          break;
        }
        case op.SLLIW: {
          const a = Read.a(state, ip);
          Row.rs1Rd(mode, state, layout.STREAM_SHIFTI, ip, ip + 8, ts, a, Arithmetic.signExtend32(a << (Read.imm(ip) & 31)));
          ip += 8;
          break;
        }
        case op.SRLIW: {
          const a = Read.a(state, ip);
          Row.rs1Rd(mode, state, layout.STREAM_SHIFTI, ip, ip + 8, ts, a, Arithmetic.signExtend32(Arithmetic.zeroExtend32(a) >> (Read.imm(ip) & 31)));
          ip += 8;
          break;
        }
        case op.SRAIW: {
          const a = Read.a(state, ip);
          Row.rs1Rd(mode, state, layout.STREAM_SHIFTI, ip, ip + 8, ts, a, <u64>(<i64>Arithmetic.signExtend32(a) >> <i64>(Read.imm(ip) & 31)));
          ip += 8;
          break;
        }
        case op.LD: {
          const address = Read.address(state, ip);
          if (Address.isPlain(address, 3)) {
            const at = <u32>address;
            const page = Memory.page(state, pageTable, at);
            if (page == 0) {
              return leave(state, ip, ts, budget - left, trap(state, layout.TRAP_MEMORY_LIMIT, address));
            }
            const value = <u64>load<u64>(page + (at & 0xffff));
            Row.load(mode, state, layout.STREAM_LD, ip, ts, page, at, value);
          } else {
            const status = misalignedLoad(mode, state, ip, ts, address, 3, true);
            if (status != layout.STATUS_RUNNING) return leave(state, ip, ts, budget - left, status);
          }
          ip += 8;
          break;
        }
        case op.LB: {
          const address = Read.address(state, ip);
          if (Address.isPlain(address, 0)) {
            const at = <u32>address;
            const page = Memory.page(state, pageTable, at);
            if (page == 0) {
              return leave(state, ip, ts, budget - left, trap(state, layout.TRAP_MEMORY_LIMIT, address));
            }
            const value = <u64>(<i64>load<i8>(page + (at & 0xffff)));
            Row.load(mode, state, layout.STREAM_LOAD, ip, ts, page, at, value);
          } else {
            const status = misalignedLoad(mode, state, ip, ts, address, 0, true);
            if (status != layout.STATUS_RUNNING) return leave(state, ip, ts, budget - left, status);
          }
          ip += 8;
          break;
        }
        case op.LH: {
          const address = Read.address(state, ip);
          if (Address.isPlain(address, 1)) {
            const at = <u32>address;
            const page = Memory.page(state, pageTable, at);
            if (page == 0) {
              return leave(state, ip, ts, budget - left, trap(state, layout.TRAP_MEMORY_LIMIT, address));
            }
            const value = <u64>(<i64>load<i16>(page + (at & 0xffff)));
            Row.load(mode, state, layout.STREAM_LOAD, ip, ts, page, at, value);
          } else {
            const status = misalignedLoad(mode, state, ip, ts, address, 1, true);
            if (status != layout.STATUS_RUNNING) return leave(state, ip, ts, budget - left, status);
          }
          ip += 8;
          break;
        }
        case op.LW: {
          const address = Read.address(state, ip);
          if (Address.isPlain(address, 2)) {
            const at = <u32>address;
            const page = Memory.page(state, pageTable, at);
            if (page == 0) {
              return leave(state, ip, ts, budget - left, trap(state, layout.TRAP_MEMORY_LIMIT, address));
            }
            const value = <u64>(<i64>load<i32>(page + (at & 0xffff)));
            Row.load(mode, state, layout.STREAM_LOAD, ip, ts, page, at, value);
          } else {
            const status = misalignedLoad(mode, state, ip, ts, address, 2, true);
            if (status != layout.STATUS_RUNNING) return leave(state, ip, ts, budget - left, status);
          }
          ip += 8;
          break;
        }
        case op.LBU: {
          const address = Read.address(state, ip);
          if (Address.isPlain(address, 0)) {
            const at = <u32>address;
            const page = Memory.page(state, pageTable, at);
            if (page == 0) {
              return leave(state, ip, ts, budget - left, trap(state, layout.TRAP_MEMORY_LIMIT, address));
            }
            const value = <u64>load<u8>(page + (at & 0xffff));
            Row.load(mode, state, layout.STREAM_LOAD, ip, ts, page, at, value);
          } else {
            const status = misalignedLoad(mode, state, ip, ts, address, 0, false);
            if (status != layout.STATUS_RUNNING) return leave(state, ip, ts, budget - left, status);
          }
          ip += 8;
          break;
        }
        case op.LHU: {
          const address = Read.address(state, ip);
          if (Address.isPlain(address, 1)) {
            const at = <u32>address;
            const page = Memory.page(state, pageTable, at);
            if (page == 0) {
              return leave(state, ip, ts, budget - left, trap(state, layout.TRAP_MEMORY_LIMIT, address));
            }
            const value = <u64>load<u16>(page + (at & 0xffff));
            Row.load(mode, state, layout.STREAM_LOAD, ip, ts, page, at, value);
          } else {
            const status = misalignedLoad(mode, state, ip, ts, address, 1, false);
            if (status != layout.STATUS_RUNNING) return leave(state, ip, ts, budget - left, status);
          }
          ip += 8;
          break;
        }
        case op.LWU: {
          const address = Read.address(state, ip);
          if (Address.isPlain(address, 2)) {
            const at = <u32>address;
            const page = Memory.page(state, pageTable, at);
            if (page == 0) {
              return leave(state, ip, ts, budget - left, trap(state, layout.TRAP_MEMORY_LIMIT, address));
            }
            const value = <u64>load<u32>(page + (at & 0xffff));
            Row.load(mode, state, layout.STREAM_LOAD, ip, ts, page, at, value);
          } else {
            const status = misalignedLoad(mode, state, ip, ts, address, 2, false);
            if (status != layout.STATUS_RUNNING) return leave(state, ip, ts, budget - left, status);
          }
          ip += 8;
          break;
        }
        case op.SD: {
          const address = Read.address(state, ip);
          if (Address.isPlain(address, 3)) {
            const at = <u32>address;
            const page = Memory.page(state, pageTable, at);
            if (page == 0) {
              return leave(state, ip, ts, budget - left, trap(state, layout.TRAP_MEMORY_LIMIT, address));
            }
            Row.store(mode, state, layout.STREAM_SD, ip, ts, page, at);
            store<u64>(page + (at & 0xffff), <u64>Read.b(state, ip));
          } else {
            const status = misalignedStore(mode, state, ip, ts, address, 3);
            if (status != layout.STATUS_RUNNING) return leave(state, ip, ts, budget - left, status);
          }
          ip += 8;
          break;
        }
        case op.SB: {
          const address = Read.address(state, ip);
          if (Address.isPlain(address, 0)) {
            const at = <u32>address;
            const page = Memory.page(state, pageTable, at);
            if (page == 0) {
              return leave(state, ip, ts, budget - left, trap(state, layout.TRAP_MEMORY_LIMIT, address));
            }
            Row.store(mode, state, layout.STREAM_STORE, ip, ts, page, at);
            store<u8>(page + (at & 0xffff), <u8>Read.b(state, ip));
          } else {
            const status = misalignedStore(mode, state, ip, ts, address, 0);
            if (status != layout.STATUS_RUNNING) return leave(state, ip, ts, budget - left, status);
          }
          ip += 8;
          break;
        }
        case op.SH: {
          const address = Read.address(state, ip);
          if (Address.isPlain(address, 1)) {
            const at = <u32>address;
            const page = Memory.page(state, pageTable, at);
            if (page == 0) {
              return leave(state, ip, ts, budget - left, trap(state, layout.TRAP_MEMORY_LIMIT, address));
            }
            Row.store(mode, state, layout.STREAM_STORE, ip, ts, page, at);
            store<u16>(page + (at & 0xffff), <u16>Read.b(state, ip));
          } else {
            const status = misalignedStore(mode, state, ip, ts, address, 1);
            if (status != layout.STATUS_RUNNING) return leave(state, ip, ts, budget - left, status);
          }
          ip += 8;
          break;
        }
        case op.SW: {
          const address = Read.address(state, ip);
          if (Address.isPlain(address, 2)) {
            const at = <u32>address;
            const page = Memory.page(state, pageTable, at);
            if (page == 0) {
              return leave(state, ip, ts, budget - left, trap(state, layout.TRAP_MEMORY_LIMIT, address));
            }
            Row.store(mode, state, layout.STREAM_STORE, ip, ts, page, at);
            store<u32>(page + (at & 0xffff), <u32>Read.b(state, ip));
          } else {
            const status = misalignedStore(mode, state, ip, ts, address, 2);
            if (status != layout.STATUS_RUNNING) return leave(state, ip, ts, budget - left, status);
          }
          ip += 8;
          break;
        }
        case op.MUL: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_MUL, ip, ts, a, b, a * b);
          ip += 8;
          break;
        }
        case op.MULW: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_MUL, ip, ts, a, b, Arithmetic.signExtend32(a * b));
          ip += 8;
          break;
        }
        case op.MULH: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_MULH, ip, ts, a, b, Arithmetic.mulHigh(a, b));
          ip += 8;
          break;
        }
        case op.MULHU: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_MULH, ip, ts, a, b, Arithmetic.mulHighUnsigned(a, b));
          ip += 8;
          break;
        }
        case op.MULHSU: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_MULH, ip, ts, a, b, Arithmetic.mulHighSignedUnsigned(a, b));
          ip += 8;
          break;
        }
        case op.DIV: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_DIV, ip, ts, a, b, Arithmetic.div(a, b));
          ip += 8;
          break;
        }
        case op.DIVU: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_DIV, ip, ts, a, b, Arithmetic.divUnsigned(a, b));
          ip += 8;
          break;
        }
        case op.REM: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_DIV, ip, ts, a, b, Arithmetic.rem(a, b));
          ip += 8;
          break;
        }
        case op.REMU: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_DIV, ip, ts, a, b, Arithmetic.remUnsigned(a, b));
          ip += 8;
          break;
        }
        case op.DIVW: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_DIV, ip, ts, a, b, Arithmetic.signExtend32(Arithmetic.div(Arithmetic.signExtend32(a), Arithmetic.signExtend32(b))));
          ip += 8;
          break;
        }
        case op.DIVUW: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_DIV, ip, ts, a, b, Arithmetic.signExtend32(Arithmetic.divUnsigned(Arithmetic.zeroExtend32(a), Arithmetic.zeroExtend32(b))));
          ip += 8;
          break;
        }
        case op.REMW: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_DIV, ip, ts, a, b, Arithmetic.signExtend32(Arithmetic.rem(Arithmetic.signExtend32(a), Arithmetic.signExtend32(b))));
          ip += 8;
          break;
        }
        case op.REMUW: {
          const a = Read.a(state, ip);
          const b = Read.b(state, ip);
          Row.rs1Rs2Rd(mode, state, layout.STREAM_DIV, ip, ts, a, b, Arithmetic.signExtend32(Arithmetic.remUnsigned(Arithmetic.zeroExtend32(a), Arithmetic.zeroExtend32(b))));
          ip += 8;
          break;
        }
        case op.ECALL: {
          const status = systemCall(mode, state, ip, ts);
          if (status == layout.STATUS_TRAPPED) return leave(state, ip, ts, budget - left, status);
          if (isProfiling) countPrecompile(state);
          if (status == layout.STATUS_EXITED) return leave(state, ip, ts + 3, budget - left + 1, status);
          // Some precompiles do their work in steps, each of which is an instruction of its own.
          if (status != layout.STATUS_AGAIN) ip += 8;
          if (status == layout.STATUS_DEBUG) return leave(state, ip, ts + 3, budget - left + 1, status);
          break;
        }
        default:
          return leave(state, ip, ts, budget - left, trap(state, layout.TRAP_ILLEGAL_INSTRUCTION, Read.pc(state, ip)));
      }
      left--;
      if (mode != RUN) ts += layout.TICKS_PER_INSTRUCTION;
    }
    return leave(state, ip, ts, budget, layout.STATUS_RUNNING);
  }
}
