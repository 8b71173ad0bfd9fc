// Embeds the TypeScript guest library (guest/typescript) as src/guest-compiler/guest-library.ts, so that the compiler finds
// it in Node and in browsers without file access. The result is committed; a test holds it to its sources.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('../guest/typescript/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
const entries = names.sort().map((name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  return `  '${name}': \`${text.replaceAll(/[\\`]|\$\{/g, (found) => `\\${found}`)}\`,\n`;
});
writeFileSync(
  new URL('../src/guest-compiler/guest-library.ts', import.meta.url),
  `/** The TypeScript guest library, file name -> text. Generated from guest/typescript by scripts/build-guest-library.mjs. */
export const guestLibrary: Readonly<Record<string, string>> = {
${entries.join('')}};
`,
);
