/** What the translation of a function needs to know of the program around it. */
import type { FunctionType, Module } from '../parse/module.ts';

/** How a call of a function index is compiled. */
export type CallTarget =
  | { readonly kind: 'function'; readonly symbol: string; readonly type: FunctionType }
  /** Address of the private input's payload. */
  | { readonly kind: 'constant'; readonly value: bigint; readonly type: FunctionType }
  /** One operation on the arguments. */
  | { readonly kind: 'operation'; readonly op: string; readonly type: FunctionType }
  /** Step marker with a constant number. */
  | { readonly kind: 'step'; readonly type: FunctionType };

export interface ModuleContext {
  readonly module: Module;
  readonly isChecked: boolean;
  callTarget(index: number): CallTarget;
  /** Symbol of a soft-float function, or undefined if there is no such library. */
  floatFunction(name: string): string | undefined;
  readonly globals: readonly GlobalPlace[];
  /** Canonical number of a type: equal types have equal numbers. */
  typeId(typeIndex: number): number;
  readonly tables: readonly TablePlace[];
  /** Address of a table's description: its address, size and greatest size, 8 bytes each. */
  tableDescriptor(index: number): number;
  /** Element segments that table.init can name, by index: address and length; a dropped one has length 0 in its slot. */
  elementSlot(index: number): number;
  /** Address at which a function's reference stands. */
  referenceSlot(index: number): number;
  /** Data segments that memory.init can name, by index: address and length; a dropped one has length 0 in its slot. */
  segmentSlot(index: number): number;
}

export type GlobalPlace =
  | { readonly kind: 'constant'; readonly value: bigint }
  /** Offset from the register of globals. */
  | { readonly kind: 'memory'; readonly offset: number }
  | { readonly kind: 'absolute'; readonly address: number }
  | { readonly kind: 'register'; readonly register: number };

export interface TablePlace {
  readonly address: number;
  /** At the start. */
  readonly size: number;
  readonly capacity: number;
  /** Its size changes at run time. */
  readonly isGrowing: boolean;
  /** If all elements are there, stay, and are of this type id, calls with it need no check. */
  readonly uniformType: number | undefined;
}

/** Register that points to the globals, and the one that holds the most used global. */
export const GLOBALS_REGISTER = 3;
export const PINNED_REGISTER = 4;

/** Slots of the runtime's own, before the module's globals: offsets from the register of globals. */
export const MEMORY_PAGES_OFFSET = -2048;
export const MEMORY_LIMIT_OFFSET = -2040;
/** How much of the private input WASI's fd_read has given out, and random_get's state. */
export const INPUT_POSITION_OFFSET = -2032;
export const RANDOM_STATE_OFFSET = -2024;
export const FIRST_GLOBAL_OFFSET = -2016;
