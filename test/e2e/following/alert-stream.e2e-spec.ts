import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../../support/eventually.ts';
import { type EventStreamClient, openEventStream } from '../../support/outside/event-stream.ts';
import { startReceiver, type WebhookReceiver } from '../../support/outside/webhook-receiver.ts';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { MARKET, SCHEMES, vocabulary } from '../../support/story/story.ts';
import { type MadeFlip, updateStream } from '../../support/story/update-stream.ts';

/** `PLACET_LONG_TESTS=10000` sends 10,000 updates. */
const isLong = process.env['PLACET_LONG_TESTS'] !== undefined;
const UPDATES = isLong ? 10_000 : 300;
const SEED = Number(process.env['PLACET_STREAM_SEED'] ?? 20_261_124);
const PATIENCE = { within: isLong ? 300_000 : 60_000, every: 100 };
const LASTS = isLong ? 3_600_000 : 240_000;

interface Alert {
  readonly event: string;
  readonly data: {
    readonly transition: string;
    readonly offering: string;
    readonly before: string;
    readonly after: string;
    readonly cause: {
      readonly kind: string;
      readonly key: string;
      readonly version: string | null;
      readonly change: string;
      readonly source: string;
      readonly delivery: string;
      readonly pointer: string;
    };
  };
}

interface Transition {
  readonly id: string;
  readonly gates: readonly { readonly regime: string; readonly requirement: string }[];
}

/** What an alert says happened, as the stream knows it. */
function flipOf({ data: { offering, before, after, cause } }: Alert): MadeFlip {
  return {
    offering,
    before,
    after,
    cause: { kind: cause.kind === 'regime' ? 'regime' : 'vendor', key: cause.key },
  };
}

function byOffering(flips: readonly MadeFlip[]): Record<string, MadeFlip[]> {
  const sorted: Record<string, MadeFlip[]> = {};
  for (const flip of flips) (sorted[flip.offering] ??= []).push(flip);
  return sorted;
}

