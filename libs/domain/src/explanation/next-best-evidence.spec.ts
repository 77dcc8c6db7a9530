import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decide } from '../evaluation/decide.ts';
import type { Decision } from '../evaluation/decision.ts';
import type { Fact } from '../model/evidence.ts';
import type { World } from '../model/world.ts';
import { attribute, TEST_VOCABULARY } from '../testing/vocabulary.ts';
import { fact, gate, offering, regimeDocument, TODAY, worldOf } from '../testing/world.ts';
import { nextBestEvidence } from './next-best-evidence.ts';

const NAMES = ['provider.a', 'provider.b', 'provider.c', 'provider.d'] as const;
const VOCABULARY = {
  ...TEST_VOCABULARY,
  attributes: new Map([
    ...TEST_VOCABULARY.attributes,
    ...NAMES.map((name) => [name, attribute(name, 'boolean')] as const),
  ]),
};
const needs = (name: string): unknown => ({ fact: name, is: true });

// oxlint-disable-next-line unicorn/no-thenable -- the requirement language writes if, then, else
const branch = ([test, yes, no]: readonly unknown[]): unknown => ({ if: test, then: yes, else: no });

function worldWith(gates: Readonly<Record<string, readonly unknown[]>>, facts: readonly Fact[]): World {
  return worldOf({
    vocabulary: VOCABULARY,
    offerings: [offering('cloud', { vendor: 'v' })],
    facts: [fact('offering:cloud', 'offering.regions', ['KR', 'JP', 'SG']), ...facts],
    regimes: Object.entries(gates).map(([market, tests]) =>
      regimeDocument(
        `r-${market}`,
        tests.map((test, index) => gate(`g${index}`, test)),
        { market },
      ),
    ),
  });
}

function decisionsIn(world: World, markets: readonly string[]): readonly Decision[] {
  return markets.map((market) => decide(world, { market, need: {}, asOf: TODAY, offering: 'cloud' }));
}

describe('the next best evidence', () => {
  it('is the statement that alone settles most decisions', () => {
    const gates = { KR: [needs(NAMES[0])], JP: [needs(NAMES[0])], SG: [needs(NAMES[1]), needs(NAMES[2])] };
    const world = worldWith(gates, []);
    expect(nextBestEvidence(world, decisionsIn(world, ['KR', 'JP', 'SG']))).toEqual([
      {
        subject: 'provider:v',
        attribute: 'provider.a',
        grade: 'documented',
        settles: 2,
        closes: 2,
        touches: 2,
        markets: ['JP', 'KR'],
        regime: 'r-KR',
        requirement: 'g0',
      },
      expect.objectContaining({ attribute: 'provider.b', settles: 0, closes: 1, markets: ['SG'] }),
      expect.objectContaining({ attribute: 'provider.c', settles: 0, closes: 1, markets: ['SG'] }),
    ]);
  });

  it('is nothing where nothing is open', () => {
    const world = worldWith({ KR: [needs(NAMES[0])] }, [fact('provider:v', NAMES[0], false)]);
    expect(nextBestEvidence(world, decisionsIn(world, ['KR']))).toEqual([]);
  });

  it('never asks one statement to be both yes and no', () => {
    const world = worldWith({ KR: [needs(NAMES[0]), { not: needs(NAMES[0]) }] }, []);
    expect(nextBestEvidence(world, decisionsIn(world, ['KR'])).map(({ settles }) => settles)).toEqual([0]);
  });

  it('agrees with trying out every statement, on any small set of rules', () => {
    const leaf = fc.constantFrom(...NAMES).map(needs);
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        leaf,
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
        tie('tree').map((not) => ({ not })),
        fc.array(tie('tree'), { minLength: 2, maxLength: 3 }).map((of) => ({ atLeast: 2, of })),
        fc.tuple(tie('tree'), tie('tree'), tie('tree')).map(branch),
      ),
    }));
    const gates = fc.array(tree, { minLength: 1, maxLength: 2 });
    const known = fc.dictionary(fc.constantFrom(...NAMES), fc.boolean(), { maxKeys: 2 });
    fc.assert(
      fc.property(fc.record({ KR: gates, JP: gates }), known, (rules, values) => {
        const facts = Object.entries(values).map(([name, value]) => fact('provider:v', name, value));
        const world = worldWith(rules, facts);
        const before = decisionsIn(world, ['KR', 'JP']);
        const found = new Map(nextBestEvidence(world, before).map((gain) => [gain.attribute, gain.settles]));
        for (const name of NAMES.filter((one) => values[one] === undefined)) {
          const tried = [true, false].map((value) =>
            decisionsIn(worldWith(rules, [...facts, fact('provider:v', name, value)]), ['KR', 'JP']),
          );
          const settled = before.filter(
            ({ verdict }, index) =>
              verdict === 'unknown' &&
              tried.some((after) => ['eligible', 'conditional'].includes(after[index]?.verdict ?? '')),
          );
          expect({ name, settles: found.get(name) ?? 0 }).toEqual({ name, settles: settled.length });
        }
      }),
      { numRuns: 150 },
    );
  });
});
