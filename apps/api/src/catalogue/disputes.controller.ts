import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Req, Res } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsOptional, IsString, Length, Matches, ValidateNested } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { DisputeFacts, type DisputeRecord, type DisputeStep } from '#application';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { ProblemException } from '../http/problem.ts';
import { requireVersion, showsVersion } from '../http/writes/versions.ts';

class DisputeEvidenceBody {
  @IsString() @Length(1, 300) title!: string;
  @IsOptional()
  @Matches(/^https?:\/\/\S+$/, { message: 'url must be an http or https address' })
  @Length(1, 2000)
  url?: string;
}

class DisputeBody {
  @IsString() @Length(1, 4000) reason!: string;
  @IsOptional()
  @IsObject({
    message: 'evidence must be an object such as {"title": "Extract of the register", "url": "https://…"}',
  })
  @ValidateNested()
  @Type(() => DisputeEvidenceBody)
  evidence?: DisputeEvidenceBody;
}

const DECISIONS = ['upheld', 'rejected'] as const;

class DecisionBody extends DisputeBody {
  @IsIn(DECISIONS, { message: `status must be one of ${DECISIONS.join(', ')}` })
  status!: (typeof DECISIONS)[number];
}

const UUID = new ParseUUIDPipe({
  exceptionFactory: () =>
    new ProblemException(
      'not-found',
      'There is no such dispute; dispute ids are UUIDs. List those about a fact with /v1/facts/{fact}/disputes.',
    ),
});

/** Disputes about facts: while one is open, every answer that rests on the fact says that it is contested. */
@Controller('v1/facts')
export class DisputesController {
  constructor(private readonly disputes: DisputeFacts) {}

  @Get(':fact/disputes')
  async list(@Param('fact') fact: string): Promise<object> {
    return { items: (await this.disputes.about(fact)).map(toResponse), next: null };
  }

  @Get(':fact/disputes/:dispute')
  async find(
    @Param('fact') fact: string,
    @Param('dispute', UUID) id: string,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    return answer(request, await this.disputes.find(fact, id));
  }

  @Post(':fact/disputes')
  async raise(
    @Param('fact') fact: string,
    @Body() body: DisputeBody,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { dispute, position } = await this.disputes.raise(fact, moveOf(body, request));
    reply
      .header('location', `/v1/facts/${encodeURIComponent(fact)}/disputes/${dispute.id}`)
      .header('placet-position', position);
    return answer(request, dispute);
  }

  @Patch(':fact/disputes/:dispute')
  async decide(
    @Param('fact') fact: string,
    @Param('dispute', UUID) id: string,
    @Body() body: DecisionBody,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const seen = (dispute: DisputeRecord): void => requireVersion(request, versionOf(dispute));
    const move = moveOf(body, request);
    const { dispute, position } = await this.disputes.decide(fact, id, body.status, move, seen);
    reply.header('placet-position', position);
    return answer(request, dispute);
  }
}

function moveOf(
  { reason, evidence }: DisputeBody,
  { principal }: AuthenticatedRequest,
): { reason: string; evidence: DisputeStep['evidence']; by: DisputeStep['by'] } {
  const { id = '', name = '', role = '' } = principal ?? {};
  const document =
    evidence === undefined
      ? null
      : { title: evidence.title, ...(evidence.url === undefined ? {} : { url: evidence.url }) };
  return { reason, evidence: document, by: { id, name, role } };
}

/** Every step is a version. */
function versionOf({ steps }: DisputeRecord): number {
  return steps.length;
}

function answer(request: AuthenticatedRequest, dispute: DisputeRecord): object {
  showsVersion(request, versionOf(dispute));
  return toResponse(dispute);
}

function toResponse({ id, statement, subject, status, steps }: DisputeRecord): object {
  const [raised] = steps;
  return {
    id,
    fact: statement,
    subject,
    status,
    since: raised?.at.slice(0, 10) ?? null,
    steps: steps.map(({ status: became, reason, evidence, by, at }) => ({
      status: became,
      reason,
      evidence,
      by: { name: by.name, role: by.role },
      at,
    })),
  };
}
