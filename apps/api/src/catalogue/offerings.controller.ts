import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { InvalidInput, NotFound, TenantWorlds } from '#application';
import {
  attributeOf,
  EVERY_GRADE,
  type FactReader,
  indexOf,
  inMarket,
  type Known,
  knownFact,
  nearestNames,
  type Offering,
  REGIONS,
  type World,
} from '#domain';
import { type AuthenticatedRequest, principalOf } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { vendorOf } from '../matching/responses.ts';
import { AsOfQuery, DayQuery, dayOf } from './as-of.dto.ts';
import { requireMarket } from './known-market.ts';
import { pageByKey } from './page.ts';

const DEPLOYMENTS = 'offering.deployments';
const STATUSES: readonly Offering['status'][] = ['available', 'announced', 'ended'];

class OfferingListQuery extends AsOfQuery {
  @IsOptional() @IsString() @Length(1, 100) text?: string;
  @IsOptional() @IsString() @Length(1, 100) vendor?: string;
  @IsOptional()
  @Matches(/^[A-Z]{2,5}$/, { message: 'market must be a market code such as KR' })
  market?: string;
  @IsOptional() @IsString() @Length(1, 100) model?: string;
  @IsOptional()
  @IsIn(STATUSES, { message: `status must be one of ${STATUSES.join(', ')}` })
  status?: Offering['status'];
}

/** Offerings: what decisions are made about. */
@Controller('v1/offerings')
export class OfferingsController {
  constructor(
    private readonly worlds: TenantWorlds,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async list(@Query() query: OfferingListQuery, @Req() request: AuthenticatedRequest): Promise<object> {
    const world = await this.worlds.now(principalOf(request).tenant);
    const { vendor, market, model, status } = query;
    requireMarket(world, market);
    requireVendor(world, vendor);
    requireModel(world, model);
    const asOf = dayOf(query.asOf);
    const facts = readerOf(world, asOf);
    const text = query.text?.toLowerCase();
    const found = [...world.offerings.values()].filter(
      (offering) =>
        (vendor === undefined || offering.vendor === vendor) &&
        (status === undefined || offering.status === status) &&
        (text === undefined || `${offering.id}\n${offering.name}`.toLowerCase().includes(text)) &&
        (model === undefined || countedIn(knownAbout(facts, offering, DEPLOYMENTS)).includes(model)) &&
        (market === undefined ||
          countedIn(knownAbout(facts, offering, REGIONS)).some(
            (country) => inMarket(world, market, country, asOf) === 'true',
          )),
    );
    const scope = scopeOf(request.principal, 'offerings', query);
    const page = pageByKey(this.cursors, scope, query, found, ({ id }) => id);
    return { asOf, items: page.items.map((offering) => briefOf(facts, offering)), next: page.next };
  }

  @Get(':offering')
  async find(
    @Param('offering') id: string,
    @Query() query: DayQuery,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    const world = await this.worlds.now(principalOf(request).tenant);
    const offering = world.offerings.get(id);
    if (offering === undefined) throw new NotFound('offering', id, nearestNames(id, world.offerings.keys()));
    const asOf = dayOf(query.asOf);
    return {
      asOf,
      ...briefOf(readerOf(world, asOf), offering),
      certificates: (world.certificates.get(`offering:${id}`) ?? []).map(
        ({ id: statement, scheme, level, status, valid, grade, by, confidence, source }) => ({
          id: statement,
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
      carries: [...world.offerings.values()]
        .filter(({ runsOn }) => typeof runsOn === 'object' && runsOn?.offering === id)
        .map((carried) => carried.id)
        .toSorted(),
    };
  }
}

function readerOf(world: World, asOf: string): FactReader {
  return { world, index: indexOf(world), question: { asOf }, known: new Map() };
}

function knownAbout(facts: FactReader, offering: Offering, attribute: string): Known {
  return knownFact(facts, `offering:${offering.id}`, attribute, facts.question.asOf, EVERY_GRADE);
}

/** What nobody contradicts. */
function countedIn({ status, values }: Known): readonly string[] {
  return status === 'known' ? values.map(String) : [];
}

function briefOf(facts: FactReader, offering: Offering): object {
  const { id, vendor, name, edition, status, available, operator, runsOn } = offering;
  return {
    id,
    name,
    vendor: vendorOf(facts.world, vendor),
    edition,
    status,
    available,
    operator,
    runsOn,
    regions: statedOf(knownAbout(facts, offering, REGIONS)),
    models: statedOf(knownAbout(facts, offering, DEPLOYMENTS)),
  };
}

function statedOf({ status, values, complete }: Known): object {
  return { known: status, values: [...new Set(values.map(String))].toSorted(), complete };
}

function requireVendor(world: World, id: string | undefined): void {
  if (id !== undefined && !world.vendors.has(id)) refuse('vendor', id, world.vendors.keys());
}

function requireModel(world: World, model: string | undefined): void {
  const codes = attributeOf(world.vocabulary, DEPLOYMENTS)?.codes;
  if (model !== undefined && codes && !codes.includes(model)) refuse('model', model, codes);
}

/** An empty list would read as "nothing there". */
function refuse(parameter: string, stated: string, known: Iterable<string>): never {
  const nearest = nearestNames(stated, known);
  const detail = `There is no ${parameter} "${stated}".${nearest.length > 0 ? ` Nearest: ${nearest.join(', ')}.` : ''}`;
  throw new InvalidInput([{ parameter, detail, nearest }]);
}
