/**
 * Exact profiles: how often each instruction ran per step, and a call tree with cycles. A step marker is `addi x0, x0, N` with N != 0;
 * it opens step N and is the step's first instruction. What runs before any marker is step 0.
 *
 * Calls and returns follow the return-address-stack hints of the unprivileged ISA (section 2.5.1, x1 and x5 are link registers). A
 * return must go to where the innermost frame says; one that does not (longjmp) drops all frames whose call was made below the
 * present stack pointer. A jump to a function's start replaces the innermost function (tail call). Depth and number of nodes are
 * bounded; beyond, cycles stay with the function that called. The counts per instruction do not depend on any of this.
 */
import * as layout from '../../src/executor/layout';
import { allocate } from './memory';
import * as op from './opcodes';
import { Operand } from './rows';
import { State } from './state';

const RA: u32 = 1;
const SP: u32 = 2;
const T0: u32 = 5;
const A7: u32 = 17;
/** Writes to x0 go here. */
const DUMMY: u32 = 32;

export class Profile {
  @inline static block(state: u32): u32 {
    return load<u32>(state, layout.STATE_PROFILE);
  }

  @inline static bucket(state: u32): u32 {
    return load<u32>(Profile.block(state), layout.PROFILE_BUCKET);
  }

  @inline static isMarker(ip: u32): bool {
    return (load<u32>(ip) & 0xffffff) == (op.ADDI | (DUMMY << 8)) && Operand.imm(ip) != 0;
  }

  /** Gives the innermost function the cycles since the last change of function or step; `executed` counts this slice's. */
  @inline static flush(state: u32, profile: u32, executed: u32): void {
    const now = load<u64>(state, layout.STATE_CYCLES) + executed;
    const node = load<u32>(load<u32>(profile, layout.PROFILE_FRAME), layout.FRAME_NODE);
    const cycles = load<u64>(node, layout.NODE_CYCLES) + now - load<u64>(profile, layout.PROFILE_SINCE);
    store<u64>(node, cycles, layout.NODE_CYCLES);
    store<u64>(profile, now, layout.PROFILE_SINCE);
  }

  @inline static pop(profile: u32): void {
    store<u32>(profile, load<u32>(profile, layout.PROFILE_FRAME) - layout.FRAME_BYTES, layout.PROFILE_FRAME);
    store<u32>(profile, load<u32>(profile, layout.PROFILE_DEPTH) - 1, layout.PROFILE_DEPTH);
  }

  /** Place in the table of nodes. */
  @inline static slot(profile: u32, hash: u32): u32 {
    return profile + layout.PROFILE_NODE_TABLE + ((hash & layout.NODE_TABLE_MASK) << 2);
  }

  @inline static isLink(register: u32): bool {
    return register == RA || register == T0;
  }

  @inline static isFunctionStart(state: u32, profile: u32, ip: u32): bool {
    const index = (ip - load<u32>(state, layout.STATE_CODE)) >> 3;
    return load<u8>(load<u32>(profile, layout.PROFILE_FUNCTION_STARTS) + index) != 0;
  }
}

/** Before the first instruction: bucket of step 0, root of the call tree. Returns 0 if the memory limit is reached. */
export function startProfile(state: u32): u32 {
  const profile = Profile.block(state);
  const frame = profile + layout.PROFILE_FRAMES;
  store<u32>(profile, frame, layout.PROFILE_FRAME);
  store<u32>(frame, profile + layout.PROFILE_NODES, layout.FRAME_NODE);
  const root = node(profile, profile + layout.PROFILE_NODES, load<u32>(state, layout.STATE_IP));
  store<u32>(frame, root, layout.FRAME_NODE);
  store<u64>(root, 1, layout.NODE_CALLS);
  return enterStep(state, profile, 0);
}

/** After the last instruction. */
export function finishProfile(state: u32): void {
  Profile.flush(state, Profile.block(state), 0);
}

/** The marker at `ip`, already counted in the step that it ends. Returns the bucket of its step, 0 if there is no memory for it. */
export function mark(state: u32, ip: u32, executed: u32): u32 {
  const profile = Profile.block(state);
  const step = Operand.imm(ip) & layout.STEP_MASK;
  const offset = ip - load<u32>(state, layout.STATE_CODE);
  const before = load<u32>(profile, layout.PROFILE_BUCKET) + offset;
  store<u64>(before, load<u64>(before) - 1);
  const bucket = enterStep(state, profile, step);
  if (bucket == 0) return 0;
  store<u64>(bucket + offset, load<u64>(bucket + offset) + 1);
  Profile.flush(state, profile, executed);
  refreshNode(profile);

  const count = load<u64>(profile, layout.PROFILE_NUM_MARKERS);
  store<u64>(profile, count + 1, layout.PROFILE_NUM_MARKERS);
  if (count < <u64>layout.MAX_MARKERS) {
    const marker = profile + layout.PROFILE_MARKERS + <u32>count * layout.MARKER_BYTES;
    store<u32>(marker, step, layout.MARKER_STEP);
    store<u64>(marker, load<u64>(state, layout.STATE_CYCLES) + executed, layout.MARKER_CYCLE);
  }
  return bucket;
}

