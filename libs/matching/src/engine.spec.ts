import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  contestStatements,
  type StandingDispute,
  UNKNOWNS_POLICIES,
  type UnknownsPolicy,
  type World,
} from '#domain';
import type { EngineOptions } from './engine-options.ts';
import { MatchingEngine } from './engine.ts';
import { DAYS } from './testing/names.ts';
import {
  type RandomWorld,
  randomQuestion,
  randomWorld,
  statementsAbout,
  SUBJECTS,
  withStatements,
} from './testing/random-world.ts';
import { referencePages } from './testing/reference-page.ts';
import { changedSubjects } from './world-changes.ts';

/** 500 worlds in the ordinary run; the long form (`PLACET_LONG_TESTS=10000`) draws as many as it says. */
const RUNS = Number(process.env.PLACET_LONG_TESTS ?? 500);
const policy = fc.constantFrom<UnknownsPolicy>(...UNKNOWNS_POLICIES);

/** Rules told by their leaves or by all that is stated, and engines that can keep next to nothing. */
const options = fc.constantFrom<EngineOptions>(
  { directRows: 0 },
  { directRows: 1_000 },
  { directRows: 0, rules: 2, questions: 1 },
  { directRows: 0, planeBytes: 64 },
  { directRows: 1_000, planeBytes: 64 },
);

const ALL = 1_000_000;

/** New statements about a subject, a dispute about one of its statements, or both. */
const editOrDispute = (from: RandomWorld['pool']) =>
  fc.constantFrom(...SUBJECTS).chain((subject) =>
    fc.record({
      subject: fc.constant(subject),
      statements: fc.option(statementsAbout(subject, from), { nil: null }),
      disputed: fc.nat(13),
      status: fc.constantFrom('open' as const, 'upheld' as const, 'rejected' as const, null),
    }),
  );

