import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { InvalidInput, NotFound, WorldKeeper } from '#application';
import { covers, type Equivalence, type EquivalenceEffect, nearestNames, type World } from '#domain';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { AsOfQuery, dayOf, DayQuery } from './as-of.dto.ts';
import { pageByKey } from './page.ts';

/** Effects that decisions evaluate, and those that are only told. */
const EVALUATED: readonly EquivalenceEffect[] = ['satisfies', 'implies', 'caps', 'recognisedIn'];
const EFFECTS: readonly EquivalenceEffect[] = [
  ...EVALUATED,
  'reducesAudit',
  'lineage',
  'none',
  'prerequisite',
  'dominates',
  'reference',
];

class EquivalenceListQuery extends AsOfQuery {
  /** Only those from or to this scheme. */
  @IsOptional() @IsString() @Length(1, 100) scheme?: string;
  @IsOptional()
  @IsIn(EFFECTS, { message: `effect must be one of ${EFFECTS.join(', ')}` })
  effect?: EquivalenceEffect;
}

/** Which certificate counts for which other, under what condition, and until when. */
@Controller('v1/equivalences')
export class EquivalencesController {
  constructor(
    private readonly worlds: WorldKeeper,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  list(@Query() query: EquivalenceListQuery, @Req() request: AuthenticatedRequest): object {
    const { world } = this.worlds;
    const { scheme, effect } = query;
    if (scheme !== undefined) checkScheme(world, scheme);
    const day = dayOf(query.asOf);
    const found = world.equivalences.filter(
      (one) =>
        (effect === undefined || one.effect === effect) &&
        (scheme === undefined || schemesOf(one).includes(scheme)),
    );
    const scope = scopeOf(request.principal, 'equivalences', query);
    const page = pageByKey(this.cursors, scope, query, found, ({ id }) => id);
    return { asOf: day, items: page.items.map((one) => toResponse(one, day)), next: page.next };
  }

  @Get(':equivalence')
  find(@Param('equivalence') id: string, @Query() query: DayQuery): object {
    const { equivalences } = this.worlds.world;
    const found = equivalences.find((one) => one.id === id);
    if (found === undefined)
      throw new NotFound(
        'equivalence',
        id,
        nearestNames(
          id,
          equivalences.map((one) => one.id),
        ),
      );
    return toResponse(found, dayOf(query.asOf));
  }
}

function schemesOf({ from, to }: Equivalence): readonly string[] {
  return [...(from?.terms ?? []).map((term) => term.scheme), ...(to === null ? [] : [to.scheme])];
}

function checkScheme(world: World, scheme: string): void {
  if (world.schemes.has(scheme)) return;
  const nearest = nearestNames(scheme, world.schemes.keys());
  const detail = `There is no scheme "${scheme}".${nearest.length > 0 ? ` Nearest: ${nearest.join(', ')}.` : ''}`;
  throw new InvalidInput([{ parameter: 'scheme', detail, nearest }]);
}

/** Says whether decisions of a day may rest on it; the reasons for which not are those of design 3.4. */
function isInForce({ effect, status, valid, confidence }: Equivalence, day: string): boolean {
  const enacted = status === 'in_force' || status === 'adopted';
  return EVALUATED.includes(effect) && enacted && confidence !== 'low' && covers(valid, day);
}

function toResponse(one: Equivalence, day: string): object {
  const { id, title, from, to, effect, status, valid, when, confidence, source } = one;
  return {
    id,
    title,
    from,
    to,
    effect,
    status,
    valid,
    conditional: when !== null,
    when,
    confidence,
    source,
    counts: isInForce(one, day),
  };
}
