import { describe, expect, it } from '@jest/globals';
import { ask, held, range, VENDOR } from '../../../../test/support/owner-book.ts';
import type { Holding } from '../model/vendor.ts';
import { shareMeets, type EffectiveShare } from './effective-share.ts';

/** One holder from the US, the rest French. */
const single = (percent: number): EffectiveShare =>
  ask(
    [held('us-p', VENDOR, { capital: percent }), held('fr-p', VENDOR, { capital: 100 - percent })],
    'largest',
  );

/** Three holders outside the EU: 13, 13 and a last one; the rest French. */
const three = (last: number): readonly Holding[] => [
  held('us-co1', VENDOR, { capital: 13 }),
  held('us-co2', VENDOR, { capital: 13 }),
  held('jp-p3', VENDOR, { capital: last }),
  held('fr-p', VENDOR, { capital: 74 - last }),
];

describe('caps of SecNumCloud (24 % for one, 39 % for all holders outside the EU)', () => {
  it('lets 24.0 pass and 24.1 fail', () => {
    expect(shareMeets(single(24), { op: 'atMost', percent: 24 })).toBe('true');
    expect(shareMeets(single(24.1), { op: 'atMost', percent: 24 })).toBe('false');
    expect(range(single(24.1))).toEqual([24.1, 24.1]);
  });

  it('lets 13 + 13 + 13 = 39 pass and 39.1 fail, each below the cap for one', () => {
    expect(shareMeets(ask(three(13), 'total'), { op: 'atMost', percent: 39 })).toBe('true');
    expect(shareMeets(ask(three(13.1), 'total'), { op: 'atMost', percent: 39 })).toBe('false');
    expect(shareMeets(ask(three(13.1), 'largest'), { op: 'atMost', percent: 24 })).toBe('true');
    expect(ask(three(13), 'total').undisclosed).toBe(0);
  });

  it('multiplies along an indirect chain: 60 % of 50 % are 30 %', () => {
    const found = ask(
      [
        held('fr-holding', VENDOR, { capital: 50 }),
        held('fr-p', VENDOR, { capital: 50 }),
        held('us-p', 'fr-holding', { capital: 60 }),
        held('de-p', 'fr-holding', { capital: 40 }),
      ],
      'largest',
    );
    expect(range(found)).toEqual([30, 30]);
    expect(found.chains).toContainEqual({
      steps: [
        expect.objectContaining({ owner: 'fr-holding', owned: VENDOR, low: 50, high: 50 }),
        expect.objectContaining({
          owner: 'us-p',
          owned: 'fr-holding',
          low: 60,
          holdings: ['us-p--fr-holding'],
        }),
      ],
      end: 'selected',
      low: 30,
      high: 30,
    });
    expect(found.evidence).toEqual([
      'de-p--fr-holding',
      'fr-holding--fr-vendor',
      'fr-p--fr-vendor',
      'us-p--fr-holding',
    ]);
  });

  it('credits 51 % of a holding with all of its 47 % of the votes, but not of the capital', () => {
    const holdings = [
      held('fr-holding', VENDOR, { capital: 47 }),
      held('fr-p', VENDOR, { capital: 53 }),
      held('us-p', 'fr-holding', { capital: 51 }),
      held('de-p', 'fr-holding', { capital: 49 }),
    ];
    // 0.51 x 47 = 23.97.
    expect(range(ask(holdings, 'largest', 'capital'))).toEqual([23.97, 23.97]);
    const votes = ask(holdings, 'largest', 'votes');
    expect(range(votes)).toEqual([47, 47]);
    expect(shareMeets(votes, { op: 'atMost', percent: 24 })).toBe('false');
    expect(votes.chains.find(({ end }) => end === 'selected')?.steps.map(({ credited }) => credited)).toEqual(
      [false, true],
    );
  });

  it('gives nobody else votes through a company that somebody controls', () => {
    const found = ask(
      [
        held('fr-holding', VENDOR, { capital: 60 }),
        held('fr-p', VENDOR, { capital: 40 }),
        held('us-p', 'fr-holding', { capital: 49 }),
        held('de-p', 'fr-holding', { capital: 51 }),
      ],
      'total',
      'votes',
    );
    expect(range(found)).toEqual([0, 0]);
  });

  it('divides votes by shares while exactly half is no majority', () => {
    const found = ask(
      [
        held('fr-holding', VENDOR, { capital: 60 }),
        held('fr-p', VENDOR, { capital: 40 }),
        held('us-p', 'fr-holding', { capital: 50 }),
        held('de-p', 'fr-holding', { capital: 50 }),
      ],
      'total',
      'votes',
    );
    expect(range(found)).toEqual([30, 30]);
  });
});

