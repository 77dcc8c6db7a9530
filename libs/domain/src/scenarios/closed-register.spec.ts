import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import { validUntil } from '../evaluation/valid-until.ts';
import type { Certificate } from '../model/evidence.ts';
import type { Equivalence, Register } from '../model/scheme.ts';
import {
  certificate,
  equivalence,
  fact,
  gate,
  offering,
  register,
  regimeDocument,
  scheme,
  term,
  worldOf,
} from '../testing/world.ts';

/** Scenario 11: a complete register of 642 entries closes the world until its promise of 90 days runs out. */
const LISTED = Array.from({ length: 642 }, (_, index) => `listed-${index}`);

function questionOn(
  asOf: string,
  parts: {
    readonly register?: Partial<Register>;
    readonly certificates?: readonly Certificate[];
    readonly equivalences?: readonly Equivalence[];
    readonly registers?: readonly Register[];
    readonly evidence?: string;
  } = {},
) {
  const world = worldOf({
    regimes: [
      regimeDocument(
        'us-cloud',
        [
          gate(
            'level',
            { certificate: 'FedRAMP', atLeast: 'Moderate' },
            { evidence: parts.evidence ?? 'documented' },
          ),
        ],
        {
          market: 'US',
        },
      ),
    ],
    schemes: [scheme('FedRAMP', ['Low', 'Moderate', 'High']), scheme('OTHER')],
    registers: [
      register('FedRAMP', [...LISTED, 'prairie'], { asOf: '2026-04-28', ...parts.register }),
      ...(parts.registers ?? []),
    ],
    equivalences: parts.equivalences ?? [],
    offerings: [offering('prairie')],
    facts: [fact('offering:prairie', 'offering.regions', ['US'])],
    certificates: parts.certificates ?? [],
  });
  const question = { offering: 'prairie', market: 'US', need: {}, asOf };
  return { world, question };
}

function ask(...parts: Parameters<typeof questionOn>) {
  const { world, question } = questionOn(...parts);
  return { verdict: decide(world, question).verdict, until: validUntil(world, question) };
}

function reasonsOn(asOf: string) {
  const { world, question } = questionOn(asOf);
  return decide(world, question).requirements.flatMap(({ reasons }) => reasons.map(({ kind }) => kind));
}

describe('a register that closes the world', () => {
  it('makes absence false while fresh: 2026-04-28 + 90 days = 2026-07-27 is the last such day', () => {
    expect(ask('2026-05-01')).toEqual({ verdict: 'ineligible', until: '2026-07-28' });
    expect(ask('2026-07-27').verdict).toBe('ineligible');
    expect(ask('2026-07-28').verdict).toBe('unknown');
  });

  it('says that it has grown old, where it once showed absence', () => {
    expect(reasonsOn('2026-07-28')).toEqual(['stale']);
    expect(reasonsOn('2026-04-27')).toEqual(['missing']);
  });

  it('ages from its publication where it names no day, not from the day on which it was read', () => {
    const source = { title: 'list', published: '2026-04-28', retrieved: '2026-06-15' };
    const undated = { register: { asOf: null, source } };
    expect(ask('2026-07-27', undated).verdict).toBe('ineligible');
    expect(ask('2026-07-28', undated).verdict).toBe('unknown');
  });

  it('says nothing about days before its reading', () => {
    expect(ask('2026-04-27')).toEqual({ verdict: 'unknown', until: '2026-04-28' });
  });

  it.each([
    ['incomplete', { complete: false }],
    ['read from the press', { readFromAuthority: false }],
    ['not searched for the vendor', { checkedVendors: LISTED }],
  ])('does not close the world when it is %s', (_, over) => {
    expect(ask('2026-05-01', { register: over }).verdict).toBe('unknown');
  });

  it('answers only tests that ask at most the grade of its reading', () => {
    expect(ask('2026-05-01', { register: { grade: 'documented' } }).verdict).toBe('ineligible');
    expect(ask('2026-05-01', { register: { grade: 'documented' }, evidence: 'audited' }).verdict).toBe(
      'unknown',
    );
  });

  it('never makes a held certificate of unknown level false', () => {
    expect(ask('2026-05-01', { certificates: [certificate('offering:prairie', 'FedRAMP')] }).verdict).toBe(
      'unknown',
    );
  });

  it('lets a register prevail over a bare claim, but not over a documented certificate', () => {
    const claimed = certificate('offering:prairie', 'FedRAMP', 'High', { grade: 'claimed', by: 'self' });
    expect(ask('2026-05-01', { certificates: [claimed] }).verdict).toBe('ineligible');
    expect(
      ask('2026-05-01', { certificates: [certificate('offering:prairie', 'FedRAMP', 'High')] }).verdict,
    ).toBe('eligible');
  });

  it('needs the registers of all schemes that satisfy it to be closed as well', () => {
    const equivalences = [equivalence([term('OTHER')], { scheme: 'FedRAMP', level: 'Moderate' })];
    expect(ask('2026-05-01', { equivalences }).verdict).toBe('unknown');
    const registers = [register('OTHER', ['prairie'], { asOf: '2026-04-30' })];
    expect(ask('2026-05-01', { equivalences, registers }).verdict).toBe('ineligible');
  });
});
