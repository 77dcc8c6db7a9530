import { Body, Controller, Param, Post, Query, Req, Res } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsObject, IsOptional, Matches, Max, Min } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Clock, PreviewRegime, PUBLICATION_SOURCE, PublishRegime, type RegimePreview } from '#application';
import { type Language, nameOfPlace, sayTransition, type Verdict } from '#domain';
import { auditNothing } from '../audit/audit.interceptor.ts';
import { answerIn } from '../explanation/explained.ts';
import { type AuthenticatedRequest, principalOf } from '../http/access.guard.ts';
import { QUERY_STRING, wholeNumber } from '../http/list.dto.ts';
import { dayOf } from './as-of.dto.ts';

const LIMIT_MAX = 5_000;

class PublicationQuery {
  @IsOptional()
  @IsIn(['true', 'false'], { message: 'preview must be true or false' })
  preview: 'true' | 'false' = 'false';
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'asOf must be a calendar date such as 2026-11-24' })
  asOf?: string;
  @IsOptional()
  @Transform(wholeNumber, { groups: [QUERY_STRING] })
  @IsInt({ message: 'limit must be a whole number' })
  @Min(0, { message: 'limit must be at least 0' })
  @Max(LIMIT_MAX, { message: `limit must be at most ${LIMIT_MAX}` })
  limit = 200;
}

class NewRegimeVersion {
  @IsObject({ message: 'document must be a regime document (schema placet.regime/v1)' })
  document!: object;
}

/** Publishes versions of regimes, and shows beforehand what that would turn. */
@Controller('v1/regimes')
export class RegimeVersionsController {
  constructor(
    private readonly previews: PreviewRegime,
    private readonly publishing: PublishRegime,
    private readonly clock: Clock,
  ) {}

  @Post(':regime/versions')
  async add(
    @Param('regime') regime: string,
    @Query() query: PublicationQuery,
    @Body() { document }: NewRegimeVersion,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    if (query.preview === 'true') {
      auditNothing(request);
      reply.status(200);
      return this.preview(regime, document, query, principalOf(request).tenant, answerIn(request, reply));
    }
    const id = await this.publishing.publish(regime, document, request.trace ?? null);
    reply.status(202).header('location', `/v1/deliveries/${id}`);
    return { id, source: PUBLICATION_SOURCE, state: 'accepted' };
  }

  private async preview(
    regime: string,
    body: object,
    query: PublicationQuery,
    tenant: string,
    language: Language,
  ): Promise<object> {
    const today = this.clock.today();
    const asOf = dayOf(query.asOf ?? today);
    const preview = await this.previews.run({ tenant, regime, body, asOf, today, explain: query.limit });
    return toResponse(preview, asOf, language);
  }
}

function toResponse(preview: RegimePreview, asOf: string, language: Language): object {
  const { world, document, isKnown, follows, changes, flips, explained, watches, others } = preview;
  const version = world.regimes.get(document.key)?.find((one) => one.version === document.version);
  return {
    position: world.position,
    asOf,
    regime: {
      id: document.key,
      version: document.version,
      revision: document.revision ?? 1,
      market: version?.market ?? null,
      title: version?.title ?? null,
      status: version?.status ?? null,
      valid: version?.valid ?? null,
    },
    outcome: isKnown ? 'unchanged' : 'applied',
    follows,
    changes,
    counts: countsOf(preview, language),
    flips: explained.map(({ market, question, need, vendor, offering, before, after, parts }) => ({
      market,
      question: { id: question, need },
      vendor: { id: vendor, name: world.vendors.get(vendor)?.name ?? null },
      offering: { id: offering, name: world.offerings.get(offering)?.name ?? null },
      from: before,
      to: after,
      gates: parts.gates,
      served: parts.served,
      sentence: sayTransition(
        world,
        {
          market,
          offering,
          vendor,
          before,
          after,
          asOf,
          parts,
          cause: {
            kind: 'change',
            change: { kind: 'regime', key: document.key, version: document.version, source: null },
          },
        },
        language,
      ),
    })),
    more: flips.length - explained.length,
    told: { watches, others },
  };
}

function countsOf({ world, flips }: RegimePreview, language: Language): object {
  const pairs = new Map<string, { from: Verdict | null; to: Verdict | null; flips: number }>();
  const markets = new Map<string, number>();
  for (const { market, before: from, after: to } of flips) {
    const key = `${from}\n${to}`;
    pairs.set(key, { from, to, flips: (pairs.get(key)?.flips ?? 0) + 1 });
    markets.set(market, (markets.get(market) ?? 0) + 1);
  }
  return {
    flips: flips.length,
    offerings: new Set(flips.map(({ offering }) => offering)).size,
    vendors: new Set(flips.map(({ vendor }) => vendor)).size,
    markets: [...markets].map(([code, count]) => ({
      code,
      name: nameOfPlace(world, language, code),
      flips: count,
    })),
    verdicts: [...pairs.values()],
  };
}
