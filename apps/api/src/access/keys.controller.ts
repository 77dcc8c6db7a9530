import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { IsIn, IsISO8601, IsOptional, IsString, Length, ValidateIf } from 'class-validator';
import { type ApiKeyRecord, ApiKeys, type Role, ROLES } from '#access';
import { InvalidInput, NotFound, SourceStore } from '#application';
import { auditDetails } from '../audit/audit.interceptor.ts';
import { pageByKey } from '../catalogue/page.ts';
import { type AuthenticatedRequest, principalOf } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { ListQuery } from '../http/list.dto.ts';

class NewKey {
  @IsString() @Length(1, 200) name!: string;
  @IsIn(ROLES, { message: `role must be one of ${ROLES.join(', ')}` }) role!: Role;
  /** Senders are bound to one source. */
  @ValidateIf((key: NewKey) => key.role === 'sender' || key.source !== undefined)
  @IsString({ message: 'source is needed for a sender key: the one source it may deliver to' })
  source?: string;
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true }, { message: 'expires must be an RFC 3339 instant' })
  expires?: string;
}

/** Keys for machines; a key's secret is shown once, in the answer that makes it. */
@Controller('v1/keys')
export class KeysController {
  constructor(
    private readonly keys: ApiKeys,
    private readonly sources: SourceStore,
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
    if (body.source !== undefined && !(await this.sources.find(body.source))) {
      throw new InvalidInput([
        {
          pointer: '/source',
          detail: `There is no source "${body.source}". Create it first with POST /v1/sources.`,
        },
      ]);
    }
    const { name, role, source = null, expires = null } = body;
    if (expires !== null && new Date(expires) <= new Date()) {
      const detail = `"${expires}" has passed. Give a later instant, or none for a key without end.`;
      throw new InvalidInput([{ pointer: '/expires', detail }]);
    }
    const issued = await this.keys.issue({
      tenant: principalOf(request).tenant,
      name,
      role,
      source,
      expires: expires === null ? null : new Date(expires),
    });
    auditDetails(request, { made: { key: issued.id, name, role, source, expires } });
    return issued;
  }

  @Delete(':key')
  @HttpCode(204)
  async revoke(@Param('key') id: string, @Req() request: AuthenticatedRequest): Promise<void> {
    if (!(await this.keys.revoke(principalOf(request).tenant, id))) throw new NotFound('key', id);
  }
}

/** A key as it may be shown: everything but what proves it. */
function toResponse({ id, name, role, source, created, expires, revoked, lastUsed }: ApiKeyRecord): object {
  return { id, name, role, source, created, expires, revoked, lastUsed };
}
