import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Client } from 'pg';
import {
  InvalidInput,
  KeepWatches,
  PreviewRegime,
  ProjectVerdicts,
  TellEvent,
  type Transition,
  type WatchSubject,
} from '#application';
import { migrate } from '#persistence';
import { eventually } from '../support/eventually.ts';
import { createTestDatabase, type TestDatabase } from '../support/service/postgres.ts';
import { openStanding, read } from '../support/standing.ts';
import { MARKET, register, regime, SCHEMES, vendor, vocabulary } from '../support/story/story.ts';

const TODAY = new Date().toISOString().slice(0, 10);
/** Each edit is previewed, published and projected; the long form tries a thousand of them. */
const EDITS = process.env['PLACET_LONG_TESTS'] === undefined ? 20 : 1_000;
const SEED = Number(process.env['PLACET_PREVIEW_SEED'] ?? 20_261_124);
const OTHER_MARKET = MARKET.replaceAll('KR', 'JP')
  .replaceAll('South Korea', 'Japan')
  .replace('대한민국', '일본');
const EVERYBODY = { name: 'A watch', digest: 'none', timeZone: 'UTC' } as const;

interface Edit {
  readonly id: string;
  /** Whether it corrects the version before, as its next revision. */
  readonly corrects: boolean;
  readonly market: string;
  readonly status: string;
  readonly from: string;
  readonly to: string | null;
  readonly buyers: readonly string[];
  readonly gates: readonly { scheme: string; level: string; kind: string }[];
}

