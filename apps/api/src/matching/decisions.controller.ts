import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { NotFound, toDomain, VendorEvidence } from '#application';
import { nearestNames, type World } from '#domain';
import { gainInWords } from '../explanation/evidence.controller.ts';
import { answerIn, explained } from '../explanation/explained.ts';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { Asked } from './asked.ts';
import { DecisionQuery } from './question.dto.ts';
import { coverageOf, headOf, offeringOf, summaryOf, vendorOf } from './responses.ts';

/** The rest is under /v1/vendors/{vendor}/evidence. */
const SHOWN_EVIDENCE = 5;

/** One decision with its full trace: every requirement, every node, every fact with grade and source. */
@Controller('v1/decisions')
export class DecisionsController {
  constructor(
    private readonly asked: Asked,
    private readonly evidence: VendorEvidence,
  ) {}

  @Get()
  async decide(
    @Query() query: DecisionQuery,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.asked.from(request, query.knownAt, (world) => this.answer(world, query, request, reply));
  }

  private async answer(
    world: World,
    query: DecisionQuery,
    request: AuthenticatedRequest,
    reply: FastifyReply,
  ): Promise<void> {
    if (!world.offerings.has(query.offering)) {
      throw new NotFound('offering', query.offering, nearestNames(query.offering, world.offerings.keys()));
    }
    const ranking = await this.asked.rank(world, this.asked.request(world, query.market, query));
    const asked = ranking.explain(query.offering);
    const decision = { ...asked, validUntil: await ranking.validUntil(query.offering) };
    const language = answerIn(request, reply);
    const { gains } = await this.evidence.of(
      world,
      decision.vendor,
      [decision.market],
      decision.asOf,
      toDomain(ranking.request),
    );
    const answer = {
      ...headOf(ranking, query.knownAt ?? null),
      rank: await ranking.rankOf(query.offering),
      vendor: vendorOf(world, decision.vendor),
      offering: offeringOf(world, decision.offering),
      ...summaryOf(decision),
      noVerdict: decision.noVerdict,
      validUntil: decision.validUntil,
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
      nextBestEvidence: gains
        .slice(0, SHOWN_EVIDENCE)
        .map((gain) => gainInWords(world, gain, decision.asOf, language)),
      ...explained(world, decision, language),
    };
    await reply
      .type('application/json; charset=utf-8')
      .header('placet-position', world.position)
      .send(JSON.stringify(answer));
  }
}
