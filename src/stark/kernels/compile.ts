/**
 * Kernels of an AIR or chip, generated at run time (src/emit) and named for the worker pool. A module is compiled once and handed to all
 * workers (`WorkerPool.addModule`).
 */
import type { Air } from '../../air/air.ts';
import type { Bus } from '../../air/bus.ts';
import type { Chip } from '../../air/chip.ts';
import { emitCommon, SELECTOR_SCRATCH_BYTES } from '../../emit/common.ts';
import type { ConstantLayout } from '../../emit/constants.ts';
import { emitCount } from '../../emit/count.ts';
import { emitFill } from '../../emit/fill.ts';
import type { MemoryImport } from '../../emit/module.ts';
import { emitPermutation } from '../../emit/permutation.ts';
import { emitQuotient } from '../../emit/quotient.ts';

/** A module's bytes and the name under which tasks refer to it. */
export interface Kernel {
  readonly module: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface ConstantKernel extends Kernel {
  /** What the kernel expects behind its `constants` pointer; see `constantWords`. */
  readonly constants: ConstantLayout;
}

export interface CountingKernel extends ConstantKernel {
  /** One histogram each, in this order. */
  readonly buses: readonly Bus[];
}

export interface AirKernels {
  readonly air: Air;
  /** Null without interactions. */
  readonly permutation: ConstantKernel | null;
  readonly quotient: ConstantKernel & { readonly numWeights: number; readonly usesSelectors: boolean };
  /** Null if the table looks nothing up. */
  readonly count: CountingKernel | null;
  /** Most scratch memory that a task needs. */
  readonly scratchBytes: number;
}

export const COMMON = 'common';

export function airKernels(air: Air, memory: MemoryImport): AirKernels {
  const permutation = emitPermutation(air, memory);
  const quotient = emitQuotient(air, memory);
  const count = emitCount(air, memory);
  return {
    air,
    permutation: permutation && { module: `${air.name}.permutation`, ...permutation },
    quotient: { module: `${air.name}.quotient`, ...quotient },
    count: count && { module: `${air.name}.count`, ...count },
    scratchBytes: Math.max(permutation?.scratchBytes ?? 0, quotient.scratchBytes, SELECTOR_SCRATCH_BYTES),
  };
}

/** The fill kernel of a chip; null for tables that are not filled from records. */
export function fillKernel(chip: Chip, memory: MemoryImport): Kernel | null {
  const bytes = emitFill(chip, memory);
  return bytes && { module: `${chip.name}.fill`, bytes };
}

/** The module that no AIR changes. */
export function commonKernel(memory: MemoryImport): Kernel {
  return { module: COMMON, bytes: emitCommon(memory) };
}

/** All modules of some tables and the common one. */
export function kernelModules(tables: readonly AirKernels[], memory: MemoryImport): Kernel[] {
  const modules = tables.flatMap(({ permutation, quotient, count }) => [permutation, quotient, count]);
  return [commonKernel(memory), ...modules.filter((kernel) => kernel !== null)];
}