describe('the matching engine', () => {
  it('ranks every random world as the reference evaluator does', () => {
    fc.assert(
      fc.property(
        randomWorld,
        randomQuestion,
        policy,
        fc.constantFrom(0, 1_000),
        ({ world }, question, unknowns, directRows) => {
          const engine = new MatchingEngine(world, { directRows });
          const expected = referencePages(world, question)(unknowns);
          expect(engine.rank(question, { limit: ALL, policy: unknowns })).toEqual(expected);
          expect(engine.counts(question)).toEqual(expected.counts);
          expect(engine.tallies([question, question])).toEqual([expected.counts, expected.counts]);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('gives the same pages whether they are asked one by one or at once', () => {
    fc.assert(
      fc.property(
        randomWorld,
        randomQuestion,
        policy,
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        ({ world }, question, unknowns, limit, vectors) => {
          const whole = new MatchingEngine(world).rank(question, { limit: ALL, policy: unknowns });
          const engine = new MatchingEngine(world, { keepAnswers: false, lookahead: 0, vectors });
          const pages = Array.from({ length: Math.ceil(whole.total / limit) }, (_, page) =>
            engine.rank(question, { limit, offset: page * limit, policy: unknowns }),
          );
          expect(pages.flatMap(({ order }) => order)).toEqual(whole.order);
        },
      ),
      { numRuns: Math.ceil(RUNS / 5) },
    );
  });

  it('finds the first rows of a question that is asked again as it does by ordering all, in vectors and in TypeScript', () => {
    const edited = randomWorld.chain((start) =>
      fc.tuple(
        fc.constant(start.world),
        fc.array(
          fc
            .constantFrom(...SUBJECTS)
            .chain((subject) =>
              statementsAbout(subject, start.pool).map((statements) => ({ subject, statements })),
            ),
          { minLength: 1, maxLength: 4 },
        ),
      ),
    );
    fc.assert(
      fc.property(
        edited,
        randomQuestion,
        policy,
        fc.integer({ min: 1, max: 5 }),
        fc.nat(2),
        fc.boolean(),
        ([world, edits], question, unknowns, limit, lookahead, keepAnswers) => {
          const page = { limit, policy: unknowns };
          const engines = [true, false].map(
            (vectors) => new MatchingEngine(world, { vectors, lookahead, keepAnswers }),
          );
          const check = (current: World): void => {
            const whole = referencePages(current, question)(unknowns);
            const expected = { ...whole, order: whole.order.slice(0, limit) };
            for (const engine of engines) expect(engine.rank(question, page)).toEqual(expected);
          };
          for (let again = 0; again < 5; again += 1) check(world);
          let current: World = world;
          for (const { subject, statements } of edits) {
            current = withStatements(current, new Map([[subject, statements]]));
            for (const engine of engines) engine.apply(current, [subject]);
            for (let again = 0; again < 5; again += 1) check(current);
          }
        },
      ),
      { numRuns: Math.ceil(RUNS / 5) },
    );
  });

  it('answers after any sequence of edits as an engine built from scratch', () => {
    const edited = randomWorld.chain((start) =>
      fc.tuple(
        fc.constant(start),
        fc.array(
          fc
            .constantFrom(...SUBJECTS)
            .chain((subject) =>
              statementsAbout(subject, start.pool).map((statements) => ({ subject, statements })),
            ),
          { minLength: 1, maxLength: 6 },
        ),
      ),
    );
    fc.assert(
      fc.property(
        edited,
        randomQuestion,
        randomQuestion,
        options,
        ([{ world }, edits], asked, later, kept) => {
          const engine = new MatchingEngine(world, kept);
          engine.rank(asked, { limit: ALL });
          let current = world;
          for (const { subject, statements } of edits) {
            current = withStatements(current, new Map([[subject, statements]]));
            engine.apply(current, [subject]);
            for (const question of [asked, later]) {
              expect(engine.rank(question, { limit: ALL })).toEqual(
                new MatchingEngine(current).rank(question, { limit: ALL }),
              );
            }
          }
        },
      ),
      { numRuns: Math.ceil(RUNS / 5) },
    );
  });

  it('answers after any sequence of edits and disputes as an engine built from scratch', () => {
    const edited = randomWorld.chain((start) =>
      fc.tuple(fc.constant(start), fc.array(editOrDispute(start.pool), { minLength: 1, maxLength: 8 })),
    );
    fc.assert(
      fc.property(edited, randomQuestion, options, ([{ world }, edits], question, kept) => {
        const engine = new MatchingEngine(world, kept);
        engine.rank(question, { limit: ALL });
        const disputes = new Map<string, StandingDispute>();
        let stated: World = world;
        let before: World = world;
        for (const { subject, statements, disputed, status } of edits) {
          if (statements !== null) stated = withStatements(stated, new Map([[subject, statements]]));
          const statement = `${subject}#${disputed}`;
          if (status === null) disputes.delete(statement);
          else disputes.set(statement, { id: statement, statement, subject, status, since: DAYS[0] ?? '' });
          const current = contestStatements(stated, [...disputes.values()]);
          engine.apply(current, changedSubjects(before, current));
          expect(engine.rank(question, { limit: ALL })).toEqual(
            new MatchingEngine(current).rank(question, { limit: ALL }),
          );
          before = current;
        }
      }),
      { numRuns: Math.ceil(RUNS / 5) },
    );
  });

  it('answers on any day, in whatever order days are asked, and after edits that begin between them', () => {
    const asked = fc.tuple(
      randomQuestion,
      fc.array(fc.constantFrom(...DAYS), { minLength: 2, maxLength: 8 }),
    );
    const edited = randomWorld.chain((start) =>
      statementsAbout('offering:o2', start.pool).map((statements) => ({
        before: start.world,
        after: withStatements(start.world, new Map([['offering:o2', statements]])),
      })),
    );
    fc.assert(
      fc.property(
        edited,
        asked,
        fc.constantFrom(0, 1_000),
        ({ before, after }, [question, days], directRows) => {
          const engine = new MatchingEngine(before, { directRows });
          for (const world of [before, after]) {
            if (world !== before) engine.apply(world, ['offering:o2']);
            for (const asOf of days) {
              expect(engine.rank({ ...question, asOf }, { limit: ALL })).toEqual(
                referencePages(world, { ...question, asOf })('conservative'),
              );
            }
          }
        },
      ),
      { numRuns: Math.ceil(RUNS / 5) },
    );
  });

  it('answers after registers, groups, owners, schemes, vendors and broken promises changed as one built from scratch', () => {
    const parts = [
      'groups',
      'schemes',
      'registers',
      'equivalences',
      'vendors',
      'offerings',
      'entities',
      'holdings',
      'staleFeeds',
      'regimes',
    ] as const;
    const edits = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        randomWorld,
        randomWorld,
        edits,
        randomQuestion,
        fc.constantFrom(0, 1_000),
        ({ world }, { world: other }, changed, question, directRows) => {
          const engine = new MatchingEngine(world, { directRows });
          engine.rank(question, { limit: ALL });
          engine.rank({ ...question, asOf: DAYS[0] ?? '' }, { limit: ALL });
          let current: World = world;
          for (const part of changed) {
            // Again and again between the two worlds, and sometimes nothing that can be told apart.
            const next = current[part] === other[part] ? world : other;
            current = { ...current, [part]: part === 'groups' ? reduced(next.groups) : next[part] };
            engine.apply(current, []);
            for (const asOf of [question.asOf, DAYS[0] ?? '']) {
              expect(engine.rank({ ...question, asOf }, { limit: ALL })).toEqual(
                new MatchingEngine(current).rank({ ...question, asOf }, { limit: ALL }),
              );
            }
          }
        },
      ),
      { numRuns: Math.ceil(RUNS / 5) },
    );
  });
});

/** The groups without the first member of each. */
function reduced(groups: World['groups']): World['groups'] {
  return new Map([...groups].map(([id, group]) => [id, { ...group, members: group.members.slice(1) }]));
}