describe('votes that subsidiaries hold in their parent', () => {
  it('count as not cast, so that 45 of 80 are a majority', () => {
    const found = ask(
      [
        held('fr-holding', VENDOR, { capital: 40 }),
        held('fr-p', VENDOR, { capital: 60 }),
        held('us-p', 'fr-holding', { capital: 45 }),
        held('de-p', 'fr-holding', { capital: 35 }),
        held('fr-sub', 'fr-holding', { capital: 20 }),
        held('fr-holding', 'fr-sub', { capital: 100 }),
      ],
      'largest',
      'votes',
    );
    expect(range(found)).toEqual([40, 40]);
  });

  it('count as not cast for treasury shares too', () => {
    const found = ask(
      [
        held('fr-holding', VENDOR, { capital: 40 }),
        held('fr-p', VENDOR, { capital: 60 }),
        held('us-p', 'fr-holding', { capital: 45 }),
        held('de-p', 'fr-holding', { capital: 44 }),
        held('fr-holding', 'fr-holding', { capital: 11 }),
      ],
      'largest',
      'votes',
    );
    // 45 of 89 is more than half.
    expect(range(found)).toEqual([40, 40]);
  });
});

describe('cycles', () => {
  it('converge: with 20 % of its own parent a company is held by its outside holders only', () => {
    const found = ask(
      [
        held('fr-holding', VENDOR, { capital: 100 }),
        held('us-p', 'fr-holding', { capital: 20 }),
        held('fr-p', 'fr-holding', { capital: 60 }),
        held(VENDOR, 'fr-holding', { capital: 20 }),
      ],
      'total',
    );
    // e = 0.2 + 0.2 e, so e = 0.25, exactly.
    expect(range(found)).toEqual([25, 25]);
    expect(shareMeets(found, { op: 'atMost', percent: 25 })).toBe('true');
    expect(found.chains.some(({ end }) => end === 'cycle')).toBe(true);
  });

  it('prove nothing where two companies own each other entirely', () => {
    const each = [held('fr-twin', VENDOR, { capital: 100 }), held(VENDOR, 'fr-twin', { capital: 100 })];
    for (const kind of ['capital', 'votes'] as const) {
      const found = ask(each, 'total', kind, [VENDOR, 'fr-twin']);
      expect(range(found)).toEqual([0, 100]);
      expect(range(ask(each, 'largest', kind))).toEqual([0, 100]);
      expect(found.undisclosed).toBe(100);
      expect(shareMeets(found, { op: 'atMost', percent: 24 })).toBe('unknown');
    }
  });

  it('stay on the safe side where their shares are not figures', () => {
    const found = ask(
      [
        held('fr-holding', VENDOR, { capital: 100 }),
        held('us-p', 'fr-holding', { capital: { min: 20, max: 30 } }),
        held('fr-p', 'fr-holding', { capital: { min: 50, max: 60 } }),
        held(VENDOR, 'fr-holding', { capital: 20 }),
      ],
      'total',
      'capital',
      ['fr-holding', VENDOR],
    );
    // 20/80 to 30/80 of the holding; the iteration ends at most 10^-18 outside.
    expect(found.low).toBeGreaterThanOrEqual(24.999999);
    expect(found.low).toBeLessThanOrEqual(25);
    expect(found.high).toBeGreaterThanOrEqual(37.5);
    expect(found.high).toBeLessThanOrEqual(37.500001);
  });
});

