// What the host may call of the transforms.
export { buildTwiddles, rootOfUnity, twiddleBytes } from './twiddles';
export * from './transforms';