function enterStep(state: u32, profile: u32, step: u32): u32 {
  const entry = profile + layout.PROFILE_BUCKETS + (step << 2);
  let bucket = load<u32>(entry);
  if (bucket == 0) {
    const bytes = (load<u32>(state, layout.STATE_NUM_INSTRUCTIONS) + 1 + layout.PRECOMPILE_SLOTS) << 3;
    // Whole cache lines, so that pages behind keep their alignment.
    bucket = allocate(state, (bytes + 63) & ~63);
    if (bucket == 0) return 0;
    store<u32>(entry, bucket);
  }
  store<u32>(profile, step, layout.PROFILE_STEP);
  store<u32>(profile, bucket, layout.PROFILE_BUCKET);
  return bucket;
}

/** After a system call that succeeded. */
export function countPrecompile(state: u32): void {
  const number = State.register(state, A7) - layout.PRECOMPILE_FIRST;
  if (number > 0xfffffff) return;
  // The bucket has a counter for the illegal instruction behind the last one too.
  const slot = load<u32>(state, layout.STATE_NUM_INSTRUCTIONS) + 1 + min<u32>(<u32>number, layout.PRECOMPILE_SLOTS - 1);
  const counter = Profile.bucket(state) + (slot << 3);
  store<u64>(counter, load<u64>(counter) + 1);
}

export function jumpAndLink(state: u32, ip: u32, target: u32, executed: u32): void {
  const profile = Profile.block(state);
  const rd = Operand.rd(ip);
  if (Profile.isLink(rd)) call(state, profile, ip + 8, target, executed);
  else if (rd == DUMMY && Profile.isFunctionStart(state, profile, target)) tailCall(state, profile, target, executed);
}

export function jumpAndLinkRegister(state: u32, ip: u32, target: u32, executed: u32): void {
  const profile = Profile.block(state);
  const rd = Operand.rd(ip);
  const rs1 = Operand.rs1(ip);
  if (Profile.isLink(rd)) {
    // A coroutine's swap: returns and calls.
    if (rd != rs1 && Profile.isLink(rs1) && isReturn(state, profile, target)) drop(state, profile, executed);
    call(state, profile, ip + 8, target, executed);
  } else if (rd == DUMMY) {
    if (Profile.isLink(rs1) && isReturn(state, profile, target)) drop(state, profile, executed);
    else if (rs1 == RA) unwind(state, profile, executed);
    else if (Profile.isFunctionStart(state, profile, target)) tailCall(state, profile, target, executed);
  }
}

function call(state: u32, profile: u32, returnIp: u32, target: u32, executed: u32): void {
  const depth = load<u32>(profile, layout.PROFILE_DEPTH);
  if (depth == layout.MAX_DEPTH) {
    store<u32>(profile, load<u32>(profile, layout.PROFILE_BEYOND) + 1, layout.PROFILE_BEYOND);
    lose(profile);
    return;
  }
  // The call itself is the caller's.
  Profile.flush(state, profile, executed + 1);
  const caller = load<u32>(profile, layout.PROFILE_FRAME);
  const frame = caller + layout.FRAME_BYTES;
  const callee = node(profile, load<u32>(caller, layout.FRAME_NODE), target);
  store<u64>(callee, load<u64>(callee, layout.NODE_CALLS) + 1, layout.NODE_CALLS);
  store<u32>(frame, callee, layout.FRAME_NODE);
  store<u32>(frame, returnIp, layout.FRAME_RETURN);
  store<u64>(frame, State.register(state, SP), layout.FRAME_STACK_POINTER);
  store<u32>(profile, frame, layout.PROFILE_FRAME);
  store<u32>(profile, depth + 1, layout.PROFILE_DEPTH);
}

