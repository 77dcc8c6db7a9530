import type { Point } from '../report.ts';

/** One panel of the plot: a curve with what its axes count. */
export interface Panel {
  readonly title: string;
  readonly across: string;
  readonly points: readonly Point[];
}

const WIDTH = 300;
const HEIGHT = 240;
const MARGIN = { left: 52, right: 16, top: 40, bottom: 44 };

/** Where a value lies between the ends of an axis whose steps multiply. */
function place(value: number, [low, high]: readonly [number, number]): number {
  return high === low ? 0.5 : (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low));
}

/** The powers of ten around all values. */
function ends(values: readonly number[]): readonly [number, number] {
  const low = 10 ** Math.floor(Math.log10(Math.min(...values)));
  const high = 10 ** Math.ceil(Math.log10(Math.max(...values)));
  return [low, high === low ? low * 10 : high];
}

function powers([low, high]: readonly [number, number]): readonly number[] {
  const count = Math.round(Math.log10(high / low)) + 1;
  return Array.from({ length: count }, (_, index) => low * 10 ** index);
}

function label(value: number): string {
  return value >= 1 ? value.toLocaleString('en') : String(Number(value.toPrecision(2)));
}

function panelOf({ title, across, points }: Panel, index: number): string {
  const [columns, rows] = [ends(points.map(({ x }) => x)), ends(points.map(({ y }) => y))];
  const left = index * WIDTH + MARGIN.left;
  const inner = { width: WIDTH - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
  const bottom = MARGIN.top + inner.height;
  const x = (value: number): string => (left + place(value, columns) * inner.width).toFixed(1);
  const y = (value: number): string => (bottom - place(value, rows) * inner.height).toFixed(1);
  const path = points.map((point) => `${x(point.x)},${y(point.y)}`).join(' ');
  return [
    `<text class="name" x="${left}" y="22">${title}</text>`,
    ...powers(rows).map(
      (value) =>
        `<line class="grid" x1="${left}" x2="${left + inner.width}" y1="${y(value)}" y2="${y(value)}" />` +
        `<text class="text" x="${left - 6}" y="${y(value)}" dy="4" text-anchor="end">${label(value)}</text>`,
    ),
    ...powers(columns).map(
      (value) =>
        `<text class="text" x="${x(value)}" y="${bottom + 16}" text-anchor="middle">${label(value)}</text>`,
    ),
    `<text class="text" x="${left + inner.width / 2}" y="${bottom + 34}" text-anchor="middle">${across}</text>`,
    `<polyline class="line" points="${path}" />`,
    ...points.map((point) => `<circle class="dot" cx="${x(point.x)}" cy="${y(point.y)}" r="3" />`),
  ].join('\n');
}

/** Draws curves side by side, both axes in powers of ten: a straight line at 45 degrees is growth in proportion. */
export function growthPlot(panels: readonly Panel[]): string {
  const width = panels.length * WIDTH;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-labelledby="title">
<title id="title">Milliseconds of a ranking by ${panels.map(({ across }) => across).join(', ')}</title>
<style>
.sheet { fill: #ffffff; }
.grid { stroke: #d4d9e0; }
.line { fill: none; stroke: #1f5fbf; stroke-width: 2; }
.dot { fill: #1f5fbf; }
.name { fill: #16202e; font: 600 14px system-ui, sans-serif; }
.text { fill: #33404f; font: 12px system-ui, sans-serif; }
@media (prefers-color-scheme: dark) {
.sheet { fill: #10161f; }
.grid { stroke: #2c3644; }
.line { stroke: #7db2ff; }
.dot { fill: #7db2ff; }
.name { fill: #eef3f9; }
.text { fill: #c3cedb; }
}
</style>
<rect class="sheet" width="${width}" height="${HEIGHT}" />
${panels.map(panelOf).join('\n')}
</svg>
`;
}