describe(`a watched market through ${UPDATES} updates`, () => {
  let placet: TestPlacet;
  let record: Client;
  let receiver: WebhookReceiver;
  let stream: EventStreamClient;
  let watch = '';
  let alerts: Alert[] = [];
  const made = updateStream(SEED, UPDATES);

  beforeAll(async () => {
    receiver = await startReceiver();
    placet = await startPlacet({ env: { PLACET_EGRESS_ALLOW: '127.0.0.0/8' } });
    record = new Client({ connectionString: placet.databaseUrl });
    await record.connect();
    await placet.call('POST', '/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
    for (const document of [vocabulary(), MARKET, SCHEMES, made.before])
      await placet.deliver('story', document);
    await untilFollowed();
    const body = { name: 'Korea', kind: 'market', market: 'KR', digest: 'daily' };
    watch = (await placet.call('POST', '/v1/watches', { body })).body.id;
    const hook = { name: 'Hook', url: `${receiver.url}/alerts`, watches: [watch] };
    await placet.call('POST', '/v1/webhooks', { body: hook });
    stream = await openEventStream(`${placet.url}/v1/changes/stream?watch=${watch}`, placet.adminKey);
  }, 120_000);

  afterAll(async () => {
    stream?.close();
    await record?.end();
    await placet?.close();
    await receiver?.close();
  });

  /** Waits until the projection is where the change log is. */
  async function untilFollowed(): Promise<void> {
    await eventually(async () => {
      const { rows } = await record.query<{ n: string }>(
        `SELECT (SELECT count(*) FROM placet.change c, placet.projection p
           WHERE (c.xid, c.seq) > (split_part(p.position, '-', 1)::bigint, split_part(p.position, '-', 2)::bigint))
         + (SELECT count(*) FROM placet.standing_question WHERE since IS NULL AND ended IS NULL)
         + (SELECT CASE WHEN count(*) = 0 THEN 1 ELSE 0 END FROM placet.projection) AS n`,
      );
      expect(rows).toEqual([{ n: '0' }]);
    }, PATIENCE);
  }

  /** Waits until nothing is left that could still be told. */
  async function untilTold(): Promise<void> {
    await untilFollowed();
    await eventually(async () => {
      const { rows } = await record.query<{ n: string }>(
        `SELECT (SELECT count(*) FROM placet.outbox WHERE queue = 'delivery')
           + (SELECT count(*) FROM placet.webhook_message WHERE state = 'waiting') AS n`,
      );
      expect(rows).toEqual([{ n: '0' }]);
    }, PATIENCE);
  }

  async function pages<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    for (let cursor = ''; ;) {
      const { body } = await placet.get(`${path}limit=200${cursor}`);
      items.push(...body.items);
      if (body.next === null) return items;
      cursor = `&cursor=${encodeURIComponent(body.next)}`;
    }
  }

  it(
    'alerts once for each change of a verdict, in order, and never else',
    async () => {
      for (const delivery of made.deliveries) {
        const { body } = await placet.deliver('story', delivery);
        expect(body).toMatchObject({ state: 'done', counts: { quarantined: 0, pending: 0 } });
      }
      await untilTold();
      alerts = (await pages<Alert>(`/v1/watches/${watch}/alerts?`)).toReversed();
      expect(alerts).toHaveLength(made.flips.length);
      expect(byOffering(alerts.map(flipOf))).toEqual(byOffering(made.flips));
      process.stderr.write(
        `${made.updates} updates in ${made.deliveries.length} deliveries: ${made.flips.length} material, ${alerts.length} alerts\n`,
      );
    },
    LASTS,
  );

  it(
    'tells webhooks, the live stream and the digest the same',
    async () => {
      const ids = alerts.map(({ event }) => event).toSorted();
      expect(
        receiver
          .at('/alerts')
          .map(({ headers }) => String(headers['webhook-id']))
          .toSorted(),
      ).toEqual(ids);
      await eventually(() => expect(stream.events).toHaveLength(ids.length), PATIENCE);
      expect(stream.events.map(({ data }) => String(data.id)).toSorted()).toEqual(ids);
      // The alerts go back before the day ends: upkeep may sum the day up at once.
      await record.query(`UPDATE placet.watch_alert SET at = now() - interval '5 minutes'`);
      await record.query(
        `UPDATE placet.watch SET digest_from = digest_from - interval '3 days', digest_due = now() - interval '2 minutes'`,
      );
      await eventually(async () => {
        const { rows } = await record.query<{ count: number }>(
          `SELECT (data ->> 'count')::int AS count FROM placet.event WHERE type = 'placet.watch.digest'`,
        );
        expect(rows).toEqual([{ count: ids.length }]);
      }, PATIENCE);
    },
    LASTS,
  );

  it(
    'gives each a cause whose links lead from the source to the clause and the verdict',
    async () => {
      const transitions = new Map(
        (await pages<Transition>('/v1/transitions?market=KR&')).map((transition) => [
          transition.id,
          transition,
        ]),
      );
      const items = new Map<string, { readonly source: string; readonly said: ReadonlySet<string> }>();
      const unresolved: string[] = [];
      for (const alert of alerts) {
        const { transition, cause } = alert.data;
        let delivery = items.get(cause.delivery);
        if (delivery === undefined) {
          const { body } = await placet.get(`/v1/deliveries/${cause.delivery}`);
          const found = await pages<Record<string, string>>(`/v1/deliveries/${cause.delivery}/items?`);
          const said = found
            .filter(({ outcome }) => outcome === 'applied')
            .map((item) => `${item['pointer']} ${item['vendor'] ?? item['regime'] ?? ''}`);
          delivery = { source: body.source, said: new Set(said) };
          items.set(cause.delivery, delivery);
        }
        const gates = transitions.get(transition)?.gates ?? [];
        const isClause = gates.some(
          ({ regime, requirement }) => regime === 'kr-story' && requirement === 'level',
        );
        // A version of a regime goes by its id and version.
        const isSaid = [...delivery.said].some((said) => said.startsWith(`${cause.pointer} ${cause.key}`));
        if (!isClause || !isSaid || delivery.source !== cause.source) unresolved.push(JSON.stringify(alert));
      }
      expect(unresolved).toEqual([]);
      expect((await placet.get('/v1/sources/story')).status).toBe(200);
      const { body } = await placet.get('/v1/regimes/kr-story/versions');
      const versions = new Set(body.items.map(({ version }: { version: string }) => version));
      const named = alerts.flatMap(({ data: { cause } }) => (cause.kind === 'regime' ? [cause.version] : []));
      expect(named.filter((version) => version === null || !versions.has(version))).toEqual([]);
    },
    LASTS,
  );
});