const edit: fc.Arbitrary<Edit> = fc.record({
  id: fc.constantFrom('story-one', 'story-two', 'story-three'),
  corrects: fc.boolean(),
  market: fc.constantFrom('KR', 'JP', '*'),
  status: fc.constantFrom('in_force', 'in_force', 'in_force', 'draft'),
  from: fc.constantFrom('2024-01-01', '2024-01-01', '2024-01-01', '2020-06-01', '2099-01-01'),
  to: fc.constantFrom(null, null, null, null, '2025-01-01', '2098-01-01'),
  buyers: fc.subarray(['bank', 'private']).map((more) => ['central_government', ...more]),
  gates: fc.array(
    fc.record({
      scheme: fc.constantFrom('STORY', 'RUMOUR'),
      level: fc.constantFrom('bronze', 'silver', 'gold'),
      kind: fc.constantFrom('gate', 'gate', 'disclosure'),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});

/** The edit as a version of its regime. */
function documentOf(
  { id, market, status, from, to, buyers, gates }: Omit<Edit, 'corrects'>,
  { version, revision }: { readonly version: number; readonly revision: number },
): object {
  return {
    schema: 'placet.regime/v1',
    id,
    version: String(version),
    revision,
    // A regime stays in its market.
    market: id === 'story-three' ? market : id === 'story-two' ? 'JP' : 'KR',
    title: `Rules ${id}`,
    authority: 'Story authority',
    status,
    valid: { from, to: to !== null && to > from ? to : null },
    sources: [{ id: 's1', title: 'Gazette', url: 'https://example.org/gazette', retrieved: '2026-01-01' }],
    appliesWhen: { need: 'buyer.kind', in: buyers },
    requirements: gates.map(({ scheme, level, kind }, index) => ({
      id: `r${index}`,
      title: `Holds ${scheme} at ${level}`,
      kind,
      unit: 'offering',
      test: { certificate: scheme, atLeast: level },
      source: { ref: 's1', clause: String(index) },
      confidence: 'high',
    })),
  };
}

describe('the preview of a regime', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let sql: Client;
  let told = '';

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.url);
    sql = new Client({ connectionString: database.url });
    await sql.connect();
    await sql.query(`INSERT INTO placet.tenant (id, name) VALUES ('other', 'Other')`);
    app = await openStanding(database.url);
    const documents = [
      vocabulary(),
      MARKET,
      OTHER_MARKET,
      SCHEMES,
      regime({ version: '0', from: '2020-01-01', level: 'silver', id: 'story-one' }),
      [
        vendor('alpha'),
        vendor('beta', { scheme: 'RUMOUR', level: 'gold', from: '2026-01-01' }),
        vendor('gamma', { scheme: 'RUMOUR', level: 'bronze', from: '2026-01-01' }),
        vendor('delta'),
      ].join('\n---\n'),
      register(
        TODAY,
        [
          { vendor: 'alpha', level: 'gold', from: '2026-01-01' },
          { vendor: 'beta', level: 'bronze', from: '2026-01-01' },
        ],
        ['gamma'],
      ),
    ];
    for (const document of documents) await read(app, document);
    const subjects: [string, WatchSubject][] = [
      ['main', { kind: 'market', market: 'KR' }],
      ['main', { kind: 'vendor', vendor: 'alpha' }],
      ['main', { kind: 'regime', regime: 'story-two' }],
      ['main', { kind: 'need', market: 'JP', needs: { 'buyer.kind': ['bank'] } }],
      ['other', { kind: 'vendor', vendor: 'beta', market: 'JP' }],
      ['other', { kind: 'need', market: 'KR', needs: { 'buyer.kind': ['private'] } }],
    ];
    for (const [tenant, subject] of subjects) await app.get(KeepWatches).add(tenant, subject, EVERYBODY);
    await project();
    told = await lastEvent();
  }, 120_000);

  afterAll(async () => {
    await app?.close();
    await sql?.end();
    await database?.close();
  });

  const lastEvent = async (): Promise<string> => {
    const { rows } = await sql.query<{ at: string }>(
      `SELECT coalesce(max(seq), 0)::text AS at FROM placet.event`,
    );
    return rows[0]?.at ?? '0';
  };

  /** Follows the log to its end. Other databases of this server may hold back, for a moment, what readers of it see. */
  async function project(): Promise<readonly Transition[]> {
    await eventually(async () => {
      const { rows } = await sql.query(
        `SELECT coalesce(max(xid), 0) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS all FROM placet.change`,
      );
      expect(rows).toEqual([{ all: true }]);
    });
    return (await app.get(ProjectVerdicts, { strict: false }).advance(TODAY)).transitions;
  }

  /** Tells what has happened since the last time; answers the alerts of each watch. */
  async function alerts(): Promise<Readonly<Record<string, number>>> {
    const { rows } = await sql.query<{ id: string; tenant: string | null }>(
      `SELECT id, tenant FROM placet.event WHERE seq > $1 AND type = 'placet.verdict.changed'`,
      [told],
    );
    for (const { id, tenant } of rows) await app.get(TellEvent).run(id, tenant ?? undefined);
    const counted = await sql.query<{ watch: string; alerts: number }>(
      `SELECT watch_id AS watch, count(*)::int AS alerts FROM placet.watch_alert WHERE seq > $1 GROUP BY watch_id`,
      [told],
    );
    told = await lastEvent();
    return Object.fromEntries(counted.rows.map(({ watch, alerts: count }) => [watch, count]));
  }

  const preview = (regimeId: string, body: object, tenant = 'main') =>
    app.get(PreviewRegime).run({ tenant, regime: regimeId, body, asOf: TODAY, today: TODAY, explain: 1_000 });

  const everything = async (): Promise<unknown> =>
    (
      await sql.query(`SELECT (SELECT count(*) FROM placet.change) AS changes, (SELECT count(*) FROM placet.event) AS events,
        (SELECT count(*) FROM placet.document_version) AS documents, (SELECT count(*) FROM placet.watch_alert) AS alerts,
        (SELECT count(*) FROM placet.delivery) AS deliveries, (SELECT count(*) FROM placet.source) AS sources`)
    ).rows;

  it(
    `shows what publishing then turns and whom it alerts, for ${EDITS} random edits (seed ${SEED})`,
    async () => {
      const places = new Map<string, { readonly version: number; readonly revision: number }>();
      let turned = 0;
      let heard = 0;
      for (const [index, made] of fc.sample(edit, { numRuns: EDITS, seed: SEED }).entries()) {
        const last = places.get(made.id);
        const place =
          last !== undefined && made.corrects
            ? { ...last, revision: last.revision + 1 }
            : { version: index + 1, revision: 1 };
        places.set(made.id, place);
        const body = documentOf(made, place);
        const before = await everything();
        const own = await preview(made.id, body);
        const theirs = await preview(made.id, body, 'other');
        expect(await everything()).toEqual(before);
        await read(app, JSON.stringify(body), 'published');
        const transitions = await project();
        const observed = transitions
          .filter(({ question }) => question.tenant !== 'other')
          .map((one) => `${one.question.id} ${one.offering}: ${one.before} -> ${one.after}`);
        const foreseen = own.flips.map(
          (one) => `${one.question} ${one.offering}: ${one.before} -> ${one.after}`,
        );
        expect({ index, body, flips: foreseen.toSorted() }).toEqual({
          index,
          body,
          flips: observed.toSorted(),
        });
        const counted = await alerts();
        const expected = [...own.watches, ...theirs.watches].map(({ watch, alerts: n }) => [watch, n]);
        expect({ index, alerts: Object.fromEntries(expected) }).toEqual({ index, alerts: counted });
        expect(own.others.alerts).toBe(theirs.watches.reduce((sum, { alerts: n }) => sum + n, 0));
        expect(own.others.watches).toBe(theirs.watches.length);
        turned += observed.length;
        heard += Object.keys(counted).length;
      }
      // Edits that turn nothing would prove nothing.
      expect(Math.min(turned, heard)).toBeGreaterThan(EDITS / 10);
    },
    60_000 + EDITS * 3_000,
  );

  it('turns nothing for a version that is on record, and refuses other content under it', async () => {
    const known = JSON.parse(
      (await sql.query(`SELECT body::text FROM placet.document_version WHERE key = 'story-one' LIMIT 1`))
        .rows[0].body,
    );
    expect(await preview('story-one', known)).toMatchObject({ isKnown: true, flips: [] });
    await expect(preview('story-one', { ...known, title: 'Another title' })).rejects.toThrow(
      /exists with other content/,
    );
  });

  it('names what is wrong with a version, where its sender wrote it', async () => {
    const gates = [{ scheme: 'STORY', level: 'gold', kind: 'gate' }];
    const dates = { from: '2024-01-01', to: null };
    const made = { id: 'story-one', market: 'KR', status: 'in_force', buyers: ['bank'], gates, ...dates };
    const good = documentOf(made, { version: 9_999, revision: 1 });
    const wrong = { ...good, status: 'in_fors' };
    const refused = await preview('story-one', wrong).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InvalidInput);
    expect(refused).toMatchObject({ errors: [{ pointer: '/document/status' }] });
    await expect(preview('no-such', good)).rejects.toMatchObject({ errors: [{ pointer: '/document/id' }] });
  });
});
