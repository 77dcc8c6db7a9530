import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import { validUntil } from '../evaluation/valid-until.ts';
import type { Certificate, Fact } from '../model/evidence.ts';
import type { Need } from '../model/need.ts';
import {
  certificate,
  fact,
  gate,
  group,
  offering,
  regimeDocument,
  scheme,
  TODAY,
  worldOf,
} from '../testing/world.ts';

/** Scenario 6: classes of local content in India, and registration of bidders from across a land border. */
const content = 'offer.localContent';
const regime = regimeDocument(
  'in-local',
  [
    gate(
      'only-first',
      { ref: 'first' },
      { unit: 'offer', when: { need: 'contract.procedure', is: 'local_only' } },
    ),
    gate(
      'first-or-second',
      { any: [{ ref: 'first' }, { ref: 'second' }] },
      {
        unit: 'offer',
        when: { need: 'contract.value', below: { amount: 2000000000, currency: 'INR' } },
        substitutes: [{ id: 'global-tender', by: 'buyer_waiver', note: 'global tender approved' }],
      },
    ),
    gate(
      'border',
      {
        any: [
          { fact: 'provider.seat.registered', notIn: ['group:BORDER'] },
          { certificate: 'REG', on: 'provider' },
        ],
      },
      {
        unit: 'provider',
        substitutes: [{ id: 'registration', by: 'registration', until: '2026-12-31' }],
      },
    ),
  ],
  {
    market: 'IN',
    define: {
      first: { fact: content, atLeast: { percent: 50 } },
      second: {
        all: [
          { fact: content, atLeast: { percent: 20 } },
          { fact: content, below: { percent: 50 } },
        ],
      },
    },
  },
);

function ask(
  percent: number | null,
  need: Need = { 'contract.value': { amount: '1999999999', currency: 'INR' } },
  over: {
    readonly seat?: string;
    readonly certificates?: readonly Certificate[];
    readonly asOf?: string;
  } = {},
) {
  const facts: Fact[] = [
    fact('offering:himal', 'offering.regions', ['IN']),
    fact('provider:himal', 'provider.seat.registered', over.seat ?? 'IN'),
  ];
  if (percent !== null) facts.push(fact('offer:himal', content, percent));
  const world = worldOf({
    groups: [group('BORDER', ['CN', 'NP'])],
    schemes: [scheme('REG', ['held'], { holder: 'provider' })],
    regimes: [regime],
    offerings: [offering('himal')],
    facts,
    certificates: over.certificates ?? [],
  });
  const question = { offering: 'himal', market: 'IN', need, asOf: over.asOf ?? TODAY };
  const decision = decide(world, question);
  return {
    verdict: decision.verdict,
    cures: decision.requirements.flatMap(({ cures }) => cures.map(({ id }) => id)),
    until: validUntil(world, question),
  };
}
const LARGE = { 'contract.value': { amount: '2000000000', currency: 'INR' } };

describe('local content classes', () => {
  it.each([
    [50, 'eligible'],
    [49.9, 'eligible'],
    [20, 'eligible'],
    [19.9, 'ineligible'],
  ])('with %d %% of local content below two billion rupees is %s', (percent, verdict) => {
    expect(ask(percent).verdict).toBe(verdict);
  });

  it('asks the first class alone where only local suppliers may bid', () => {
    const need = { ...LARGE, 'contract.procedure': 'local_only' };
    expect(ask(50, need).verdict).toBe('eligible');
    expect(ask(49.9, need).verdict).toBe('ineligible');
  });

  it('does not ask at exactly two billion rupees', () => {
    expect(ask(0, LARGE).verdict).toBe('eligible');
  });

  it('is conditional where the buyer has approved a global tender, and only then', () => {
    const waived = {
      'contract.value': { amount: '1', currency: 'INR' },
      'contract.exceptions': ['global-tender'],
    };
    expect(ask(5, waived)).toMatchObject({ verdict: 'conditional', cures: ['global-tender'] });
  });
});

describe('bidders from across a land border', () => {
  const nepali = { seat: 'NP' };

  it('may still register until the deadline, its day included', () => {
    expect(ask(60, LARGE, nepali)).toEqual({
      verdict: 'conditional',
      cures: ['registration'],
      until: '2027-01-01',
    });
    expect(ask(60, LARGE, { ...nepali, asOf: '2026-12-31' }).verdict).toBe('conditional');
    expect(ask(60, LARGE, { ...nepali, asOf: '2027-01-01' }).verdict).toBe('unknown');
  });

  it('pass once registered', () => {
    const certificates = [certificate('provider:himal', 'REG', 'held')];
    expect(ask(60, LARGE, { ...nepali, certificates }).verdict).toBe('eligible');
  });
});
