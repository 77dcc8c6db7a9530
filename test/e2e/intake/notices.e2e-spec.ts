import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dataOf } from '../../../clients/typescript/src/index.ts';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { queueBackends, startRedis, type TestRedis } from '../../support/service/redis.ts';

const SAMPLES = fileURLToPath(new URL('../../../../shared/samples/ocds', import.meta.url));

const release = (id: string, date: string, tag: string, tender: object): object => ({
  ocid: 'ocds-story-0001',
  id,
  date,
  tag: [tag],
  initiationType: 'tender',
  language: 'en',
  parties: [
    {
      id: 'B1',
      name: 'Ministry of Stories',
      address: { countryName: 'Korea, Republic of' },
      roles: ['buyer'],
    },
  ],
  buyer: { id: 'B1', name: 'Ministry of Stories' },
  tender: { id: 'T1', ...tender },
});

const FIRST = release('r1', '2026-01-10T09:00:00Z', 'tender', {
  title: 'Cloud for archives',
  status: 'active',
  value: { amount: 0.1, currency: 'KRW' },
  tenderPeriod: { endDate: '2030-03-01T12:00:00+09:00' },
  items: [{ id: '1', classification: { scheme: 'CPV', id: '72000000' } }],
});
/** States only what changed: the deadline. */
const AMENDMENT = release('r2', '2026-02-10T09:00:00Z', 'tenderAmendment', {
  tenderPeriod: { endDate: '2030-04-01T12:00:00+09:00' },
});

