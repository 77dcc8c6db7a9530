import { ROLES } from '#access';
import { QueueRegistry } from '#messaging';
import { parse } from 'yaml';
import { dataOf } from '../../../clients/typescript/src/index.ts';
import { eventually } from '../eventually.ts';
import { startPlacet, type TestPlacet } from '../service/placet.ts';
import { MARKET, regime, register, SCHEMES, vendor, vocabulary } from './story.ts';

/** A running Placet that has one of everything, for tests that go through all routes. */
export interface StoryService {
  readonly placet: TestPlacet;
  /** A key for each role, and none for `nobody`. */
  readonly keys: ReadonlyMap<string, string | null>;
  /** Names that exist, by path or query parameter. */
  readonly known: Readonly<Record<string, readonly string[]>>;
}

const EQUIVALENCE = `
schema: placet.equivalences/v1
equivalences:
  - id: rumour-story
    title: Rumour counts for Story
    effect: satisfies
    from: {all: [{scheme: RUMOUR, atLeast: gold}]}
    to: {scheme: STORY, level: bronze}
    status: in_force
    confidence: high
    source: {title: Story gazette, url: "https://example.org/gazette", retrieved: '2026-01-01'}
`;
const GROUP = `
schema: placet.group/v1
id: PACT
title: Pact
kind: country
bloc: false
complete: true
members:
  - {code: KR, from: '2020-01-01', to: null, confidence: high}
source: {title: Story gazette, url: "https://example.org/gazette", retrieved: '2026-01-01'}
`;

/** Starts it; no request is refused for being one too many. */
export async function startStoryService(): Promise<StoryService> {
  const placet = await startPlacet({ env: { PLACET_RATE_LIMIT_PER_MINUTE: '10000000' } });
  const { api } = placet.client;
  await api.POST('/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
  const rules = [
    regime({ version: '1', from: '2020-01-01', level: 'bronze' }),
    regime({ version: '2', from: '2026-01-01', level: 'silver' }),
  ];
  for (const document of [vocabulary(), MARKET, SCHEMES, GROUP, EQUIVALENCE, ...rules])
    await placet.deliver('story', document);
  await placet.deliver('story', ['alpha', 'beta'].map((id) => vendor(id)).join('\n---\n'));
  await placet.deliver(
    'story',
    register('2026-11-01', [{ vendor: 'alpha', level: 'gold', from: '2026-01-01' }]),
  );
  const release = { ocid: 'ocds-x-1', id: '1', date: '2026-11-01T09:00:00Z', tag: ['tender'] };
  const delivery = await placet.deliver('story', JSON.stringify(release), 'application/json');
  const notices = await dataOf(api.GET('/v1/notices'));
  const facts = await dataOf(
    api.GET('/v1/vendors/{vendor}/facts', { params: { path: { vendor: 'alpha' } } }),
  );
  const ids = facts.items.map(({ id }) => id);
  const dispute = await dataOf(
    api.POST('/v1/facts/{fact}/disputes', {
      params: { path: { fact: ids[0] ?? '' } },
      body: { reason: 'A test', evidence: { title: 'A letter' } },
    }),
  );
  const broken = await placet.deliver('story', 'schema: placet.vendor/v1\nid: nameless\n');
  const waiting = await dataOf(
    api.GET('/v1/quarantine', { params: { query: { delivery: broken.body.id } } }),
  );
  const webhook = await dataOf(
    api.POST('/v1/webhooks', { body: { name: 'Hook', url: 'https://receiver.invalid/' } }),
  );
  const shortlist = await dataOf(
    api.POST('/v1/shortlists', {
      body: { name: 'Story', needs: [{ market: 'KR' }], offerings: ['alpha-cloud', 'beta-cloud'] },
    }),
  );
  const watch = await dataOf(
    api.POST('/v1/watches', { body: { name: 'Korea', kind: 'market', market: 'KR' } }),
  );
  const mappings = await dataOf(api.GET('/v1/mappings'));
  await placet.call('PUT', '/v1/vendors/gamma', {
    body: { document: parse(vendor('gamma')) },
    headers: { 'if-none-match': '*' },
  });
  const queue = placet.services.app.get(QueueRegistry).get('upkeep');
  await queue.add('unheard-of', {}, { attempts: 1, jobId: 'unheard-of' });
  await eventually(async () => {
    const failures = api.GET('/v1/queues/{queue}/failures', { params: { path: { queue: 'upkeep' } } });
    if ((await dataOf(failures)).items.length === 0) throw new Error('not failed yet');
  });
  const keys = new Map<string, string | null>([['nobody', null]]);
  for (const role of ROLES) {
    const source = role === 'sender' ? { source: 'story' } : {};
    keys.set(role, (await dataOf(api.POST('/v1/keys', { body: { name: role, role, ...source } }))).key);
  }
  return {
    placet,
    keys,
    known: {
      market: ['KR'],
      vendor: ['alpha', 'beta'],
      offering: ['alpha-cloud'],
      a: ['alpha-cloud'],
      b: ['beta-cloud'],
      regime: ['kr-story'],
      scheme: ['STORY'],
      group: ['PACT'],
      equivalence: ['rumour-story'],
      register: ['story-register'],
      mapping: mappings.items.map(({ id }) => id).slice(0, 1),
      source: ['story'],
      delivery: [delivery.body.id],
      notice: [notices.items[0]?.id ?? ''],
      fact: ids.slice(0, 3),
      dispute: [dispute.id],
      item: [waiting.items[0]?.id ?? ''],
      webhook: [webhook.id],
      shortlist: [shortlist.id],
      watch: [watch.id],
      token: [new URL(watch.feed, placet.url).searchParams.get('token') ?? ''],
      tenant: ['main'],
      queue: ['upkeep'],
      since: ['2026-01-01T00:00:00Z'],
      key: ['unknown0'],
      name: ['vendor.v1.json'],
      type: ['not-found'],
      file: ['start.js'],
      cursor: ['eyJhIjoxfQ.AAAAAAAAAAAAAAAAAAAAAA'],
    },
  };
}
