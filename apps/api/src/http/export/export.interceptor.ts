import type { Server } from 'node:http';
import { Readable } from 'node:stream';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import { Env } from '#platform';
import { type AuthenticatedRequest, routeOf } from '../access.guard.ts';
import { INSIDE_HEADERS, isInside } from '../inside.ts';
import { ProblemException } from '../problem.ts';
import { ReadyAnswer, type ReadyContent } from '../ready-answer.ts';
import { preferredType, UNASKED_TYPES } from './accept.ts';
import { CSV, LINES, SPREADSHEET } from './lists.ts';
import { type Representation, Representations } from './representations.ts';
import { spreadsheetOf } from './spreadsheet.ts';
import { csvOf, linesOf } from './tables.ts';

const PAGE = 200;
const ENDINGS: Readonly<Record<string, string>> = { [CSV]: 'csv', [LINES]: 'ndjson', [SPREADSHEET]: 'xlsx' };
/** What of a request also holds for the pages it is answered with. */
const PASSED_ON = ['authorization', 'accept-language', 'placet-at-least'];

/** A page of a list as the handler answers it. */
interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly items: readonly unknown[];
  readonly next: string | null;
}

/**
 * Gives every list as a table as well: the pages that the handler answers in JSON, one after the other, as CSV, JSON
 * Lines or XLSX. Refuses whatever media type a route does not have.
 */
@Injectable()
export class ExportInterceptor implements NestInterceptor {
  constructor(
    private readonly representations: Representations,
    private readonly host: HttpAdapterHost,
    private readonly env: Env,
  ) {}

  intercept(
    context: ExecutionContext,
    next: CallHandler,
  ): Observable<unknown> | Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const { accept } = request.headers;
    const route = routeOf(request);
    if (isInside(request)) return next.handle();
    const known = this.representations.of(route);
    if (known === undefined || known.types.length === 0) return next.handle();
    if (known.columns !== null) reply.header('vary', 'Accept');
    if (UNASKED_TYPES.has(accept)) return next.handle();
    const type = preferredType(accept, known.types);
    if (type === null) throw notAcceptable(known.types);
    if (known.columns === null || !(type in ENDINGS) || request.method === 'HEAD') return next.handle();
    return this.export(request, known, type).then((ready) => {
      throw new ReadyAnswer(ready);
    });
  }

  private async export(
    request: AuthenticatedRequest,
    known: Representation,
    type: string,
  ): Promise<ReadyContent> {
    const first = await this.page(request, known, null);
    if (first.status !== 200) return { status: first.status, headers: first.headers, body: first.text };
    const rest: { next: string | null } = { next: first.next };
    const pages = this.pages(request, known, first, rest);
    const columns = known.columns ?? [];
    const body =
      type === CSV ? csvOf(pages, columns) : type === LINES ? linesOf(pages) : spreadsheetOf(pages, columns);
    return {
      status: 200,
      headers: {
        ...first.headers,
        'content-type': type === CSV ? `${CSV}; charset=utf-8; header=present` : type,
        'content-disposition': `attachment; filename="${fileName(request, ENDINGS[type] ?? '')}"`,
        'cache-control': 'private, no-cache',
      },
      body: Readable.from(body, { objectMode: false }),
      trailers: { 'placet-next': () => rest.next ?? '' },
    };
  }

  /** The pages from the first on, until the list ends or the bound is reached; then `rest` says where to go on. */
  private async *pages(
    request: AuthenticatedRequest,
    known: Representation,
    first: Page,
    rest: { next: string | null },
  ): AsyncGenerator<readonly unknown[]> {
    let page = first;
    let rows = 0;
    for (;;) {
      rows += page.items.length;
      rest.next = page.next;
      yield page.items;
      const left = this.env.PLACET_EXPORT_MAX_ROWS - rows;
      if (page.next === null || left <= 0 || statedLimit(request, known) !== null) return;
      page = await this.page(request, known, page.next, Math.min(PAGE, left));
      // The headers are sent, so the only honest way to say so is to break off.
      if (page.status !== 200) throw new Error(`A page of an export was answered with ${page.status}.`);
    }
  }

  private async page(
    request: AuthenticatedRequest,
    known: Representation,
    cursor: string | null,
    limit = Math.min(PAGE, this.env.PLACET_EXPORT_MAX_ROWS),
  ): Promise<Page> {
    const asked = {
      limit: statedLimit(request, known) ?? limit,
      ...(cursor === null ? {} : { cursor }),
    };
    const [path = '', search = ''] = request.url.split('?');
    const query = new URLSearchParams(search);
    if (known.paging === 'query')
      for (const [name, value] of Object.entries(asked)) query.set(name, String(value));
    const body = typeof request.body === 'object' && request.body !== null ? request.body : {};
    const isPost = request.method === 'POST';
    const payload = known.paging === 'body' ? { ...body, ...asked } : request.body;
    const answer = await fetch(
      `${this.ownAddress()}${path}${query.size === 0 ? '' : `?${query.toString()}`}`,
      {
        method: isPost ? 'POST' : 'GET',
        redirect: 'error',
        headers: {
          ...INSIDE_HEADERS,
          ...passedOn(request),
          accept: 'application/json',
          'x-request-id': request.id,
          traceparent: request.trace ?? '',
          ...(isPost ? { 'content-type': 'application/json' } : {}),
        },
        ...(isPost ? { body: JSON.stringify(payload) } : {}),
      },
    );
    return pageOf(answer.status, answer.headers, await answer.text());
  }

  /** Where this process answers, as it can reach itself. */
  private ownAddress(): string {
    const server: Server = this.host.httpAdapter.getHttpServer();
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('The service is not listening.');
    const loopback: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };
    const host = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
    return `http://${loopback[bound.address] ?? host}:${bound.port}`;
  }
}

function passedOn(request: AuthenticatedRequest): Record<string, string> {
  return Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

function pageOf(status: number, given: Headers, text: string): Page {
  const headers = Object.fromEntries(
    ['content-type', 'placet-position', 'content-language', 'retry-after'].flatMap((name) => {
      const value = given.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  if (status !== 200) return { status, headers, text, items: [], next: null };
  const { items, next = null }: { items: unknown[]; next?: string | null } = JSON.parse(text);
  return { status, headers, text, items, next };
}

/** A limit that the request states itself: then it wants that many items and no more. */
function statedLimit(request: AuthenticatedRequest, { paging }: Representation): string | number | null {
  const place: unknown = paging === 'body' ? request.body : request.query;
  if (paging === null || typeof place !== 'object' || place === null || !('limit' in place)) return null;
  return typeof place.limit === 'string' || typeof place.limit === 'number' ? place.limit : null;
}

/** `market-KR-vendors-2026-11-24.csv`: what it is about, from the address. */
function fileName(request: AuthenticatedRequest, ending: string): string {
  const [path = ''] = request.url.split('?');
  const name = path.replace(/^\/(v1\/)?/, '').replaceAll(/[^A-Za-z0-9]+/g, '-');
  return `placet-${name.slice(0, 80)}-${new Date().toISOString().slice(0, 10)}.${ending}`;
}

function notAcceptable(types: readonly string[]): ProblemException {
  const detail = `This can be given as ${types.join(', ')}. Ask for one of them with Accept.`;
  return new ProblemException('not-acceptable', detail, [{ header: 'Accept', detail }]);
}
