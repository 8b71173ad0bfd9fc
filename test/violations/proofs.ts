/** Proofs of one chip's table in its environment, by the prover, which checks nothing; and the verdicts of both verifiers. */
import type { Air } from '../../src/air/air.ts';
import type { FilledTable } from '../../src/air/evaluate-rows.ts';
import { presets, type StarkOptions } from '../../src/stark/options.ts';
import type { ProvingKey } from '../../src/stark/proving-key.ts';
import { defineSystem } from '../../src/stark/system.ts';
import type { StarkProver } from '../../src/stark/toolkit.ts';
import { VerificationError, verify } from '../../src/verify/index.ts';
import { ReferenceRejection } from '../reference/rejection.ts';
import { verifyReference } from '../reference/verifier.ts';
import { busesOf, environmentAir, environmentTables, type Statement, statementsOf } from './environment.ts';

const options: StarkOptions = { ...presets['one-query'], logFinalLength: 3, capHeight: 0 };

export const ACCEPTED = 'accepted';

/** A code of rejection or `ACCEPTED`. */
export interface Verdicts {
  readonly verifier: string;
  readonly reference: string;
}

export class ChipSystem {
  readonly #prover: StarkProver;
  readonly #key: ProvingKey;
  readonly #air: Air;

  private constructor(prover: StarkProver, key: ProvingKey, air: Air) {
    this.#prover = prover;
    this.#key = key;
    this.#air = air;
  }

  /** For tables of this AIR, with these preprocessed columns. */
  static async create(prover: StarkProver, { air, preprocessed }: FilledTable): Promise<ChipSystem> {
    const environment = busesOf(air).map(environmentAir);
    const key = await prover.setup(defineSystem([air, ...environment]), {
      options,
      preprocessed: [preprocessed.length > 0 ? preprocessed : null, ...environment.map(() => null)],
      insecure: true,
    });
    return new ChipSystem(prover, key, air);
  }

  /**
   * @param statements what the environment answers; default: everything that the table says.
   * @param proven the AIR that the prover takes for the chip's, of the same shape.
   */
  async judge(table: FilledTable, statements: readonly Statement[] = statementsOf(table), proven?: Air) {
    const key = this.#key;
    const airs = [proven ?? this.#air, ...key.system.airs.slice(1)];
    const { proof } = await this.#prover.prove(
      { ...key, system: { ...key.system, airs } },
      { tables: [table.main, ...environmentTables(busesOf(this.#air), statements)] },
    );
    return verdicts(proof, key.bytes, key.system.descriptionBytes);
  }
}

function verdicts(proof: Uint8Array, key: Uint8Array, description: Uint8Array): Verdicts {
  const code = (check: () => unknown) => {
    try {
      check();
      return ACCEPTED;
    } catch (error) {
      if (error instanceof VerificationError || error instanceof ReferenceRejection) return error.code;
      throw error;
    }
  };
  return {
    verifier: code(() => verify(proof, key, { description, insecure: true })),
    reference: code(() => verifyReference(proof, key, description)),
  };
}
