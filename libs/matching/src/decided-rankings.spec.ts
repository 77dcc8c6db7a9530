import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { prepare } from '#domain';
import { DecidedRankings } from './decided-rankings.ts';
import { randomQuestion, randomWorld, statementsAbout, withStatements } from './testing/random-world.ts';
import { referencePages } from './testing/reference-page.ts';

describe('decided rankings', () => {
  it('follow one world after the other and decide each offering of the page from the same one', () => {
    const edited = randomWorld.chain(({ world, pool }) =>
      statementsAbout('offering:o3', pool).map((statements) => ({
        before: world,
        after: withStatements(world, new Map([['offering:o3', statements]])),
      })),
    );
    fc.assert(
      fc.property(edited, randomQuestion, ({ before, after }, question) => {
        const rankings = new DecidedRankings();
        for (const world of [before, after, before]) {
          const page = rankings.rank(world, question, { limit: 5 });
          const { order, counts } = referencePages(world, question)('conservative');
          expect(page.offerings.map(({ place }) => place)).toEqual(order.slice(0, 5));
          expect(page.counts).toEqual(counts);
          expect(page.offerings.map(({ decision }) => decision)).toEqual(
            order.slice(0, 5).map(({ offering }) => prepare(world, question)(offering)),
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it('build anew when more than statements and regimes changed', () => {
    fc.assert(
      fc.property(randomWorld, randomWorld, randomQuestion, (first, second, question) => {
        const rankings = new DecidedRankings();
        rankings.places(first.world, question, { limit: 100 });
        expect(rankings.page(second.world, question, { limit: 100 })).toEqual(
          referencePages(second.world, question)('conservative'),
        );
      }),
      { numRuns: 40 },
    );
  });
});
