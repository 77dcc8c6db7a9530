import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { InvalidInput, isPrivateStatement, NotFound, TenantWorlds } from '#application';
import {
  attributeOf,
  type Certificate,
  conflictsAbout,
  type ConflictEntry,
  type Fact,
  nearestNames,
  type World,
} from '#domain';
import { type AuthenticatedRequest, principalOf } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { AsOfQuery, dayOf } from './as-of.dto.ts';
import { pageByKey } from './page.ts';

const ONLY = ['conflicts'] as const;

class FactListQuery extends AsOfQuery {
  /** An attribute, or `certificate:SCHEME`. */
  @IsOptional() @IsString() @Length(1, 200) attribute?: string;
  @IsOptional() @IsString() @Length(1, 200) subject?: string;
  /** Only facts that others contradict, or that are contested. */
  @IsOptional()
  @IsIn(ONLY, { message: `only must be ${ONLY.join(', ')}` })
  only?: (typeof ONLY)[number];
}

/** What is stated about a vendor and its offerings, and which of several statements counts. */
@Controller('v1/vendors')
export class FactsController {
  constructor(
    private readonly worlds: TenantWorlds,
    private readonly cursors: Cursors,
  ) {}

  @Get(':vendor/facts')
  async list(
    @Param('vendor') id: string,
    @Query() query: FactListQuery,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    const world = await this.worlds.now(principalOf(request).tenant);
    if (!world.vendors.has(id)) throw new NotFound('vendor', id, nearestNames(id, world.vendors.keys()));
    if (query.attribute !== undefined) checkAttribute(world, query.attribute);
    const asOf = dayOf(query.asOf);
    const subjects = subjectsOf(world, id).filter(
      (subject) => query.subject === undefined || subject === query.subject,
    );
    const standings = new Map<string, ConflictEntry>();
    for (const subject of subjects) {
      const attributes = new Set((world.facts.get(subject) ?? []).map(({ attribute }) => attribute));
      for (const attribute of attributes) {
        if (query.attribute !== undefined && attribute !== query.attribute) continue;
        for (const entry of conflictsAbout(world, subject, attribute, asOf))
          standings.set(entry.fact.id, entry);
      }
    }
    const statements = subjects
      .flatMap((subject): readonly (Fact | Certificate)[] => [
        ...(world.facts.get(subject) ?? []),
        ...(world.certificates.get(subject) ?? []),
      ])
      .filter((statement) => query.attribute === undefined || nameOf(statement) === query.attribute)
      .filter((statement) => query.only === undefined || isConflict(standings.get(statement.id)));
    const scope = scopeOf(request.principal, `vendors/${id}/facts`, query);
    const page = pageByKey(this.cursors, scope, query, statements, (statement) => statement.id);
    return {
      asOf,
      items: page.items.map((statement) => toResponse(statement, standings.get(statement.id))),
      next: page.next,
    };
  }
}

/** The vendor, its offerings, and everything listed under one of them. */
function subjectsOf(world: World, vendor: string): readonly string[] {
  const owners = new Set([vendor]);
  for (const offering of world.offerings.values()) if (offering.vendor === vendor) owners.add(offering.id);
  const subjects = new Set([...world.facts.keys(), ...world.certificates.keys()]);
  return [...subjects].filter((subject) => {
    const [owner = ''] = subject.slice(subject.indexOf(':') + 1).split('/');
    return owners.has(owner);
  });
}

function nameOf(statement: Fact | Certificate): string {
  return statement.kind === 'fact' ? statement.attribute : `certificate:${statement.scheme}`;
}

function checkAttribute(world: World, attribute: string): void {
  const scheme = /^certificate:(.+)$/.exec(attribute)?.[1];
  if (scheme === undefined ? attributeOf(world.vocabulary, attribute) !== null : world.schemes.has(scheme))
    return;
  const nearest =
    scheme === undefined
      ? nearestNames(attribute, world.vocabulary.attributes.keys())
      : nearestNames(scheme, world.schemes.keys()).map((name) => `certificate:${name}`);
  const detail = `There is no attribute "${attribute}".${nearest.length > 0 ? ` Nearest: ${nearest.join(', ')}.` : ''}`;
  throw new InvalidInput([{ parameter: 'attribute', detail, nearest }]);
}

function isConflict(entry: ConflictEntry | undefined): boolean {
  return entry?.standing === 'outranked' || entry?.standing === 'contested';
}

function toResponse(statement: Fact | Certificate, entry: ConflictEntry | undefined): object {
  const visibility = isPrivateStatement(statement.id) ? 'private' : 'public';
  if (entry === undefined) return { ...statement, visibility, standing: null };
  const { standing, against, why } = entry;
  return { ...statement, visibility, standing: { is: standing, against, why } };
}
