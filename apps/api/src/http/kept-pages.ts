import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { KeptAnswers, WorldKeeper } from '#application';
import type { Principal } from '#access';
import { Metrics } from '#platform';
import { Admission } from './admission.ts';
import { type AuthenticatedRequest, routeOf } from './authenticated-request.ts';
import { UNASKED_TYPES } from './export/accept.ts';
import { isInside } from './inside.ts';
import { isMatch } from './matches.ts';
import { nextPage } from './next-page.ts';

/** Routes whose answers follow from the position, the day, the address and who asks, and from nothing else. */
const KEPT_ROUTES: ReadonlySet<string> = new Set(['GET /v1/markets/:market/vendors', 'GET /v1/matrix']);

/** An answer as text, with its strong validator, and the position that it is from. */
export interface SerialisedAnswer {
  readonly body: string;
  readonly etag: string;
  readonly position: string;
}

/**
 * Answers that are serialised once per position, day, address and asker, and given again before anything else of the
 * application runs. Admission is the same as for every other request.
 */
@Injectable()
export class KeptPages {
  constructor(
    private readonly worlds: WorldKeeper,
    private readonly kept: KeptAnswers,
    private readonly admission: Admission,
    private readonly metrics: Metrics,
  ) {}

  /** Answers a request with what was kept for it; `false` when it must be worked on. */
  answer(request: AuthenticatedRequest, reply: FastifyReply): boolean {
    if (request.method !== 'GET' || !UNASKED_TYPES.has(request.headers.accept)) return false;
    if (!KEPT_ROUTES.has(routeOf(request)) || isInside(request) || !this.worlds.isLoaded) return false;
    const principal = this.admission.foreseen(request);
    if (principal === undefined) return false;
    const answer = this.kept.get(nameOf(this.worlds.world.position, principal, request.url));
    this.metrics.keptAnswers.inc(answer === undefined ? MISSED : FOUND);
    if (answer === undefined) return false;
    this.admission.count(request, reply, principal);
    // Past the framework's own sending, which costs as much as everything above; what observes answers is still called.
    const isUnchanged = isMatch(request.headers['if-none-match'], answer.etag);
    const headers: string[] = [];
    for (const [name, value] of Object.entries(reply.getHeaders())) headers.push(name, String(value));
    for (const [name, value] of Object.entries(answer.headers))
      if (!isUnchanged || name !== 'content-type') headers.push(name, value);
    if (!isUnchanged) headers.push('content-length', String(answer.bytes.byteLength));
    reply.hijack();
    reply.raw.writeHead(isUnchanged ? 304 : 200, headers).end(isUnchanged ? undefined : answer.bytes);
    return true;
  }

  /** Sends a serialised answer, and keeps it for whoever asks the same again. */
  async send(request: AuthenticatedRequest, reply: FastifyReply, answer: SerialisedAnswer): Promise<void> {
    const { position, body, etag } = answer;
    const vary = reply.getHeader('vary');
    const link = nextPage(request, body);
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'placet-position': position,
      'cache-control': 'private, no-cache',
      etag,
      ...(typeof vary === 'string' ? { vary } : {}),
      ...(link === null ? {} : { link }),
    };
    const bytes = Buffer.from(body);
    const { principal } = request;
    // A page that goes on in an older ranking isn't found again: names begin with the newest position.
    const isNewest = position === this.worlds.world.position;
    if (principal !== undefined && isNewest && request.method === 'GET' && !isInside(request)) {
      this.kept.put(nameOf(position, principal, request.url), { bytes, etag, headers });
      this.metrics.keptAnswerBytes.set(this.kept.bytes);
    }
    reply.headers(headers);
    if (isMatch(request.headers['if-none-match'], etag)) {
      await reply.status(304).removeHeader('content-type').send();
    } else await reply.send(bytes);
  }
}

const FOUND = { outcome: 'found' };
const MISSED = { outcome: 'missed' };

/** Cursors are bound to who asks, and what is left unsaid means today. */
function nameOf(position: string, principal: Principal, url: string): string {
  return `${position} ${today()} ${principal.id} ${url}`;
}

const DAY_MS = 86_400_000;
let day = { number: Number.NaN, text: '' };

/** The UTC day, written out once a day. */
function today(): string {
  const number = Math.floor(Date.now() / DAY_MS);
  if (number !== day.number) day = { number, text: new Date(number * DAY_MS).toISOString().slice(0, 10) };
  return day.text;
}
