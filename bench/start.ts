import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { seedReference } from '../apps/launcher/src/seed.ts';
import type { Services } from '../apps/launcher/src/services.ts';
import type { Measurement } from './report.ts';
import { ADMIN_KEY, withRecord } from './service.ts';

const PER_VENDOR = 5;
const BAR_OFFERINGS = 1_000_000;
const FIRST_QUESTION = '/v1/markets/SG/vendors?limit=50';

/** Vendors of five offerings each, with a region, two facts and a certificate per offering. */
const VENDORS = `
INSERT INTO placet.document_version (kind, key, version, body, hash, recorded)
SELECT 'vendor', 'bench-' || n, '', jsonb_build_object(
    'schema', 'placet.vendor/v1', 'id', 'bench-' || n, 'name', 'Bench ' || n, 'kind', 'national cloud',
    'legal', jsonb_build_object('entity', 'bench-' || n, 'name', NULL, 'identifiers', '[]'::jsonb, 'seatCountries', '["SG"]'::jsonb),
    'offerings', (SELECT jsonb_agg(jsonb_build_object('id', 'bench-' || n || '-' || o, 'name', 'Offering ' || o, 'edition', 'public',
        'status', 'available', 'regions', jsonb_build_object('complete', true, 'asOf', '2026-01-01', 'grade', 'documented',
          'confidence', 'high', 'source', source, 'options', jsonb_build_array(jsonb_build_object('id', 'sg-' || o, 'country', 'SG')))))
      FROM generate_series(1, ${PER_VENDOR}) o),
    'facts', (SELECT jsonb_agg(fact) FROM generate_series(1, ${PER_VENDOR}) o, LATERAL (VALUES
      (jsonb_build_object('id', 'bench-' || n || '/seat-' || o, 'attribute', 'provider.seat.registered', 'value', 'SG', 'grade', 'documented',
        'by', 'third_party', 'confidence', 'high', 'source', source)),
      (jsonb_build_object('id', 'bench-' || n || '/iso-' || o, 'subject', 'offering:bench-' || n || '-' || o, 'certificate', 'ISO-27001',
        'level', NULL, 'scope', jsonb_build_object('text', NULL, 'offerings', '[]'::jsonb, 'complete', true), 'status', 'held', 'registerId', NULL,
        'grade', 'documented', 'valid', jsonb_build_object('from', '2025-01-01', 'to', '2028-01-01'), 'asOf', '2026-01-01',
        'source', source, 'confidence', 'high', 'note', NULL))) AS facts(fact))),
  md5(n::text) || md5(n::text), tstzrange(now(), NULL)
FROM generate_series(1, $1::int) n,
  (SELECT jsonb_build_object('title', 'Letter', 'url', 'https://example.org/letter', 'retrieved', '2026-01-01', 'issuer', 'official_filing') AS source) s`;

/** P7: the start of an API replica from PostgreSQL and from its snapshot file, until it is ready. */
export function measureStart(offerings: number): Promise<Measurement> {
  return withRecord(async ({ dataDir, databaseUrl, start }) => {
    const seeding = await start('all');
    await seedReference(seeding.app, () => undefined);
    await seeding.close();
    const sql = new Client({ connectionString: databaseUrl });
    await sql.connect();
    await sql.query(VENDORS, [Math.ceil(offerings / PER_VENDOR)]);
    await sql.end();

    const fromRecord = await timed(() => start('api'));
    const firstAnswer = await timed(() => ask(fromRecord.value));
    const closing = await timed(() => fromRecord.value.close());
    const { size } = statSync(join(dataDir, 'world-api.snapshot'));
    const fromFile = await timed(() => start('api'));
    const same = await ask(fromFile.value);
    await fromFile.value.close();
    if (same !== firstAnswer.value)
      throw new Error('The world of the file answers otherwise than that of PostgreSQL');
    const factor = BAR_OFFERINGS / offerings;
    return {
      id: 'P7',
      work: `start of an API replica with ${offerings.toLocaleString('en')} offerings`,
      unit: '',
      values: {
        'ready from PostgreSQL, ms': fromRecord.ms,
        'first ranking of a market after that, ms': firstAnswer.ms,
        'ending, with the snapshot written, ms': closing.ms,
        'ready from the snapshot file, ms': fromFile.ms,
        'snapshot file, bytes per offering': size / offerings,
      },
      ratios: { 'the start from PostgreSQL': fromFile.ms / fromRecord.ms },
      bar: 'with 1,000,000 offerings ready ≤ 5 s from a snapshot file, ≤ 60 s from PostgreSQL',
      met: fromFile.ms * factor <= 5_000 && fromRecord.ms * factor <= 60_000,
      ...(factor === 1 ? {} : { note: `judged by ${factor} times what was measured` }),
    };
  });
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const began = performance.now();
  const value = await work();
  return { value, ms: performance.now() - began };
}

/** What a market's ranking says of how many there are. */
async function ask({ url }: Services): Promise<string> {
  const answer = await fetch(`${url}${FIRST_QUESTION}`, {
    headers: { authorization: `Bearer ${ADMIN_KEY}` },
  });
  const { counts }: { counts: object } = JSON.parse(await answer.text());
  return JSON.stringify(counts);
}
