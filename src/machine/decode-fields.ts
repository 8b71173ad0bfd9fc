/** What one instruction of the program says on the DECODE bus, besides its pc and family; see each chip's `decode.ts`. */
export interface DecodeFields {
  /** Which instruction of the family, as bits. */
  readonly flags: number;
  /** Registers as they are accessed: writes to x0 already go to the dummy; 0 where the family has none. */
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  /** Immediate limbs, constant results or targets; canonical integers below p. */
  readonly d: readonly [number, number, number, number];
}
