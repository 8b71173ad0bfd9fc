/**
 * What `vouch new` writes: a project with a guest in TypeScript, a script that proves and verifies, a test, a README. The guest lies in
 * the root beside the tsconfig.json of AssemblyScript's types; scripts for Node lie in host/, with their own.
 */
import { guestConfig, guestText, inputText } from './guest.ts';
import { hostConfig, outputText, proveText, testText } from './host.ts';

/** The files of a new project, path -> text. `vouch` is the version, or what else npm takes, of this package to depend on. */
export function projectFiles(name: string, vouch: string): Readonly<Record<string, string>> {
  return {
    'guest.ts': guestText,
    'data.csv': inputText,
    'tsconfig.json': guestConfig,
    'host/prove.ts': proveText,
    'host/output.ts': outputText,
    'host/prove.test.ts': testText,
    'host/tsconfig.json': hostConfig,
    'package.json': packageText(name, vouch),
    'README.md': readmeText(name),
    '.gitignore': 'node_modules/\nguest.elf\nproof.bin\nkey.bin\n',
  };
}

function packageText(name: string, vouch: string): string {
  const description = {
    name,
    version: '0.0.0',
    private: true,
    type: 'module',
    engines: { node: '>=22.18' },
    scripts: {
      build: 'vouch build guest.ts -o guest.elf',
      prove: 'npm run build && node host/prove.ts',
      test: 'npm run build && node --test host/prove.test.ts',
    },
    dependencies: { vouch },
    devDependencies: { '@types/node': '^22.15.0' },
  };
  return `${JSON.stringify(description, null, 2)}\n`;
}

function readmeText(name: string): string {
  return `# ${name}

A program whose runs can be proven: whoever has the proof can check what the program said about a private input, without running it.

\`\`\`sh
npm install
npm test           # run the program, without proving
npm run prove      # run it on data.csv, prove, verify
\`\`\`

| file | |
|---|---|
| \`guest.ts\` | the program, in TypeScript as [AssemblyScript](https://www.assemblyscript.org) has it |
| \`data.csv\` | a private input |
| \`host/prove.ts\` | makes the verifying key, proves, verifies |
| \`host/output.ts\` | reads the public output |
| \`host/prove.test.ts\` | runs the program on small inputs |

From the shell:

\`\`\`sh
npx vouch run guest.ts --input data.csv                  # what would it say, in how many cycles?
npx vouch prove guest.ts --input data.csv -o proof.bin
npx vouch verify proof.bin --program guest.ts
\`\`\`

The claim says what the program commits and no more: commit only what may be known. The SHA-256 of a file that can be guessed gives it
away; commit it where the file is long or has random content. Proofs of this version are not zero-knowledge: parts of the input might be
computed from one, so keep a proof as private as its input where that must stay secret.
`;
}
