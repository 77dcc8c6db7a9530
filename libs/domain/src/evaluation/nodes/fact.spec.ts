import { describe, expect, it } from '@jest/globals';
import type { Need } from '../../model/need.ts';
import { outcome, requirementOf, stated } from '../../testing/one-gate.ts';
import { offering, gate, regimeDocument, worldOf } from '../../testing/world.ts';
import { decide } from '../decide.ts';

const PARTIAL = { complete: false };

const OF_STALE_FEED = worldOf({
  offerings: [offering('a')],
  regimes: [regimeDocument('r', [gate('g', { fact: 'provider.hyperscale', is: true })])],
  facts: [stated('provider.hyperscale', true, { source: { title: 'feed', feed: 'f1' } })],
  staleFeeds: { f1: '2026-11-01' },
});
const askOn = (asOf: string) =>
  decide(OF_STALE_FEED, { offering: 'a', market: 'KR', need: {}, asOf }).requirements[0];

describe('conditions on facts', () => {
  const seat = 'provider.seat.registered';
  const sites = 'provider.establishments';
  it.each([
    ['is', { fact: seat, is: 'KR' }, stated(seat, 'KR'), 'true'],
    ['is', { fact: seat, is: 'KR' }, stated(seat, 'US'), 'false'],
    ['is home', { fact: seat, is: 'home:country' }, stated(seat, 'KR'), 'true'],
    ['in', { fact: seat, in: ['group:BLOC'] }, stated(seat, 'JP'), 'true'],
    ['in an undecided code', { fact: seat, in: ['group:BLOC'] }, stated(seat, 'UA'), 'unknown'],
    ['in a doubtful membership', { fact: seat, in: ['group:BLOC'] }, stated(seat, 'XX'), 'unknown'],
    ['in an open group', { fact: seat, in: ['group:OPEN'] }, stated(seat, 'US'), 'unknown'],
    ['in group:home', { fact: seat, in: ['group:home'] }, stated(seat, 'JP'), 'true'],
    ['notIn', { fact: seat, notIn: ['CN', 'group:BLOC'] }, stated(seat, 'US'), 'true'],
    ['some value is', { fact: sites, is: 'US' }, stated(sites, ['KR', 'US']), 'true'],
    ['no value is, openly', { fact: sites, is: 'JP' }, stated(sites, ['KR'], PARTIAL), 'unknown'],
    ['within', { fact: sites, within: ['KR', 'US'] }, stated(sites, ['KR', 'US']), 'true'],
    ['within, openly', { fact: sites, within: ['KR'] }, stated(sites, ['KR'], PARTIAL), 'unknown'],
    ['not within, openly', { fact: sites, within: ['KR'] }, stated(sites, ['US'], PARTIAL), 'false'],
    ['includes', { fact: sites, includes: ['KR', 'US'] }, stated(sites, ['KR', 'US', 'JP']), 'true'],
    ['includes, openly', { fact: sites, includes: ['KR'] }, stated(sites, ['KR'], PARTIAL), 'true'],
    ['includes not, openly', { fact: sites, includes: ['US'] }, stated(sites, ['KR'], PARTIAL), 'unknown'],
    ['includes an open group', { fact: sites, includes: ['group:OPEN'] }, stated(sites, ['CN']), 'unknown'],
    ['overlaps', { fact: sites, overlaps: ['US', 'JP'] }, stated(sites, ['KR', 'US']), 'true'],
    ['overlaps not, openly', { fact: sites, overlaps: ['JP'] }, stated(sites, ['KR'], PARTIAL), 'unknown'],
    ['empty', { fact: sites, empty: true }, stated(sites, []), 'true'],
    ['empty, openly', { fact: sites, empty: true }, stated(sites, [], PARTIAL), 'unknown'],
    ['not empty, openly', { fact: sites, empty: true }, stated(sites, ['KR'], PARTIAL), 'false'],
    ['empty: false', { fact: sites, empty: false }, stated(sites, ['KR'], PARTIAL), 'true'],
    [
      'several conditions',
      { fact: sites, includes: ['KR'], notIn: ['US'] },
      stated(sites, ['KR', 'US']),
      'false',
    ],
    ['count', { fact: sites, count: { atLeast: 2 } }, stated(sites, ['KR', 'US']), 'true'],
    ['count, openly', { fact: sites, count: { atLeast: 2 } }, stated(sites, ['KR'], PARTIAL), 'unknown'],
  ])('%s: %j', (_, test, given, expected) => {
    expect(outcome(test, { facts: [given] })).toBe(expected);
  });

  it.each([
    [
      'a number at its bound',
      { fact: 'offering.accelerators', atLeast: { number: 5, unit: 'accelerator' } },
      'offering.accelerators',
      { number: 5, unit: 'accelerator' },
      'true',
    ],
    [
      'above its bound',
      { fact: 'offering.accelerators', above: 5 },
      'offering.accelerators',
      { number: 5, unit: 'accelerator' },
      'false',
    ],
    [
      'another unit',
      { fact: 'offering.accelerators', atLeast: 5 },
      'offering.accelerators',
      { number: 6, unit: 'rack' },
      'true',
    ],
    [
      'money',
      { fact: 'provider.revenue', below: { amount: 10, currency: 'EUR' } },
      'provider.revenue',
      { amount: '9.99', currency: 'EUR' },
      'true',
    ],
    [
      'money without a rate',
      { fact: 'provider.revenue', below: { amount: 10, currency: 'EUR' } },
      'provider.revenue',
      { amount: '1', currency: 'USD' },
      'unknown',
    ],
    [
      'hours',
      { fact: 'provider.incidentReporting', atMost: 'PT6H' },
      'provider.incidentReporting',
      'PT6H',
      'true',
    ],
    [
      'hours against days',
      { fact: 'provider.incidentReporting', atMost: 'PT72H' },
      'provider.incidentReporting',
      'P3D',
      'true',
    ],
    [
      'days against months',
      { fact: 'provider.incidentReporting', atMost: 'P1M' },
      'provider.incidentReporting',
      'P30D',
      'unknown',
    ],
    [
      'a percentage',
      { fact: 'offer.localContent', atLeast: { percent: 50 } },
      'offer.localContent',
      49.9,
      'false',
    ],
    [
      'a date',
      { fact: 'offering.firstMarketed', above: '2025-06-30' },
      'offering.firstMarketed',
      '2025-07-01',
      'true',
    ],
    ['a level', { fact: 'offering.sbom', atLeast: 'listed' }, 'offering.sbom', 'with_origin', 'true'],
  ])('compares %s', (_, test, attribute, value, expected) => {
    expect(outcome(test, { facts: [stated(attribute, value)] })).toBe(expected);
  });

  it('decides on a lower bound only what all levels above it decide alike', () => {
    const bound = { facts: [stated('offering.sbom', 'listed', { lowerBound: true })] };
    expect(outcome({ fact: 'offering.sbom', atLeast: 'listed' }, bound)).toBe('true');
    expect(outcome({ fact: 'offering.sbom', atLeast: 'with_origin' }, bound)).toBe('unknown');
    expect(outcome({ fact: 'offering.sbom', is: 'none' }, bound)).toBe('false');
    expect(outcome({ fact: 'offering.sbom', atMost: 'none' }, bound)).toBe('false');
  });

  it('reads a fact at another date', () => {
    const planned = {
      facts: [stated('offering.accelerators', 9, { valid: { from: '2028-01-01', to: null } })],
    };
    expect(outcome({ fact: 'offering.accelerators', atLeast: 5, at: '2028-12-31' }, planned)).toBe('true');
    expect(outcome({ fact: 'offering.accelerators', atLeast: 5 }, planned)).toBe('unknown');
  });

  it('takes the vendor itself as its entity', () => {
    expect(outcome({ fact: 'provider.self', notIn: ['group:MAKERS'] })).toBe('true');
  });
});

