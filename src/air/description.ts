/**
 * The machine description of a list of AIRs: their constraint programs and the terms that the verifier adds to the buses itself, in the
 * canonical bytes of docs/protocol.md, section 5 (src/archive/description.ts has the format). Tables are in the order given.
 */
import {
  createDescription,
  encodeDescription as encodeBytes,
  PublicOperandKind,
  PublicUnit,
} from '../archive/description.ts';
import { type Air, AirError } from './air.ts';
import type { Bus } from './bus.ts';
import type { PublicTuple } from './checker.ts';
import { P } from './expression.ts';
import { toWord } from './modular.ts';
import { constraintProgram } from './program.ts';

/** What the verifier knows: a constant, or a part of the claim. `index` and `value` are of the byte or u32 that the term is for. */
export type PublicOperand = number | Exclude<keyof typeof PublicOperandKind, 'constant'>;

/** A tuple that the verifier sends or receives: once, or for every byte or u32 of the public output. */
export interface PublicTerm {
  readonly unit: keyof typeof PublicUnit;
  readonly bus: Bus;
  readonly isSend: boolean;
  readonly tuple: readonly PublicOperand[];
}

export interface PublicClaim {
  /** The key's entry. */
  readonly entry: number;
  readonly exitCode: number;
  readonly output: Uint8Array;
}

export function encodeDescription(airs: readonly Air[], publicTerms: readonly PublicTerm[]): Uint8Array {
  checkBuses(airs, publicTerms);
  const terms = publicTerms.map(({ unit, bus, isSend, tuple }) => ({
    unit: PublicUnit[unit],
    bus: bus.id,
    isSend,
    operands: tuple.map((operand) =>
      typeof operand === 'number'
        ? { kind: PublicOperandKind.constant, value: toWord(canonical(operand)) }
        : { kind: PublicOperandKind[operand], value: 0 },
    ),
  }));
  return encodeBytes(createDescription(terms, airs.map(constraintProgram)));
}

/** The verifier's tuples for a claim, as the checker takes them. */
export function publicTuples(terms: readonly PublicTerm[], claim: PublicClaim): PublicTuple[] {
  const { output } = claim;
  const view = new DataView(output.buffer, output.byteOffset, output.byteLength);
  return terms.flatMap(({ unit, bus, isSend, tuple }) => {
    const size = { once: 0, byte: 1, u32: 4 }[unit];
    if (size === 4 && output.length % 4 !== 0) {
      throw new AirError('BadPublicOutput', `${output.length} bytes of output are not a whole number of u32.`);
    }
    const times = size === 0 ? 1 : output.length / size;
    return Array.from({ length: times }, (_, index) => {
      const value = size === 0 ? 0 : size === 1 ? output[index]! : view.getUint32(4 * index, true);
      const known = {
        entry: claim.entry,
        exitCodeLow: claim.exitCode & 0xffff,
        exitCodeHigh: claim.exitCode >>> 16,
        outputLength: output.length,
        index,
        value,
      };
      return {
        bus,
        isSend,
        tuple: tuple.map((operand) => canonical(typeof operand === 'number' ? operand : known[operand])),
      };
    });
  });
}

function canonical(value: number): number {
  return ((value % P) + P) % P;
}

/** One id is one bus: a shared id would let tuples of two buses balance each other. */
function checkBuses(airs: readonly Air[], publicTerms: readonly PublicTerm[]): void {
  const known = new Map<number, Bus>();
  const see = (bus: Bus, tuple: readonly unknown[], where: string) => {
    const other = known.get(bus.id) ?? bus;
    if (other.name !== bus.name) {
      throw new AirError('BusCollision', `${where}: buses ${bus.name} and ${other.name} both have id ${bus.id}.`);
    }
    if (bus.id < 1 || bus.id > 0xffff)
      throw new AirError('BadBus', `Bus ${bus.name}: id ${bus.id} is not in 1..65535.`);
    if (tuple.length !== bus.fields.length) {
      throw new AirError(
        'BadTuple',
        `${where}: ${tuple.length} elements on bus ${bus.name}, which takes ${bus.fields.length}.`,
      );
    }
    known.set(bus.id, bus);
  };
  for (const { bus, tuple } of publicTerms) see(bus, tuple, 'public term');
  for (const air of airs) for (const { bus, tuple } of air.interactions) see(bus, tuple, air.name);
}
