import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { DocumentStore, InvalidInput, NotFound, type StoredDocument, WorldKeeper } from '#application';
import { nearestNames, type Regime, REGIME_STATUSES, regimeChanges, type RegimeStatus } from '#domain';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { ListQuery, QUERY_STRING, wholeNumber } from '../http/list.dto.ts';
import { requireMarket } from './known-market.ts';

class RegimeListQuery extends ListQuery {
  @IsOptional()
  @Matches(/^(\*|[A-Z]{2,5})$/, { message: 'market must be a market code such as KR or EU, or *' })
  market?: string;
  @IsOptional()
  @IsIn(REGIME_STATUSES, { message: `status must be one of ${REGIME_STATUSES.join(', ')}` })
  status?: RegimeStatus;
}

const MOST_REVISIONS = 1_000_000;

class DiffQuery {
  @IsOptional() @IsString() @Length(1, 100) from?: string;
  @IsOptional() @IsString() @Length(1, 100) to?: string;
  @IsOptional()
  @Transform(wholeNumber, { groups: [QUERY_STRING] })
  @IsInt({ message: 'fromRevision must be a whole number' })
  @Min(1)
  @Max(MOST_REVISIONS)
  fromRevision?: number;
  @IsOptional()
  @Transform(wholeNumber, { groups: [QUERY_STRING] })
  @IsInt({ message: 'toRevision must be a whole number' })
  @Min(1)
  @Max(MOST_REVISIONS)
  toRevision?: number;
}

/** Regimes with their clauses and versions. */
@Controller('v1/regimes')
export class RegimesController {
  constructor(
    private readonly worlds: WorldKeeper,
    private readonly documents: DocumentStore,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  list(@Query() query: RegimeListQuery, @Req() request: AuthenticatedRequest): object {
    if (query.market !== '*') requireMarket(this.worlds.world, query.market);
    const scope = scopeOf(request.principal, 'regimes', query);
    const after = this.cursors.read<{ id: string }>(query.cursor, scope)?.id ?? '';
    const found = [...this.worlds.world.regimes.values()]
      .flatMap((versions) => versions.at(-1) ?? [])
      .filter(
        (regime) =>
          regime.id > after &&
          (query.market === undefined || regime.market === query.market) &&
          (query.status === undefined || regime.status === query.status),
      )
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const page = found.slice(0, query.limit);
    const last = page.at(-1);
    return {
      items: page.map(briefOf),
      next: last && found.length > page.length ? this.cursors.write({ id: last.id }, scope) : null,
    };
  }

  @Get(':regime')
  async find(@Param('regime') id: string): Promise<object> {
    const versions = await this.versionsOf(id);
    const current = versions.findLast((version) => version.recordedTo === null);
    return {
      ...(isObject(current?.body) ? current.body : {}),
      recordedFrom: current?.recordedFrom,
      versions: versions.map(versionOf),
    };
  }

  @Get(':regime/versions')
  async versions(@Param('regime') id: string): Promise<object> {
    return { items: (await this.versionsOf(id)).map(versionOf), next: null };
  }

  @Get(':regime/diff')
  async diff(@Param('regime') id: string, @Query() query: DiffQuery): Promise<object> {
    const versions = await this.versionsOf(id);
    const to = placeOf(versions, 'to', query.to, query.toRevision) ?? versions.length - 1;
    // Before the first version there was nothing.
    const from = placeOf(versions, 'from', query.from, query.fromRevision) ?? to - 1;
    const [before, after] = [versions[from], versions[to]];
    return {
      regime: id,
      from: before === undefined ? null : versionOf(before),
      to: after === undefined ? null : versionOf(after),
      ...regimeChanges(bodyOf(before), bodyOf(after)),
    };
  }

  private async versionsOf(id: string): Promise<StoredDocument[]> {
    const versions = await this.documents.versions('regime', id);
    if (versions.length === 0)
      throw new NotFound('regime', id, nearestNames(id, this.worlds.world.regimes.keys()));
    return versions;
  }
}

function briefOf(regime: Regime): object {
  const count = (kind: string): number =>
    regime.requirements.filter((requirement) => requirement.kind === kind).length;
  return {
    id: regime.id,
    version: regime.version,
    revision: regime.revision,
    market: regime.market,
    title: regime.title,
    ...(regime.localTitle === undefined ? {} : { localTitle: regime.localTitle }),
    authority: regime.authority,
    status: regime.status,
    valid: regime.valid,
    requirements: {
      gate: count('gate'),
      scored: count('scored'),
      preference: count('preference'),
      disclosure: count('disclosure'),
    },
  };
}

/** Where a stated version is among those of a regime, its last revision unless one is stated; `null`: none is stated. */
function placeOf(
  versions: readonly StoredDocument[],
  parameter: 'from' | 'to',
  stated: string | undefined,
  revision: number | undefined,
): number | null {
  if (stated === undefined && revision === undefined) return null;
  const wanted = stated ?? versions.at(-1)?.version;
  const known = [...new Set(versions.map(({ version }) => version))];
  if (wanted === undefined || !known.includes(wanted)) {
    const detail = `There is no version "${wanted}" of this regime. It has ${known.join(', ')}.`;
    throw new InvalidInput([{ parameter, detail, nearest: nearestNames(wanted ?? '', known) }]);
  }
  const place = versions.findLastIndex(
    (one) => one.version === wanted && (revision === undefined || revisionOf(one) === revision),
  );
  if (place >= 0) return place;
  const revisions = versions.flatMap((one) => (one.version === wanted ? [revisionOf(one)] : []));
  const detail = `Version "${wanted}" has no revision ${revision}. It has ${revisions.join(', ')}.`;
  throw new InvalidInput([{ parameter: `${parameter}Revision`, detail }]);
}

/** Which correction of its version a stored regime is. */
function revisionOf(document: StoredDocument): number {
  const { revision } = bodyOf(document);
  return typeof revision === 'number' ? revision : 1;
}

function bodyOf(document: StoredDocument | undefined): Readonly<Record<string, unknown>> {
  return isObject(document?.body) ? document.body : {};
}

function versionOf(document: StoredDocument): object {
  const { version, recordedFrom, recordedTo } = document;
  const { status, valid } = bodyOf(document);
  return { version, revision: revisionOf(document), status, valid, recordedFrom, recordedTo };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
