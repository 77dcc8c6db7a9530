import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { IsOptional, Matches } from 'class-validator';
import { NotFound, TenantWorlds } from '#application';
import { covers, effectiveShare, type Holding, isUltimate, nearestNames, type World } from '#domain';
import { dayOf } from './as-of.dto.ts';
import { type AuthenticatedRequest, principalOf } from '../http/access.guard.ts';

class OwnershipQuery {
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'asOf must be a calendar date such as 2026-11-24' })
  asOf?: string;
}

const KINDS = ['capital', 'votes'] as const;

/** Who stands behind a vendor: the graph of its owners, and what each holds in the end. */
@Controller('v1/vendors')
export class OwnershipController {
  constructor(private readonly worlds: TenantWorlds) {}

  @Get(':vendor/ownership')
  async read(
    @Param('vendor') id: string,
    @Query() query: OwnershipQuery,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    const world = await this.worlds.now(principalOf(request).tenant);
    const vendor = world.vendors.get(id);
    if (vendor === undefined) throw new NotFound('vendor', id, nearestNames(id, world.vendors.keys()));
    const asOf = dayOf(query.asOf);
    const edges = edgesAbove(world, vendor.entity, asOf);
    const entities = new Set([vendor.entity, ...edges.map(({ owner }) => owner)]);
    return {
      vendor: id,
      entity: vendor.entity,
      position: world.position,
      asOf,
      nodes: [...entities].map((entity) => nodeOf(world, entity)),
      edges: edges.map(toEdge),
      effective: Object.fromEntries(KINDS.map((of) => [of, effectiveOf(world, vendor.entity, of, asOf)])),
    };
  }
}

/** Holdings in force on the day, from the entity up to the last known owners; cycles are walked once. */
function edgesAbove(world: World, entity: string, asOf: string): readonly Holding[] {
  const edges: Holding[] = [];
  const seen = new Set<string>();
  const waiting = [entity];
  for (let owned = waiting.pop(); owned !== undefined; owned = waiting.pop()) {
    if (seen.has(owned)) continue;
    seen.add(owned);
    for (const holding of world.holdings.get(owned) ?? []) {
      if (holding.recorded.to !== null || !covers(holding.valid, asOf)) continue;
      edges.push(holding);
      waiting.push(holding.owner);
    }
  }
  return edges;
}

function nodeOf(world: World, id: string): object {
  const entity = world.entities.get(id);
  return {
    id,
    name: entity?.name ?? id,
    country: entity?.country ?? null,
    countryGrade: entity?.countryGrade ?? null,
    kind: entity?.kind ?? null,
    ultimate: isUltimate(entity),
    /** Whether all its holders are listed; null when nobody says so. */
    holdersComplete: world.holderLists.get(id)?.complete ?? null,
    source: entity?.source ?? null,
  };
}

function toEdge({
  id,
  owner,
  owned,
  capital,
  votes,
  relation,
  rights,
  status,
  valid,
  grade,
  confidence,
  source,
}: Holding): object {
  return { id, owner, owned, capital, votes, relation, rights, status, valid, grade, confidence, source };
}

/** Shares of every holder through all chains, and what ultimate holders don't account for. */
function effectiveOf(world: World, entity: string, of: (typeof KINDS)[number], asOf: string): object {
  const base = { entity, of, asOf, grade: 'claimed' as const };
  const all = effectiveShare(world, { ...base, measure: 'largest', holders: () => 'true' });
  const ultimate = effectiveShare(world, {
    ...base,
    measure: 'total',
    holders: (one) => (isUltimate(one) ? 'true' : 'false'),
  });
  return {
    holders: all.holders.map(({ entity: holder, ultimate: last, low, high }) => ({
      entity: holder,
      name: world.entities.get(holder)?.name ?? holder,
      country: world.entities.get(holder)?.country ?? null,
      ultimate: last,
      low,
      high,
    })),
    undisclosed: ultimate.undisclosed,
    chains: ultimate.chains,
    chainsOmitted: ultimate.chainsOmitted,
  };
}
