import { describe, expect, it } from '@jest/globals';
import type { Certificate } from '../../model/evidence.ts';
import { outcome, requirementOf } from '../../testing/one-gate.ts';
import { certificate, fact, TODAY } from '../../testing/world.ts';

const cert = (over: Partial<Certificate> = {}) => ({
  certificates: [certificate('offering:a', 'CERT', 'high', over)],
});
const scope = (services: readonly string[], complete: boolean) =>
  cert({ scope: { text: null, offerings: [], services, complete } });
const scoped = (offerings: readonly string[]) => ({
  certificates: [
    certificate('provider:a', 'CERT', 'high', {
      scope: { text: null, offerings, services: [], complete: false },
    }),
  ],
});

describe('certificates', () => {
  it.each<[string, unknown, Partial<Certificate>, string]>([
    ['held', { certificate: 'CERT' }, {}, 'true'],
    ['at its level', { certificate: 'CERT', atLeast: 'high' }, {}, 'true'],
    ['suspended', { certificate: 'CERT' }, { status: 'suspended' }, 'unknown'],
    ['on condition', { certificate: 'CERT' }, { status: 'conditional' }, 'unknown'],
    ['ended', { certificate: 'CERT' }, { valid: { from: '2020-01-01', to: TODAY } }, 'unknown'],
    ['begun today', { certificate: 'CERT' }, { valid: { from: TODAY, to: null }, grade: 'audited' }, 'true'],
    [
      'a higher dimension',
      { certificate: 'CERT', dimension: { part: 'basic' } },
      { dimension: { part: 'full' } },
      'true',
    ],
    [
      'a lower dimension',
      { certificate: 'CERT', dimension: { part: 'full' } },
      { dimension: { part: 'basic' } },
      'unknown',
    ],
    ['no dimension', { certificate: 'CERT', dimension: { part: 'basic' } }, {}, 'unknown'],
    ['disputed', { certificate: 'CERT' }, { dispute: { id: 'd', status: 'open', since: TODAY } }, 'unknown'],
  ])('%s', (_, test, over, expected) => {
    expect(outcome(test, cert(over))).toBe(expected);
  });

  it('must cover the services asked for', () => {
    const test = { certificate: 'CERT', scope: [{ need: 'workload.service' }] };
    const need = { 'workload.service': 'iaas' };
    expect(outcome(test, { ...scope(['IaaS'], false), need })).toBe('true');
    expect(outcome(test, { ...scope(['SaaS'], true), need })).toBe('unknown');
    expect(outcome(test, { ...scope([], false), need })).toBe('unknown');
    expect(outcome(test, scope(['IaaS'], false))).toBe('unknown');
  });

  it('of the provider count for an offering that their scope names', () => {
    expect(outcome({ certificate: 'CERT' }, scoped(['a']))).toBe('true');
    expect(outcome({ certificate: 'CERT' }, scoped(['z']))).toBe('unknown');
    expect(
      outcome({ certificate: 'FIRM' }, { certificates: [certificate('provider:a', 'FIRM', 'held')] }),
    ).toBe('true');
  });

  it('of the layer below are found at its end, and only if that is stated', () => {
    const below = { certificates: [certificate('offering:b', 'CERT', 'high')] };
    const test = { certificate: 'CERT', on: 'underlying' };
    expect(outcome(test, { ...below, runsOn: { offering: 'b' } })).toBe('true');
    expect(outcome(test, { ...below, runsOn: null })).toBe('unknown');
    expect(outcome(test, { certificates: [certificate('offering:a', 'CERT', 'high')] })).toBe('true');
    expect(requirementOf(test, { runsOn: null }).requirement?.reasons).toEqual([
      { kind: 'missing', what: 'runsOn' },
    ]);
  });

  it('of facilities and makers are read inside their lists', () => {
    const facilities = [
      fact('offering:a', 'facility', ['facility:a/x']),
      fact('facility:a/x', 'facility.country', 'KR'),
    ];
    const test = { every: 'facility', test: { certificate: 'SITE', on: 'facility' } };
    expect(
      outcome(test, { facts: facilities, certificates: [certificate('facility:a/x', 'SITE', 'held')] }),
    ).toBe('true');
    expect(outcome(test, { facts: facilities })).toBe('unknown');
    const parts = [
      fact('offering:a', 'component', ['component:a/x']),
      fact('component:a/x', 'component.vendor', 'goodco'),
    ];
    const makers = { every: 'component', test: { certificate: 'FIRM', on: 'component_vendor' } };
    expect(
      outcome(makers, { facts: parts, certificates: [certificate('provider:maker', 'FIRM', 'held')] }),
    ).toBe('true');
  });

  it('have an age, and are known', () => {
    const age = { age: { certificate: 'CERT', date: 'issued' }, atMost: 'P12M' };
    expect(outcome(age, cert({ issued: '2025-11-24' }))).toBe('true');
    expect(outcome(age, cert({ issued: '2025-11-23' }))).toBe('false');
    expect(outcome(age, cert({ issued: null, valid: { from: null, to: '2030-01-01' } }))).toBe('unknown');
    expect(outcome(age)).toBe('unknown');
  });
});
