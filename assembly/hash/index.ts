// What the host may call of the hash.
export { compress, compress4 } from './blake3';
export { grind } from './grind';
