// Host-side field arithmetic: `F.*` on words, `ext*` on elements of the quintic extension.
export * as F from './babybear.ts';
export * from './quintic.ts';
