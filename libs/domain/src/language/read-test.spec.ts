import { describe, expect, it } from '@jest/globals';
import type { Scheme } from '../model/scheme.ts';
import { TEST_VOCABULARY } from '../testing/vocabulary.ts';
import { readTest } from './read-test.ts';

const CSAP: Scheme = {
  id: 'CSAP',
  holder: 'offering',
  levels: ['low', 'medium', 'high'],
  aliases: { 중: 'medium' },
  dimensions: { criteria: ['basic', 'additional'] },
  validity: null,
  followUp: null,
  capsUnderlying: true,
};
const NAMES = {
  schemes: new Map([['CSAP', CSAP]]),
  groups: new Map([
    [
      'EU',
      {
        id: 'EU',
        title: 'EU',
        kind: 'country' as const,
        bloc: true,
        complete: true,
        checkedUntil: null,
        undecided: [],
        members: [],
      },
    ],
  ]),
  frameworks: new Set(['eu-csf']),
};

function read(document: unknown) {
  return readTest(document, TEST_VOCABULARY, NAMES);
}
function problemsOf(document: unknown) {
  const reading = read(document);
  return reading.ok ? [] : reading.problems.map(({ pointer, nearest }) => [pointer, ...(nearest ?? [])]);
}
function accepted(document: unknown) {
  const reading = read(document);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.test;
}

function nest(levels: number): unknown {
  let test: unknown = true;
  for (let level = 1; level < levels; level++) test = { not: test };
  return test;
}

