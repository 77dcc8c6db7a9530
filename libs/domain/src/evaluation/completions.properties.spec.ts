import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { GRADES, type Fact } from '../model/evidence.ts';
import { attribute, TEST_VOCABULARY } from '../testing/vocabulary.ts';
import {
  certificate,
  fact,
  gate,
  offering,
  regimeDocument,
  register,
  scheme,
  worldOf,
} from '../testing/world.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';

const SWITCHES: readonly string[] = Array.from({ length: 8 }, (_, index) => `provider.switch${index}`);
const VOCABULARY = {
  ...TEST_VOCABULARY,
  attributes: new Map([
    ...TEST_VOCABULARY.attributes,
    ...SWITCHES.map((id) => [id, attribute(id, 'boolean')] as const),
  ]),
};

/** Every value that an attribute may turn out to have. */
const DOMAIN: ReadonlyMap<string, readonly Fact['value'][]> = new Map<string, readonly Fact['value'][]>([
  ...SWITCHES.map((id) => [id, [true, false]] as const),
  ['offering.sbom', ['none', 'listed', 'with_origin']],
  ['provider.seat.registered', ['KR', 'US']],
  ['offering.csf.SOV-1-1', ['step1', 'step2', 'step3', 'step4', 'step5']],
  ['offering.admin.countries', [[], ['KR'], ['US'], ['KR', 'US']]],
]);
const ATTRIBUTES = [...DOMAIN.keys()];
/** Twelve unknown yes or no questions have so many answers. */
const MOST_COMPLETIONS = 2 ** 12;

/** What is stated about an attribute: nothing, something too badly proven, a part of a list, or all of it. */
type Stated =
  { readonly how: 'nothing' } | { readonly how: 'claimed' | 'registered' | 'partly'; readonly pick: number };
const stated: fc.Arbitrary<Stated> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Stated>({ how: 'nothing' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      how: fc.constantFrom('claimed' as const, 'registered' as const, 'partly' as const),
      pick: fc.nat({ max: 11 }),
    }),
  },
);

function valueOf(id: string, pick: number): Fact['value'] {
  const values = DOMAIN.get(id) ?? [];
  return values[pick % values.length] ?? true;
}

function about(id: string, value: Fact['value'], over: Partial<Fact>): Fact {
  return fact(`${id.startsWith('provider.') ? 'provider' : 'offering'}:a`, id, value, over);
}

function factOf(id: string, one: Stated): readonly Fact[] {
  if (one.how === 'nothing') return [];
  const value = valueOf(id, one.pick);
  if (one.how === 'claimed') return [about(id, value, { grade: 'claimed' })];
  return [about(id, value, { grade: 'registered', complete: one.how !== 'partly' || !Array.isArray(value) })];
}

/** What an attribute may turn out to be, given what is stated: all values, those that hold the known part, or the one. */
function possible(id: string, one: Stated, contradicted: boolean): readonly Fact['value'][] {
  const all = DOMAIN.get(id) ?? [];
  if (one.how === 'nothing' || (one.how === 'claimed' && contradicted)) return all;
  const value = valueOf(id, one.pick);
  if (one.how !== 'partly' || !Array.isArray(value)) return [value];
  return all.filter((other) => Array.isArray(other) && value.every((item) => other.includes(item)));
}

