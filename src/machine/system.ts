/** The RV64IM machine as a system of tables for the STARK. */
import { defineSystem, type StarkSystem } from '../stark/system.ts';
import { machineTables, publicTerms } from './chips.ts';

let system: StarkSystem | undefined;

/** Built once: all machines are the same. */
export function machineSystem(): StarkSystem {
  system ??= defineSystem(
    machineTables.map(({ chip }) => chip.air),
    publicTerms,
  );
  return system;
}