/** With calls beyond the stack's room, those of a recursion go to the same place: then the stack pointer tells. */
function isReturn(state: u32, profile: u32, target: u32): bool {
  const frame = load<u32>(profile, layout.PROFILE_FRAME);
  if (load<u32>(profile, layout.PROFILE_DEPTH) == 0 || load<u32>(frame, layout.FRAME_RETURN) != target) return false;
  return (
    load<u32>(profile, layout.PROFILE_BEYOND) == 0 || load<u64>(frame, layout.FRAME_STACK_POINTER) == State.register(state, SP)
  );
}

function drop(state: u32, profile: u32, executed: u32): void {
  Profile.flush(state, profile, executed + 1);
  store<u32>(profile, 0, layout.PROFILE_BEYOND);
  Profile.pop(profile);
  refreshNode(profile);
}

/** A return to somewhere else than the innermost frame says. */
function unwind(state: u32, profile: u32, executed: u32): void {
  const stackPointer = State.register(state, SP);
  const beyond = load<u32>(profile, layout.PROFILE_BEYOND);
  const top = load<u64>(load<u32>(profile, layout.PROFILE_FRAME), layout.FRAME_STACK_POINTER);
  if (beyond != 0 && stackPointer < top) {
    store<u32>(profile, beyond - 1, layout.PROFILE_BEYOND);
    return;
  }
  Profile.flush(state, profile, executed + 1);
  store<u32>(profile, 0, layout.PROFILE_BEYOND);
  while (
    load<u32>(profile, layout.PROFILE_DEPTH) != 0 &&
    load<u64>(load<u32>(profile, layout.PROFILE_FRAME), layout.FRAME_STACK_POINTER) <= stackPointer
  ) {
    Profile.pop(profile);
  }
  refreshNode(profile);
}

function tailCall(state: u32, profile: u32, target: u32, executed: u32): void {
  if (load<u32>(profile, layout.PROFILE_BEYOND) != 0) return;
  Profile.flush(state, profile, executed + 1);
  const frame = load<u32>(profile, layout.PROFILE_FRAME);
  const caller = load<u32>(frame, layout.FRAME_NODE);
  // A loop whose head is the function's first instruction.
  if (load<u32>(caller, layout.NODE_ENTRY) == target) return;
  const callee = node(profile, load<u32>(caller, layout.NODE_PARENT), target);
  store<u64>(callee, load<u64>(callee, layout.NODE_CALLS) + 1, layout.NODE_CALLS);
  store<u32>(frame, callee, layout.FRAME_NODE);
}

/** The innermost function goes on in the current step. */
function refreshNode(profile: u32): void {
  const frame = load<u32>(profile, layout.PROFILE_FRAME);
  const old = load<u32>(frame, layout.FRAME_NODE);
  if (load<u32>(old, layout.NODE_STEP) == load<u32>(profile, layout.PROFILE_STEP)) return;
  store<u32>(frame, node(profile, load<u32>(old, layout.NODE_PARENT), load<u32>(old, layout.NODE_ENTRY)), layout.FRAME_NODE);
}

function lose(profile: u32): void {
  store<u64>(profile, load<u64>(profile, layout.PROFILE_LOST_CALLS) + 1, layout.PROFILE_LOST_CALLS);
}

/** The node (parent, entry, current step), made if there is none; the innermost one if there is no room for it. */
function node(profile: u32, parent: u32, entry: u32): u32 {
  const step = load<u32>(profile, layout.PROFILE_STEP);
  let hash = (parent >> 5) * 0x9e3779b1 + (entry >> 3) * 0x85ebca77 + step * 0xc2b2ae3d;
  hash ^= hash >> 15;
  let slot = Profile.slot(profile, hash);
  let found = load<u32>(slot);
  while (found != 0) {
    if (
      load<u32>(found, layout.NODE_PARENT) == parent &&
      load<u32>(found, layout.NODE_ENTRY) == entry &&
      load<u32>(found, layout.NODE_STEP) == step
    ) {
      return found;
    }
    slot = Profile.slot(profile, ++hash);
    found = load<u32>(slot);
  }
  const count = load<u32>(profile, layout.PROFILE_NUM_NODES);
  if (count == layout.MAX_NODES) {
    lose(profile);
    return load<u32>(load<u32>(profile, layout.PROFILE_FRAME), layout.FRAME_NODE);
  }
  const created = profile + layout.PROFILE_NODES + (count + 1) * layout.NODE_BYTES;
  store<u32>(profile, count + 1, layout.PROFILE_NUM_NODES);
  store<u32>(slot, created);
  store<u32>(created, parent, layout.NODE_PARENT);
  store<u32>(created, entry, layout.NODE_ENTRY);
  store<u32>(created, step, layout.NODE_STEP);
  return created;
}
