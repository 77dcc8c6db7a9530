import { describe, expect, it } from '@jest/globals';
import type { Test } from '#domain';
import { toEquivalence, toScheme } from './scheme.ts';

const noTest = (): Test => {
  throw new Error('no test expected');
};

describe('toScheme', () => {
  it('reads levels, aliases, validity and what caps it', () => {
    const document = {
      id: 'CSAP',
      holder: 'offering',
      levels: ['low', 'high'],
      aliases: { upper: 'high' },
      validity: 'P60M',
      surveillance: 'P12M',
      caps: 'underlying',
      register: { name: 'list', complete: true, freshFor: 'P30D' },
    };
    expect(toScheme(document)).toEqual({
      scheme: {
        id: 'CSAP',
        holder: 'offering',
        levels: ['low', 'high'],
        aliases: { upper: 'high' },
        dimensions: {},
        validity: 'P60M',
        followUp: 'P12M',
        capsUnderlying: true,
      },
      freshFor: 'P30D',
    });
  });
});

describe('toEquivalence', () => {
  const base = { id: 'e', effect: 'satisfies', to: { scheme: 'B', level: 'b1' } };

  it('reads both sides', () => {
    const [equivalence] = toEquivalence(
      { ...base, from: { all: [{ scheme: 'A', atLeast: 'a2', on: 'underlying' }] } },
      noTest,
    );
    expect(equivalence).toMatchObject({
      from: { mode: 'all', terms: [{ scheme: 'A', atLeast: 'a2', dimension: {}, on: 'underlying' }] },
      to: { scheme: 'B', level: 'b1', dimension: {} },
      status: 'in_force',
      valid: { from: null, to: null },
      when: null,
    });
  });

  it('makes one equivalence for each of several targets', () => {
    const equivalences = toEquivalence(
      { ...base, from: { all: [{ scheme: 'A' }] }, to: { all: ['B', 'C'] } },
      noTest,
    );
    expect(equivalences.map(({ id, to }) => [id, to?.scheme])).toEqual([
      ['e#B', 'B'],
      ['e#C', 'C'],
    ]);
  });

  it('never evaluates on certificates that the language cannot tell apart', () => {
    expect(
      toEquivalence({ ...base, from: { all: [{ scheme: 'A', label: 'legacy' }] } }, noTest)[0]?.from,
    ).toBeNull();
    expect(
      toEquivalence({ ...base, from: { all: [{ scheme: 'A' }, { regime: 'r' }] } }, noTest)[0]?.from,
    ).toBeNull();
    expect(
      toEquivalence({ ...base, from: { any: [{ scheme: 'A' }, { regime: 'r' }] } }, noTest)[0]?.from,
    ).toEqual({
      mode: 'any',
      terms: [{ scheme: 'A', atLeast: null, dimension: {}, on: null }],
    });
  });
});