describe.each(queueBackends())('notices as OCDS releases, queues on %s', (backend) => {
  let redis: TestRedis | undefined;
  let placet: TestPlacet;

  beforeAll(async () => {
    redis = backend === 'redis' ? await startRedis() : undefined;
    placet = await startPlacet({ redisUrl: redis?.url });
    await placet.call('POST', '/v1/sources', { body: { id: 'feed', name: 'Feed', kind: 'push' } });
  }, 60_000);

  afterAll(async () => {
    await placet?.close();
    await redis?.close();
  });

  const send = (body: unknown): ReturnType<TestPlacet['deliver']> =>
    placet.deliver('feed', typeof body === 'string' ? body : JSON.stringify(body), 'application/json');
  const found = async (): Promise<Record<string, unknown>> => {
    const query = { source: 'feed', key: 'ocds-story-0001' };
    const { items } = await dataOf(placet.client.api.GET('/v1/notices', { params: { query } }));
    expect(items).toHaveLength(1);
    const notice = items[0]?.id ?? '';
    return dataOf(placet.client.api.GET('/v1/notices/{notice}', { params: { path: { notice } } }));
  };

  it('merges an amendment that arrives before the notice it amends', async () => {
    const amendment = await send({
      uri: 'urn:story',
      version: '1.1',
      publishedDate: '2026-02-10T09:00:00Z',
      publisher: { name: 'Story' },
      releases: [AMENDMENT],
    });
    expect(amendment.body.counts).toMatchObject({ received: 1, applied: 1 });
    const first = await send({
      uri: 'urn:story',
      version: '1.1',
      publishedDate: '2026-01-10T09:00:00Z',
      publisher: { name: 'Story' },
      releases: [FIRST],
    });
    expect(first.body.counts).toMatchObject({ received: 1, superseded: 1 });
    expect(await found()).toMatchObject({
      key: 'ocds-story-0001',
      title: { en: 'Cloud for archives' },
      market: 'KR',
      status: 'open',
      versions: 2,
      value: { amount: '0.1', currency: 'KRW' },
      deadline: { instant: '2030-04-01T03:00:00Z', printed: '2030-04-01T12:00:00+09:00' },
    });
  });

  it('keeps the history with what each version changed', async () => {
    const notice = await found();
    const { body } = await placet.get(`/v1/notices/${String(notice['id'])}/versions`);
    expect(body.items).toHaveLength(2);
    expect(body.items[1].changes).toContainEqual(
      expect.objectContaining({
        field: 'deadline.printed',
        before: '2030-03-01T12:00:00+09:00',
        after: '2030-04-01T12:00:00+09:00',
      }),
    );
  });

  it('changes nothing when releases come again, as lines this time', async () => {
    const before = await found();
    const again = await send([FIRST, AMENDMENT, FIRST].map((one) => JSON.stringify(one)).join('\n'));
    expect(again.body.counts.received).toBe(3);
    expect(again.body.counts.applied).toBe(0);
    expect(again.body.counts.unchanged + again.body.counts.duplicate + again.body.counts.superseded).toBe(3);
    expect(await found()).toEqual(before);
  });

  it('is found by words, market, classification and deadline', async () => {
    for (const query of [
      'text=archives',
      'market=KR',
      'cpv=72',
      'deadlineFrom=2030-03-15',
      'status=open',
      'text=Ministry',
    ]) {
      const { body } = await placet.get(`/v1/notices?${query}`);
      expect({ query, found: body.items.length }).toEqual({ query, found: 1 });
    }
    for (const query of ['text=submarine', 'market=DE', 'cpv=99', 'deadlineTo=2030-03-15', 'valueFrom=1']) {
      expect({ query, found: (await placet.get(`/v1/notices?${query}`)).body.items.length }).toEqual({
        query,
        found: 0,
      });
    }
  });

  it('quarantines a release without an ocid and applies its neighbour', async () => {
    const broken = { ...FIRST, ocid: undefined };
    const delivery = await send({
      version: '1.1',
      releases: [broken, { ...FIRST, ocid: 'ocds-story-0002' }],
    });
    expect(delivery.body.counts).toMatchObject({ received: 2, applied: 1, quarantined: 1 });
    const { body } = await placet.get(`/v1/quarantine?delivery=${delivery.body.id}`);
    expect(body.items[0].pointer).toBe('/releases/0');
  });

  it('refuses what is no known format with a reason', async () => {
    const delivery = await placet.deliver('feed', '<a><b/></a>', 'application/xml');
    expect(delivery.body).toMatchObject({ state: 'refused', problems: [{ type: 'unknown-format' }] });
  });

  if (existsSync(SAMPLES)) {
    it('accounts for a hundred real releases, merged by ocid and searchable', async () => {
      const releases = realReleases(100);
      expect(releases).toHaveLength(100);
      const delivery = await send(releases.join('\n'));
      const { received, applied, superseded, unchanged, duplicate, quarantined, pending } =
        delivery.body.counts;
      expect(received).toBe(100);
      expect(applied + superseded + unchanged + duplicate + quarantined + pending).toBe(100);
      expect(pending).toBe(0);
      // Publishers re-used release ids for other bodies: the first stays, the others wait in quarantine with that reason.
      const waiting = await placet.get(`/v1/quarantine?delivery=${delivery.body.id}&limit=200`);
      expect(waiting.body.items).toHaveLength(quarantined);
      expect(
        new Set(waiting.body.items.map((item: { problem: { type: string } }) => item.problem.type)),
      ).toEqual(new Set(['version-conflict']));
      const ocids = new Set(releases.map((line) => ocidOf(line)));
      for (const ocid of ocids) {
        const { body } = await placet.get(`/v1/notices?source=feed&key=${encodeURIComponent(ocid)}`);
        expect(body.items.map((item: { key: string }) => item.key)).toEqual([ocid]);
      }
    }, 60_000);
  }
});

/** Releases of real publishers, one JSON text each, a publisher's file at most by forty; broken files are left out. */
function realReleases(count: number): string[] {
  const found: string[] = [];
  for (const publisher of readdirSync(SAMPLES).filter((name) => !name.startsWith('fixtures'))) {
    for (const file of readdirSync(join(SAMPLES, publisher)).filter((name) => name.endsWith('.json'))) {
      const releases = releasesIn(readFileSync(join(SAMPLES, publisher, file), 'utf8'));
      found.push(...releases.slice(0, 40).map((one) => JSON.stringify(one)));
      if (found.length >= count) return found.slice(0, count);
    }
  }
  return found;
}

interface Package {
  readonly releases?: readonly object[];
  readonly records?: readonly { readonly releases?: readonly object[] }[];
}

function releasesIn(text: string): object[] {
  try {
    const value: Package = JSON.parse(text);
    const releases = value.releases ?? value.records?.flatMap((record) => record.releases ?? []) ?? [];
    return releases.filter((one) => 'ocid' in one && 'date' in one && 'id' in one);
  } catch {
    return [];
  }
}

function ocidOf(line: string): string {
  const { ocid }: { ocid: string } = JSON.parse(line);
  return ocid;
}
