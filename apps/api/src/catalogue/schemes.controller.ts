import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { NotFound, WorldKeeper } from '#application';
import { type Holder, nearestNames, newestReadings, type Scheme, type World } from '#domain';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { AsOfQuery, dayOf, DayQuery } from './as-of.dto.ts';
import { pageByKey } from './page.ts';

const HOLDERS: readonly Holder[] = ['offering', 'provider', 'facility', 'personnel'];

class SchemeListQuery extends AsOfQuery {
  @IsOptional() @IsString() @Length(1, 100) text?: string;
  @IsOptional()
  @IsIn(HOLDERS, { message: `holder must be one of ${HOLDERS.join(', ')}` })
  holder?: Holder;
}

/** Certification schemes with their levels, registers and equivalences. */
@Controller('v1/schemes')
export class SchemesController {
  constructor(
    private readonly worlds: WorldKeeper,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  list(@Query() query: SchemeListQuery, @Req() request: AuthenticatedRequest): object {
    const { world } = this.worlds;
    const day = dayOf(query.asOf);
    const text = query.text?.toLowerCase();
    const found = [...world.schemes.values()].filter(
      ({ id, title, holder }) =>
        (query.holder === undefined || holder === query.holder) &&
        (text === undefined || `${id} ${title ?? ''}`.toLowerCase().includes(text)),
    );
    const scope = scopeOf(request.principal, 'schemes', query);
    const page = pageByKey(this.cursors, scope, query, found, ({ id }) => id);
    return { items: page.items.map((scheme) => briefOf(world, scheme, day)), next: page.next };
  }

  @Get(':scheme')
  find(@Param('scheme') id: string, @Query() query: DayQuery): object {
    const { world } = this.worlds;
    const scheme = world.schemes.get(id);
    if (scheme === undefined) throw new NotFound('scheme', id, nearestNames(id, world.schemes.keys()));
    const ofTerms = (terms: readonly { readonly scheme: string }[] | undefined): boolean =>
      terms?.some((term) => term.scheme === id) === true;
    return {
      ...briefOf(world, scheme, dayOf(query.asOf)),
      equivalences: {
        to: world.equivalences
          .filter(({ to }) => to?.scheme === id)
          .map(({ id: equivalence, title, effect, status }) => ({ id: equivalence, title, effect, status })),
        from: world.equivalences
          .filter(({ from }) => ofTerms(from?.terms))
          .map(({ id: equivalence, title, effect, status }) => ({ id: equivalence, title, effect, status })),
      },
    };
  }
}

function briefOf(world: World, scheme: Scheme, day: string): object {
  const registers = newestReadings(world.registers.get(scheme.id) ?? [], day);
  return {
    id: scheme.id,
    title: scheme.title ?? scheme.id,
    holder: scheme.holder,
    levels: scheme.levels,
    aliases: scheme.aliases,
    dimensions: scheme.dimensions,
    validity: scheme.validity,
    followUp: scheme.followUp,
    capsUnderlying: scheme.capsUnderlying,
    registers: registers.map(({ id }) => id),
  };
}
