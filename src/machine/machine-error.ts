import { VouchError } from '../errors.ts';

export type MachineErrorCode = 'ProgramTooLarge' | 'BadHeights';

/** A program that the machine's tables cannot hold, or height bounds that no machine table fits. */
export class MachineError extends VouchError {
  declare readonly code: MachineErrorCode;
  constructor(code: MachineErrorCode, message: string) {
    super(code, message);
  }
}
