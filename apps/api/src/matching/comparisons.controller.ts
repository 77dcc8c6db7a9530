import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { IsString, Length } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { NotFound, type Ranking } from '#application';
import {
  clauseTable,
  compareDecisions,
  type Decision,
  explainComparison,
  nearestNames,
  rankStability,
  type UnknownsPolicy,
  type World,
} from '#domain';
import { answerIn } from '../explanation/explained.ts';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { Asked } from './asked.ts';
import { QuestionQuery } from './question.dto.ts';
import { headOf, offeringOf, summaryOf, vendorOf } from './responses.ts';

class ComparisonQuery extends QuestionQuery {
  @IsString() @Length(1, 200) a!: string;
  @IsString() @Length(1, 200) b!: string;
  @IsString() @Length(1, 8) market!: string;
}

/** Two offerings next to each other: why one stands above the other, and for which weights it would. */
@Controller('v1/comparisons')
export class ComparisonsController {
  constructor(private readonly asked: Asked) {}

  @Get()
  async compare(
    @Query() query: ComparisonQuery,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.asked.from(request, query.knownAt, (world) => this.answer(world, query, request, reply));
  }

  private async answer(
    world: World,
    query: ComparisonQuery,
    request: AuthenticatedRequest,
    reply: FastifyReply,
  ): Promise<void> {
    for (const id of [query.a, query.b]) {
      if (!world.offerings.has(id))
        throw new NotFound('offering', id, nearestNames(id, world.offerings.keys()));
    }
    const ranking = await this.asked.rank(world, this.asked.request(world, query.market, query));
    const { unknowns } = ranking.request.question;
    const [a, b] = [ranking.explain(query.a), ranking.explain(query.b)];
    const comparison = compareDecisions(a, b, unknowns);
    const language = answerIn(request, reply);
    const answer = {
      ...headOf(ranking, query.knownAt ?? null),
      language,
      a: await sideOf(world, ranking, a),
      b: await sideOf(world, ranking, b),
      ...comparison,
      stability: stabilityOf(a, b, unknowns),
      sentences: explainComparison(world, a, b, comparison, language),
      clauses: clauseTable(a, b),
    };
    await reply
      .type('application/json; charset=utf-8')
      .header('placet-position', world.position)
      .send(JSON.stringify(answer));
  }
}

async function sideOf(world: World, ranking: Ranking, decision: Decision): Promise<object> {
  return {
    rank: await ranking.rankOf(decision.offering),
    vendor: vendorOf(world, decision.vendor),
    offering: offeringOf(world, decision.offering),
    ...summaryOf(decision),
    noVerdict: decision.noVerdict,
  };
}

/** For which share of all weights A scores above B, and where that flips; or why it can't be said. */
function stabilityOf(a: Decision, b: Decision, unknowns: UnknownsPolicy): object {
  const result = rankStability(a.score, b.score, unknowns);
  if (!result.ok)
    return { above: null, below: null, tie: null, flips: [], leftOut: [], problem: result.problem };
  const { above, below, tie, flips, leftOut } = result.stability;
  return { above, below, tie, flips, leftOut, problem: null };
}
