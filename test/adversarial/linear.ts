/** Sparse linear equations over F, homogeneous: rank and kernel. */
import { P } from '../../src/air/expression.ts';
import { addMod, inverseMod, mulMod } from '../../src/air/modular.ts';

/** Coefficients that are not 0, by unknown. */
export type LinearForm = Map<number, number>;

/** form += factor * other. */
export function addMultiple(form: LinearForm, other: ReadonlyMap<number, number>, factor: number): void {
  for (const [unknown, coefficient] of other) {
    const sum = addMod(form.get(unknown) ?? 0, mulMod(factor, coefficient));
    if (sum === 0) form.delete(unknown);
    else form.set(unknown, sum);
  }
}

export function valueAt(form: ReadonlyMap<number, number>, point: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [unknown, coefficient] of form) sum = addMod(sum, mulMod(coefficient, point.get(unknown) ?? 0));
  return sum;
}

/** A basis of the points at which all forms are 0; their elements that are not 0, by unknown. Uses the forms up. */
export function kernelOf(forms: readonly LinearForm[], numUnknowns: number): LinearForm[] {
  // Reduced forms by their lowest unknown, whose coefficient is 1. Short forms first: less fill-in.
  const pivots = new Map<number, LinearForm>();
  for (const form of forms.toSorted((a, b) => a.size - b.size)) {
    while (form.size > 0) {
      let lowest = Number.POSITIVE_INFINITY;
      for (const unknown of form.keys()) lowest = Math.min(lowest, unknown);
      const pivot = pivots.get(lowest);
      if (pivot === undefined) {
        const scale = inverseMod(form.get(lowest)!);
        for (const [unknown, coefficient] of form) form.set(unknown, mulMod(coefficient, scale));
        pivots.set(lowest, form);
        break;
      }
      addMultiple(form, pivot, P - form.get(lowest)!);
    }
  }
  const descending = [...pivots.keys()].sort((a, b) => b - a);
  const free = Array.from({ length: numUnknowns }, (_, unknown) => unknown).filter((unknown) => !pivots.has(unknown));
  return free.map((unknown) => {
    const point: LinearForm = new Map([[unknown, 1]]);
    for (const lowest of descending) {
      if (lowest > unknown) continue;
      const value = valueAt(pivots.get(lowest)!, point);
      if (value !== 0) point.set(lowest, P - value);
    }
    return point;
  });
}
