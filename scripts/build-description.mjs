// Writes the RV64IM machine description (docs/protocol.md, section 5) as an asset under src/generated, so that a verifier needs neither
// the chips nor the AIR language: `npm run build:description`. Runs the sources as they are (Node strips the types).
import { mkdir, writeFile } from 'node:fs/promises';
import { encodeDescription } from '../src/air/description.ts';
import { decodeDescription } from '../src/archive/description.ts';
import { packDescription, unpackDescription } from '../src/archive/packed-description.ts';
import { machineTables, publicTerms } from '../src/machine/chips.ts';

const bytes = encodeDescription(
  machineTables.map(({ chip }) => chip.air),
  publicTerms,
);
await mkdir('src/generated', { recursive: true });
const packed = packDescription(decodeDescription(bytes));
if (Buffer.compare(unpackDescription(packed), bytes) !== 0) throw new Error('The packed description is another one.');
await writeFile(
  'src/generated/machine-description.ts',
  `// Generated from src/machine/chips.ts by scripts/build-description.mjs.
import type { PackedDescription } from '../archive/packed-description.ts';
export const packedMachineDescription: PackedDescription = ${JSON.stringify(packed)};
`,
);
process.stdout.write(`machine description ${bytes.length} bytes\n`);
