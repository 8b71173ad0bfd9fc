/** Proofs inside proofs: the recursion guest, its input, and what a verifier of its proofs checks. */
export { encodeRecursionInput, type RecursionInput, RecursionInputError } from './blob.ts';
export { recursionProgram } from './program.ts';
export { UnexpectedExitCode, type VerifyRecursiveOptions, verifyRecursionBlob, verifyRecursive } from './verify.ts';
