import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  Length,
  ValidateIf,
} from 'class-validator';
import {
  type ApiKeyRecord,
  ApiKeys,
  canHaveRole,
  MAIN_TENANT,
  type Role,
  ROLES,
  SCOPES,
  TenantStore,
} from '#access';
import { Conflict, InvalidInput, NotFound, SourceStore } from '#application';
import { nearestNames } from '#domain';
import { auditDetails } from '../audit/audit.interceptor.ts';
import { pageByKey } from '../catalogue/page.ts';
import { type AuthenticatedRequest, principalOf } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { ListQuery } from '../http/list.dto.ts';

class KeyEnd {
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true }, { message: 'expires must be an RFC 3339 instant' })
  expires?: string;
}

class NewKey extends KeyEnd {
  @IsString() @Length(1, 200) name!: string;
  @IsIn(ROLES, { message: `role must be one of ${ROLES.join(', ')}` }) role!: Role;
  /** Senders are bound to one source. */
  @ValidateIf((key: NewKey) => key.role === 'sender' || key.source !== undefined)
  @IsString({ message: 'source is needed for a sender key: the one source it may deliver to' })
  source?: string;
  @IsOptional() @IsString() @Length(1, 63) tenant?: string;
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty({ message: 'scopes must name at least one scope; leave it out for all that the role may' })
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  scopes?: string[];
}

type Fault = InvalidInput['errors'][number];

/** Keys for machines; a key's secret is shown once, in the answer that makes it. */
@Controller('v1/keys')
export class KeysController {
  constructor(
    private readonly keys: ApiKeys,
    private readonly sources: SourceStore,
    private readonly tenants: TenantStore,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async list(@Query() query: ListQuery, @Req() request: AuthenticatedRequest): Promise<object> {
    const scope = scopeOf(request.principal, 'keys', query);
    const keys = await this.keys.list(principalOf(request).tenant);
    const page = pageByKey(this.cursors, scope, query, keys, ({ id }) => id);
    return { items: page.items.map(toResponse), next: page.next };
  }

  @Post()
  async add(@Body() body: NewKey, @Req() request: AuthenticatedRequest): Promise<object> {
    const own = principalOf(request).tenant;
    const { name, role, source = null, scopes = null, tenant = own } = body;
    const faults = [
      await this.faultOfTenant(own, tenant),
      await this.faultOfSource(source),
      faultOfRole(tenant, role),
      ...faultsOfScopes(scopes ?? []),
      faultOfEnd(body),
    ].filter((fault) => fault !== null);
    if (faults.length > 0) throw new InvalidInput(faults);
    const expires = endOf(body);
    const issued = await this.keys.issue({ tenant, name, role, source, scopes, expires });
    auditDetails(request, { made: { key: issued.id, tenant, name, role, source, scopes, expires } });
    return issued;
  }

  @Post(':key/rotate')
  async rotate(
    @Param('key') id: string,
    @Body() body: KeyEnd,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    const fault = faultOfEnd(body);
    if (fault !== null) throw new InvalidInput([fault]);
    const issued = await this.keys.rotate(principalOf(request).tenant, id, endOf(body));
    if (issued === undefined) throw new NotFound('key', id);
    if (issued === null)
      throw new Conflict(
        'Two keys of this client are live already. Revoke the one that is no longer used, then rotate again.',
      );
    auditDetails(request, { made: { key: issued.id, follows: id, expires: endOf(body) } });
    return issued;
  }

  @Delete(':key')
  @HttpCode(204)
  async revoke(@Param('key') id: string, @Req() request: AuthenticatedRequest): Promise<void> {
    if (!(await this.keys.revoke(principalOf(request).tenant, id))) throw new NotFound('key', id);
  }

  /** The installation's administrators give a new tenant its first key; from then on it has its own. */
  private async faultOfTenant(own: string, tenant: string): Promise<Fault | null> {
    if (tenant === own) return null;
    if (own !== MAIN_TENANT)
      return { pointer: '/tenant', detail: `Leave it out: the keys you issue belong to "${own}".` };
    if (await this.tenants.find(tenant)) return null;
    const known = (await this.tenants.list()).map(({ id }) => id);
    return {
      pointer: '/tenant',
      detail: `There is no tenant "${tenant}". Create it first with POST /v1/tenants.`,
      nearest: nearestNames(tenant, known),
    };
  }

  private async faultOfSource(source: string | null): Promise<Fault | null> {
    if (source === null || (await this.sources.find(source))) return null;
    return {
      pointer: '/source',
      detail: `There is no source "${source}". Create it first with POST /v1/sources.`,
    };
  }
}

function faultOfRole(tenant: string, role: Role): Fault | null {
  if (canHaveRole(tenant, role)) return null;
  const detail = `The role "${role}" works on what all tenants share, so its keys belong to the tenant "${MAIN_TENANT}".`;
  return { pointer: '/role', detail };
}

function faultsOfScopes(scopes: readonly string[]): Fault[] {
  return scopes.flatMap((scope, index) =>
    SCOPES.includes(scope)
      ? []
      : [
          {
            pointer: `/scopes/${index}`,
            detail: `There is no scope "${scope}". Scopes are a resource with :read or :write, such as shortlists:write, and *:read.`,
            nearest: nearestNames(scope, SCOPES),
          },
        ],
  );
}

function faultOfEnd(body: KeyEnd): Fault | null {
  const end = endOf(body);
  if (end === null || end > new Date()) return null;
  const detail = `"${body.expires}" has passed. Give a later instant, or none for a key without end.`;
  return { pointer: '/expires', detail };
}

function endOf({ expires }: KeyEnd): Date | null {
  return expires === undefined ? null : new Date(expires);
}

/** A key as it may be shown: everything but what proves it. */
function toResponse(key: ApiKeyRecord): object {
  const { id, client, tenant, name, role, source, scopes, created, expires, revoked, lastUsed } = key;
  return { id, client, tenant, name, role, source, scopes, created, expires, revoked, lastUsed };
}
