import { Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { IsOptional, IsString, Length } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ADMINISTRATOR, LOGIN_S, LoginLinks, People, type Principal, SESSION_S } from '#access';
import { Env } from '#platform';
import { ProblemException } from '../http/problem.ts';
import { cookieOf, cookieText, LOGIN_COOKIE, originOf, SESSION_COOKIE } from '../http/sessions.ts';

class LoginQuery {
  @IsOptional() @IsString() @Length(1, 200) token?: string;
}

/** How people log in and out: by a link that works once, or at the identity provider. */
@Controller()
export class LoginController {
  constructor(
    private readonly people: People,
    private readonly links: LoginLinks,
    private readonly env: Env,
  ) {}

  @Get('login')
  async login(
    @Query() { token }: LoginQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (token !== undefined) {
      if (!this.links.redeem(token, Date.now()))
        throw new ProblemException(
          'unauthenticated',
          'The link was used, or ten minutes have passed. Start again for a new one.',
          [],
          {
            'www-authenticate': 'Bearer realm="placet"',
          },
        );
      await this.letIn(request, reply, ADMINISTRATOR);
      return;
    }
    const { provider } = this.people;
    if (provider === null) throw noProvider();
    const { url, remembered } = await provider.begin(`${this.originOf(request)}/login/callback`);
    const value = this.people.rememberLogin(remembered, new Date());
    await reply
      .status(303)
      .header('set-cookie', this.cookie(request, LOGIN_COOKIE, value, LOGIN_S, '/login'))
      .header('cache-control', 'no-store')
      .header('location', url)
      .send();
  }

  /** Where the identity provider sends people back to. */
  @Get('login/callback')
  async comeBack(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { provider } = this.people;
    if (provider === null) throw noProvider();
    const now = new Date();
    const remembered = this.people.rememberedLogin(cookieOf(request, LOGIN_COOKIE) ?? '', now);
    const [, query = ''] = request.url.split('?', 2);
    const claims = remembered === undefined ? null : await provider.finish(query, remembered);
    if (claims === null)
      throw new ProblemException(
        'unauthenticated',
        'The login can not be finished. Begin again at /login.',
        [],
        {
          'www-authenticate': 'Bearer realm="placet"',
        },
      );
    const reading = await this.people.ofClaims(claims, now);
    if (!('principal' in reading)) throw new ProblemException('forbidden', reading.refusal);
    await this.letIn(request, reply, reading.principal);
  }

  @Post('logout')
  @HttpCode(204)
  async logout(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const session = cookieOf(request, SESSION_COOKIE);
    if (session !== undefined) await this.people.endSession(session, new Date());
    reply.header('set-cookie', this.cookie(request, SESSION_COOKIE, '', 0, '/'));
  }

  private async letIn(request: FastifyRequest, reply: FastifyReply, principal: Principal): Promise<void> {
    const value = this.people.startSession(principal, new Date());
    await reply
      .status(303)
      .header('set-cookie', [
        this.cookie(request, SESSION_COOKIE, value, SESSION_S, '/'),
        this.cookie(request, LOGIN_COOKIE, '', 0, '/login'),
      ])
      .header('cache-control', 'no-store')
      .header('location', '/')
      .send();
  }

  private cookie(
    request: FastifyRequest,
    name: string,
    value: string,
    seconds: number,
    path: string,
  ): string {
    return cookieText(name, value, { path, seconds, isSecure: this.originOf(request).startsWith('https:') });
  }

  private originOf(request: FastifyRequest): string {
    return originOf(request, this.env.PLACET_PUBLIC_URL);
  }
}

function noProvider(): ProblemException {
  return new ProblemException(
    'not-found',
    'No identity provider is set up. Set PLACET_OIDC_ISSUER, or use the link that the start prints.',
  );
}
