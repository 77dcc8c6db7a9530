import { Body, Controller, Delete, HttpCode, Param, Post, Put, Req, Res } from '@nestjs/common';
import { IsIn, IsObject, IsOptional, IsString, Length } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { type PrivateDocument, PrivateStatements, privateStatementId } from '#application';
import { auditDetails } from '../audit/audit.interceptor.ts';
import { type AuthenticatedRequest, principalOf } from '../http/access.guard.ts';
import { ProblemException } from '../http/problem.ts';
import { requireVersion, showsVersion } from '../http/writes/versions.ts';

const VISIBILITIES = ['private'] as const;
const VISIBILITY = {
  message: 'visibility must be private: what everybody shall see comes as a delivery of a source',
};

class NewFact {
  @IsIn(VISIBILITIES, VISIBILITY) visibility: (typeof VISIBILITIES)[number] = 'private';
  @IsObject({
    message: 'fact must be an object such as {"attribute": "provider.seat.registered", "value": "KR"}',
  })
  fact!: object;
  @IsOptional() @IsString() @Length(1, 100) supersedes?: string;
}

class OwnVendor {
  @IsIn(VISIBILITIES, VISIBILITY) visibility: (typeof VISIBILITIES)[number] = 'private';
  @IsObject({ message: 'document must be a vendor document (schema placet.vendor/v1)' })
  document!: object;
}

/** What a tenant knows about vendors and keeps to itself; only its own answers take it into account. */
@Controller('v1/vendors')
export class PrivateStatementsController {
  constructor(private readonly statements: PrivateStatements) {}

  @Post(':vendor/facts')
  async state(
    @Param('vendor') vendor: string,
    @Body() { fact, supersedes }: NewFact,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const before = supersedes ?? null;
    const { document, position } = await this.statements.state(byOf(request), vendor, fact, before);
    const id = privateStatementId(document.key);
    reply.header('placet-position', position);
    auditDetails(request, { made: { fact: id, supersedes: before } });
    return { id, vendor, supersedes: before, visibility: 'private', recordedFrom: document.recordedFrom };
  }

  @Delete(':vendor/facts/:fact')
  @HttpCode(204)
  async withdraw(
    @Param('vendor') vendor: string,
    @Param('fact') fact: string,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    reply.header('placet-position', await this.statements.withdraw(byOf(request), vendor, fact));
  }

  @Put(':vendor')
  async put(
    @Param('vendor') vendor: string,
    @Body() { document }: OwnVendor,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const seen = (version: number | null): void => requireExpected(request, version);
    const written = await this.statements.putVendor(byOf(request), vendor, document, seen);
    reply
      .status(written.document.version === 1 ? 201 : 200)
      .header('location', `/v1/vendors/${vendor}`)
      .header('placet-position', written.position);
    showsVersion(request, written.document.version);
    return toResponse(written.document);
  }
}

/** A new vendor is made with `If-None-Match: *`, a known one changed with its version in `If-Match`. */
function requireExpected(request: AuthenticatedRequest, version: number | null): void {
  if (version !== null && request.headers['if-match'] !== undefined) {
    requireVersion(request, version);
    return;
  }
  if (version === null && request.headers['if-none-match'] === '*') return;
  const detail =
    version === null
      ? 'There is no such vendor of your own yet. Make it with If-None-Match: *.'
      : 'There is such a vendor already. Read it, and change it with its ETag as If-Match.';
  throw new ProblemException('precondition-failed', detail, [{ header: 'If-Match', detail }]);
}

function byOf(request: AuthenticatedRequest): { tenant: string; by: string } {
  const { tenant, id } = principalOf(request);
  return { tenant, by: id };
}

function toResponse({ vendor, version, body, recordedFrom }: PrivateDocument): object {
  return { id: vendor, version, visibility: 'private', document: body, recordedFrom };
}
