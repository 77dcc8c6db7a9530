import { Body, Controller, Get, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { IsBoolean, IsOptional, IsString, Length, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { ApiKeys, MAIN_TENANT, type Tenant, TENANT_ID, TenantIsolation, TenantStore } from '#access';
import { Conflict, NotFound } from '#application';
import { nearestNames } from '#domain';
import { auditDetails } from '../audit/audit.interceptor.ts';
import { pageByKey } from '../catalogue/page.ts';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { ListQuery } from '../http/list.dto.ts';
import { requireVersion, showsVersion } from '../http/writes/versions.ts';

class NewTenant {
  @Matches(TENANT_ID, {
    message: 'id must be 1 to 63 small letters, digits and hyphens, beginning with a letter or digit',
  })
  id!: string;
  @IsString() @Length(1, 200) name!: string;
}

class TenantChange {
  @IsOptional() @IsString() @Length(1, 200) name?: string;
  @IsOptional() @IsBoolean() disabled?: boolean;
}

/** The organisations that use this installation, managed by its own administrators. */
@Controller('v1/tenants')
export class TenantsController {
  constructor(
    private readonly tenants: TenantStore,
    private readonly isolation: TenantIsolation,
    private readonly keys: ApiKeys,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async list(@Query() query: ListQuery, @Req() request: AuthenticatedRequest): Promise<object> {
    const scope = scopeOf(request.principal, 'tenants', query);
    const page = pageByKey(this.cursors, scope, query, await this.tenants.list(), ({ id }) => id);
    return { items: page.items.map(toResponse), next: page.next };
  }

  @Get(':tenant')
  async find(@Param('tenant') id: string, @Req() request: AuthenticatedRequest): Promise<object> {
    return answer(request, await this.existing(id));
  }

  @Post()
  async add(
    @Body() { id, name }: NewTenant,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    if (!this.isolation.isEnforced)
      throw new Conflict(
        `A second tenant would not be kept apart: ${this.isolation.problems.join('; ')}. Set DATABASE_APP_URL first.`,
      );
    const added = await this.tenants.add({ id, name });
    if (added === undefined) throw new Conflict(`There is a tenant "${id}" already. Choose another id.`);
    reply.header('location', `/v1/tenants/${id}`);
    return answer(request, added);
  }

  @Patch(':tenant')
  async change(
    @Param('tenant') id: string,
    @Body() { name, disabled }: TenantChange,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    const { version } = await this.existing(id);
    requireVersion(request, version);
    if (id === MAIN_TENANT && disabled === true)
      throw new Conflict('The tenant of the installation can not be disabled: nobody could enable it again.');
    const changed = await this.tenants.change(id, version, {
      ...(name === undefined ? {} : { name }),
      ...(disabled === undefined ? {} : { isDisabled: disabled }),
    });
    if (changed === undefined) requireVersion(request, version + 1);
    this.keys.forgetAll();
    auditDetails(request, { changed: { name, disabled } });
    return answer(request, changed ?? (await this.existing(id)));
  }

  private async existing(id: string): Promise<Tenant> {
    const found = await this.tenants.find(id);
    if (found !== undefined) return found;
    const known = await this.tenants.list();
    throw new NotFound(
      'tenant',
      id,
      nearestNames(
        id,
        known.map((tenant) => tenant.id),
      ),
    );
  }
}

function answer(request: AuthenticatedRequest, tenant: Tenant): object {
  showsVersion(request, tenant.version);
  return toResponse(tenant);
}

function toResponse({ id, name, created, disabled }: Tenant): object {
  return { id, name, created, disabled };
}
