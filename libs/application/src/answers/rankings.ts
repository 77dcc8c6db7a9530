import { Injectable } from '@nestjs/common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  countVerdicts,
  type Decision,
  prepare,
  prepareQuestion,
  rankDecisions,
  type RankedDecision,
  type Test,
  type Verdict,
  type Weights,
  type World,
} from '#domain';
import type { Question } from './question.ts';

/** Everything that makes one ranking differ from another. */
export interface RankingRequest {
  readonly question: Question;
  readonly weights: Weights | null;
  /** Extra constraints in the requirement language, evaluated as gates of the question. */
  readonly where: Test | null;
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
}

const KEPT_RANKINGS = 128;
/** Decisions between two turns of the event loop, so that other requests are answered meanwhile. */
const TURN_DECISIONS = 40;

/** Ranks all offerings for a question, from memory; rankings of the newest world are kept for repeated questions. */
@Injectable()
export class Rankings {
  private readonly kept = new Map<string, Promise<Ranking>>();

  /** The ranking for a question; the promise is shared by everyone who asks the same meanwhile. */
  rank(world: World, request: RankingRequest): Promise<Ranking> {
    const kept = this.keptAt(world.position, request);
    if (kept) return kept;
    const key = keyOf(world.position, request);
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
    const key = keyOf(position, request);
    const kept = this.kept.get(key);
    if (kept) {
      // Re-inserting keeps the map in order of last use.
      this.kept.delete(key);
      this.kept.set(key, kept);
    }
    return kept;
  }

  /** The first day on which a decision's verdict differs, all else equal. */
  validUntil(ranking: Ranking, decision: Decision): string | null {
    return decision.validUntil ?? (ranking ? null : null);
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
      const decision = decide(offering);
      decisions.push(decision);
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
    };
  }
}

/** The question in the evaluator's terms. */
export function toDomain(request: RankingRequest): Parameters<typeof prepare>[1] {
  return {
    market: request.question.market.code,
    need: request.question.need,
    asOf: request.question.asOf,
    ...(request.weights ? { weights: request.weights } : {}),
    ...(request.where ? { extra: request.where } : {}),
  };
}

function keyOf(position: string, { question, weights, where }: RankingRequest): string {
  return JSON.stringify([
    position,
    question.market.code,
    question.need,
    question.asOf,
    question.unknowns,
    weights && [weights.id, ...weights.of],
    where,
  ]);
}