describe('what is not disclosed', () => {
  it('widens the result by the missing rest', () => {
    const holdings = [held('us-p', VENDOR, { capital: 20 }), held('fr-p', VENDOR, { capital: 75 })];
    expect(range(ask(holdings, 'total'))).toEqual([20, 25]);
    expect(range(ask(holdings, 'largest'))).toEqual([20, 25]);
    expect(shareMeets(ask(holdings, 'largest'), { op: 'atMost', percent: 25 })).toBe('true');
    expect(shareMeets(ask(holdings, 'largest'), { op: 'atMost', percent: 24 })).toBe('unknown');
    expect(shareMeets(ask(holdings, 'largest'), { op: 'above', percent: 19 })).toBe('true');
    expect(ask(holdings, 'total').undisclosed).toBe(5);
  });

  it('is everything when no holder is recorded', () => {
    expect(range(ask([], 'total'))).toEqual([0, 100]);
    expect(range(ask([], 'largest'))).toEqual([0, 100]);
  });

  it('includes a company of whose owners nothing is recorded, unless its own seat is selected', () => {
    expect(range(ask([held('fr-co', VENDOR, { capital: 100 })], 'total'))).toEqual([0, 100]);
    expect(range(ask([held('us-co', VENDOR, { capital: 100 })], 'total'))).toEqual([100, 100]);
    expect(range(ask([held('fr-p', VENDOR, { capital: 100 })], 'total'))).toEqual([0, 0]);
    expect(range(ask([held('fr-f', VENDOR, { capital: 100 })], 'total'))).toEqual([0, 0]);
  });

  it('includes a parent without a figure, whose stake is anything up to what others leave', () => {
    const holdings = [
      held('us-p', VENDOR, { capital: null, relation: 'parent' }),
      held('fr-p', VENDOR, { capital: 30 }),
    ];
    expect(range(ask(holdings, 'total'))).toEqual([0, 70]);
    expect(range(ask(holdings, 'total', 'capital', [VENDOR]))).toEqual([70, 70]);
  });

  it("is nobody else's where the list of holders is complete: four French holders, split not known", () => {
    const joint = ['fr-p1', 'fr-p2', 'fr-s3', 'fr-f4'].map((id) => held(id, VENDOR, { capital: null }));
    expect(range(ask(joint, 'total'))).toEqual([0, 100]);
    expect(range(ask(joint, 'total', 'capital', [VENDOR]))).toEqual([0, 0]);
  });

  it('lets a holder of unknown country be either', () => {
    const found = ask(
      [held('xx-p', VENDOR, { capital: 30 }), held('fr-p', VENDOR, { capital: 70 })],
      'total',
    );
    expect(range(found)).toEqual([0, 30]);
    expect(found.holders).toEqual([
      { entity: 'xx-p', selected: 'unknown', ultimate: true, low: 30, high: 30 },
    ]);
  });

  it('keeps the selected owners behind a company of unknown country', () => {
    const found = ask(
      [
        held('xx-co', VENDOR, { capital: 50 }),
        held('fr-p', VENDOR, { capital: 50 }),
        held('us-p', 'xx-co', { capital: 40 }),
        held('de-p', 'xx-co', { capital: 60 }),
      ],
      'total',
    );
    expect(range(found)).toEqual([20, 50]);
  });

  it('does not make one holder of a dispersed float', () => {
    const float = [held('us-d', VENDOR, { capital: 60 }), held('fr-p', VENDOR, { capital: 40 })];
    expect(range(ask(float, 'total'))).toEqual([60, 60]);
    expect(range(ask(float, 'largest'))).toEqual([0, 60]);
  });

  it('leaves shares between two figures open', () => {
    const found = ask(
      [
        held('us-p', VENDOR, { capital: { min: 0, max: 24 } }),
        held('fr-p', VENDOR, { capital: { min: 50, max: 100 } }),
      ],
      'total',
      'capital',
      [VENDOR],
    );
    // The list is complete, so what one has the other has not.
    expect(range(found)).toEqual([0, 24]);
  });

  it('survives statements that add up to more than everything', () => {
    const found = ask(
      [held('us-p', VENDOR, { capital: 60 }), held('fr-p', VENDOR, { capital: 60 })],
      'total',
    );
    expect(range(found)).toEqual([40, 60]);
  });

  it('may be a majority of votes between', () => {
    const holdings = [
      held('fr-holding', VENDOR, { capital: 50 }),
      held('fr-p', VENDOR, { capital: 50 }),
      held('us-p', 'fr-holding', { capital: 40 }),
    ];
    expect(range(ask(holdings, 'total', 'votes'))).toEqual([0, 50]);
    expect(range(ask(holdings, 'total', 'capital'))).toEqual([20, 50]);
  });
});
