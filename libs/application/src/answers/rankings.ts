import { Injectable } from '@nestjs/common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  countVerdicts,
  type Decision,
  forecast,
  gateOfBuyer,
  prepare,
  prepareQuestion,
  rankDecisions,
  type RankedDecision,
  type Requirement,
  type Test,
  type Verdict,
  type Weights,
  type World,
} from '#domain';
import { DecidedRankings, type OfferingVerdicts } from '#matching';
import type { Question } from './question.ts';
import { WorldKeeper } from './world-keeper.ts';

/** Everything that makes one ranking differ from another. */
export interface RankingRequest {
  readonly question: Question;
  readonly weights: Weights | null;
  /** Extra constraints in the requirement language, evaluated as gates of the question. */
  readonly where: Test | null;
  /** Clauses of a notice, evaluated as further gates. */
  readonly gates?: readonly Requirement[];
}

/** All offerings in order for one question, from one snapshot of the world. */
export interface Ranking {
  readonly world: World;
  readonly request: RankingRequest;
  readonly regimes: Decision['regimes'];
  /** Name of the weights that scores were made with. */
  readonly weights: string;
  readonly ranked: readonly RankedDecision[];
  readonly counts: Readonly<Record<Verdict | 'none', number>>;
  /** Computed for shown offerings only: it costs many decisions. */
  readonly validUntil: Map<string, string | null>;
}

const KEPT_RANKINGS = 128;
/** Decisions between two turns of the event loop, so that other requests are answered meanwhile. */
const TURN_DECISIONS = 8;

/** Ranks all offerings for a question, from memory; rankings of the newest world are kept for repeated questions. */
@Injectable()
export class Rankings {
  private readonly kept = new Map<string, Promise<Ranking>>();
  private readonly names = new WeakMap<World, string>();
  private readonly forecasters = new Map<Ranking, ReturnType<typeof forecast>>();
  private readonly engine = new DecidedRankings();
  private past = 0;

  constructor(private readonly worlds: WorldKeeper) {}

  /** The ranking for a question; the promise is shared by everyone who asks the same meanwhile. */
  rank(world: World, request: RankingRequest): Promise<Ranking> {
    const key = keyOf(this.nameOf(world), request);
    const kept = this.touch(key);
    if (kept) return kept;
    const fresh = this.compute(world, request);
    this.kept.set(key, fresh);
    fresh.catch(() => this.kept.delete(key));
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= KEPT_RANKINGS) break;
      this.kept.delete(oldest);
    }
    return fresh;
  }

  /** A ranking made at a position before, if it is still kept: later pages of a list go on in it. */
  keptAt(position: string, request: RankingRequest): Promise<Ranking> | undefined {
    return this.touch(keyOf(position, request));
  }

  private touch(key: string): Promise<Ranking> | undefined {
    const kept = this.kept.get(key);
    if (kept) {
      // Re-inserting keeps the map in order of last use.
      this.kept.delete(key);
      this.kept.set(key, kept);
    }
    return kept;
  }

  /** The current world goes by its position; one of the past (`knownAt`) shares that position and needs a name of its own. */
  private nameOf(world: World): string {
    if (this.worlds.isCurrent(world)) return world.position;
    const name = this.names.get(world) ?? `past ${++this.past}`;
    this.names.set(world, name);
    return name;
  }

  /**
   * The verdict of every offering for a question at once, from a snapshot that follows the log. Cheap to ask again: a
   * later snapshot only updates what it touched.
   */
  verdicts(world: World, request: RankingRequest): OfferingVerdicts {
    return this.engine.verdicts(world, toDomain(request));
  }

  /** The first day on which a decision's verdict differs, all else equal. */
  validUntil(ranking: Ranking, decision: Decision): string | null {
    const known = ranking.validUntil.get(decision.offering);
    if (known !== undefined) return known;
    const day = this.forecasterOf(ranking)(decision.offering);
    ranking.validUntil.set(decision.offering, day);
    return day;
  }

  /** Days are prepared once for the offerings of a page; what that takes is let go of when the page is made. */
  private forecasterOf(ranking: Ranking): ReturnType<typeof forecast> {
    const known = this.forecasters.get(ranking);
    if (known) return known;
    const made = forecast(ranking.world, toDomain(ranking.request));
    this.forecasters.set(ranking, made);
    setImmediate(() => this.forecasters.delete(ranking));
    return made;
  }

  /** One decision of a ranking with its full trace. */
  explain(ranking: Ranking, offering: string): Decision {
    return prepare(ranking.world, { ...toDomain(ranking.request), explain: true })(offering);
  }

  private async compute(world: World, request: RankingRequest): Promise<Ranking> {
    const question = toDomain(request);
    const { regimes, weights } = prepareQuestion(world, question);
    const decide = prepare(world, { ...question, explain: false });
    const decisions: Decision[] = [];
    for (const offering of world.offerings.keys()) {
      decisions.push(inBrief(decide(offering)));
      if (decisions.length % TURN_DECISIONS === 0) await nextTurn();
    }
    return {
      world,
      request,
      regimes: regimes.map(({ id, version, status }) => ({ id, version, status })),
      weights: weights.id,
      ranked: rankDecisions(
        decisions.filter((decision) => decision.verdict !== null),
        request.question.unknowns,
      ),
      counts: countVerdicts(decisions),
      validUntil: new Map(),
    };
  }
}

/** A decision as rankings keep it: what lists show, without the outcome of every clause, which `explain` makes anew. */
function inBrief(decision: Decision): Decision {
  return { ...decision, requirements: [], buyerDuties: [], needProblems: [], advice: [] };
}

/** The question in the evaluator's terms. */
export function toDomain(request: RankingRequest): Parameters<typeof prepare>[1] {
  const { where, gates = [] } = request;
  const extra = gates.length === 0 ? where : [...(where ? [gateOfBuyer(where)] : []), ...gates];
  return {
    market: request.question.market.code,
    need: request.question.need,
    asOf: request.question.asOf,
    ...(request.weights ? { weights: request.weights } : {}),
    ...(extra ? { extra } : {}),
  };
}

function keyOf(position: string, { question, weights, where, gates = [] }: RankingRequest): string {
  return JSON.stringify([
    position,
    question.market.code,
    question.need,
    question.asOf,
    question.unknowns,
    weights && [weights.id, ...weights.of],
    where,
    gates.map(({ id, source }) => [id, source.clause]),
  ]);
}
