import { VouchError } from '../errors.ts';

export type MachineErrorCode = 'ProgramTooLarge' | 'BadHeights' | 'DoesNotFit' | 'BadLookup';

/** A program or run that tables or memory cannot hold, height bounds that no machine table fits, or a bug of the trace filling. */
export class MachineError extends VouchError {
  declare readonly code: MachineErrorCode;
  constructor(code: MachineErrorCode, message: string) {
    super(code, message);
  }
}
