import type { MarketQuestion, SubjectRef, Verdict, World } from '#domain';
import { DEFAULT_LIMITS, type EngineLimits, type EngineOptions } from './engine-options.ts';
import { forecasting, type Forecasts } from './forecasts.ts';
import { KeptQuestions, type KeptQuestion } from './kept-questions.ts';
import { reaches } from './ranking/first-rows.ts';
import { countsOf } from './ranking/verdict-program.ts';
import { OfferingVerdicts } from './offering-verdicts.ts';
import { planning } from './planning.ts';
import type { QuestionPlanes } from './question-planes.ts';
import type { PageRequest, RankedPage, RankedPlaces } from './ranked-page.ts';
import type { PlacedRow } from './ranking/order.ts';
import { Tables } from './tables.ts';
import { changedParts, sharesRows } from './world-share.ts';

/**
 * Ranks all offerings of a world for a question, from bit planes: one bit per offering for every outcome of every rule.
 * A rule is evaluated by the reference evaluator, once for all offerings that it can't tell apart, and kept for every
 * question and market that asks the same; a ranking then only joins planes. The answers equal `prepare` and
 * `rankDecisions`.
 */
export class MatchingEngine {
  private tables: Tables;
  private readonly questions: KeptQuestions;
  private readonly limits: EngineLimits;

  constructor(world: World, options: EngineOptions = {}) {
    this.limits = { ...DEFAULT_LIMITS, ...options };
    this.tables = new Tables(world, this.limits);
    this.questions = new KeptQuestions(this.limits.questions, this.limits.planeBytes);
  }

  /** Ranks the offerings that have a verdict; a page may begin anywhere. */
  rank(question: MarketQuestion, request: PageRequest): RankedPage {
    const kept = this.kept(question);
    const answer = this.answer(kept, request);
    const gates = kept.planes.gates(answer.rows.map(({ row }) => row));
    const { order, ...page } = this.told(answer, request);
    return {
      ...page,
      order: order.flatMap((place, index) => {
        const stand = gates[index];
        return stand === undefined ? [] : [{ ...place, gates: stand }];
      }),
    };
  }

  /** The places alone, without how the gates of each offering stand. */
  places(question: MarketQuestion, request: PageRequest): RankedPlaces {
    return this.told(this.answer(this.kept(question), request), request);
  }

  private told({ rows, counts }: Answer, { offset = 0 }: PageRequest): RankedPlaces {
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return {
      order: rows.map(({ row, verdict, standing, run, notComparable }, place) => ({
        rank: offset + place + 1,
        offering: this.tables.rows.ids[row] ?? '',
        verdict,
        claimedAgainst: standing.claimedAgainst,
        nothingAgainst: standing.nothingAgainst,
        registeredGates: standing.registeredGates,
        coverage: standing.coverage,
        score: standing.score,
        run,
        notComparable,
      })),
      counts: { ...counts, none: this.tables.rows.count - total },
      total,
    };
  }

  /** The rows of a page: from an order that is kept, from the first rows if they suffice, or from ordering all. */
  private answer(kept: KeptQuestion, { limit, offset = 0, policy = 'conservative' }: PageRequest): Answer {
    const { planes, orders, firsts } = kept;
    const { keepAnswers } = this.limits;
    const to = offset + limit;
    const known = orders.get(policy);
    if (known === undefined) {
      const first = firsts.get(policy) ?? null;
      const found = first !== null && reaches(first, to) ? first : planes.first(policy, to);
      if (found !== null) {
        if (keepAnswers) firsts.set(policy, found);
        return { rows: found.rows.slice(offset, to), counts: found.counts };
      }
    }
    const verdicts = kept.verdicts ?? planes.verdicts(keepAnswers);
    const order = known ?? planes.order(verdicts, policy);
    if (keepAnswers) {
      kept.verdicts = verdicts;
      orders.set(policy, order);
    }
    const { counts } = verdicts;
    if (limit === 0) return { rows: [], counts };
    if (known === undefined) planes.learn(policy, order, to);
    return { rows: order.rows(offset, to), counts };
  }

