/**
 * The opcode ids as AssemblyScript source, derived from the instruction table. `assembly/executor/opcodes.ts` holds this text; a
 * test compares them and says how to renew it.
 */
import { ILLEGAL_OPCODE, instructionTable } from './rv64im.ts';

export function opcodesSource(): string {
  const lines = instructionTable.map(
    (e) => `export const ${e.mnemonic.toUpperCase()} = ${e.opcode}; // ${e.semantics}`,
  );
  return [
    '/** Opcode ids. Generated from src/isa/rv64im.ts by src/isa/opcodes-source.ts; do not edit. */',
    `export const ILLEGAL = ${ILLEGAL_OPCODE};`,
    ...lines,
    '',
  ].join('\n');
}
