import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { IsOptional, IsString, Length, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import {
  NotFound,
  NoticeSearch,
  type OpenNotices,
  PrivateStatements,
  type Ranked,
  Rankings,
  TenantWorlds,
} from '#application';
import { ENGINE_VERSION, nearestNames, type Vendor, VERDICTS, type World } from '#domain';
import { type AuthenticatedRequest, principalOf } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { ListQuery } from '../http/list.dto.ts';
import { showsVersion } from '../http/writes/versions.ts';
import { Asked } from './asked.ts';
import { QuestionQuery } from './question.dto.ts';
import { offeringOf, summaryOf } from './responses.ts';

class VendorListQuery extends ListQuery {
  @IsOptional() @IsString() @Length(1, 100) text?: string;
  @IsOptional()
  @Matches(/^[A-Z]{2}$/, { message: 'country must be a country code such as KR' })
  country?: string;
}

/** Vendors, and markets ranked for a vendor. */
@Controller('v1/vendors')
export class VendorsController {
  constructor(
    private readonly worlds: TenantWorlds,
    private readonly statements: PrivateStatements,
    private readonly asked: Asked,
    private readonly rankings: Rankings,
    private readonly notices: NoticeSearch,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async list(@Query() query: VendorListQuery, @Req() request: AuthenticatedRequest): Promise<object> {
    const world = await this.worlds.now(principalOf(request).tenant);
    const scope = scopeOf(request.principal, 'vendors', query);
    const after = this.cursors.read<{ id: string }>(query.cursor, scope)?.id ?? '';
    const text = query.text?.toLowerCase();
    const found = [...world.vendors.values()]
      .filter((vendor) => vendor.id > after)
      .filter((vendor) => query.country === undefined || vendor.seat === query.country)
      .filter(
        (vendor) => text === undefined || namesOf(vendor).some((name) => name.toLowerCase().includes(text)),
      )
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const page = found.slice(0, query.limit);
    const last = page.at(-1);
    return {
      items: page.map((vendor) => ({ ...briefOf(vendor), offerings: offeringsOf(world, vendor.id).length })),
      next: last && found.length > page.length ? this.cursors.write({ id: last.id }, scope) : null,
    };
  }

  @Get(':vendor')
  async find(@Param('vendor') id: string, @Req() request: AuthenticatedRequest): Promise<object> {
    const world = await this.worlds.now(principalOf(request).tenant);
    const vendor = findVendor(world, id);
    const own = await this.ownVersion(request, world, id);
    if (own !== null) showsVersion(request, own);
    const offerings = offeringsOf(world, id);
    const subjects = [`provider:${id}`, ...offerings.map((offering) => `offering:${offering.id}`)];
    return {
      ...briefOf(vendor),
      localNames: vendor.localNames,
      aliases: vendor.aliases,
      identifiers: vendor.identifiers,
      status: vendor.status,
      visibility: own === null ? 'public' : 'private',
      offerings: offerings.map(({ id: offering, name, edition, status, operator, runsOn }) => ({
        id: offering,
        name,
        edition,
        status,
        operator,
        runsOn,
      })),
      certificates: subjects.flatMap((subject) =>
        (world.certificates.get(subject) ?? []).map(
          ({ id: statement, scheme, level, status, valid, grade, by, confidence, source }) => ({
            id: statement,
            subject,
            scheme,
            level,
            status,
            valid,
            grade,
            by,
            confidence,
            source,
          }),
        ),
      ),
      holders: (world.holdings.get(vendor.entity) ?? []).map(
        ({ id: holding, owner, capital, votes, relation, rights, status, valid, grade, source }) => ({
          id: holding,
          owner: {
            id: owner,
            name: world.entities.get(owner)?.name ?? owner,
            country: world.entities.get(owner)?.country ?? null,
          },
          capital,
          votes,
          relation,
          rights,
          status,
          valid,
          grade,
          source,
        }),
      ),
    };
  }

  /** The version of a vendor that only the asker's tenant knows; null for one that everybody does. */
  private async ownVersion(request: AuthenticatedRequest, world: World, id: string): Promise<number | null> {
    const { shared } = this.worlds;
    return world === shared || shared.vendors.has(id)
      ? null
      : this.statements.versionOf(principalOf(request).tenant, id);
  }

  @Get(':vendor/markets')
  async markets(
    @Param('vendor') id: string,
    @Query() query: QuestionQuery,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.asked.from(request, query.knownAt, (world) =>
      this.rankMarkets(world, id, query, request, reply),
    );
  }

  private async rankMarkets(
    world: World,
    id: string,
    query: QuestionQuery,
    request: AuthenticatedRequest,
    reply: FastifyReply,
  ): Promise<void> {
    findVendor(world, id);
    const scope = scopeOf(request.principal, `vendors/${id}/markets`, query);
    const after = this.cursors.read<{ rank: number }>(query.cursor, scope)?.rank ?? 0;
    const open = await this.notices.openByMarket(new Date());
    const entries: { code: string; best: Ranked; item: object }[] = [];
    for (const code of [...world.markets.keys()].toSorted()) {
      const asked = this.asked.request(world, code, query);
      const ranking = await this.rankings.rank(world, asked);
      const best = await ranking.bestOf(id);
      if (!best) continue;
      const item = {
        market: code,
        name: world.markets.get(code)?.name ?? code,
        offering: offeringOf(world, best.decision.offering),
        ...summaryOf(best.decision),
        rankInMarket: best.rank,
        openNotices: open.get(code)?.notices ?? 0,
        ...unlockedBy(best, open.get(code)),
        validUntil: best.validUntil,
        assumedNeed: asked.question.base,
      };
      entries.push({ code, best, item });
    }
    entries.sort((a, b) => byVerdictAndScore(a.best, b.best) || (a.code < b.code ? -1 : 1));
    const page = entries
      .map((entry, index) => ({ rank: index + 1, ...entry.item }))
      .filter((entry) => entry.rank > after);
    const items = page.slice(0, query.limit);
    const last = items.at(-1);
    const answer = {
      vendor: briefOf(findVendor(world, id)),
      position: world.position,
      engine: ENGINE_VERSION,
      asOf: query.asOf ?? new Date().toISOString().slice(0, 10),
      knownAt: query.knownAt ?? 'now',
      items,
      next: last && page.length > items.length ? this.cursors.write({ rank: last.rank }, scope) : null,
    };
    await reply
      .type('application/json; charset=utf-8')
      .header('placet-position', world.position)
      .send(JSON.stringify(answer));
  }
}

/** A vendor by id; throws {@link NotFound} with the nearest ids and names. */
function findVendor(world: World, id: string): Vendor {
  const vendor = world.vendors.get(id);
  if (vendor) return vendor;
  const named = [...world.vendors.values()].filter((candidate) =>
    namesOf(candidate).some((name) => name.toLowerCase() === id.toLowerCase()),
  );
  throw new NotFound(
    'vendor',
    id,
    named.length > 0 ? named.map((candidate) => candidate.id) : nearestNames(id, world.vendors.keys()),
  );
}

function namesOf(vendor: Vendor): string[] {
  return [vendor.id, vendor.name, ...vendor.aliases, ...Object.values(vendor.localNames)];
}

function briefOf(vendor: Vendor): object {
  return {
    id: vendor.id,
    name: vendor.name,
    ...(vendor.seat ? { country: vendor.seat } : {}),
    kind: vendor.kind,
  };
}

function offeringsOf(world: World, vendor: string) {
  return [...world.offerings.values()].filter((offering) => offering.vendor === vendor);
}

/** The open notices that a vendor may serve; only a verdict that lets it serve the market unlocks any. */
function unlockedBy({ decision }: Ranked, open: OpenNotices | undefined): { unlocks?: OpenNotices } {
  if (decision.verdict !== 'eligible' && decision.verdict !== 'conditional') return {};
  return { unlocks: open ?? { notices: 0, value: {} } };
}

/** Markets in the order of rankings: verdict, then the lower end of the score. */
function byVerdictAndScore(a: Ranked, b: Ranked): number {
  return placeOf(a) - placeOf(b) || b.decision.score.low - a.decision.score.low;
}

function placeOf({ decision }: Ranked): number {
  return VERDICTS.findIndex((verdict) => verdict === decision.verdict);
}
