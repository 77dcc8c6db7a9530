import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import { validUntil } from '../evaluation/valid-until.ts';
import type { Certificate } from '../model/evidence.ts';
import { certificate, fact, gate, offering, regimeDocument, scheme, worldOf } from '../testing/world.ts';

/** Scenario 14: certificates without dates count one grade lower, and go stale. */
function ask(asOf: string, over: Partial<Certificate>, schemeOver: Parameters<typeof scheme>[2] = {}) {
  const world = worldOf({
    regimes: [regimeDocument('kr-iso', [gate('iso', { certificate: 'ISO' })])],
    schemes: [scheme('ISO', ['held'], schemeOver)],
    offerings: [offering('garam')],
    facts: [fact('offering:garam', 'offering.regions', ['KR'])],
    certificates: [certificate('offering:garam', 'ISO', 'held', over)],
  });
  const question = { offering: 'garam', market: 'KR', need: {}, asOf };
  const decision = decide(world, question);
  return {
    verdict: decision.verdict,
    state: decision.requirements[0]?.state,
    reason: decision.requirements[0]?.reasons[0]?.kind,
    until: validUntil(world, question),
  };
}
const NO_DATES = { valid: { from: null, to: null } };

describe('a certificate without dates', () => {
  it('counts one grade lower: documented becomes claimed and unproven, audited still counts', () => {
    expect(ask('2026-01-01', { ...NO_DATES, asOf: '2025-06-01' })).toMatchObject({
      verdict: 'conditional',
      state: 'unproven',
      reason: 'unproven',
    });
    expect(ask('2026-01-01', { ...NO_DATES, asOf: '2025-06-01', grade: 'audited' })).toMatchObject({
      verdict: 'eligible',
      state: 'pass',
    });
  });

  it('goes stale 24 months after the day its source speaks of, that day still counting', () => {
    const audited = { ...NO_DATES, asOf: '2024-06-01', grade: 'audited' as const };
    expect(ask('2026-01-01', audited).until).toBe('2026-06-02');
    expect(ask('2026-06-01', audited).verdict).toBe('eligible');
    expect(ask('2026-06-02', audited)).toMatchObject({
      verdict: 'conditional',
      state: 'unproven',
      reason: 'stale',
    });
  });

  it('goes stale after the validity of its scheme, if that has one', () => {
    const audited = { ...NO_DATES, asOf: '2024-06-01', grade: 'audited' as const };
    expect(ask('2026-01-01', audited, { validity: 'P36M' }).until).toBe('2027-06-02');
  });

  it('counts from the reading when its source names no day', () => {
    const read = {
      ...NO_DATES,
      grade: 'audited' as const,
      source: { title: 'page', retrieved: '2026-03-01' },
    };
    expect(ask('2026-03-01', read).until).toBe('2028-03-02');
  });

  it('counts from the publication before the reading, and from what its source speaks of before both', () => {
    const source = { title: 'page', published: '2025-09-15', retrieved: '2026-03-01' };
    const read = { ...NO_DATES, grade: 'audited' as const, source };
    expect(ask('2026-03-01', read).until).toBe('2027-09-16');
    expect(ask('2026-03-01', { ...read, asOf: '2025-06-01' }).until).toBe('2027-06-02');
  });

  it('is treated alike when only its start is known and the scheme has no validity', () => {
    const started = {
      valid: { from: '2024-01-01', to: null },
      asOf: '2024-06-01',
      grade: 'audited' as const,
    };
    expect(ask('2026-01-01', started)).toMatchObject({ verdict: 'eligible', until: '2026-06-02' });
  });

  it('takes its end from the validity of the scheme when its start is known', () => {
    const started = { valid: { from: '2024-01-01', to: null } };
    expect(ask('2026-01-01', started, { validity: 'P36M' })).toMatchObject({
      verdict: 'eligible',
      until: '2027-01-01',
    });
    expect(ask('2027-01-01', started, { validity: 'P36M' })).toMatchObject({
      verdict: 'unknown',
      reason: 'missing',
    });
  });

  it('ends when a follow-up audit is missed, and is stale when nobody says whether it was held', () => {
    const followed = { valid: { from: '2024-01-01', to: '2029-01-01' } };
    const yearly = { followUp: 'P12M' };
    expect(ask('2026-02-01', { ...followed, lastSurveillance: '2025-02-01' }, yearly)).toMatchObject({
      verdict: 'eligible',
      until: '2026-02-02',
    });
    expect(ask('2026-02-02', { ...followed, lastSurveillance: '2025-02-01' }, yearly)).toMatchObject({
      verdict: 'unknown',
      reason: 'missing',
    });
    expect(ask('2026-02-02', followed, yearly)).toMatchObject({ verdict: 'conditional', reason: 'stale' });
  });
});