const leaf = fc.oneof(
  fc.constantFrom(...SWITCHES).map((id) => ({ fact: id, is: true })),
  fc.constantFrom('listed', 'with_origin').map((level) => ({ fact: 'offering.sbom', atLeast: level })),
  fc.constant({ fact: 'provider.seat.registered', notIn: ['US'] }),
  fc.constant({ fact: 'offering.admin.countries', within: ['KR'] }),
  fc.constant({ fact: 'offering.admin.countries', includes: ['KR'] }),
  fc.constant({ fact: 'offering.admin.countries', empty: true }),
  fc.constant({ fact: 'offering.admin.countries', count: { atLeast: 2 } }),
);
const { test } = fc.letrec<{ test: unknown }>((tie) => ({
  test: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    leaf,
    fc.array(tie('test'), { minLength: 1, maxLength: 4 }).map((all) => ({ all })),
    fc.array(tie('test'), { minLength: 1, maxLength: 4 }).map((any) => ({ any })),
    fc.array(tie('test'), { minLength: 3, maxLength: 4 }).map((of) => ({ atLeast: 2, of })),
    tie('test').map((not) => ({ not })),
    fc.tuple(tie('test'), tie('test'), tie('test')).map(([condition, then, otherwise]) =>
      // oxlint-disable-next-line unicorn/no-thenable -- a test is data that nobody awaits
      ({ if: condition, then, else: otherwise }),
    ),
  ),
}));
const scoring = fc.oneof(
  test.map((one) => ({ test: one, points: 3 })),
  fc.tuple(test, test).map(([low, high]) => ({
    test: undefined,
    ladder: [
      { points: 1, test: low },
      { points: 4, test: high },
    ],
  })),
  fc.constant({
    test: undefined,
    ladder: {
      fact: 'offering.csf.SOV-1-1',
      steps: [1, 2, 3, 4, 5].map((at) => ({ at, points: at * at, seal: at - 1, usable: at !== 2 })),
    },
  }),
);

interface Drawn {
  readonly gates: readonly {
    readonly test: unknown;
    readonly when?: unknown;
    readonly declarable?: boolean;
  }[];
  readonly scored: readonly { readonly test: unknown }[];
  readonly known: readonly Stated[];
}
const drawn: fc.Arbitrary<Drawn> = fc.record({
  gates: fc.array(fc.record({ test, when: test, declarable: fc.boolean() }, { requiredKeys: ['test'] }), {
    minLength: 1,
    maxLength: 3,
  }),
  scored: fc.array(scoring, { minLength: 1, maxLength: 3 }),
  known: fc.array(stated, { minLength: ATTRIBUTES.length, maxLength: ATTRIBUTES.length }),
});

function decided({ gates, scored }: Drawn, facts: readonly Fact[]): Decision {
  const world = worldOf({
    vocabulary: VOCABULARY,
    offerings: [offering('a')],
    facts: [fact('offering:a', 'offering.regions', ['KR']), ...facts],
    regimes: [
      regimeDocument('r', [
        ...gates.map((one, index) => gate(`g${index}`, one.test, one)),
        ...scored.map((one, index) =>
          gate(`s${index}`, one.test, { ...one, kind: 'scored', objective: `SOV-${1 + (index % 2)}` }),
        ),
      ]),
    ],
  });
  return decide(world, { offering: 'a', market: 'KR', need: {}, asOf: '2026-06-01', explain: false });
}

function statedFacts({ known }: Drawn): readonly Fact[] {
  return ATTRIBUTES.flatMap((id, index) => factOf(id, known[index] ?? { how: 'nothing' }));
}

/** All worlds that what is stated leaves possible, as complete lists of registered facts. */
function completions(one: Drawn, contradicted: boolean): readonly (readonly Fact[])[] {
  const written = JSON.stringify([one.gates, one.scored]);
  const read = ATTRIBUTES.map((id, index) => ({
    id,
    known: one.known[index] ?? ({ how: 'nothing' } as const),
  })).filter(({ id }) => written.includes(`"${id}"`));
  const choices = read.map(({ id, known }) => possible(id, known, contradicted));
  fc.pre(choices.reduce((product, { length }) => product * length, 1) <= MOST_COMPLETIONS);
  return read.reduce<readonly (readonly Fact[])[]>(
    (found, { id }, index) =>
      found.flatMap((facts) =>
        (choices[index] ?? []).map((value) => [...facts, about(id, value, { grade: 'registered' })]),
      ),
    [[]],
  );
}

