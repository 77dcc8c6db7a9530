import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { IsOptional, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { findMarket, NotFound, VendorEvidence, TenantWorlds } from '#application';
import { askForEvidence, type EvidenceGain, type Language, nearestNames, type World } from '#domain';
import { AsOfQuery, dayOf } from '../catalogue/as-of.dto.ts';
import { type AuthenticatedRequest, principalOf } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { answerIn } from './explained.ts';

class EvidenceQuery extends AsOfQuery {
  @IsOptional()
  @Matches(/^[A-Z]{2,5}$/, { message: 'market must be a market code such as KR' })
  market?: string;
}

/** Which missing statements of a vendor would settle most. */
@Controller('v1/vendors')
export class EvidenceController {
  constructor(
    private readonly worlds: TenantWorlds,
    private readonly evidence: VendorEvidence,
    private readonly cursors: Cursors,
  ) {}

  @Get(':vendor/evidence')
  async missing(
    @Param('vendor') id: string,
    @Query() query: EvidenceQuery,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const world = await this.worlds.now(principalOf(request).tenant);
    if (!world.vendors.has(id)) throw new NotFound('vendor', id, nearestNames(id, world.vendors.keys()));
    const markets =
      query.market === undefined
        ? [...world.markets.keys()].toSorted()
        : [findMarket(world, query.market).code];
    const asOf = dayOf(query.asOf);
    const language = answerIn(request, reply);
    const scope = scopeOf(request.principal, `vendors/${id}/evidence`, query);
    const after = this.cursors.read<{ rank: number }>(query.cursor, scope)?.rank ?? 0;
    const found = await this.evidence.of(world, id, markets, asOf);
    const items = found.gains.slice(after, after + query.limit);
    const last = after + items.length;
    return {
      vendor: id,
      position: world.position,
      asOf,
      markets,
      decisions: found.decisions,
      unknown: found.unknown,
      questions: found.questions,
      items: items.map((gain, index) => ({
        rank: after + index + 1,
        ...gainInWords(world, gain, asOf, language),
      })),
      next: found.gains.length > last ? this.cursors.write({ rank: last }, scope) : null,
    };
  }
}

/** A missing statement with the sentence that asks for it. */
export function gainInWords(world: World, gain: EvidenceGain, asOf: string, language: Language): object {
  return { ...gain, question: askForEvidence(world, gain, asOf, language) };
}
