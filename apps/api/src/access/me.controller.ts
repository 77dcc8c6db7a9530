import { Controller, Get, Req } from '@nestjs/common';
import { TenantStore } from '#access';
import { type AuthenticatedRequest, principalOf } from '../http/access.guard.ts';

/** Who asks, as this service sees it. */
@Controller('v1/me')
export class MeController {
  constructor(private readonly tenants: TenantStore) {}

  @Get()
  async me(@Req() request: AuthenticatedRequest): Promise<object> {
    const { id, name, tenant, role, source, scopes } = principalOf(request);
    const found = await this.tenants.find(tenant);
    return { id, name, tenant: { id: tenant, name: found?.name ?? tenant }, role, source, scopes };
  }
}
