/**
 * Statements on tables for random modules. Ranges of the table `$t` keep their types, so that indirect calls go on working; `$u` is as
 * long and takes copies, `$v` grows and is filled; `$e<start>` is a passive segment with functions for the range at `start`.
 */
import type { Random } from '../../support/random.ts';
import type { TableRange } from './function.ts';

export const GROWING_MAXIMUM = 12;

/** Definitions besides the table `$t` and its active elements. */
export function tableDefinitions(size: number, table: readonly TableRange[], functions: readonly string[]): string {
  const segments = table.map(({ start, names }) => `(elem $e${start} func ${names.join(' ')})`);
  return `(table $u ${size} funcref) (table $v 1 ${GROWING_MAXIMUM} funcref)
  ${segments.join(' ')} (elem declare func ${functions.map((name) => `$${name}`).join(' ')})`;
}

/** @param index makes an i32; wild indices only where traps are wanted */
export function tableStatement(random: Random, range: TableRange, index: () => string, isWild: boolean): string {
  const { start, count, names } = range;
  const below = (bound: number) => `(i32.and ${index()} (i32.const ${bound - 1}))`;
  const entry = () => (isWild && random.below(12) === 0 ? index() : `(i32.add ${below(count)} (i32.const ${start}))`);
  const reference = () => `(ref.func ${random.pick(names)})`;
  const emit = (value: string) => `(call $emit_i32 ${value})`;
  const some = random.between(1, count);
  switch (random.below(9)) {
    case 0:
    case 1:
      return `(table.set $t ${entry()} ${reference()})`;
    case 2:
      return `(table.set $t ${entry()} (table.get $t ${entry()}))`;
    case 3:
      return emit(`(ref.is_null (table.get $${random.pick(['t', 'u'])} ${entry()}))`);
    case 4:
      return `(table.copy $u $t (i32.const ${start}) (i32.const ${start}) (i32.const ${some}))
        ${emit(`(ref.is_null (table.get $u ${entry()}))`)} (table.copy $t $t ${entry()} (i32.const ${start}) (i32.const 1))`;
    case 5:
      return `(table.init $t $e${start} (i32.const ${start + count - some}) (i32.const ${random.below(count - some + 1)}) (i32.const ${some}))`;
    case 6:
      return `${emit(`(table.grow $v ${reference()} ${below(4)})`)} ${emit('(table.size $v)')}`;
    case 7:
      return `(table.fill $t (i32.const ${start}) ${reference()} (i32.const ${some}))`;
    default:
      return `(table.set $v (i32.rem_u ${index()} (table.size $v)) (ref.null func))
        ${emit(`(ref.is_null (table.get $v (i32.rem_u ${index()} (table.size $v))))`)}`;
  }
}
