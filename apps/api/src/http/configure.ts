import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { WorldKeeper } from '#application';
import { isPosition } from '#application';
import { isRecordSilent } from '#persistence';
import { Metrics } from '#platform';
import { AuditInterceptor } from '../audit/audit.interceptor.ts';
import { ApiDescription } from '../openapi/api-description.ts';
import type { AuthenticatedRequest } from './access.guard.ts';
import { Addresses, answerRouterRefusal } from './addresses.ts';
import { registerBodyParser } from './body.ts';
import { requestIdOf, SECURITY_HEADERS } from './every-answer.ts';
import { isInside } from './inside.ts';
import { SilentConnections } from './silent-connections.ts';
import { KeptPages } from './kept-pages.ts';
import { OverdueRequests } from './overdue-requests.ts';
import { logRequest } from './observed/request-log.ts';
import { traceOf } from './observed/trace-context.ts';
import { isMatch } from './matches.ts';
import { type ProblemDocument, problemDocument } from './problem.ts';
import { IdempotencyInterceptor } from './writes/idempotency.interceptor.ts';
import { nextPage } from './next-page.ts';
import { entityTag } from './writes/versions.ts';

const WAIT_FOR_POSITION_MS = 5000;

/** The Fastify adapter with limits that every route shares. */
export function createAdapter(bodyMaxMb = 64): FastifyAdapter {
  return new FastifyAdapter({
    genReqId: ({ headers }: IncomingMessage) => requestIdOf(headers),
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      void answerRouterRefusal(error, request, reply);
    },
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    // Whoever sends less than a mebibyte a second holds a connection for no good reason.
    requestTimeout: Math.max(120_000, bodyMaxMb * 1000),
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
  });
}

/** Adds what every answer has in common: request id, security headers, position, strong ETag with 304, metrics. */
export function configureHttp(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const worlds = app.get(WorldKeeper);
  const metrics = app.get(Metrics);
  const audit = app.get(AuditInterceptor);
  const idempotency = app.get(IdempotencyInterceptor);
  const pages = app.get(KeptPages);
  registerBodyParser(fastify);
  let isClosing = false;
  askFirst(fastify.server, (request, response) => !isClosing && pages.answer(request, response));
  const silent = new SilentConnections(fastify.server);
  const record = app.get(DataSource);
  const overdue = new OverdueRequests((withinMs) => isRecordSilent(record, withinMs));
  fastify.addHook('onClose', (_instance, done) => {
    overdue.close();
    done();
  });
  fastify.addHook('preClose', (done) => {
    silent.end();
    // The framework tells who comes now to go elsewhere.
    isClosing = true;
    done();
  });
  const addresses = new Addresses();
  fastify.addHook('onRoute', ({ url, method }) => addresses.add(url, [method].flat()));
  app.get(ApiDescription).describes(app);

  fastify.addHook('onRequest', (request: AuthenticatedRequest, reply, done) => {
    overdue.watch(request, reply);
    request.trace = traceOf(request.headers);
    reply.headers({ 'x-request-id': request.id, traceparent: request.trace, ...SECURITY_HEADERS });
    const misaddressed = addresses.refusalOf(request);
    if (misaddressed) {
      reply.headers(misaddressed.headers);
      refuse(reply, misaddressed.problem);
      return;
    }
    const atLeast = request.headers['placet-at-least'];
    if (atLeast === undefined) {
      done();
      return;
    }
    if (typeof atLeast !== 'string' || !isPosition(atLeast)) {
      const detail = 'Placet-At-Least must be a position as given by Placet-Position.';
      const errors = [{ header: 'Placet-At-Least', detail: 'Not a position.' }];
      refuse(
        reply.header('retry-after', '1'),
        problemDocument('invalid-request', request.id, detail, errors),
      );
      return;
    }
    worlds.waitFor(atLeast, WAIT_FOR_POSITION_MS).then((isReached) => {
      if (isReached) done();
      else {
        const detail = 'This replica has not reached the position asked for; try again.';
        refuse(reply.header('retry-after', '1'), problemDocument('unavailable', request.id, detail));
      }
    }, done);
  });

  fastify.addHook('onSend', (request: AuthenticatedRequest, reply, payload, done) => {
    finish(request, reply, payload).then((sent) => {
      // Given up while this was waiting for the database: an answer was sent already.
      if (!reply.sent) done(null, sent);
    }, done);
  });

  const finish = async (
    request: AuthenticatedRequest,
    reply: FastifyReply,
    payload: unknown,
  ): Promise<unknown> => {
    if (worlds.isLoaded && !reply.hasHeader('placet-position'))
      reply.header('placet-position', worlds.position);
    const { version } = request;
    if (version !== undefined && reply.statusCode < 300 && typeof payload === 'string')
      reply.header('etag', entityTag(payload, version));
    await audit.settle(request, reply);
    await idempotency.settle(request, reply, payload);
    if (
      (request.method !== 'GET' && request.method !== 'HEAD') ||
      reply.statusCode !== 200 ||
      typeof payload !== 'string'
    )
      return payload;
    const next = reply.hasHeader('link') ? null : nextPage(request, payload);
    if (next !== null) reply.header('link', next);
    if (!reply.hasHeader('etag')) reply.header('etag', entityTag(payload));
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-cache');
    if (!isMatch(request.headers['if-none-match'], String(reply.getHeader('etag')))) return payload;
    reply.status(304).removeHeader('content-type').removeHeader('content-length');
    return '';
  };

  fastify.addHook('onResponse', (request, reply, done) => {
    overdue.forget(request);
    if (isInside(request)) {
      done();
      return;
    }
    metrics.requests.observe(
      { route: request.routeOptions.url ?? 'none', method: request.method, status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
    logRequest(request, reply);
    done();
  });
}

/** Lets something else than the framework answer requests first. */
function askFirst(
  server: Server,
  answer: (request: IncomingMessage, response: ServerResponse) => boolean,
): void {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (answer(request, response)) return;
    for (const listener of listeners) listener.call(server, request, response);
  });
}

function refuse(reply: FastifyReply, problem: ProblemDocument): void {
  void reply
    .status(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}
