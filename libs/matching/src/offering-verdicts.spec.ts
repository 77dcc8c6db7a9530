import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { countVerdicts, prepare, prepareVerdicts, VERDICTS } from '#domain';
import { DecidedRankings } from './decided-rankings.ts';
import { randomQuestion, randomWorld, statementsAbout, withStatements } from './testing/random-world.ts';

const edited = randomWorld.chain(({ world, pool }) =>
  statementsAbout('provider:v1', pool).map((statements) => ({
    before: world,
    after: withStatements(world, new Map([['provider:v1', statements]])),
  })),
);

describe('the verdicts of all offerings', () => {
  it('are those of the reference evaluator, by offering, by vendor and counted', () => {
    fc.assert(
      fc.property(randomWorld, randomQuestion, ({ world }, question) => {
        const verdicts = new DecidedRankings().verdicts(world, question);
        const decide = prepare(world, question);
        const decisions = [...world.offerings.keys()].toSorted().map(decide);
        const verdictOf = prepareVerdicts(world, question);
        expect(decisions.map(({ offering }) => verdictOf(offering))).toEqual(
          decisions.map(({ verdict }) => verdict),
        );
        expect(verdicts.offerings).toEqual(decisions.map(({ offering }) => offering));
        expect(verdicts.offerings.map((offering) => verdicts.of(offering))).toEqual(
          decisions.map(({ verdict }) => verdict),
        );
        expect([...verdicts.codes()].map((code) => VERDICTS[code] ?? null)).toEqual(
          decisions.map(({ verdict }) => verdict),
        );
        expect(verdicts.counts).toEqual(countVerdicts(decisions));
        const own = decisions.filter(({ vendor }) => vendor === 'v2').map(({ verdict }) => verdict);
        expect(verdicts.bestOf('v2')).toBe(VERDICTS.find((verdict) => own.includes(verdict)) ?? null);
        expect(verdicts.of('nobody')).toBeNull();
      }),
      { numRuns: 100 },
    );
  });

  it('stay as they are when the engine goes on, and name what flipped', () => {
    fc.assert(
      fc.property(edited, randomQuestion, ({ before, after }, question) => {
        const rankings = new DecidedRankings();
        const first = rankings.verdicts(before, question);
        const second = rankings.verdicts(after, question);
        const [was, is] = [prepare(before, question), prepare(after, question)];
        const flips = first.offerings
          .map((offering) => ({ offering, before: was(offering).verdict, after: is(offering).verdict }))
          .filter((flip) => flip.before !== flip.after);
        expect(second.flipsSince(first)).toEqual(flips);
      }),
      { numRuns: 100 },
    );
  });

  it('name as flipped what is on one side only', () => {
    fc.assert(
      fc.property(randomWorld, randomQuestion, ({ world }, question) => {
        const rankings = new DecidedRankings();
        const before = rankings.verdicts(world, question);
        const offerings = new Map([...world.offerings].filter(([id]) => id !== 'o4'));
        const flips = rankings.verdicts({ ...world, offerings }, question).flipsSince(before);
        const verdict = before.of('o4');
        expect(flips.filter(({ offering }) => offering === 'o4')).toEqual(
          verdict === null ? [] : [{ offering: 'o4', before: verdict, after: null }],
        );
      }),
      { numRuns: 30 },
    );
  });
});
