/**
 * `vouch/guest`: what a guest program in TypeScript (AssemblyScript) imports. Needs no floats and frees nothing by itself; what
 * a program does not use does not enter it. `assert(condition, message)` and `throw new Error(message)` are the language's own.
 */
export { Blake3, blake3 } from './blake3';
export { equalBytes, toBytes, toHex } from './bytes';
export { CsvReader } from './csv';
export { exit, panic } from './failure';
export { blake3Compress, keccakPermute, sha256Compress, step as cycles } from './host';
export {
  input,
  Reader,
  readBytes,
  readI32,
  readI64,
  readLine,
  readRest,
  readString,
  readU8,
  readU16,
  readU32,
  readU64,
  remaining,
  viewOf,
} from './input';
export { Keccak256, keccak256 } from './keccak';
export { commit, commitBytes, commitString, commitU32, commitU64, print } from './output';
export { Sha256, sha256 } from './sha256';
