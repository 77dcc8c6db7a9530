import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { IsIn, IsOptional, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { NotFound, WorldKeeper } from '#application';
import { covers, type Group, type Language, nameOfPlace, nearestNames, type World } from '#domain';
import { answerIn } from '../explanation/explained.ts';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { AsOfQuery, dayOf, DayQuery } from './as-of.dto.ts';
import { pageByKey } from './page.ts';

const KINDS: readonly Group['kind'][] = ['country', 'entity', 'code'];

class GroupListQuery extends AsOfQuery {
  @IsOptional()
  @IsIn(KINDS, { message: `kind must be one of ${KINDS.join(', ')}` })
  kind?: Group['kind'];
  /** Only groups of which this is a member on the day. */
  @IsOptional()
  @Matches(/^[\w.:-]{1,100}$/, { message: 'member must be a code such as DE' })
  member?: string;
}

/** Groups of countries, entities and codes, with their members on a day. */
@Controller('v1/groups')
export class GroupsController {
  constructor(
    private readonly worlds: WorldKeeper,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  list(
    @Query() query: GroupListQuery,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): object {
    const { world } = this.worlds;
    const day = dayOf(query.asOf);
    const language = answerIn(request, reply);
    const found = [...world.groups.values()].filter(
      (group) =>
        (query.kind === undefined || group.kind === query.kind) &&
        (query.member === undefined || membersOn(group, day).includes(query.member)),
    );
    const scope = scopeOf(request.principal, 'groups', query);
    const page = pageByKey(this.cursors, scope, query, found, ({ id }) => id);
    return {
      asOf: day,
      items: page.items.map((group) => briefOf(world, group, day, language)),
      next: page.next,
    };
  }

  @Get(':group')
  find(
    @Param('group') id: string,
    @Query() query: DayQuery,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): object {
    const { world } = this.worlds;
    const group = world.groups.get(id);
    if (group === undefined) throw new NotFound('group', id, nearestNames(id, world.groups.keys()));
    const day = dayOf(query.asOf);
    const language = answerIn(request, reply);
    return {
      asOf: day,
      ...briefOf(world, group, day, language),
      memberships: group.members.map(({ code, from, to, confidence, note }) => ({
        code,
        ...(group.kind === 'country' ? { name: nameOfPlace(world, language, code) } : {}),
        from,
        to,
        confidence,
        ...(note === undefined ? {} : { note }),
        member: covers({ from, to }, day),
      })),
    };
  }
}

function membersOn(group: Group, day: string): readonly string[] {
  return [
    ...new Set(group.members.filter((member) => covers(member, day)).map(({ code }) => code)),
  ].toSorted();
}

function briefOf(world: World, group: Group, day: string, language: Language): object {
  const { id, title, kind, bloc, complete, checkedUntil, undecided } = group;
  const name = world.jurisdictions.get(id)?.name[language];
  const members = membersOn(group, day);
  return {
    id,
    title: name ?? title,
    kind,
    bloc,
    complete,
    checkedUntil,
    undecided,
    members,
    count: members.length,
  };
}
