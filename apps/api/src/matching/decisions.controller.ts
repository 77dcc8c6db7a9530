import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { NotFound, Rankings } from '#application';
import { nearestNames } from '#domain';
import { Asked } from './asked.ts';
import { DecisionQuery } from './question.dto.ts';
import { coverageOf, headOf, offeringOf, summaryOf, vendorOf } from './responses.ts';

/** One decision with its full trace: every requirement, every node, every fact with grade and source. */
@Controller('v1/decisions')
export class DecisionsController {
  constructor(
    private readonly asked: Asked,
    private readonly rankings: Rankings,
  ) {}

  @Get()
  async decide(@Query() query: DecisionQuery, @Res() reply: FastifyReply): Promise<void> {
    const world = await this.asked.world(query.knownAt);
    if (!world.offerings.has(query.offering)) {
      throw new NotFound('offering', query.offering, nearestNames(query.offering, world.offerings.keys()));
    }
    const ranking = await this.asked.rank(world, this.asked.request(world, query.market, query));
    const decision = this.rankings.explain(ranking, query.offering);
    const answer = {
      ...headOf(ranking, query.knownAt ?? null),
      rank: ranking.ranked.find((item) => item.decision.offering === query.offering)?.rank ?? null,
      vendor: vendorOf(world, decision.vendor),
      offering: offeringOf(world, decision.offering),
      ...summaryOf(decision),
      noVerdict: decision.noVerdict,
      validUntil: this.rankings.validUntil(ranking, decision),
      coverage: coverageOf(decision),
      coverageFacts: decision.coverage,
      score: decision.score,
      deployment: decision.deployment,
      choices: decision.choices,
      served: decision.served,
      openQuestions: decision.questions,
      openNeeds: decision.openNeeds,
      requirements: decision.requirements,
      buyerDuties: decision.buyerDuties,
      needProblems: decision.needProblems,
      latent: decision.latent,
      advice: decision.advice,
    };
    await reply
      .type('application/json; charset=utf-8')
      .header('placet-position', world.position)
      .send(JSON.stringify(answer));
  }
}
