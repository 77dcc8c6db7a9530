import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';
import { readCsvRows, readXlsx } from '../../support/tables.ts';

const CSV = 'text/csv';
const LINES = 'application/x-ndjson';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const MAX_ROWS = 260;
const VENDORS = 230;

interface Exported {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly trailers: Readonly<Record<string, string | undefined>>;
  readonly bytes: Buffer;
}

/** What a cell must say: the member at the place that the column is named by. */
function expectedCell(item: unknown, column: string): string | number | boolean | null {
  const value = column
    .split('.')
    .reduce<unknown>(
      (at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : null),
      item,
    );
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[=+\-@'\t\r\n]/.test(text) ? `'${text}` : text;
}

function remaining({ headers }: Exported): number {
  return Number(/r=(\d+)/.exec(String(headers['ratelimit']))?.[1]);
}

function namesOf({ bytes }: Exported): string[] {
  return readCsvRows(bytes.toString('utf8'))[0] ?? [];
}

describe('lists as tables', () => {
  let placet: TestPlacet;

  beforeAll(async () => {
    placet = await startPlacet({
      env: { PLACET_EXPORT_MAX_ROWS: String(MAX_ROWS), PLACET_RATE_LIMIT_PER_MINUTE: '1000' },
    });
    await placet.call('POST', '/v1/sources', {
      body: { id: 'story', name: '=HYPERLINK("http://example.org")', kind: 'push' },
    });
    const rules = regime({ version: '1', from: '2020-01-01', level: 'bronze' });
    for (const document of [vocabulary(), MARKET, SCHEMES, rules]) await placet.deliver('story', document);
    const ids = Array.from({ length: VENDORS }, (_, n) => `vendor-${String(n).padStart(3, '0')}`);
    await placet.deliver('story', ids.map((id) => vendor(id)).join('\n---\n'));
  }, 120_000);

  afterAll(() => placet?.close());

  /** With trailers, which fetch does not show. */
  function ask(
    path: string,
    accept: string,
    options: { body?: unknown; key?: string } = {},
  ): Promise<Exported> {
    const { body, key = placet.adminKey } = options;
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        placet.url + path,
        {
          method: body === undefined ? 'GET' : 'POST',
          headers: {
            authorization: `Bearer ${key}`,
            accept,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.once('error', reject);
          response.once('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              trailers: response.trailers,
              bytes: Buffer.concat(parts),
            }),
          );
        },
      );
      sent.once('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** All items as the JSON pages have them, for a list of any length. */
  async function itemsOf(path: string, body?: object): Promise<unknown[]> {
    const items: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const place: Record<string, string> = cursor === '' ? {} : { cursor };
      const page =
        body === undefined
          ? await placet.get(
              `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(place).toString()}`,
            )
          : await placet.call('POST', path, { body: { ...body, ...place } });
      if (page.status !== 200) throw new Error(page.text);
      items.push(...page.body.items);
      cursor = page.body.next ?? null;
    }
    return items;
  }

  const LISTS: [string, object | null][] = [
    ['/v1/vendors', null],
    ['/v1/vendors?text=vendor-1', null],
    ['/v1/sources', null],
    ['/v1/keys', null],
    ['/v1/audit', null],
    ['/v1/markets', null],
    ['/v1/markets/KR/vendors', null],
    ['/v1/vendors/vendor-001/markets', null],
    ['/v1/vendors/vendor-001/facts', null],
    ['/v1/regimes', null],
    ['/v1/notices', null],
    ['/v1/quarantine', null],
    ['/v1/rankings', { market: 'KR', explain: 'summary' }],
  ];

  it.each(LISTS)('are the same rows as the pages of %s', async (path, asked) => {
    const body = asked ?? undefined;
    const items = await itemsOf(path, body);
    const lines = await ask(path, LINES, { body });
    expect([lines.status, lines.headers['content-type']]).toEqual([200, LINES]);
    const text = lines.bytes.toString('utf8');
    expect(
      text
        .split('\n')
        .filter(Boolean)
        .map((line): unknown => JSON.parse(line)),
    ).toEqual(items);

    const [names = [], ...rows] = readCsvRows((await ask(path, CSV, { body })).bytes.toString('utf8'));
    const expected = items.map((item) => names.map((name) => expectedCell(item, name)));
    expect(names.length).toBeGreaterThan(1);
    expect(rows).toEqual(expected.map((row) => row.map((cell) => (cell === null ? '' : String(cell)))));

    const [columns, ...cells] = await readXlsx((await ask(path, XLSX, { body })).bytes);
    expect(columns).toEqual(names);
    // The reader leaves out what is empty at the end of a row.
    const padded = cells.map((row) => names.map((_, index) => row[index] ?? null));
    expect(padded).toEqual(expected);
  });

  it('have the same columns whatever is in them', async () => {
    const all = namesOf(await ask('/v1/vendors', CSV));
    expect(all).toEqual(['id', 'name', 'country', 'kind', 'offerings']);
    expect(namesOf(await ask('/v1/vendors?text=nobody', CSV))).toEqual(all);
  });

  it('calculate nothing', async () => {
    const text = (await ask('/v1/sources', CSV)).bytes.toString('utf8');
    expect(text).toContain(`"'=HYPERLINK(""http://example.org"")"`);
  });

  it('are named after what they hold, and tell caches what they depend on', async () => {
    const { headers } = await ask('/v1/markets/KR/vendors', `${CSV}, application/json;q=0.5`);
    expect(headers['content-disposition']).toMatch(
      /^attachment; filename="placet-markets-KR-vendors-\d{4}-\d\d-\d\d\.csv"$/,
    );
    expect(headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    expect(headers['placet-position']).toMatch(/^\d+-\d+$/);
    expect(headers['vary']).toContain('Accept');
    expect((await placet.get('/v1/vendors')).headers.get('vary')).toContain('Accept');
  });

  it('end at their bound, and say where to go on', async () => {
    const text = Array.from({ length: MAX_ROWS + 40 }, (_, n) =>
      JSON.stringify({ ocid: `ocds-x-${n}`, id: '1', date: '2026-11-01T09:00:00Z', tag: ['tender'] }),
    ).join('\n');
    const delivery = await placet.deliver('story', text, 'application/x-ndjson');
    const path = `/v1/deliveries/${delivery.body.id}/items`;
    const first = await ask(path, CSV);
    const next = first.trailers['placet-next'] ?? '';
    const rows = readCsvRows(first.bytes.toString('utf8')).slice(1);
    expect(rows).toHaveLength(MAX_ROWS);
    const second = await ask(`${path}?cursor=${encodeURIComponent(next)}`, CSV);
    const rest = readCsvRows(second.bytes.toString('utf8')).slice(1);
    expect([rest.length, second.trailers['placet-next']]).toEqual([40, '']);
    expect(new Set([...rows, ...rest].map((row) => row[0])).size).toBe(MAX_ROWS + 40);
  }, 60_000);

  it('hold as many rows as asked for, if that is said', async () => {
    const { bytes, trailers } = await ask('/v1/vendors?limit=7', LINES);
    expect(bytes.toString('utf8').trim().split('\n')).toHaveLength(7);
    expect(trailers['placet-next']).toMatch(/\./);
  });

  it('count as one request', async () => {
    const { body } = await placet.call('POST', '/v1/keys', { body: { name: 'x', role: 'sales' } });
    const before = remaining(await ask('/v1/vendors?limit=1', CSV, { key: body.key }));
    expect(remaining(await ask('/v1/vendors', CSV, { key: body.key }))).toBe(before - 1);
  });

  it.each([
    ['/v1/vendors?limit=0', CSV, 422],
    ['/v1/vendors?cursor=forged', XLSX, 400],
    ['/v1/markets/XX/vendors', LINES, 404],
    ['/v1/vendors', 'text/html', 406],
    ['/v1/vendors/vendor-001', CSV, 406],
    ['/v1/vendors', 'application/json;q=0', 406],
  ])('are refused as JSON would be: %s as %s', async (path, accept, status) => {
    const refused = await ask(path, accept);
    expect([refused.status, refused.headers['content-type']]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ]);
  });

  it('are for whoever may see the list, and nobody else', async () => {
    const { body } = await placet.call('POST', '/v1/keys', { body: { name: 's', role: 'sales' } });
    expect((await ask('/v1/keys', CSV, { key: body.key })).status).toBe(403);
    expect((await ask('/v1/keys', CSV, { key: 'plc_none' })).status).toBe(401);
    const claimed = await placet.get('/v1/keys', {
      key: body.key,
      headers: { 'placet-inside': 'x'.repeat(64) },
    });
    expect(claimed.status).toBe(403);
  });

  it('lead to their next page with Link as well', async () => {
    const first = await placet.get('/v1/vendors?limit=2&text=vendor');
    const [, path = ''] = /^<([^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    const second = await placet.get(path);
    expect(second.body.items.map((item: { id: string }) => item.id)).toEqual(['vendor-002', 'vendor-003']);
    expect((await placet.get('/v1/vendors?text=vendor-001')).headers.get('link')).toBeNull();
  });
});
