/**
 * `vouch/guest/plain`: the hashes as code, without precompiles: `import * as plain from 'vouch/guest/plain'`. Apart from the library's index
 * because their tables would otherwise be part of every guest.
 */
export { blake3 } from './plain-blake3';
export { keccak256 } from './plain-keccak';
export { sha256 } from './plain-sha256';
