import {
  prepare,
  type Decide,
  type Decision,
  type MarketQuestion,
  type SubjectRef,
  type World,
} from '#domain';
import { MatchingEngine } from './engine.ts';
import type { EngineOptions } from './engine-options.ts';
import type { Forecasts } from './forecasts.ts';
import type { OfferingVerdicts } from './offering-verdicts.ts';
import type { PageRequest, RankedOffering, RankedPage, RankedPlaces } from './ranked-page.ts';
import { sharesRows } from './world-share.ts';
import { changedSubjects } from './world-changes.ts';

/** An offering at its place, with the decision that explains it. */
export interface DecidedOffering {
  readonly place: RankedOffering;
  readonly decision: Decision;
}

/** A page of a ranking whose offerings are decided by the reference evaluator, and the counts of all of them. */
export interface DecidedPage extends Omit<RankedPage, 'order'> {
  readonly offerings: readonly DecidedOffering[];
}

/**
 * Rankings for an API: the order and the counts come from the engine, which follows one world after the other; the
 * decisions of a page, with their explanations if the question asks for them, from the reference evaluator. A page is
 * made from one world, whatever comes in meanwhile.
 */
export class DecidedRankings {
  private engine: MatchingEngine | null = null;
  private world: World | null = null;
  private readonly options: EngineOptions;

  constructor(options: EngineOptions = {}) {
    this.options = options;
  }

  /** Follows a later world; `touched` names the subjects whose statements changed, if that is known. */
  follow(world: World, touched: readonly SubjectRef[] | null = null): void {
    if (world === this.world) return;
    const { engine, world: before } = this;
    if (engine === null || before === null) this.engine = new MatchingEngine(world, this.options);
    else this.lead(engine, world, touched ?? changedSubjects(before, world));
    this.world = world;
  }

  /** An engine that fails half-way through an update would answer from two worlds; it is built anew instead. */
  private lead(engine: MatchingEngine, world: World, touched: readonly SubjectRef[]): void {
    try {
      engine.apply(world, touched);
    } catch {
      this.engine = new MatchingEngine(world, this.options);
    }
  }

  /** The places of a page, without decisions and without how gates stand. */
  places(world: World, question: MarketQuestion, page: PageRequest): RankedPlaces {
    return this.at(world).places(question, page);
  }

  /** The places of a page with how gates stand, without decisions. */
  page(world: World, question: MarketQuestion, page: PageRequest): RankedPage {
    return this.at(world).rank(question, page);
  }

  /** The verdict of every offering, in planes of one bit each. */
  verdicts(world: World, question: MarketQuestion): OfferingVerdicts {
    return this.at(world).verdicts(question);
  }

  /**
   * Prepares a question in steps, so that the caller may do other things in between; then `places` and `verdicts`
   * answer it at once. Ends early when the engine is led to another world meanwhile.
   */
  *preparing(world: World, question: MarketQuestion): Generator<undefined, void> {
    yield* this.at(world).preparing(question);
  }

  /**
   * Finds until when the verdicts of some offerings hold, in steps; `null` when the engine is led to another world
   * meanwhile.
   */
  forecasting(
    world: World,
    question: MarketQuestion,
    offerings: readonly string[],
  ): Generator<undefined, Forecasts | null> {
    return this.at(world).forecasting(question, offerings);
  }

  /** Says whether a world can be answered from without building everything anew. */
  reaches(world: World): boolean {
    return this.world !== null && sharesRows(this.world, world);
  }

  private at(world: World): MatchingEngine {
    this.follow(world);
    if (this.engine === null) throw new Error('An engine follows every world');
    return this.engine;
  }

  /** A page with its decisions. */
  rank(world: World, question: MarketQuestion, page: PageRequest): DecidedPage {
    const { order, counts, total } = this.page(world, question, page);
    const decide: Decide = prepare(world, question);
    return {
      offerings: order.map((place) => ({ place, decision: decide(place.offering) })),
      counts,
      total,
    };
  }
}