describe('grades, staleness and lists', () => {
  it('leaves what is proven too badly unknown, and true at every grade unproven', () => {
    const { requirement } = requirementOf(
      { fact: 'provider.hyperscale', is: true },
      { facts: [stated('provider.hyperscale', true, { grade: 'claimed' })] },
    );
    expect(requirement).toMatchObject({
      outcome: 'unknown',
      state: 'unproven',
      reasons: [{ kind: 'unproven', what: 'provider.hyperscale' }],
    });
  });

  it('counts a fact of a feed that broke its promise one grade lower and says stale', () => {
    expect(askOn('2026-10-31')).toMatchObject({ outcome: 'true' });
    expect(askOn('2026-11-01')).toMatchObject({
      outcome: 'unknown',
      state: 'unproven',
      reasons: [{ kind: 'stale' }],
    });
    expect(askOn('2026-11-01')?.trace?.children[0]?.children[0]?.evidence[0]?.staleSince).toBe('2026-11-01');
  });

  it('merges partial lists and prefers a complete one that holds them', () => {
    const test = { fact: 'provider.establishments', includes: ['KR', 'US'] };
    const two = [
      stated('provider.establishments', ['KR'], PARTIAL),
      stated('provider.establishments', ['US'], PARTIAL),
    ];
    expect(outcome(test, { facts: two })).toBe('true');
    const complete = [
      stated('provider.establishments', ['KR', 'JP']),
      stated('provider.establishments', ['KR'], { ...PARTIAL, grade: 'audited' }),
    ];
    expect(outcome(test, { facts: complete })).toBe('false');
    const contradicted = [
      stated('provider.establishments', ['KR']),
      stated('provider.establishments', ['US'], { ...PARTIAL, grade: 'audited' }),
    ];
    expect(outcome({ fact: 'provider.establishments', within: ['KR'] }, { facts: contradicted })).toBe(
      'false',
    );
    expect(outcome({ fact: 'provider.establishments', includes: ['KR'] }, { facts: contradicted })).toBe(
      'unknown',
    );
  });

  it("marks a gate that the vendor's own word makes false, whatever its grade", () => {
    const { decision } = requirementOf(
      { fact: 'provider.hyperscale', is: true },
      { facts: [stated('provider.hyperscale', false, { grade: 'claimed', by: 'self' })] },
    );
    expect(decision).toMatchObject({ verdict: 'unknown', claimedAgainst: true, nothingAgainst: false });
    const other = requirementOf(
      { fact: 'provider.hyperscale', is: true },
      { facts: [stated('provider.hyperscale', false, { grade: 'claimed' })] },
    );
    expect(other.decision).toMatchObject({
      verdict: 'unknown',
      claimedAgainst: false,
      nothingAgainst: false,
    });
  });
});

