import { describe, expect, it } from '@jest/globals';
import type { Grade } from '../../model/evidence.ts';
import { entity, gate, holding, offering, regimeDocument, worldOf } from '../../testing/world.ts';
import { decide } from '../decide.ts';
import type { Evidence, Trace } from '../decision.ts';

const FEED = { title: 'company register', feed: 'companies' };
const AT_HOME = {
  control: { of: ['capital'], holders: { outside: ['KR'] }, measure: 'total' },
  atMost: { percent: 40 },
};
const NO_VETO = { control: { holders: { outside: ['KR'] }, right: ['veto'] }, none: true };

function evidenceIn({ evidence, children }: Trace): readonly Evidence[] {
  return [...evidence, ...children.flatMap(evidenceIn)];
}

/** 60 % are held from KR and 40 % from the US; the source of both broke its promise on 2026-11-01. */
function ask(test: unknown, asOf: string, grade: Grade, evidence: Grade, seat: Grade = 'registered') {
  const kr = { ...entity('kr', 'KR', 'person'), countryGrade: seat, source: FEED };
  const decision = decide(
    worldOf({
      offerings: [offering('a')],
      entities: [entity('a', 'KR'), kr, { ...entity('us', 'US', 'person'), countryGrade: 'registered' }],
      holdings: [
        holding('kr', 'a', 60, { grade, source: FEED, rights: ['veto'] }),
        holding('us', 'a', 40, { grade, source: FEED }),
      ],
      holderLists: [{ owned: 'a', complete: true }],
      regimes: [regimeDocument('r', [gate('g', test, { evidence })])],
      staleFeeds: { companies: '2026-11-01' },
    }),
    { offering: 'a', market: 'KR', need: {}, asOf },
  );
  const [requirement] = decision.requirements;
  const trace = requirement?.trace ?? null;
  const [evidenceOf] = trace === null ? [] : evidenceIn(trace);
  return {
    state: requirement?.state,
    reasons: requirement?.reasons.map(({ kind }) => kind),
    staleSince: evidenceOf?.staleSince,
  };
}

describe('holdings from a source that broke its freshness promise', () => {
  it.each([AT_HOME, NO_VETO])(
    'count one grade lower from that day on, and are stale since then: %j',
    (test) => {
      expect(ask(test, '2026-10-31', 'documented', 'documented')).toMatchObject({
        state: 'pass',
        staleSince: null,
      });
      expect(ask(test, '2026-11-01', 'documented', 'documented')).toEqual({
        state: 'unproven',
        reasons: ['stale'],
        staleSince: '2026-11-01',
      });
      expect(ask(test, '2026-11-01', 'audited', 'documented').state).toBe('pass');
    },
  );

  it('are undisclosed where even claims count', () => {
    expect(ask(AT_HOME, '2026-10-31', 'claimed', 'claimed').state).toBe('pass');
    expect(ask(AT_HOME, '2026-11-01', 'claimed', 'claimed')).toMatchObject({
      state: 'unproven',
      reasons: ['stale'],
    });
  });

  it('leave it open where a holder sits when that comes from there too', () => {
    expect(ask(AT_HOME, '2026-10-31', 'registered', 'documented', 'documented').state).toBe('pass');
    expect(ask(AT_HOME, '2026-11-01', 'registered', 'documented', 'documented')).toMatchObject({
      state: 'unproven',
      reasons: ['stale'],
    });
  });
});