describe('reading a test', () => {
  it('gives every node its JSON Pointer', () => {
    const test = accepted({
      all: [{ fact: 'provider.seat.registered', is: 'KR' }, { not: { need: 'buyer.critical', is: true } }],
    });
    expect(test).toMatchObject({
      path: '',
      node: 'all',
      of: [
        { path: '/all/0', node: 'fact', conditions: [{ op: 'is', value: { kind: 'literal', value: 'KR' } }] },
        { path: '/all/1', node: 'not', test: { path: '/all/1/not', node: 'need' } },
      ],
    });
  });

  it.each([
    [true],
    [{ fact: 'provider.establishments', within: ['group:EU', 'home:country', 'group:home'] }],
    [{ fact: 'provider.establishments', within: 'group:EU' }],
    [{ control: { holders: { outside: 'group:EU' }, measure: 'largest' }, atMost: { percent: 24 } }],
    [{ fact: 'provider.establishments', empty: true }],
    [{ fact: 'provider.establishments', count: { atLeast: 2 } }],
    [{ fact: 'offering.accelerators', atLeast: { number: 5, unit: 'accelerator' }, at: '2028-12-31' }],
    [{ fact: 'offering.csf.SOV-3-12', atLeast: 'step2' }],
    [{ fact: 'offering.isolation', atLeast: 'physical' }],
    [{ fact: 'offer.localContent', above: { percent: 50 } }],
    [{ fact: 'provider.incidentReporting', atMost: 'PT6H' }],
    [{ need: 'workload.class.KR', known: true }],
    [{ need: 'buyer.lastAudit', maxAge: 'P12M' }],
    [{ need: 'contract.value', above: { amount: 1000000, currency: 'SAR' } }],
    [
      {
        certificate: 'CSAP',
        atLeast: { need: 'workload.class.KR' },
        dimension: { criteria: 'basic' },
        on: 'underlying',
      },
    ],
    [
      {
        certificate: 'CSAP',
        atLeast: { need: 'programme', map: { A: 'low' }, default: 'high' },
        scope: [{ need: 'workload.service' }],
      },
    ],
    [
      {
        control: { of: ['capital'], holders: { outside: ['group:EU'] }, measure: 'largest' },
        atMost: { percent: 24 },
      },
    ],
    [{ control: { holders: { kind: 'public' }, right: ['veto', 'board_majority'] }, none: true }],
    [
      {
        every: 'personnel',
        where: { fact: 'personnel.role', is: 'support' },
        test: { fact: 'personnel.status', atLeast: 'citizen' },
      },
    ],
    [{ some: 'subcontractor', test: { fact: 'provider.seat.registered', is: 'KR' } }],
    [{ known: 'provider.seat.registered' }],
    [{ age: 'provider.disconnectTested', atMost: 'P12M' }],
    [{ age: { certificate: 'CSAP', date: 'issued' }, atMost: 'P24M' }],
    [{ seal: { framework: 'eu-csf', objective: 'SOV-3' }, atLeast: { need: 'notice.minSeal', default: 2 } }],
    [{ ratio: ['offer.bankGuarantee', 'offering.accelerators'], atLeast: { amount: 100, currency: 'INR' } }],
    [{ count: 'facility', where: { fact: 'facility.country', is: 'KR' }, atLeast: 2 }],
    [
      {
        count: 'provider.operations',
        except: { in: ['SA', { fact: 'provider.seat.registered' }] },
        atLeast: 2,
      },
    ],
    [{ relative: 'offer.price', to: 'secondBest', atMost: { percent: 75 } }],
    [{ relative: 'offer.technicalRank', to: 'all', is: 'best' }],
    [{ atLeast: 1, of: [true, { need: 'buyer.critical', is: false }] }],
    // oxlint-disable-next-line unicorn/no-thenable -- a document, never awaited
    [{ if: { need: 'buyer.critical', is: true }, then: { fact: 'provider.hyperscale', is: true } }],
  ])('accepts %j', (document) => {
    expect(problemsOf(document)).toEqual([]);
  });

  it.each([
    [
      'an unknown attribute',
      { fact: 'provider.seat.registred', is: 'KR' },
      [['/fact', 'provider.seat.registered', 'provider.seat.administration']],
    ],
    ['an unknown need', { need: 'buyer.kin', in: ['x'] }, [['/need', 'buyer.kind']]],
    ['an unknown scheme', { certificate: 'CSAQ' }, [['/certificate', 'CSAP']]],
    ['an unknown level', { certificate: 'CSAP', atLeast: 'hihg' }, [['/atLeast', 'high']]],
    [
      'an unknown group',
      { fact: 'provider.establishments', overlaps: ['group:EEU'] },
      [['/overlaps/0', 'group:EU']],
    ],
    ['an unknown code', { fact: 'provider.role', is: 'primee' }, [['/is', 'prime']]],
    [
      'an unknown dimension',
      { certificate: 'CSAP', dimension: { criterion: 'basic' } },
      [['/dimension/criterion', 'criteria']],
    ],
    [
      'an unknown framework',
      { seal: { framework: 'csf', objective: 'each' }, atLeast: 2 },
      [['/seal/framework', 'eu-csf']],
    ],
    ['an unknown form', { al: [true] }, [['', 'all', 'any', 'age']]],
  ])('refuses %s and proposes the nearest', (_, document, expected) => {
    const found = problemsOf(document);
    expect(found.map(([pointer, first]) => [pointer, first])).toEqual(
      expected.map(([pointer, first]) => [pointer, first]),
    );
  });

  it.each([
    ['an unknown key', { fact: 'provider.seat.registered', is: 'KR', atlest: 'x' }, '/atlest'],
    ['a value of the wrong type', { fact: 'provider.hyperscale', is: 'yes' }, '/is'],
    ['a bound on what has no order', { fact: 'provider.seat.registered', atLeast: 'KR' }, '/atLeast'],
    ['a bound on a list', { fact: 'provider.establishments', above: 'KR' }, '/above'],
    ['a set condition on money', { need: 'contract.value', in: [1] }, '/in'],
    ['emptiness of a single value', { fact: 'provider.seat.registered', empty: true }, '/empty'],
    [
      'a foreign unit',
      { fact: 'offering.accelerators', atLeast: { number: 1, unit: 'kW' } },
      '/atLeast/unit',
    ],
    ['a country that is none', { fact: 'provider.seat.registered', is: 'Korea' }, '/is'],
    [
      'a need of another type',
      { fact: 'offering.accelerators', atLeast: { need: 'workload.service' } },
      '/atLeast',
    ],
    [
      'levels that the scheme lacks',
      { certificate: 'CSAP', atLeast: { need: 'workload.class.US' } },
      '/atLeast',
    ],
    [
      'a map key that the need lacks',
      { certificate: 'CSAP', atLeast: { need: 'workload.class.KR', map: { huge: 'low' } } },
      '/atLeast/map/huge',
    ],
    ['an impossible date', { fact: 'offering.accelerators', atLeast: 1, at: '2026-02-30' }, '/at'],
    ['a fact of a listed thing outside its list', { fact: 'facility.country', is: 'KR' }, '/fact'],
    ['an age of what is no date', { age: 'provider.hyperscale', atMost: 'P1M' }, '/age'],
    ['a test without a condition', { fact: 'provider.hyperscale' }, ''],
    ['more demanded than listed', { atLeast: 3, of: [true, true] }, '/atLeast'],
    ['an empty list', { all: [] }, '/all'],
    [
      'holders that select nobody',
      { control: { holders: {}, measure: 'total' }, atMost: { percent: 1 } },
      '/control/holders',
    ],
    ['a reference without definitions', { ref: 'x' }, '/ref'],
    ['a text', 'yes', ''],
    ['false', false, ''],
  ])('refuses %s', (_, document, pointer) => {
    expect(problemsOf(document).map(([at]) => at)).toEqual([pointer]);
  });

  it('reports all problems, not only the first', () => {
    const found = problemsOf({
      any: [{ fact: 'nothing.here', is: 1 }, { need: 'buyer.critical', is: 'x' }, { certificate: 'none' }],
    });
    expect(found.map(([at]) => at)).toEqual(
      ['/any/0/fact', '/any/1/need', '/any/2/certificate'].map((at, index) =>
        index === 1 ? '/any/1/is' : at,
      ),
    );
  });

  it('refuses tests nested deeper than 16 without descending further', () => {
    expect(problemsOf(nest(16))).toEqual([]);
    expect(problemsOf(nest(17))).toEqual([['/not'.repeat(16)]]);
    expect(problemsOf(nest(20_000))).toHaveLength(1);
  });

  it('refuses more than 500 nodes', () => {
    expect(problemsOf({ any: Array.from({ length: 499 }, () => true) })).toEqual([]);
    expect(problemsOf({ any: Array.from({ length: 500 }, () => true) })).toEqual([['/any/499']]);
  });

  it('refuses a list of more than 1,000 items before reading any', () => {
    const countries = Array.from({ length: 1001 }, () => 'not a country');
    expect(problemsOf({ fact: 'provider.seat.registered', in: countries })).toEqual([['/in']]);
  });
});