describe('deployment and choices', () => {
  const storage = { fact: 'offering.places.storage', within: ['KR'] };
  it.each([
    ['regions in the market', ['KR', 'US'], true, {}, 'true', 'market'],
    ['regions in the bloc', ['JP', 'US'], true, {}, 'false', 'bloc'],
    ['all regions', ['US'], true, {}, 'false', 'all'],
    ['an open list without the market', ['US'], false, {}, 'unknown', 'unknown'],
    ['an open list with the market', ['KR'], false, {}, 'true', 'market'],
    ['a named region', ['KR', 'US'], true, { deployment: ['US'] }, 'false', 'named'],
    ['a named region it has not', ['US'], true, { deployment: ['KR'] }, 'false', 'named'],
    ['a named region it may have', ['US'], false, { deployment: ['KR'] }, 'unknown', 'named'],
  ])('places follow %s', (_, regions, complete, need: Need, expected, how) => {
    const { decision, requirement } = requirementOf(storage, {
      facts: [stated('offering.regions', regions, { complete })],
      need,
    });
    expect([requirement?.outcome, decision.deployment.how]).toEqual([expected, how]);
  });

  it('let a complete fact of their own decide, at the grade it has', () => {
    const regions = stated('offering.regions', ['KR']);
    expect(outcome(storage, { facts: [regions, stated('offering.places.storage', ['US'])] })).toBe('false');
    expect(
      outcome(storage, { facts: [regions, stated('offering.places.storage', ['US'], { grade: 'claimed' })] }),
    ).toBe('unknown');
    expect(outcome(storage, { facts: [regions, stated('offering.places.storage', ['US'], PARTIAL)] })).toBe(
      'true',
    );
  });

  it('assume the highest level on offer, or the one that is named', () => {
    const facts = [stated('offering.isolation', ['logical', 'physical'])];
    expect(outcome({ fact: 'offering.isolation', atLeast: 'physical' }, { facts })).toBe('true');
    expect(
      outcome(
        { fact: 'offering.isolation', atLeast: 'physical' },
        { facts, question: { choices: { 'offering.isolation': 'logical' } } },
      ),
    ).toBe('false');
    expect(
      outcome(
        { fact: 'offering.isolation', atLeast: 'logical' },
        { facts, question: { choices: { 'offering.isolation': 'shared' } } },
      ),
    ).toBe('false');
  });

  it('assume one value for all tests of a decision', () => {
    const both = {
      all: [
        { fact: 'offering.deployments', is: 'government' },
        { fact: 'offering.deployments', is: 'private' },
      ],
    };
    const facts = [stated('offering.deployments', ['private', 'government'])];
    expect(outcome(both, { facts })).toBe('false');
    expect(outcome({ fact: 'offering.deployments', is: 'government' }, { facts })).toBe('true');
  });

  it('leave it open that an open list holds the value that helps', () => {
    const test = { fact: 'offering.deployments', is: 'government' };
    expect(outcome(test, { facts: [stated('offering.deployments', ['public'], PARTIAL)] })).toBe('unknown');
    expect(outcome(test, { facts: [stated('offering.deployments', ['public'])] })).toBe('false');
  });
});
