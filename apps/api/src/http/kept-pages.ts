import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type KeptAnswer, KeptAnswers, WorldKeeper } from '#application';
import type { Principal } from '#access';
import { Metrics } from '#platform';
import { Admission } from './admission.ts';
import { type AuthenticatedRequest, routeOf } from './authenticated-request.ts';
import { HeaderList, requestIdOf, SECURITY_HEADERS } from './every-answer.ts';
import { UNASKED_TYPES } from './export/accept.ts';
import { isInside } from './inside.ts';
import { isMatch } from './matches.ts';
import { linkTo } from './next-page.ts';
import { logAnswer } from './observed/request-log.ts';
import { traceOf } from './observed/trace-context.ts';

/** Routes whose answers follow from the position, the day, the address and who asks, and from nothing else. */
const KEPT_ROUTES: ReadonlySet<string> = new Set(['GET /v1/markets/:market/vendors', 'GET /v1/matrix']);
/** How addresses of those routes begin: nothing else is looked up. */
const KEPT_ADDRESS = /^\/v1\/ma(?:rkets\/|trix)/;

/** An answer as bytes, in parts, with its strong validator, and the position that it is from. */
export interface SerialisedAnswer {
  readonly parts: readonly Buffer[];
  readonly etag: string;
  readonly position: string;
  /** The cursor of the next page. */
  readonly next: string | null;
}

const FOUND = { outcome: 'found' };
const MISSED = { outcome: 'missed' };
/** Of the headers that were set before: what is said with the answer in its own words. */
const OF_THE_ANSWER: ReadonlySet<string> = new Set(['vary', ...Object.keys(SECURITY_HEADERS)]);
const SECURITY: readonly string[] = Object.entries(SECURITY_HEADERS).flat();

/**
 * Answers that are serialised once per position, day, address and asker, and given again before the framework sees the
 * request. Admission is the same as for every other request, and so is what is counted and logged.
 */
@Injectable()
export class KeptPages {
  constructor(
    private readonly worlds: WorldKeeper,
    private readonly kept: KeptAnswers,
    private readonly admission: Admission,
    private readonly metrics: Metrics,
  ) {}

  /** Answers a request, as it comes from the socket, with what was kept for it; `false` when it must be worked on. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const { method, url = '', headers } = request;
    if (method !== 'GET' || !KEPT_ADDRESS.test(url) || !this.worlds.isLoaded) return false;
    if (!UNASKED_TYPES.has(headers.accept) || headers['placet-at-least'] !== undefined) return false;
    if (isInside(request)) return false;
    const began = performance.now();
    const principal = this.admission.known(headers);
    if (principal === undefined) return false;
    const name = nameOf(this.worlds.world.position, principal, url);
    const answer = this.kept.get(name);
    if (answer === undefined) return false;
    const address = request.socket.remoteAddress ?? '';
    if (!this.admission.wouldAdmit(principal, answer.route, address)) return false;
    this.metrics.keptAnswers.inc(FOUND);
    const id = requestIdOf(headers);
    const trace = traceOf(headers);
    const told = new HeaderList();
    told.flat.push('x-request-id', id, 'traceparent', trace);
    this.admission.countFor(principal, told);
    // What is asked twice is asked often: in one piece it takes the least to write.
    const whole = answer.parts.length > 1 ? { ...answer, parts: [Buffer.concat(answer.parts)] } : answer;
    if (whole !== answer) this.kept.put(name, whole);
    const status = write(response, told.flat, headers['if-none-match'], whole);
    const route = answer.route.slice('GET '.length);
    const ms = performance.now() - began;
    this.metrics.requests.observe({ route, method, status: String(status) }, ms / 1000);
    logAnswer({ method, route, status, ms, key: principal.id, request: id, trace });
    return true;
  }

  /** Sends a serialised answer, and keeps it for whoever asks the same again. */
  keepAndSend(request: AuthenticatedRequest, reply: FastifyReply, answer: SerialisedAnswer): void {
    const { principal, method, headers } = request;
    const kept = keptOf(request, reply, answer);
    // A page that goes on in an older ranking isn't found again: names begin with the newest position.
    const isNewest = answer.position === this.worlds.world.position;
    const isAskedSo = method === 'GET' && UNASKED_TYPES.has(headers.accept) && !isInside(request);
    if (principal !== undefined && isNewest && isAskedSo && KEPT_ROUTES.has(kept.route)) {
      this.metrics.keptAnswers.inc(MISSED);
      this.kept.put(nameOf(answer.position, principal, request.raw.url ?? ''), kept);
      this.metrics.keptAnswerBytes.set(this.kept.bytes);
    }
    sendPast(request, reply, kept);
  }

  /** Sends a serialised answer. */
  send(request: AuthenticatedRequest, reply: FastifyReply, answer: SerialisedAnswer): void {
    sendPast(request, reply, keptOf(request, reply, answer));
  }
}

/** Past the framework's own sending, which costs as much as everything else; what observes answers is still called. */
function sendPast(request: AuthenticatedRequest, reply: FastifyReply, answer: KeptAnswer): void {
  const headers: string[] = [];
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (!OF_THE_ANSWER.has(name)) headers.push(name, String(value));
  reply.hijack();
  write(reply.raw, headers, request.headers['if-none-match'], answer);
}

/** What is said with an answer to everybody who asks the same. */
function keptOf(
  request: AuthenticatedRequest,
  reply: FastifyReply,
  { parts, etag, position, next }: SerialisedAnswer,
): KeptAnswer {
  const vary = reply.getHeader('vary');
  const unchanged = ['placet-position', position, 'cache-control', 'private, no-cache', 'etag', etag];
  if (typeof vary === 'string') unchanged.push('vary', vary);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return {
    parts,
    etag,
    route: routeOf(request),
    headers: [
      ...unchanged,
      ...SECURITY,
      ...(next === null ? [] : ['link', linkTo(request, next)]),
      'content-type',
      'application/json; charset=utf-8',
      'content-length',
      String(length),
    ],
    // The rest is as it was when the answer was given (RFC 9110, 15.4.5).
    headersUnchanged: unchanged,
  };
}

/** Writes an answer, or that it is unchanged; gives the status. */
function write(
  response: ServerResponse,
  headers: readonly string[],
  ifNoneMatch: string | undefined,
  answer: KeptAnswer,
): number {
  if (isMatch(ifNoneMatch, answer.etag)) {
    response.writeHead(304, headers.concat(answer.headersUnchanged)).end();
    return 304;
  }
  response.writeHead(200, headers.concat(answer.headers));
  // One system call for all parts, which are written with the head.
  response.cork();
  for (const part of answer.parts.slice(0, -1)) response.write(part);
  response.end(answer.parts.at(-1));
  return 200;
}

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
