import { describe, expect, it } from '@jest/globals';
import type { Need } from '../../model/need.ts';
import { outcome, requirementOf, stated } from '../../testing/one-gate.ts';

const met = (value: unknown, need: Need = {}) =>
  outcome(
    { fact: 'provider.requirementsMet', atLeast: value },
    { facts: [stated('provider.requirementsMet', 5)], need },
  );
const tested = (day: string) => ({ facts: [stated('provider.disconnectTested', day)] });
const guarantee = (amount: string) => [
  stated('offer.bankGuarantee', { amount, currency: 'INR' }),
  stated('offering.accelerators', 3),
];
const share = (kind: string, measure: string, percent: number) => ({
  control: { of: ['capital'], holders: { kind }, measure },
  atLeast: { percent },
});

describe('needs', () => {
  it.each([
    ['stated', { need: 'buyer.kind', in: ['bank'] }, { 'buyer.kind': ['bank', 'private'] }, 'true'],
    ['open', { need: 'buyer.kind', in: ['bank'] }, {}, 'unknown'],
    ['none', { need: 'buyer.sector', in: ['health'] }, {}, 'false'],
    ['none within anything', { need: 'buyer.sector', empty: true }, {}, 'true'],
    ['a default value', { need: 'contract.procedure', is: 'open' }, {}, 'true'],
    ['home as a default', { need: 'contract.performedIn', overlaps: ['KR'] }, {}, 'true'],
    ['later', { need: 'competition.compliantOffers', is: 1 }, {}, 'unknown'],
    ['known', { need: 'workload.class.KR', known: true }, { 'workload.class.KR': 'low' }, 'true'],
    ['not known', { need: 'workload.class.KR', known: true }, {}, 'false'],
    ['levels', { need: 'workload.class.KR', atLeast: 'medium' }, { 'workload.class.KR': 'high' }, 'true'],
    ['durations', { need: 'contract.term', atMost: 'P3Y' }, { 'contract.term': 'P36M' }, 'true'],
    ['the asked date', { need: 'asOf', atLeast: '2026-11-24' }, {}, 'true'],
  ])('%s: %j', (_, test, need: Need, expected) => {
    expect(outcome(test, { need })).toBe(expected);
  });

  it('give values to tests, translated or by default', () => {
    expect(met({ need: 'notice.minSeal' }, { 'notice.minSeal': 5 })).toBe('true');
    expect(met({ need: 'notice.minSeal' })).toBe('unknown');
    expect(met({ need: 'notice.minSeal', default: 6 })).toBe('false');
    expect(met({ need: 'programme', map: { A: 4, B: 6 } }, { programme: 'A' })).toBe('true');
    expect(met({ need: 'programme', map: { A: 4, B: 6 } }, { programme: 'C' })).toBe('unknown');
    expect(met({ need: 'programme', map: { A: 4 }, default: 9 })).toBe('false');
  });
});

describe('connectives', () => {
  const T = { need: 'buyer.critical', is: false };
  const F = { need: 'buyer.critical', is: true };
  const U = { need: 'buyer.kind', in: ['x'] };
  it.each([
    [{ all: [T, T] }, 'true'],
    [{ all: [T, U] }, 'unknown'],
    [{ all: [F, U] }, 'false'],
    [{ any: [T, U] }, 'true'],
    [{ any: [F, U] }, 'unknown'],
    [{ any: [F, F] }, 'false'],
    [{ not: U }, 'unknown'],
    [{ not: F }, 'true'],
    [{ atLeast: 2, of: [T, T, U] }, 'true'],
    [{ atLeast: 2, of: [T, F, U] }, 'unknown'],
    [{ atLeast: 2, of: [F, F, U] }, 'false'],
    // oxlint-disable-next-line unicorn/no-thenable -- a document, never awaited
    [{ if: T, then: F }, 'false'],
    // oxlint-disable-next-line unicorn/no-thenable -- a document, never awaited
    [{ if: F, then: F }, 'true'],
    // oxlint-disable-next-line unicorn/no-thenable -- a document, never awaited
    [{ if: F, then: F, else: U }, 'unknown'],
    // oxlint-disable-next-line unicorn/no-thenable -- a document, never awaited
    [{ if: U, then: F }, 'unknown'],
    // oxlint-disable-next-line unicorn/no-thenable -- a document, never awaited
    [{ if: U, then: T, else: T }, 'unknown'],
    [{ any: [U, { not: U }] }, 'unknown'],
    [true, 'true'],
  ])('%j is %s', (test, expected) => {
    expect(outcome(test)).toBe(expected);
  });

  it('follows references', () => {
    expect(outcome({ ref: 'own' }, { define: { own: { title: 'own', test: T } } })).toBe('true');
  });

  it('gathers the reasons of unknown leaves below unknown nodes only', () => {
    const test = { all: [{ any: [T, { fact: 'provider.hyperscale', is: true }] }, U] };
    expect(requirementOf(test).requirement?.reasons).toEqual([
      { kind: 'undecided-need', path: 'buyer.kind' },
    ]);
  });
});

describe('other nodes', () => {
  it('known: stated well enough, too badly, or not at all', () => {
    const test = { known: 'provider.hyperscale' };
    expect(outcome(test, { facts: [stated('provider.hyperscale', false)] })).toBe('true');
    expect(outcome(test, { facts: [stated('provider.hyperscale', false, { grade: 'claimed' })] })).toBe(
      'unknown',
    );
    expect(outcome(test)).toBe('false');
  });

  it('age: inclusive on both sides, and never of a day in the future', () => {
    const recent = { age: 'provider.disconnectTested', atMost: 'P12M' };
    expect(outcome(recent, tested('2025-11-24'))).toBe('true');
    expect(outcome(recent, tested('2025-11-23'))).toBe('false');
    expect(outcome(recent, tested('2026-11-25'))).toBe('false');
    expect(outcome({ age: 'provider.disconnectTested', atLeast: 'P12M' }, tested('2025-11-24'))).toBe('true');
    expect(outcome({ age: 'provider.disconnectTested', atLeast: 'P12M' }, tested('2025-11-25'))).toBe(
      'false',
    );
    expect(outcome(recent)).toBe('unknown');
  });

  it('ratio: one fact divided by another', () => {
    const test = {
      ratio: ['offer.bankGuarantee', 'offering.accelerators'],
      atLeast: { amount: 1000000, currency: 'INR' },
    };
    expect(outcome(test, { facts: guarantee('3000000') })).toBe('true');
    expect(outcome(test, { facts: guarantee('2999999') })).toBe('false');
    expect(outcome(test, { facts: guarantee('3000000').slice(0, 1) })).toBe('unknown');
  });

  it('shares and rights of the selected holders', () => {
    expect(outcome(share('public', 'total', 60))).toBe('true');
    expect(outcome(share('public', 'largest', 61))).toBe('false');
    expect(outcome(share('private', 'total', 40))).toBe('true');
    expect(outcome({ control: { holders: { outside: ['group:BLOC'] }, right: ['veto'] }, none: true })).toBe(
      'false',
    );
    expect(outcome({ control: { holders: { in: ['KR'] }, right: ['veto'] }, none: true })).toBe('true');
  });
});
