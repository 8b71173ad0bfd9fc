/**
 * The flame graph of the HTML page: runs in the reader's browser. `drawFlameGraph` is written into the page by its source text, so it may
 * use nothing from outside its own body. Only boxes wide enough to see are made, so the size of the tree does not matter.
 */

/** `nodes`: parent, frame, self cycles, total cycles, step, for each node; parents first. */
export interface FlameData {
  readonly frames: readonly string[];
  readonly nodes: readonly number[];
}

export function drawFlameGraph(
  data: FlameData,
  elements: Record<'graph' | 'info' | 'search' | 'reset', HTMLElement>,
): void {
  const ROW_PIXELS = 18;
  const MIN_PIXELS = 0.6;
  const FIELDS = 5;
  const { frames, nodes } = data;
  const count = nodes.length / FIELDS;
  const parentOf = (i: number) => nodes[FIELDS * i]!;
  const nameOf = (i: number) => (i < 0 ? 'all' : (frames[nodes[FIELDS * i + 1]!] ?? ''));
  const totals = Float64Array.from({ length: count }, (_, i) => nodes[FIELDS * i + 3]!);
  const starts = new Float64Array(count);
  const depths = new Uint32Array(count);
  const nextChild = new Float64Array(count);
  let all = 0;
  for (let i = 0; i < count; i++) {
    const parent = parentOf(i);
    starts[i] = parent < 0 ? all : nextChild[parent]!;
    depths[i] = parent < 0 ? 1 : depths[parent]! + 1;
    // Own cycles are the free room behind the callees.
    nextChild[i] = starts[i]!;
    if (parent < 0) all += totals[i]!;
    else nextChild[parent]! += totals[i]!;
  }
  const percent = (cycles: number) => `${((100 * cycles) / Math.max(1, all)).toFixed(2)} %`;
  const describe = (i: number) => {
    const total = i < 0 ? all : totals[i]!;
    const self = i < 0 ? 0 : nodes[FIELDS * i + 2]!;
    return `${nameOf(i)}: ${total.toLocaleString('en-US')} cycles (${percent(total)}), ${self.toLocaleString('en-US')} own`;
  };
  const colour = (name: string) => {
    let hash = 0;
    for (let k = 0; k < name.length; k++) hash = (hash * 31 + name.charCodeAt(k)) | 0;
    return `hsl(${20 + (Math.abs(hash) % 40)} ${60 + (Math.abs(hash >> 8) % 30)}% 65%)`;
  };

  let focus = -1;
  let wanted = '';
  const draw = () => {
    const width = elements.graph.clientWidth || 1000;
    const from = focus < 0 ? 0 : starts[focus]!;
    const span = Math.max(1, focus < 0 ? all : totals[focus]!);
    const ancestors = new Set<number>();
    for (let at = focus; at >= 0; at = parentOf(at)) ancestors.add(at);
    const boxes: HTMLElement[] = [];
    let deepest = 0;
    let found = 0;
    const matched = new Uint8Array(count);
    const box = (i: number, depth: number, left: number, right: number) => {
      const element = document.createElement('button');
      const name = nameOf(i);
      const isMatch = wanted !== '' && name.toLowerCase().includes(wanted);
      element.textContent = right - left > 24 ? name : '';
      element.title = describe(i);
      element.style.left = `${left}px`;
      element.style.width = `${Math.max(0.5, right - left - 0.5)}px`;
      element.style.top = `${depth * ROW_PIXELS}px`;
      element.style.background = isMatch ? '#b05be0' : i < 0 ? '#ddd' : colour(name);
      if (ancestors.has(i) && i !== focus) element.style.opacity = '0.5';
      element.dataset.node = String(i);
      boxes.push(element);
      deepest = Math.max(deepest, depth);
    };
    box(-1, 0, 0, width);
    for (let i = 0; i < count; i++) {
      const parent = parentOf(i);
      const isMatch = wanted !== '' && nameOf(i).toLowerCase().includes(wanted);
      if (isMatch && !(parent >= 0 && matched[parent])) found += totals[i]!;
      matched[i] = isMatch || (parent >= 0 && matched[parent]) ? 1 : 0;
      const left = Math.max(0, ((starts[i]! - from) / span) * width);
      const right = Math.min(width, ((starts[i]! + totals[i]! - from) / span) * width);
      if (right - left >= MIN_PIXELS) box(i, depths[i]!, left, right);
    }
    elements.graph.replaceChildren(...boxes);
    elements.graph.style.height = `${(deepest + 1) * ROW_PIXELS}px`;
    elements.info.textContent =
      wanted === '' ? describe(focus) : `found: ${found.toLocaleString('en-US')} cycles (${percent(found)})`;
  };
  const nodeOf = (event: Event) => {
    const { node } = (event.target as HTMLElement).dataset;
    return node === undefined ? undefined : Number(node);
  };
  elements.graph.addEventListener('click', (event) => {
    focus = nodeOf(event) ?? focus;
    draw();
  });
  elements.graph.addEventListener('mouseover', (event) => {
    const node = nodeOf(event);
    if (node !== undefined) elements.info.textContent = describe(node);
  });
  elements.reset.addEventListener('click', () => {
    focus = -1;
    draw();
  });
  elements.search.addEventListener('input', () => {
    wanted = (elements.search as HTMLInputElement).value.toLowerCase();
    draw();
  });
  window.addEventListener('resize', draw);
  draw();
}
