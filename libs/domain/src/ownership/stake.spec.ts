import { describe, expect, it } from '@jest/globals';
import {
  ask,
  book,
  held,
  OUTSIDE_EU,
  range,
  VENDOR,
  type Stated,
} from '../../../../test/support/owner-book.ts';
import type { Holding } from '../model/vendor.ts';
import { effectiveShare } from './effective-share.ts';

/** A statement about the stake of a person from the US. */
const us = (id: string, capital: number, stated: Stated): Holding => ({
  ...held('us-p', VENDOR, { capital, ...stated }),
  id,
});

describe('which holders and holdings count', () => {
  it('counts each path once, at the nearest selected holder', () => {
    const chain = [
      held('us-co', VENDOR, { capital: 30 }),
      held('fr-p', VENDOR, { capital: 70 }),
      held('us-p', 'us-co', { capital: 80 }),
      held('de-p', 'us-co', { capital: 20 }),
    ];
    expect(range(ask(chain, 'total'))).toEqual([30, 30]);
    const largest = ask(chain, 'largest');
    expect(range(largest)).toEqual([30, 30]);
    expect(largest.holders.map(({ entity: id, low }) => [id, low])).toEqual([
      ['us-co', 30],
      ['us-p', 24],
    ]);
  });

  it('adds up the several ways in which one holder holds', () => {
    const found = ask(
      [
        held('us-p', VENDOR, { capital: 10 }),
        held('fr-holding', VENDOR, { capital: 40 }),
        held('fr-p', VENDOR, { capital: 50 }),
        held('us-p', 'fr-holding', { capital: 35 }),
        held('de-p', 'fr-holding', { capital: 65 }),
      ],
      'largest',
    );
    // 10 + 0.35 x 40 = 24.
    expect(range(found)).toEqual([24, 24]);
  });

  it('ignores what is agreed, ended, of another time or of low confidence', () => {
    const rest = held('fr-p', VENDOR, { capital: 70 });
    const ignored: readonly Stated[] = [
      { status: 'agreed' },
      { status: 'ended' },
      { valid: { from: '2026-11-25', to: null } },
      { valid: { from: null, to: '2026-11-24' } },
      { confidence: 'low' },
    ];
    for (const stated of ignored) {
      const found = ask([held('us-p', VENDOR, { capital: 30, ...stated }), rest], 'total');
      expect(range(found)).toEqual([0, 30]);
      expect(found.evidence).toEqual(['fr-p--fr-vendor']);
    }
  });

  it('does not read a list as complete when it leaves out a holding in force', () => {
    const found = ask(
      [
        held('us-p', VENDOR, { capital: 30, confidence: 'low' }),
        held('fr-p', VENDOR, { capital: { min: 60, max: 100 } }),
      ],
      'total',
      'capital',
      [VENDOR],
    );
    expect(range(found)).toEqual([0, 40]);
  });

  it('lets the better and then the later of two statements about one stake prevail, and keeps ties open', () => {
    const fr = held('fr-p', VENDOR, { capital: 50 });
    expect(range(ask([us('a', 10, {}), us('b', 20, { grade: 'registered' }), fr], 'total'))[0]).toBe(20);
    const later = { valid: { from: '2026-06-01', to: null } };
    expect(range(ask([us('a', 10, later), us('b', 20, {}), fr], 'total'))[0]).toBe(10);
    expect(ask([us('a', 10, {}), us('b', 20, {}), fr], 'total').holders[0]).toMatchObject({
      low: 10,
      high: 50,
    });
  });

  it('counts holdings proven worse than asked as undisclosed', () => {
    const holdings = [
      held('fr-p', VENDOR, { capital: 80, grade: 'claimed' }),
      held('us-p', VENDOR, { capital: 20 }),
    ];
    const asked = {
      entity: VENDOR,
      of: 'capital',
      measure: 'total',
      holders: OUTSIDE_EU,
      asOf: '2026-11-24',
    } as const;
    expect(range(effectiveShare(book(holdings), { ...asked, grade: 'documented' }))).toEqual([20, 100]);
    expect(range(effectiveShare(book(holdings), { ...asked, grade: 'claimed' }))).toEqual([20, 20]);
  });
});
