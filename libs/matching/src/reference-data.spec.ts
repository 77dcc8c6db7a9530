import { describe, expect, it } from '@jest/globals';
import { DEFAULT_NEEDS, forecast, UNKNOWNS_POLICIES, type MarketQuestion } from '#domain';
import { buildWorld, readDocuments } from '#formats';
import { referenceDocuments } from '#reference';
import { MatchingEngine } from './engine.ts';
import { referencePages } from './testing/reference-page.ts';

const TODAY = '2026-11-24';
const RECORDED = { recordedFrom: `${TODAY}T00:00:00Z`, recordedTo: null };
const world = buildWorld(
  referenceDocuments().flatMap(({ bytes }) =>
    [...readDocuments(bytes)].flatMap(({ kind, id, version, document }) =>
      kind === null || id === null || document === null ? [] : [{ kind, id, version, document, ...RECORDED }],
    ),
  ),
);

/** Every default need of every market in the long form; a few of them otherwise. */
const isLong = process.env.PLACET_LONG_TESTS !== undefined;
const questions = [...world.markets.values()]
  .flatMap(({ code, needs }) => DEFAULT_NEEDS.map((kind) => ({ market: code, kind, need: needs[kind] })))
  .filter((_, index) => isLong || index % 23 === 7);

describe('the matching engine on the shipped data', () => {
  const engine = new MatchingEngine(world);

  it.each(questions)(
    'ranks like the reference evaluator in $market ($kind)',
    ({ market, need }) => {
      const question: MarketQuestion = { market, need, asOf: TODAY, explain: false };
      const expected = referencePages(world, question);
      for (const policy of UNKNOWNS_POLICIES) {
        const page = engine.rank(question, { limit: world.offerings.size, policy });
        expect(page).toEqual(expected(policy));
      }
    },
    120_000,
  );

  it('ranks on other days like the reference evaluator, with what it knows of the first', () => {
    const [first] = questions;
    if (first === undefined) throw new Error('There are markets to ask about');
    const { market, need } = first;
    for (const asOf of ['2026-04-28', '2027-07-01', '2029-01-01', TODAY]) {
      const question: MarketQuestion = { market, need, asOf, explain: false };
      const page = engine.rank(question, { limit: world.offerings.size });
      expect(page).toEqual(referencePages(world, question)('conservative'));
    }
  }, 120_000);

  it('foresees the days on which verdicts turn like the reference evaluator', () => {
    for (const { market, need } of questions.slice(0, isLong ? 40 : 3)) {
      const question: MarketQuestion = { market, need, asOf: TODAY, explain: false };
      const offerings = [...world.offerings.keys()].filter((_, index) => index % 5 === 0);
      const steps = engine.forecasting(question, offerings);
      let step = steps.next();
      while (step.done !== true) step = steps.next();
      const until = forecast(world, question);
      expect(step.value).toEqual(new Map(offerings.map((offering) => [offering, until(offering)])));
    }
  }, 120_000);
});
