import { describe, expect, it } from '@jest/globals';
import type { NoticeVersion } from '#domain';
import { fillWithdrawals } from './withdrawn.ts';

const EMPTY = {
  source: 's',
  key: 'k',
  languages: [],
  performance: [],
  classification: { all: [] },
  lots: [],
  relations: [],
  suppliers: [],
  documents: [],
  warnings: [],
  provenance: {},
};
const CALL: NoticeVersion = {
  ...EMPTY,
  version: '1',
  nativeVersion: '1',
  kind: 'tender',
  status: 'open',
  nativeStatus: 'PUB',
  title: { es: 'Nube' },
  buyers: [{ name: 'B', ids: [] }],
};
const DELETION: NoticeVersion = {
  ...EMPTY,
  version: '2',
  nativeVersion: '2',
  kind: 'cancellation',
  status: 'cancelled',
  buyers: [],
};

describe('fillWithdrawals', () => {
  it('keeps what the notice said before it was deleted, in whatever order both arrive', () => {
    const filled = { ...CALL, version: '2', nativeVersion: '2', kind: 'cancellation', status: 'cancelled' };
    const { nativeStatus: _, ...expected } = filled;
    expect(fillWithdrawals([CALL, DELETION])).toEqual([CALL, expected]);
    expect(fillWithdrawals([DELETION, CALL])).toEqual([expected, CALL]);
  });

  it('leaves a deletion alone that nothing came before, and cancellations that speak for themselves', () => {
    expect(fillWithdrawals([DELETION])).toEqual([DELETION]);
    expect(fillWithdrawals([DELETION, { ...CALL, version: '3' }])[0]).toEqual(DELETION);
    const cancelled: NoticeVersion = { ...DELETION, title: { es: 'Nube' } };
    expect(fillWithdrawals([CALL, cancelled])).toEqual([CALL, cancelled]);
  });
});
