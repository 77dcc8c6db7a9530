import { describe, expect, it } from '@jest/globals';
import { merged } from './kept-results.ts';
import type { KeptMeasurement } from './report.ts';

function measured(id: string, day: string, over: Partial<KeptMeasurement> = {}): KeptMeasurement {
  return {
    id,
    work: 'ranking',
    unit: 'ms',
    values: {},
    ratios: {},
    bar: '≤ 1',
    met: true,
    measured: day,
    machine: { cpu: 'one', cores: 2, memoryGiB: 24, node: 'v20' },
    form: 'full',
    ...over,
  };
}

const days = (results: readonly KeptMeasurement[]): readonly string[] =>
  results.map(({ id, measured: day }) => `${id} ${day}`);

describe('results of benchmarks', () => {
  it('of bars that were not measured again stay as they are', () => {
    const kept = [measured('P1', '2026-11-01'), measured('P10', '2026-11-01')];
    expect(days(merged(kept, [measured('P2', '2026-11-02')]))).toEqual([
      'P1 2026-11-01',
      'P2 2026-11-02',
      'P10 2026-11-01',
    ]);
  });

  it('of one bar are replaced together', () => {
    const kept = [
      measured('P5', '2026-11-01', { work: 'small' }),
      measured('P5', '2026-11-01', { work: 'large' }),
    ];
    expect(days(merged(kept, [measured('P5', '2026-11-02', { work: 'small' })]))).toEqual(['P5 2026-11-02']);
  });

  it('of a quick run do not hide those of a full one', () => {
    const quick = measured('P1', '2026-11-02', { form: 'quick' });
    expect(days(merged([measured('P1', '2026-11-01')], [quick]))).toEqual(['P1 2026-11-01']);
    expect(days(merged([measured('P1', '2026-11-01', { form: 'quick' })], [quick]))).toEqual([
      'P1 2026-11-02',
    ]);
  });
});
