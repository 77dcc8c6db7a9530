import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import { fact, gate, offering, regimeDocument, TODAY, worldOf } from '../testing/world.ts';
import { causesOf } from './causes.ts';
import { clauseTable } from './clause-table.ts';

const SEAT = gate(
  'seat',
  {
    all: [
      { fact: 'provider.hyperscale', is: true },
      { fact: 'provider.seat.registered', is: 'KR' },
    ],
  },
  { source: { ref: 's1', clause: '3', quote: 'seated in Korea' } },
);
const WORLD = worldOf({
  offerings: ['abroad', 'home'].map((id) => offering(id)),
  facts: [
    ...['abroad', 'home'].map((id) => fact(`offering:${id}`, 'offering.regions', ['KR'])),
    ...['abroad', 'home'].map((id) => fact(`provider:${id}`, 'provider.hyperscale', true)),
    fact('provider:abroad', 'provider.seat.registered', 'US'),
    fact('provider:home', 'provider.seat.registered', 'KR'),
  ],
  regimes: [regimeDocument('kr-seat', [SEAT])],
});
const ask = (id: string) => decide(WORLD, { market: 'KR', need: {}, asOf: TODAY, offering: id });

describe('causes', () => {
  it('lead from the source over clause and requirement to the verdict, with the statement that decides', () => {
    const [path = ''] = causesOf(WORLD, ask('abroad'), 'en').flatMap(({ nodes }) => nodes);
    expect(path).toMatch(/^\/requirements\/0\/.*\/1$/);
    expect(causesOf(WORLD, ask('abroad'), 'en')).toEqual([
      {
        source: { title: 'the law', url: null },
        clause: { number: '3', quote: 'seated in Korea' },
        regime: { id: 'kr-seat', version: '1', title: 'kr-seat' },
        requirement: { id: 'seat', title: 'seat', path: '/requirements/0', state: 'fail' },
        nodes: [path],
        statements: [
          {
            id: 'provider:abroad#provider.seat.registered',
            subject: 'provider:abroad',
            attribute: 'provider.seat.registered',
            grade: 'documented',
            source: { title: 'test source' },
          },
        ],
        verdict: 'ineligible',
      },
    ]);
  });

  it('are the passed gates where nothing holds the verdict down', () => {
    const [cause] = causesOf(WORLD, ask('home'), 'en');
    expect(cause).toMatchObject({ verdict: 'eligible', requirement: { id: 'seat', state: 'pass' } });
    expect(cause?.statements.map(({ attribute }) => attribute)).toEqual([
      'provider.hyperscale',
      'provider.seat.registered',
    ]);
  });
});

describe('the clause table', () => {
  it('puts both outcomes of every clause next to each other', () => {
    expect(clauseTable(ask('abroad'), ask('home'))).toEqual([
      expect.objectContaining({
        regime: 'kr-seat',
        requirement: 'seat',
        binding: true,
        differs: true,
        a: expect.objectContaining({ outcome: 'false', state: 'fail' }),
        b: expect.objectContaining({ outcome: 'true', state: 'pass' }),
      }),
    ]);
    expect(clauseTable(ask('home'), ask('home')).map(({ differs }) => differs)).toEqual([false]);
  });

  it('shows a clause that only one of the two has to meet', () => {
    const alone = { ...ask('home'), requirements: [] };
    expect(clauseTable(alone, ask('home'))).toMatchObject([{ a: null, differs: true }]);
    expect(clauseTable(ask('home'), alone)).toMatchObject([{ b: null, differs: true }]);
  });
});
