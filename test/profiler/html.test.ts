/** The HTML page: nothing from outside, a script that is one, and the flame graph itself, drawn into a stand-in for a document. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { drawFlameGraph, type FlameData } from '../../src/profiler/html/flame-graph.ts';
import { formatProfile } from '../../src/profiler/index.ts';
import { sampleProfile } from './sample.ts';

const page = async () => formatProfile(await sampleProfile(), 'html');
const dataOf = (html: string) =>
  JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]!) as FlameData;

describe('page', () => {
  it('loads nothing and allows nothing to be loaded', async () => {
    const html = await page();
    expect(html).not.toMatch(/\b(src|href|action)\s*=|url\(|@import|https?:/);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"`);
  });

  it('its script is a program', async () => {
    const html = await page();
    const script = /<script>(.*?)<\/script>/s.exec(html)![1]!;
    expect(() => new Function(script)).not.toThrow();
  });

  it('has every table, and the whole tree as data', async () => {
    const html = await page();
    expect(html.match(/<details>/g)!.length).toBe(3);
    expect(html).toContain('<td>leaf</td><td class="n">10</td><td>29.41 %</td><td>88.24 %</td><td class="n">2</td>');
    const { frames, nodes } = dataOf(html);
    expect(frames).toEqual(['setup', 'step 1', 'last', '_start', 'main', 'leaf']);
    const self = Array.from({ length: nodes.length / 5 }, (_, i) => nodes[5 * i + 2]!);
    expect(self.reduce((a, b) => a + b)).toBe(34);
  });
});

class Element {
  readonly style: Record<string, string> = {};
  readonly dataset: Record<string, string> = {};
  readonly listeners = new Map<string, (event: unknown) => void>();
  readonly clientWidth = 340;
  children: Element[] = [];
  textContent = '';
  title = '';
  value = '';
  addEventListener(name: string, listener: (event: unknown) => void): void {
    this.listeners.set(name, listener);
  }
  replaceChildren(...children: Element[]): void {
    this.children = children;
  }
}

describe('flame graph', () => {
  afterEach(() => vi.unstubAllGlobals());

  async function drawn() {
    const elements = { graph: new Element(), info: new Element(), search: new Element(), reset: new Element() };
    vi.stubGlobal('document', { createElement: () => new Element() });
    vi.stubGlobal('window', new Element());
    drawFlameGraph(dataOf(await page()), elements as unknown as Parameters<typeof drawFlameGraph>[1]);
    // 10 pixels per cycle, less half a pixel between boxes.
    const boxes = () =>
      elements.graph.children.map(({ title, style }) => {
        const [name] = title.split(':');
        return [
          name,
          Number.parseFloat(style.top!) / 18,
          ...[style.left, style.width].map((x) => Math.round(Number.parseFloat(x!) * 100) / 100),
        ];
      });
    return { elements, boxes };
  }

  it('boxes are as wide as their cycles and stand on their callers', async () => {
    const { boxes } = await drawn();
    expect(boxes()).toEqual([
      ['all', 0, 0, 339.5],
      ['setup', 1, 0, 59.5],
      ['_start', 2, 0, 59.5],
      ['main', 3, 0, 49.5],
      ['leaf', 4, 0, 19.5],
      ['step 1', 1, 60, 169.5],
      ['_start', 2, 60, 169.5],
      ['main', 3, 60, 169.5],
      ['leaf', 4, 60, 59.5],
      ['last', 1, 230, 109.5],
      ['_start', 2, 230, 109.5],
      ['main', 3, 230, 79.5],
      ['leaf', 4, 230, 19.5],
    ]);
  });

  it('a click makes a box the whole width, reset shows everything again', async () => {
    const { elements, boxes } = await drawn();
    const step1 = elements.graph.children[5]!;
    elements.graph.listeners.get('click')!({ target: step1 });
    expect(boxes().filter(([name]) => name === 'step 1')).toEqual([['step 1', 1, 0, 339.5]]);
    expect(boxes().some(([name]) => name === 'last')).toBe(false);
    expect(elements.info.textContent).toBe('step 1: 17 cycles (50.00 %), 0 own');
    elements.reset.listeners.get('click')!({});
    expect(boxes().length).toBe(13);
  });

  it('search adds up what it finds, callees of a match not twice', async () => {
    const { elements } = await drawn();
    elements.search.value = 'MAIN';
    elements.search.listeners.get('input')!({});
    expect(elements.info.textContent).toBe('found: 30 cycles (88.24 %)');
    elements.search.value = 'leaf';
    elements.search.listeners.get('input')!({});
    expect(elements.info.textContent).toBe('found: 10 cycles (29.41 %)');
  });
});
