/** Accepts the present costs of the recursion guest: `node test/recursion/update.ts`, then look at the difference. */
import { writeFileSync } from 'node:fs';
import { Prover } from '../../src/sdk/index.ts';
import { ledgerUrl, recursionLedger } from './ledger.ts';

const prover = await Prover.create();
writeFileSync(ledgerUrl, `${JSON.stringify(await recursionLedger(prover), null, 2)}\n`);
await prover.close();
