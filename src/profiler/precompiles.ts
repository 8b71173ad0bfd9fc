/** Names of the precompiles by their number in a7 (design: memory map and ABI). */
import * as layout from '../executor/layout.ts';

const names = new Map<number, string>([
  [layout.SYSCALL_KECCAK_F1600, 'keccak_f1600'],
  [layout.SYSCALL_BLAKE3_COMPRESS, 'blake3_compress'],
  [layout.SYSCALL_SHA256_COMPRESS, 'sha256_compress'],
  [layout.SYSCALL_FIELD_DOT, 'field_dot'],
  [layout.SYSCALL_EXT_MUL, 'ext_mul'],
  [layout.SYSCALL_EXT_DIV, 'ext_div'],
  [layout.SYSCALL_BLAKE3_CHAIN, 'blake3_chain'],
  [layout.SYSCALL_BLAKE3_PATH, 'blake3_path'],
]);

/** The name, or the number in hexadecimal. */
export function precompileName(number: number): string {
  return names.get(number) ?? `0x${number.toString(16)}`;
}