describe('completions of what is unknown', () => {
  it('stay inside the interval of the score, all of it and every objective', () => {
    fc.assert(
      fc.property(drawn, (one) => {
        const { score } = decided(one, statedFacts(one));
        for (const facts of completions(one, false)) {
          const complete = decided(one, facts).score;
          expect(complete.low).toBeGreaterThanOrEqual(score.low);
          expect(complete.high).toBeLessThanOrEqual(score.high);
          expect(
            complete.objectives.filter(({ low, high }, index) => {
              const wide = score.objectives[index];
              return wide === undefined || low < wide.low || high > wide.high;
            }),
          ).toEqual([]);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('keep every certain verdict, even where they contradict what is only claimed', () => {
    fc.assert(
      fc.property(drawn, (one) => {
        const { verdict, requirements } = decided(one, statedFacts(one));
        fc.pre(verdict === 'eligible' || verdict === 'ineligible' || verdict === 'unregulated');
        // Where a gate that is met either way may yet turn out to apply, there may be a rule after all.
        const perhaps = requirements.some(({ binding, applies }) => binding && applies === 'unknown');
        const certain = verdict === 'unregulated' && perhaps ? ['unregulated', 'eligible'] : [verdict];
        const verdicts = new Set(completions(one, true).map((facts) => decided(one, facts).verdict));
        expect([...verdicts].filter((other) => !certain.some((same) => same === other))).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('never leave a decided world unknown or conditional', () => {
    fc.assert(
      fc.property(drawn, (one) => {
        for (const facts of completions(one, true).slice(0, 64)) {
          expect(['eligible', 'ineligible', 'unregulated']).toContain(decided(one, facts).verdict);
        }
      }),
      { numRuns: 15 },
    );
  });
});

function isMet({ state }: Decision['requirements'][number]): boolean {
  return state === 'pass' || state === null;
}

function verdictWith(more: Parameters<typeof worldOf>[0]): Decision['verdict'] {
  const world = worldOf({
    schemes: [scheme('CERT')],
    offerings: [offering('a')],
    facts: [fact('offering:a', 'offering.regions', ['KR'])],
    regimes: [regimeDocument('r', [gate('g', { certificate: 'CERT' })])],
    ...more,
  });
  return decide(world, { offering: 'a', market: 'KR', need: {}, asOf: '2026-11-24' }).verdict;
}

describe('a conditional verdict', () => {
  it('covers no missing and no contrary evidence, only papers and declarations that it names', () => {
    let seen = 0;
    fc.assert(
      fc.property(drawn, fc.boolean(), (some, declarable) => {
        const one = declarable
          ? some
          : { ...some, gates: some.gates.map((own) => ({ ...own, declarable: false })) };
        const before = decided(one, statedFacts(one));
        fc.pre(before.verdict === 'conditional');
        seen += 1;
        const proven = decided(
          one,
          statedFacts(one).map((stating) => ({ ...stating, grade: GRADES[3] })),
        );
        expect(before.nothingAgainst).toBe(true);
        expect(proven.gates.fail).toBe(0);
        const declared = proven.requirements.filter((own) => !isMet(own));
        expect(declared.filter(({ cures }) => cures.every(({ by }) => by !== 'declaration'))).toEqual([]);
        // What is claimed may also be that no gate applies.
        const applied = proven.requirements.some(({ binding, applies }) => binding && applies === 'true');
        const verdict = applied ? 'eligible' : 'unregulated';
        expect(declarable && proven.gates.curable > 0 ? verdict : proven.verdict).toBe(verdict);
        const named = new Set(before.binding.map(({ requirement }) => requirement));
        expect(before.requirements.filter((own) => !isMet(own) && !named.has(own.requirement))).toEqual([]);
      }),
      { numRuns: 60, maxSkipsPerRun: 1000 },
    );
    expect(seen).toBe(60);
  });

  it('is never given for a certificate that is missing, nor for one that a register shows to be absent', () => {
    const claimed = certificate('offering:a', 'CERT', null, { grade: 'claimed' });
    expect(verdictWith({})).toBe('unknown');
    expect(verdictWith({ registers: [register('CERT', ['a'])] })).toBe('ineligible');
    expect(verdictWith({ certificates: [claimed] })).toBe('conditional');
    // The register of the authority prevails over a bare claim.
    expect(verdictWith({ certificates: [claimed], registers: [register('CERT', ['a'])] })).toBe('ineligible');
  });
});
