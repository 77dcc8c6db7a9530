import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import type { AuthenticatedRequest } from './authenticated-request.ts';
import { OverdueRequests } from './overdue-requests.ts';

describe('a request that takes long', () => {
  let now = 0;
  let isSilent = true;
  let asked = 0;
  let fastify: FastifyInstance;
  let overdue: OverdueRequests;
  let request: AuthenticatedRequest;
  let end: (answer: string) => void;
  let endedSending: Promise<unknown>;

  beforeEach(() => {
    now = 0;
    isSilent = true;
    asked = 0;
    overdue = new OverdueRequests(
      async () => {
        asked += 1;
        return isSilent;
      },
      () => now,
    );
    // Only the test looks.
    overdue.close();
    fastify = Fastify();
    fastify.addHook('onRequest', (asking, reply, done) => {
      request = asking;
      overdue.watch(asking, reply.header('x-request-id', 'of-the-request'));
      done();
    });
    fastify.addHook('onResponse', (answered, _reply, done) => {
      overdue.forget(answered);
      done();
    });
  });

  afterEach(() => fastify.close());

  /** Asks a handler that answers when the test says so. */
  async function ask(): Promise<{ answer: ReturnType<typeof answerOf> }> {
    const handling = new Promise<void>((handled) => {
      fastify.get('/', () => {
        const answered = new Promise<string>((resolve) => (end = resolve));
        endedSending = answered;
        handled();
        return answered;
      });
    });
    const answer = answerOf();
    await handling;
    return { answer };
  }

  async function answerOf(): Promise<{ status: number; headers: object; body: string }> {
    const answer = await fetch(await fastify.listen({ port: 0, host: '127.0.0.1' }));
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
  }

  it('is told to come again while the database is silent, and what its handler answers later is dropped', async () => {
    const { answer } = await ask();
    now = 4000;
    await overdue.look();
    const { status, headers, body } = await answer;
    expect(status).toBe(503);
    expect(headers).toMatchObject({
      'retry-after': '2',
      'content-type': 'application/problem+json; charset=utf-8',
      'x-request-id': 'of-the-request',
    });
    expect(JSON.parse(body)).toMatchObject({ type: '/problems/unavailable', status: 503 });
    expect(request.isGivenUp).toBe(true);
    end('too late');
    await endedSending;
  });

  it('is left alone as long as the database gives signs of life, which is not asked by every look', async () => {
    isSilent = false;
    const { answer } = await ask();
    for (now = 4000; now < 8000; now += 500) await overdue.look();
    // At 4, 6 s: what was heard is trusted for 2 s.
    expect(asked).toBe(2);
    end('at last');
    expect(await answer).toMatchObject({ status: 200, body: 'at last' });
  });

  it('is not asked about before it is overdue, nor after it was answered', async () => {
    const { answer } = await ask();
    now = 3999;
    await overdue.look();
    end('in time');
    await answer;
    now = 60_000;
    await overdue.look();
    expect(asked).toBe(0);
  });

  it('lets its write leave nothing once it is given up', async () => {
    const { answer } = await ask();
    const write = {
      id: 'w',
      tenant: 't',
      write: { actor: 'a', action: 'POST /v1/sources', subject: '/v1/sources', details: {} },
      isNoted: false,
      isAnswered: false,
      isGivenUp: false,
    };
    request.audited = { write };
    now = 5000;
    await overdue.look();
    await answer;
    expect(write.isGivenUp).toBe(true);
    end('');
  });
});
