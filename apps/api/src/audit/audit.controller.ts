import { Controller, Get, Query, Req } from '@nestjs/common';
import { IsOptional, IsString, Length } from 'class-validator';
import { AuditStore } from '#access';
import { type AuthenticatedRequest, principalOf } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { ListQuery } from '../http/list.dto.ts';

class AuditQuery extends ListQuery {
  @IsOptional() @IsString() @Length(1, 64) actor?: string;
  @IsOptional() @IsString() @Length(1, 120) action?: string;
  @IsOptional() @IsString() @Length(1, 2000) subject?: string;
}

/** Who wrote what in the asker's tenant, latest first, with the hashes that bind the entries together. */
@Controller('v1/audit')
export class AuditController {
  constructor(
    private readonly audit: AuditStore,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async list(@Query() query: AuditQuery, @Req() request: AuthenticatedRequest): Promise<object> {
    const { limit, cursor, ...question } = query;
    const scope = scopeOf(request.principal, 'audit', query);
    const before = this.cursors.read<{ seq: number }>(cursor, scope)?.seq ?? null;
    const found = await this.audit.latest(principalOf(request).tenant, question, before, limit + 1);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page,
      next: last && found.length > page.length ? this.cursors.write({ seq: last.seq }, scope) : null,
    };
  }
}
