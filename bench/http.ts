import { monitorEventLoopDelay } from 'node:perf_hooks';
import fastify from 'fastify';
import { seedReference } from '../apps/launcher/src/seed.ts';
import { load } from './http-load.ts';
import type { Measurement } from './report.ts';
import { ADMIN_KEY, withRecord } from './service.ts';

const PATH = '/v1/markets/KR/vendors?limit=50';

/** P8: a ranking over HTTP on the seeded data, against a bare Fastify route that returns the same bytes. */
export function measureHttp(seconds: number): Promise<Measurement> {
  return withRecord(async ({ start }) => {
    const services = await start();
    try {
      await seedReference(services.app, () => undefined);
      return await compare(services.url, seconds);
    } finally {
      await services.close();
    }
  });
}

async function compare(url: string, seconds: number): Promise<Measurement> {
  const headers = { authorization: `Bearer ${ADMIN_KEY}` };
  // Answered when every market is ranked: what runs ahead of questions must not run beside the measurement.
  await (await fetch(`${url}/v1/markets`, { headers })).arrayBuffer();
  const answer = await fetch(`${url}${PATH}`, { headers });
  const body = await answer.text();
  const etag = answer.headers.get('etag') ?? '';
  const parsed: unknown = JSON.parse(body);
  const bare = fastify();
  bare.get('/bytes', (_request, reply) => reply.type('application/json; charset=utf-8').send(body));
  bare.get('/not-modified', (_request, reply) => reply.status(304).send());
  bare.get('/object', (_request, reply) => reply.send(parsed));
  const bareUrl = await bare.listen({ host: '127.0.0.1', port: 0 });
  try {
    const repeated = await load(`${url}${PATH}`, { seconds, headers });
    const bareRepeated = await load(`${bareUrl}/bytes`, { seconds });
    const unchanged = await load(`${url}${PATH}`, {
      seconds,
      headers: { ...headers, 'if-none-match': etag },
    });
    const bareUnchanged = await load(`${bareUrl}/not-modified`, { seconds });
    const bareObject = await load(`${bareUrl}/object`, { seconds });
    const steady = await load(`${url}${PATH}`, { seconds, headers, rate: repeated.requestsPerSecond * 0.8 });
    // The first of its situation is answered before: what is measured is what each further one costs.
    await (await fetch(`${url}${PATH}&contractValue=1000000`, { headers })).arrayBuffer();
    const fresh = await load(`${url}${PATH}`, { seconds, headers, vary: 'contractValue' });
    const loopMs = await loopWhileRanking(url, headers);
    const ratios = {
      'bare Fastify, same bytes': repeated.requestsPerSecond / bareRepeated.requestsPerSecond,
      'bare Fastify, 304': unchanged.requestsPerSecond / bareUnchanged.requestsPerSecond,
      'bare Fastify, same object (new question)': fresh.requestsPerSecond / bareObject.requestsPerSecond,
    };
    return {
      id: 'P8',
      work: `HTTP GET ${PATH} on the seeded data (${Math.round(body.length / 1024)} KiB)`,
      unit: 'requests/s',
      values: {
        'repeated question': repeated.requestsPerSecond,
        '304': unchanged.requestsPerSecond,
        'new question': fresh.requestsPerSecond,
        'bare Fastify, same bytes': bareRepeated.requestsPerSecond,
        'bare Fastify, 304': bareUnchanged.requestsPerSecond,
        'bare Fastify, same object': bareObject.requestsPerSecond,
        'p99 at 80 % of peak, ms': steady.p99Ms,
        'event loop late while first questions are ranked, p99, ms': loopMs,
        'answers that were neither 2xx nor 304':
          repeated.non2xx + unchanged.non2xx + steady.non2xx + fresh.non2xx,
      },
      ratios,
      bar: 'repeated ≥ 0.75, 304 ≥ 0.70, new question ≥ 0.60 of bare Fastify; p99 < 20 ms at 80 % of peak; event loop p99 < 20 ms while ranking',
      met:
        ratios['bare Fastify, same bytes'] >= 0.75 &&
        ratios['bare Fastify, 304'] >= 0.7 &&
        ratios['bare Fastify, same object (new question)'] >= 0.6 &&
        steady.p99Ms < 20 &&
        loopMs < 20,
    };
  } finally {
    await bare.close();
  }
}

/** How late the event loop of the service is while many markets are ranked for a day that nobody has asked about. */
async function loopWhileRanking(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const answer = await fetch(`${url}/v1/markets`, { headers });
  const { items }: { items: readonly { code: string }[] } = JSON.parse(await answer.text());
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await Promise.all(
    items.map(async ({ code }) => {
      await (
        await fetch(`${url}/v1/markets/${code}/vendors?limit=50&asOf=2025-03-07`, { headers })
      ).arrayBuffer();
    }),
  );
  delay.disable();
  return delay.percentile(99) / 1e6;
}
