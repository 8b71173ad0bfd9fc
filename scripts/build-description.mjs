// Writes the RV64IM machine description (docs/protocol.md, section 5) as an asset under src/generated, so that a verifier needs neither
// the chips nor the AIR language: `npm run build:description`. Runs the sources as they are (Node strips the types).
import { mkdir, writeFile } from 'node:fs/promises';
import { encodeDescription } from '../src/air/description.ts';
import { machineTables, publicTerms } from '../src/machine/chips.ts';

const bytes = encodeDescription(
  machineTables.map(({ chip }) => chip.air),
  publicTerms,
);
await mkdir('src/generated', { recursive: true });
await writeFile(
  'src/generated/machine-description.ts',
  `// Generated from src/machine/chips.ts by scripts/build-description.mjs.\nexport const machineDescriptionBase64 =\n  '${Buffer.from(bytes).toString('base64')}';\n`,
);
process.stdout.write(`machine description ${bytes.length} bytes\n`);
