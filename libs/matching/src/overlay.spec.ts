import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { prepare, UNKNOWNS_POLICIES, type UnknownsPolicy, type World } from '#domain';
import { MatchingEngine } from './engine.ts';
import { affectedOfferings, overlaidRanking } from './overlay.ts';
import {
  randomQuestion,
  randomWorld,
  statementsAbout,
  SUBJECTS,
  withStatements,
} from './testing/random-world.ts';
import { referencePages } from './testing/reference-page.ts';

const ALL = 1_000_000;

/** A world, and one laid over it that says something else of one subject, of owners, or of an offering of its own. */
const overlaid = fc
  .tuple(randomWorld, randomWorld, fc.constantFrom(...SUBJECTS), fc.boolean(), fc.boolean())
  .chain(([{ world, pool }, other, subject, ownsAnew, adds]) =>
    statementsAbout(subject, pool).map((statements): readonly [World, World] => {
      const said = withStatements(world, new Map([[subject, statements]]));
      const owned = ownsAnew ? { ...said, holdings: other.world.holdings } : said;
      const first = world.offerings.get('o0');
      if (!adds || first === undefined) return [world, owned];
      const offerings = new Map([...world.offerings, ['own', { ...first, id: 'own' }] as const]);
      return [world, { ...owned, offerings }];
    }),
  );

describe('an overlay', () => {
  it('comes to the ranking of the world above, while only what it may touch is decided anew', () => {
    let spared = 0;
    fc.assert(
      fc.property(
        overlaid,
        randomQuestion,
        fc.constantFrom<UnknownsPolicy>(...UNKNOWNS_POLICIES),
        ([below, above], question, policy) => {
          const affected = affectedOfferings(below, above, question.team);
          if (affected === null) throw new Error('Nothing but statements, owners and offerings differs');
          spared += above.offerings.size - affected.size;
          const whole = new MatchingEngine(below).rank(question, { limit: ALL, policy });
          const decisions = [...affected].map(prepare(above, question));
          const { market } = question;
          expect(overlaidRanking(whole, below, { market, policy, affected, decisions })).toEqual(
            referencePages(above, question)(policy),
          );
        },
      ),
      { numRuns: 150 },
    );
    expect(spared).toBeGreaterThan(0);
  });

  it('touches any offering when it differs in more than statements and owners', () => {
    fc.assert(
      fc.property(randomWorld, ({ world }) => {
        expect(affectedOfferings(world, { ...world, groups: new Map() })).toBeNull();
        expect(affectedOfferings(world, { ...world, position: '1' })).toEqual(new Set());
      }),
      { numRuns: 5 },
    );
  });
});