  /** How many offerings there are per verdict, without any order. */
  counts(question: MarketQuestion): RankedPage['counts'] {
    const { planes } = this.kept(question);
    const counts = planes.tally();
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return { ...counts, none: this.tables.rows.count - total };
  }

  /** The same for many questions at once, in less time than one after the other. */
  tallies(questions: readonly MarketQuestion[]): readonly RankedPage['counts'][] {
    // Held here: there may be more of them than are kept.
    const kept = questions.map((question) => this.kept(question).planes);
    return this.tables.together.run(kept.map(({ tallyProgram }) => tallyProgram)).map((tally) => {
      const counts = countsOf(tally);
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
      return { ...counts, none: this.tables.rows.count - total };
    });
  }

  /** The verdict of every offering at once; what is returned stays as it is, whatever comes after. */
  verdicts(question: MarketQuestion): OfferingVerdicts {
    const kept = this.kept(question);
    const verdicts = kept.verdicts ?? kept.planes.verdicts(true);
    if (this.limits.keepAnswers) kept.verdicts = verdicts;
    return new OfferingVerdicts(this.tables.rows, verdicts);
  }

  /** Bytes of the memory that planes lie in, those that may be taken again included. */
  get planeBytes(): number {
    return this.tables.memory.taken;
  }

  /** Bytes of planes that counting the verdicts of a question reads and writes. */
  workingSet(question: MarketQuestion): number {
    return this.kept(question).planes.planesOfTally * this.tables.memory.words * 4;
  }

  /**
   * Takes over a later world. With the subjects whose statements changed, and as long as there are the same offerings of
   * the same vendors, only what can have changed is updated; otherwise everything is built anew. The answers are the
   * same.
   */
  apply(world: World, touched: readonly SubjectRef[] | null = null): void {
    const { tables } = this;
    if (touched === null || !sharesRows(tables.world, world)) {
      this.tables = new Tables(world, this.limits);
      this.questions.clear();
      return;
    }
    if (tables.world.regimes !== world.regimes || changedParts(tables.world, world).size > 0)
      this.questions.clear();
    tables.refresh(world, touched);
    this.questions.goOn();
  }

  /**
   * Makes the planes of a question step by step, so that the caller may do other things in between; afterwards the
   * question is answered at once. Ends early when the engine goes on to another world meanwhile.
   */
  *preparing(question: MarketQuestion): Generator<undefined, void> {
    const key = keyOf(question);
    if (this.questions.get(key) !== undefined) return;
    const planes = yield* planning(this.tables, question, this.limits.lookahead);
    if (planes !== null) this.questions.put(key, planes);
  }

  /** Finds until when the verdicts of some offerings hold, in steps; `null` when the engine goes on meanwhile. */
  forecasting(
    question: MarketQuestion,
    offerings: readonly string[],
  ): Generator<undefined, Forecasts | null> {
    return forecasting(this.tables, question, offerings);
  }

  private kept(question: MarketQuestion): KeptQuestion {
    const key = keyOf(question);
    return this.questions.get(key) ?? this.questions.put(key, this.plan(question));
  }

  /** All steps at once; nothing can come between them. */
  private plan(question: MarketQuestion): QuestionPlanes {
    const steps = planning(this.tables, question, this.limits.lookahead);
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    if (step.value === null) throw new Error('No world can come between the steps of one call');
    return step.value;
  }
}

/** Rows of a page, and how many rows there are per verdict. */
interface Answer {
  readonly rows: readonly PlacedRow[];
  readonly counts: Readonly<Record<Verdict, number>>;
}

function keyOf({ market, need, asOf, weights, extra, choices, team, bids, rates }: MarketQuestion): string {
  const weighed = weights === undefined ? null : [weights.id, ...weights.of];
  return JSON.stringify([market, need, asOf, weighed, extra, choices, team, bids, rates]);
}
