import { describe, expect, it } from '@jest/globals';
import { requirementOf, stated } from '../testing/one-gate.ts';
import type { Trace } from './decision.ts';
import { MESSAGE_KEYS } from './trace.ts';

function keysOf(trace: Trace): readonly string[] {
  return [trace.message.key, ...trace.children.flatMap(keysOf)];
}
const TESTS: readonly unknown[] = [
  { all: [{ fact: 'provider.seat.registered', is: 'KR' }, { not: { need: 'buyer.critical', is: true } }] },
  {
    any: [
      { certificate: 'CERT' },
      { known: 'offering.sbom' },
      { age: 'provider.disconnectTested', atMost: 'P1Y' },
    ],
  },
  {
    atLeast: 1,
    of: [
      { count: 'facility', atLeast: 1 },
      { every: 'component', test: { fact: 'component.kind', is: 'software' } },
    ],
  },
  { fact: 'provider.establishments', includes: ['KR'], notIn: ['US'] },
  { control: { of: ['capital'], holders: { kind: 'public' }, measure: 'total' }, atLeast: { percent: 50 } },
  { ratio: ['offer.bankGuarantee', 'offering.accelerators'], atLeast: { amount: 1, currency: 'INR' } },
  { relative: 'offer.price', to: 'lowest', is: 'best' },
];

describe('traces', () => {
  it('carry only keys that every language has a template for', () => {
    const known = new Set(MESSAGE_KEYS);
    const used = TESTS.flatMap((test) => {
      const trace = requirementOf(test).requirement?.trace;
      return trace ? keysOf(trace) : [];
    });
    expect(used.length).toBeGreaterThan(TESTS.length);
    expect(used.filter((key) => !known.has(key))).toEqual([]);
  });

  it('list each key once', () => {
    expect(new Set(MESSAGE_KEYS).size).toBe(MESSAGE_KEYS.length);
  });

  it('lead from the requirement through its parts to the node and its evidence', () => {
    const { requirement } = requirementOf(
      { fact: 'provider.seat.registered', is: 'KR' },
      { facts: [stated('provider.seat.registered', 'KR')] },
    );
    expect(requirement?.trace).toMatchObject({
      path: '/requirements/0',
      node: 'requirement',
      outcome: 'true',
      children: [
        {
          node: 'test',
          children: [
            {
              path: '/requirements/0/test',
              node: 'fact',
              message: { key: 'fact.is.true' },
              evidence: [{ value: 'KR', grade: 'documented', belowGrade: false }],
            },
          ],
        },
      ],
    });
  });
});
