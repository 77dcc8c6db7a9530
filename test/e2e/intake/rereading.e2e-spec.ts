import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { eventually } from '../../support/eventually.ts';
import { LEDGER_CSV, tableMapping } from '../../support/feeds/flat-feed.ts';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { startProgram } from '../../support/service/processes.ts';

const SCRIPT = fileURLToPath(new URL('../../../scripts/replay.js', import.meta.url));
/** A mapping with a mistake: the buyer stands where the title should. */
const MISTAKEN = tableMapping('1').replace('title: title', 'title: buyer');
/** Nothing but the mistake is mended; not even the version of the mapping is another. */
const MENDED = tableMapping('1');
const SOON = { within: 30_000, every: 100 };

/** A mapping whose key is the column given. */
const keyedBy = (key: string): object => ({
  schema: 'placet.mapping/v1',
  id: 'keyed',
  version: '1',
  name: 'Keyed',
  country: 'KR',
  language: 'en',
  input: { format: 'csv', delimiter: ';', recognise: ['ref', 'round'] },
  notice: {
    key,
    version: [{ number: 'round' }],
    kind: { constant: 'tender' },
    title: 'title',
    buyers: [{ name: 'buyer' }],
  },
});

describe('a mapping that changes', () => {
  let placet: TestPlacet;
  let first: string;
  let second: string;

  beforeAll(async () => {
    placet = await startPlacet();
    const make = (body: object) => placet.call('POST', '/v1/sources', { body });
    await make({ id: 'desk', name: 'Mappings', kind: 'push' });
    await placet.deliver('desk', MISTAKEN);
    await make({ id: 'ledger', name: 'Ledger of Oz', kind: 'push', mapping: 'oz-ledger' });
    first = (await placet.deliver('ledger', LEDGER_CSV, 'text/csv')).body.id;
    // What one row lacks, the mended mapping lacks too.
    const more = `${LEDGER_CSV}T-003;1;;;;;\n;1;No reference;;;;\n`;
    second = (await placet.deliver('ledger', more, 'text/csv')).body.id;
  }, 120_000);

  afterAll(() => placet?.close());

  async function titleOf(key: string): Promise<unknown> {
    const { body } = await placet.get(`/v1/notices?source=ledger&key=${key}`);
    return body.items[0]?.title;
  }

  it('has every document that it read read again, and corrects what was understood wrongly', async () => {
    expect(await titleOf('T-001')).toEqual({ en: 'City of Oz' });
    await placet.deliver('desk', MENDED);
    await eventually(
      async () => expect(await titleOf('T-001')).toEqual({ en: 'Cloud hosting for schools' }),
      SOON,
    );
    await eventually(async () => expect(await titleOf('T-002')).toEqual({ en: 'Data centre cooling' }), SOON);
    const found = await placet.get('/v1/notices?source=ledger&text=schools');
    expect(found.body.items.map(({ key }: { key: string }) => key)).toEqual(['T-001']);
    // Corrected, not published anew.
    expect(found.body.items[0]).toMatchObject({ versions: 1 });
  });

  it('keeps the account: each re-reading is a delivery of its own, and what waited waits once', async () => {
    const [waiting] = await eventually(async () => {
      const { body } = await placet.get('/v1/quarantine?source=ledger&state=open');
      expect(body.items).toHaveLength(1);
      expect(body.items[0].delivery).not.toBe(second);
      return body.items;
    }, SOON);
    const { body } = await placet.get(`/v1/deliveries/${waiting.delivery}`);
    const { received, ...outcomes } = body.counts;
    expect(Object.values<number>(outcomes).reduce((sum, count) => sum + count, 0)).toBe(received);
    expect((await placet.get(`/v1/deliveries/${first}`)).body.counts).toMatchObject({
      received: 2,
      applied: 2,
    });
  });

  it('is read again once, however often it is looked for', async () => {
    const before = await deliveries();
    await placet.deliver('desk', MENDED);
    await placet.deliver('ledger', 'ref;round;title;buyer;closes;money;code\nT-009;1;A;B;;;\n', 'text/csv');
    await eventually(async () => expect(await titleOf('T-009')).toEqual({ en: 'A' }), SOON);
    expect(await deliveries()).toBe(before + 1);
  });

  it('is replayed in its place: the rebuilt state is equal', async () => {
    const program = startProgram(process.execPath, [SCRIPT, '--verify'], {
      env: { PATH: process.env['PATH'], DATABASE_URL: placet.databaseUrl },
    });
    const { code } = await program.ended;
    expect({ code, output: program.output() }).toMatchObject({ code: 0 });
  }, 120_000);

  it('may be the own one of a source, which is replayed in its present form', async () => {
    const path = '/v1/sources/ledger';
    const { headers } = await placet.get(path);
    const mapping = {
      schema: 'placet.mapping/v1',
      id: 'own',
      version: '1',
      name: 'Own',
      country: 'KR',
      language: 'en',
      input: { format: 'csv', delimiter: ';', recognise: ['ref', 'round'] },
      notice: {
        key: 'ref',
        version: [{ number: 'round' }],
        kind: { constant: 'tender' },
        title: 'code',
        buyers: [{ name: 'buyer' }],
      },
    };
    const answer = await placet.call('PATCH', path, {
      body: { mapping },
      headers: { 'if-match': headers.get('etag') ?? '', 'content-type': 'application/merge-patch+json' },
    });
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 200 });
    await eventually(async () => expect(await titleOf('T-001')).toEqual({ en: '72400000' }), SOON);
    const program = startProgram(process.execPath, [SCRIPT, '--verify'], {
      env: { PATH: process.env['PATH'], DATABASE_URL: placet.databaseUrl },
    });
    const { code } = await program.ended;
    expect({ code, output: program.output() }).toMatchObject({ code: 0 });
  }, 120_000);

  it('withdraws what an earlier reading published under a key that is not given any more', async () => {
    const keysOf = async (): Promise<string[]> => {
      const { body } = await placet.get('/v1/notices?source=keyed');
      return body.items.map(({ key }: { key: string }) => key).toSorted();
    };
    const mapBy = async (key: string): Promise<void> => {
      const { headers } = await placet.get('/v1/sources/keyed');
      await placet.call('PATCH', '/v1/sources/keyed', {
        body: { mapping: keyedBy(key) },
        headers: { 'if-match': headers.get('etag') ?? '', 'content-type': 'application/merge-patch+json' },
      });
    };
    await placet.call('POST', '/v1/sources', {
      body: { id: 'keyed', name: 'Keyed', kind: 'push', mapping: keyedBy('title') },
    });
    await placet.deliver('keyed', 'ref;round;title;buyer\nK-1;1;One;A\nK-2;1;Two;A\n', 'text/csv');
    expect(await keysOf()).toEqual(['One', 'Two']);
    const { body } = await placet.get('/v1/notices?source=keyed&key=One');
    const [{ id }] = body.items;

    await mapBy('ref');
    await eventually(async () => expect(await keysOf()).toEqual(['K-1', 'K-2']), SOON);
    expect((await placet.get(`/v1/notices/${id}`)).status).toBe(404);
    const history = await placet.get(`/v1/notices/${id}/versions`);
    expect(history.body.items).toMatchObject([{ key: 'One' }]);

    // Given again by the mapping that comes next, it is there again, and the others are withdrawn in turn.
    await mapBy('title');
    await eventually(async () => expect(await keysOf()).toEqual(['One', 'Two']), SOON);
    expect((await placet.get(`/v1/notices/${id}`)).body).toMatchObject({ key: 'One', versions: 1 });
    const program = startProgram(process.execPath, [SCRIPT, '--verify'], {
      env: { PATH: process.env['PATH'], DATABASE_URL: placet.databaseUrl },
    });
    const { code } = await program.ended;
    expect({ code, output: program.output() }).toMatchObject({ code: 0 });
  }, 120_000);

  async function deliveries(): Promise<number> {
    const rows = await placet.services.app
      .get(DataSource)
      .query<{ n: number }[]>(`SELECT count(*)::int AS n FROM placet.delivery WHERE source = 'ledger'`);
    return rows[0]?.n ?? 0;
  }
});
