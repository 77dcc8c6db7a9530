import { gateOfBuyer, type MarketQuestion, type Requirement, type Test, type Weights } from '#domain';
import type { Question } from './question.ts';

/** Everything that makes one ranking differ from another. */
export interface RankingRequest {
  readonly question: Question;
  readonly weights: Weights | null;
  /** Extra constraints in the requirement language, evaluated as gates of the question. */
  readonly where: Test | null;
  /** Clauses of a notice, evaluated as further gates. */
  readonly gates?: readonly Requirement[];
}

/** The question in the evaluator's terms. */
export function toDomain(request: RankingRequest): MarketQuestion {
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
