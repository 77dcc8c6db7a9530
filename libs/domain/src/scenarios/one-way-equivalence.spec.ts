import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import type { Certificate } from '../model/evidence.ts';
import type { Equivalence } from '../model/scheme.ts';
import {
  certificate,
  equivalence,
  fact,
  gate,
  offering,
  regimeDocument,
  scheme,
  term,
  TODAY,
  worldOf,
} from '../testing/world.ts';

/** Scenario 9: FedRAMP Moderate gives IL2, never the other way; lineage satisfies nothing; two names for levels. */
const SCHEMES = [
  scheme('FedRAMP', ['Low', 'Moderate', 'High'], {
    aliases: { 'Class B': 'Low', 'Class C': 'Moderate', 'Class D': 'High' },
  }),
  scheme('IL', ['IL2', 'IL4', 'IL5']),
  scheme('ISO27001', ['certified'], { holder: 'provider' }),
  scheme('C5', ['type1', 'type2']),
];
const EQUIVALENCES = [
  equivalence([term('FedRAMP', 'Moderate')], { scheme: 'IL', level: 'IL2' }),
  equivalence([term('FedRAMP', 'Moderate')], { scheme: 'IL', level: 'IL4' }, 'reducesAudit', { id: 'audit' }),
  equivalence([term('ISO27001')], { scheme: 'C5' }, 'lineage'),
];

function holds(
  test: unknown,
  certificates: readonly Certificate[],
  equivalences: readonly Equivalence[] = EQUIVALENCES,
) {
  const world = worldOf({
    regimes: [regimeDocument('us-level', [gate('level', test)], { market: 'US' })],
    schemes: SCHEMES,
    equivalences,
    offerings: [offering('mesa')],
    facts: [fact('offering:mesa', 'offering.regions', ['US'])],
    certificates,
  });
  return decide(world, { offering: 'mesa', market: 'US', need: {}, asOf: TODAY }).requirements[0]?.outcome;
}
const fedramp = (level: string) => certificate('offering:mesa', 'FedRAMP', level);

const rule = (over: Partial<Equivalence>) => [
  equivalence([term('FedRAMP', 'Moderate')], { scheme: 'IL', level: 'IL2' }, 'satisfies', over),
];

const asked = (over: Partial<Equivalence>) => holds({ certificate: 'IL' }, [fedramp('High')], rule(over));

describe('equivalences between schemes', () => {
  it('give IL2 from Moderate and from High, not from Low, and not IL4', () => {
    expect(holds({ certificate: 'IL', atLeast: 'IL2' }, [fedramp('Moderate')])).toBe('true');
    expect(holds({ certificate: 'IL', atLeast: 'IL2' }, [fedramp('High')])).toBe('true');
    expect(holds({ certificate: 'IL', atLeast: 'IL2' }, [fedramp('Low')])).toBe('unknown');
    expect(holds({ certificate: 'IL', atLeast: 'IL4' }, [fedramp('High')])).toBe('unknown');
  });

  it('run one way only', () => {
    expect(
      holds({ certificate: 'FedRAMP', atLeast: 'Low' }, [certificate('offering:mesa', 'IL', 'IL5')]),
    ).toBe('unknown');
  });

  it('never let lineage satisfy', () => {
    expect(holds({ certificate: 'C5' }, [certificate('provider:mesa', 'ISO27001', 'certified')])).toBe(
      'unknown',
    );
  });

  it('know both names of a level, on either side', () => {
    expect(holds({ certificate: 'FedRAMP', atLeast: 'Moderate' }, [fedramp('Class C')])).toBe('true');
    expect(holds({ certificate: 'FedRAMP', atLeast: 'Class D' }, [fedramp('High')])).toBe('true');
    expect(holds({ certificate: 'FedRAMP', atLeast: 'Class D' }, [fedramp('Class C')])).toBe('unknown');
  });

  it('count only while in force, and never as drafts', () => {
    expect(asked({})).toBe('true');
    expect(asked({ status: 'draft' })).toBe('unknown');
    expect(asked({ valid: { from: null, to: TODAY } })).toBe('unknown');
    expect(asked({ confidence: 'low' })).toBe('unknown');
  });

  it('end at cycles', () => {
    const cycle = [
      equivalence([term('FedRAMP')], { scheme: 'IL', level: 'IL2' }),
      equivalence([term('IL')], { scheme: 'FedRAMP', level: 'Low' }),
    ];
    expect(holds({ certificate: 'IL' }, [], cycle)).toBe('unknown');
    expect(holds({ certificate: 'IL' }, [fedramp('Low')], cycle)).toBe('true');
  });
});
