import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import { validUntil } from '../evaluation/valid-until.ts';
import type { Certificate, Fact } from '../model/evidence.ts';
import {
  certificate,
  fact,
  gate,
  offering,
  register,
  regimeDocument,
  scheme,
  worldOf,
} from '../testing/world.ts';

/** Scenario 4: type 1 attestations suffice until 2025-06-30, new systems have 18 months; a certificate ends tomorrow. */
const newSystem = {
  all: [
    { fact: 'offering.firstMarketed', above: '2025-06-30' },
    { age: 'offering.firstMarketed', atMost: 'P18M' },
    { certificate: 'C5', atLeast: 'type1' },
  ],
};
const regime = regimeDocument(
  'de-health',
  [
    gate(
      'type',
      { certificate: 'C5', atLeast: 'type2' },
      {
        versions: [{ valid: { to: '2025-07-01' }, test: { certificate: 'C5', atLeast: 'type1' } }],
        unless: [{ ref: 'new' }],
      },
    ),
  ],
  { market: 'DE', define: { new: { title: 'first 18 months of a new system', test: newSystem } } },
);

const CLOSED = { closed: true };

function ask(
  asOf: string,
  held: Partial<Certificate> & { readonly level: string },
  marketed?: string,
  over: { readonly closed?: boolean } = {},
) {
  const facts: Fact[] = [fact('offering:elbe', 'offering.regions', ['DE'])];
  if (marketed !== undefined) facts.push(fact('offering:elbe', 'offering.firstMarketed', marketed));
  const world = worldOf({
    regimes: [regime],
    schemes: [scheme('C5', ['type1', 'type2'])],
    registers: over.closed === true ? [register('C5', ['elbe'], { asOf: asOf })] : [],
    offerings: [offering('elbe')],
    facts,
    certificates: [
      certificate('offering:elbe', 'C5', held.level, {
        valid: { from: '2024-01-01', to: '2030-01-01' },
        ...held,
      }),
    ],
  });
  const question = { offering: 'elbe', market: 'DE', need: {}, asOf };
  return { verdict: decide(world, question).verdict, until: validUntil(world, question) };
}

describe('attestations that depend on the date', () => {
  it('accepts type 1 through 2025-06-30, and for a system that was on sale before not a day longer', () => {
    expect(ask('2025-06-30', { level: 'type1' }, '2024-01-01')).toEqual({
      verdict: 'eligible',
      until: '2025-07-01',
    });
    expect(ask('2025-07-01', { level: 'type1' }, '2024-01-01').verdict).toBe('unknown');
    expect(ask('2025-07-01', { level: 'type1' }, '2024-01-01', CLOSED).verdict).toBe('ineligible');
  });

  it('gives a new system 18 months with type 1, the last day included', () => {
    expect(ask('2025-12-01', { level: 'type1' }, '2025-07-15')).toEqual({
      verdict: 'eligible',
      until: '2027-01-16',
    });
    expect(ask('2027-01-15', { level: 'type1' }, '2025-07-15').verdict).toBe('eligible');
    expect(ask('2027-01-16', { level: 'type1' }, '2025-07-15').verdict).toBe('unknown');
    expect(ask('2027-01-16', { level: 'type1' }, '2025-07-15', CLOSED).verdict).toBe('ineligible');
  });

  it('leaves it open whether a system is new when nobody says so', () => {
    expect(ask('2025-12-01', { level: 'type1' }).verdict).toBe('unknown');
  });

  it('accepts type 2 before and after', () => {
    expect(ask('2025-06-30', { level: 'type2' }).verdict).toBe('eligible');
    expect(ask('2026-11-24', { level: 'type2' })).toEqual({ verdict: 'eligible', until: '2030-01-01' });
  });

  it('knows that a certificate which ends tomorrow says nothing from then on', () => {
    const ending = { level: 'type2', valid: { from: '2025-01-01', to: '2026-11-25' } };
    expect(ask('2026-11-24', ending)).toEqual({ verdict: 'eligible', until: '2026-11-25' });
    expect(ask('2026-11-25', ending).verdict).toBe('unknown');
  });
});
