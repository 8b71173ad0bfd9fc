/** Seconds to prove over message size, one panel per hash, logarithmic both ways, as SVG: ours drawn solid, published figures of others dashed. */
import { type Hash, hashes, peers, type Report, sizes, titles } from './cases.ts';

interface Line {
  readonly name: string;
  readonly color: string;
  readonly isOurs: boolean;
  readonly points: readonly { readonly hash: Hash; readonly bytes: number; readonly proveMs: number }[];
}

const PANEL = { left: 60, top: 60, width: 300, height: 280, gap: 90 };
const WIDTH = PANEL.left + 2 * PANEL.width + PANEL.gap + 20;
/** Seconds at bottom and top. */
const RANGE = [0.1, 200] as const;
const TICKS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200];
const PEER_COLORS = ['#8a5a00', '#7a3e9d', '#b3261e', '#52606d'];

export function plot(report: Report): string {
  const lines = [...ourLines(report), ...peerLines()];
  const legendTop = PANEL.top + PANEL.height + 60;
  const height = legendTop + 22 * Math.ceil(lines.length / 2) + 40;
  const notes = [
    `Vouch: ${report.threads} threads of ${report.machine}; ${report.date}.`,
    `Others: ${peers.machine}; published figures, measured ${peers.measured}.`,
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${PANEL.left}" y="24" font-size="15">Seconds to prove a hash of a private message</text>`,
    ...hashes.map((hash, i) => panel(hash, PANEL.left + i * (PANEL.width + PANEL.gap), lines)),
    ...lines.map((line, i) => legend(line, PANEL.left + (i % 2) * 370, legendTop + 22 * Math.floor(i / 2))),
    ...notes.map(
      (note, i) => `<text x="${PANEL.left}" y="${height - 28 + 14 * i}" font-size="10">${escaped(note)}</text>`,
    ),
    '</svg>\n',
  ].join('\n');
}

function ourLines({ figures }: Report): Line[] {
  const kinds = [
    { isPrecompile: true, preset: 'fast', color: '#0b6e4f' },
    { isPrecompile: true, preset: 'compact', color: '#3fa34d' },
    { isPrecompile: false, preset: 'fast', color: '#1d4e89' },
    { isPrecompile: false, preset: 'compact', color: '#5b9bd5' },
  ] as const;
  return kinds.map(({ isPrecompile, preset, color }) => ({
    name: `Vouch, ${preset}, ${isPrecompile ? 'precompile' : 'plain code'}`,
    color,
    isOurs: true,
    points: figures.filter((one) => one.isPrecompile === isPrecompile && one.preset === preset),
  }));
}

const peerLines = (): Line[] =>
  peers.systems.map(({ name, acceleration, measurements }, i) => ({
    name: `${name}${acceleration === 'none' ? ', plain code' : `, ${acceleration}`} (published)`,
    color: PEER_COLORS[i]!,
    isOurs: false,
    points: measurements,
  }));

function panel(hash: Hash, left: number, lines: readonly Line[]): string {
  const { top, width, height } = PANEL;
  const x = (bytes: number): number =>
    left + (width * Math.log2(bytes / sizes[0])) / Math.log2(sizes.at(-1)! / sizes[0]);
  const y = (s: number): number => top + height * (1 - Math.log(s / RANGE[0]) / Math.log(RANGE[1] / RANGE[0]));
  const parts = [`<text x="${left}" y="${top - 12}" font-weight="bold">${titles[hash]}</text>`];
  for (const tick of TICKS) {
    const at = y(tick).toFixed(1);
    parts.push(`<line x1="${left}" x2="${left + width}" y1="${at}" y2="${at}" stroke="#ddd"/>`);
    parts.push(`<text x="${left - 8}" y="${at}" dy="4" text-anchor="end">${tick}</text>`);
  }
  for (const size of sizes) {
    const at = x(size).toFixed(1);
    parts.push(`<line x1="${at}" x2="${at}" y1="${top}" y2="${top + height}" stroke="#eee"/>`);
    parts.push(`<text x="${at}" y="${top + height + 18}" text-anchor="middle">${size}</text>`);
  }
  parts.push(`<text x="${left + width / 2}" y="${top + height + 36}" text-anchor="middle">bytes</text>`);
  for (const { color, isOurs, points } of lines) {
    const own = points.filter((point) => point.hash === hash).toSorted((a, b) => a.bytes - b.bytes);
    if (own.length === 0) continue;
    const path = own.map(({ bytes, proveMs }) => `${x(bytes).toFixed(1)},${y(proveMs / 1000).toFixed(1)}`);
    parts.push(`<polyline points="${path.join(' ')}" fill="none" stroke="${color}" ${stroke(isOurs)}/>`);
    for (const at of path) {
      const [cx, cy] = at.split(',');
      parts.push(`<circle cx="${cx}" cy="${cy}" r="${isOurs ? 3.5 : 2.5}" fill="${color}"/>`);
    }
  }
  return parts.join('\n');
}

const stroke = (isOurs: boolean): string =>
  isOurs ? 'stroke-width="2.5"' : 'stroke-width="1.5" stroke-dasharray="5 4"';

function legend({ name, color, isOurs }: Line, x: number, y: number): string {
  return `<line x1="${x}" x2="${x + 30}" y1="${y}" y2="${y}" stroke="${color}" ${stroke(isOurs)}/><text x="${x + 38}" y="${y + 4}">${escaped(name)}</text>`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
