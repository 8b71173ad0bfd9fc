/** A function's intermediate form as text. */
import type { Edge, IrFunction, Value } from './ir.ts';

/** @param place after registers are allocated: where a value is */
export function dumpIr(fn: IrFunction, place?: (value: Value) => string | undefined): string {
  const name = (value: Value): string => {
    if (value.op === 'const') return `${value.constant}`;
    const where = place?.(value);
    return where === undefined ? `v${value.id}` : `v${value.id}:${where}`;
  };
  const list = (values: readonly Value[]): string => values.map(name).join(', ');
  const edgeText = ({ target, args }: Edge): string => `b${target.id}(${list(args)})`;
  const lines = [`${fn.name} (${fn.symbol})`];
  for (const block of fn.blocks) {
    lines.push(`b${block.id}(${list(block.params)}):  # depth ${block.loopDepth}${block.isCold ? ', cold' : ''}`);
    for (const value of block.values) {
      const results = [...(value.hasResult ? [value] : []), ...value.extraResults];
      const left = results.length > 0 ? `${list(results)} = ` : '';
      const extra = value.op === 'li' ? ` ${value.constant}` : value.callee === '' ? '' : ` ${value.callee}`;
      lines.push(`  ${left}${value.op}${extra} ${list(value.args)}${value.imm === 0 ? '' : ` #${value.imm}`}`);
    }
    const end = block.terminator!;
    const operands = end.kind === 'branch' ? `${end.op} ${name(end.a)}, ${name(end.b)}` : end.kind;
    const rest = end.kind === 'return' ? list(end.args) : end.kind === 'trap' ? end.reason : '';
    lines.push(`  ${operands} ${rest}${end.edges.map(edgeText).join(', ')}`);
  }
  return lines.join('\n');
}
