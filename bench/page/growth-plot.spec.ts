import { describe, expect, it } from '@jest/globals';
import { growthPlot } from './growth-plot.ts';

describe('the plot of growth', () => {
  it('puts equal ratios at equal distances, in every panel', () => {
    const points = [
      { x: 10, y: 0.1 },
      { x: 100, y: 1 },
      { x: 1_000, y: 10 },
    ];
    const svg = growthPlot([
      { title: 'one', across: 'offerings', points },
      { title: 'two', across: 'markets', points },
    ]);
    const lines = [...svg.matchAll(/polyline class="line" points="([^"]+)"/g)].map(([, path = '']) =>
      path.split(' ').map((pair) => pair.split(',').map(Number)),
    );
    // A panel is 300 wide; 232 by 156 of it lie between the axes.
    expect(lines).toEqual([
      [
        [52, 196],
        [168, 118],
        [284, 40],
      ],
      [
        [352, 196],
        [468, 118],
        [584, 40],
      ],
    ]);
  });
});
