import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { forecast, type Day, type MarketQuestion, type World } from '#domain';
import { DecidedRankings } from './decided-rankings.ts';
import type { Forecasts } from './forecasts.ts';
import { randomQuestion, randomWorld, statementsAbout, withStatements } from './testing/random-world.ts';

/** As many as in the long form of the engine's tests, or a few. */
const RUNS = Math.ceil(Number(process.env.PLACET_LONG_TESTS ?? 500) / 10);

function atOnce(rankings: DecidedRankings, world: World, question: MarketQuestion): Forecasts | null {
  const steps = rankings.forecasting(world, question, [...world.offerings.keys()]);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

function expected(world: World, question: MarketQuestion): Map<string, Day | null> {
  const until = forecast(world, question);
  return new Map([...world.offerings.keys()].map((offering) => [offering, until(offering)]));
}

describe('forecasts of the engine', () => {
  it('are those of the reference evaluator, before and after an edit', () => {
    const edited = randomWorld.chain(({ world, pool }) =>
      statementsAbout('offering:o1', pool).map((statements) => [
        world,
        withStatements(world, new Map([['offering:o1', statements]])),
      ]),
    );
    fc.assert(
      fc.property(edited, randomQuestion, (worlds, question) => {
        const rankings = new DecidedRankings();
        for (const world of worlds)
          expect(atOnce(rankings, world, question)).toEqual(expected(world, question));
      }),
      { numRuns: RUNS },
    );
  });

  it('end without an answer when the engine goes on to another world between two steps', () => {
    fc.assert(
      fc.property(randomWorld, randomQuestion, ({ world }, question) => {
        const rankings = new DecidedRankings();
        const steps = rankings.forecasting(world, question, [...world.offerings.keys()]);
        if (steps.next().done === true) return;
        rankings.follow({ ...world, position: '1', facts: new Map(), certificates: new Map() });
        let step = steps.next();
        while (step.done !== true) step = steps.next();
        expect(step.value).toBeNull();
      }),
      { numRuns: 20 },
    );
  });
});
