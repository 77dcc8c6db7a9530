import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { World } from '#domain';
import { openEmbeddedPostgres } from '../../apps/launcher/src/embedded-postgres.ts';
import { median } from '../report.ts';
import type { Condition, PlainRules } from './condition.ts';
import { FIELDS, flatRecord, type Field } from './record.ts';

const CHUNK = 2_000;
/** Enough memory for the tables to stay in it, as they do for the engine. */
const SETTINGS = { shared_buffers: '1GB', work_mem: '256MB', maintenance_work_mem: '512MB' };

/** Milliseconds of one ranking, and the verdicts that it counted. */
export interface PostgresTimes {
  readonly wide: number;
  readonly normalised: number;
  /** Verdict positions with their numbers of offerings, from the wide table. */
  readonly counts: ReadonlyMap<number, number>;
}

function sqlType(value: Field): string {
  if (typeof value === 'number') return 'integer';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'string' ? 'text' : 'text[]';
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function toSql(condition: Condition): string {
  switch (condition.op) {
    case 'all':
      return condition.of.length === 0 ? 'true' : `(${condition.of.map(toSql).join(' AND ')})`;
    case 'any':
      return condition.of.length === 0 ? 'false' : `(${condition.of.map(toSql).join(' OR ')})`;
    case 'not':
      return `NOT ${toSql(condition.of)}`;
    case 'atLeast':
      return `${condition.field} >= ${condition.value}`;
    case 'below':
      return `${condition.field} < ${condition.value}`;
    case 'isTrue':
      return condition.field;
    case 'includes':
      return `${condition.field} @> ARRAY[${quoted(condition.value)}]`;
    default:
      return `${condition.field} = ${quoted(condition.value)}`;
  }
}

function fieldsIn(condition: Condition, fields: Set<string>): Set<string> {
  if (condition.op === 'not') fieldsIn(condition.of, fields);
  else if ('field' in condition) fields.add(condition.field);
  else for (const part of condition.of) fieldsIn(part, fields);
  return fields;
}

/** Verdict and score of every row of `source`, the counts of verdicts and the first 50. */
function ranking(rules: PlainRules, source: string): string {
  const score = rules.scores
    .map(
      ({ steps }) =>
        `CASE ${steps.map(({ earned, when }) => `WHEN ${toSql(when)} THEN ${earned}`).join(' ')} ELSE 0 END`,
    )
    .join(' + ');
  return `WITH decided AS MATERIALIZED (
    SELECT id,
      CASE WHEN ${toSql(rules.failed)} THEN 4 WHEN ${toSql(rules.open)} THEN 3 WHEN ${toSql(rules.shaky)} THEN 1 ELSE 0 END AS verdict,
      (${score})::double precision AS score
    FROM ${source}),
  counts AS (SELECT verdict, count(*)::int AS many FROM decided GROUP BY verdict),
  first AS (SELECT id, verdict, score FROM decided ORDER BY verdict, score DESC, id LIMIT 50)
  SELECT (SELECT json_agg(counts) FROM counts) AS counts, (SELECT json_agg(first) FROM first) AS first`;
}

/** One field of the pivot, from the statements of a row. */
function pivoted(field: string): string {
  const blank = FIELDS.get(field);
  const [kind, name] = [field.slice(0, 2), field === 'regions' ? 'offering_regions' : field.slice(2)];
  const from = { g_: 'grade', f_: 'starts', t_: 'ends' }[kind];
  const value =
    typeof blank === 'number'
      ? 'number'
      : typeof blank === 'boolean'
        ? 'flag'
        : typeof blank === 'string'
          ? 'code'
          : 'codes';
  const aggregate = value === 'flag' && from === undefined ? 'bool_or' : 'max';
  const empty = typeof blank === 'string' ? "''" : Array.isArray(blank) ? 'ARRAY[]::text[]' : String(blank);
  return `coalesce(${aggregate}(s.${from ?? value}) FILTER (WHERE s.name = ${quoted(name)}), ${empty}) AS ${field}`;
}

/** Puts the statements of one row each back beside each other, for the fields that a market's rules read. */
function pivot(rules: PlainRules): string {
  const fields = new Set<string>();
  for (const condition of [rules.failed, rules.open, rules.shaky]) fieldsIn(condition, fields);
  for (const { steps } of rules.scores) for (const { when } of steps) fieldsIn(when, fields);
  fields.add('regions');
  return `(SELECT o.id, ${[...fields].map(pivoted).join(', ')}
    FROM offering o JOIN statement s ON s.subject = o.id OR s.subject = o.vendor GROUP BY o.id) AS pivoted`;
}

async function load(client: Client, world: World): Promise<void> {
  const columns = [...FIELDS].map(([name, value]) => `${name} ${sqlType(value)} NOT NULL`);
  await client.query(`CREATE UNLOGGED TABLE wide (id text PRIMARY KEY, ${columns.join(', ')})`);
  await client.query('CREATE UNLOGGED TABLE offering (id text PRIMARY KEY, vendor text NOT NULL)');
  await client.query(`CREATE UNLOGGED TABLE statement (subject text NOT NULL, name text NOT NULL, grade integer NOT NULL,
    number integer, flag boolean, code text, codes text[], starts integer, ends integer)`);
  const ids = [...world.offerings.keys()];
  for (let from = 0; from < ids.length; from += CHUNK) {
    const chunk = ids.slice(from, from + CHUNK);
    const records = chunk.map((id) => flatRecord(world, id));
    await client.query('INSERT INTO wide SELECT * FROM json_populate_recordset(NULL::wide, $1)', [
      JSON.stringify(records),
    ]);
    const offerings = chunk.map((id) => ({ id, vendor: world.offerings.get(id)?.vendor }));
    await client.query('INSERT INTO offering SELECT * FROM json_populate_recordset(NULL::offering, $1)', [
      JSON.stringify(offerings),
    ]);
    const statements = records.flatMap(({ id, ...record }) =>
      statementsOf(id, world.offerings.get(id)?.vendor ?? '', record),
    );
    await client.query('INSERT INTO statement SELECT * FROM json_populate_recordset(NULL::statement, $1)', [
      JSON.stringify(statements),
    ]);
  }
  await client.query(
    'DELETE FROM statement a USING statement b WHERE a.ctid > b.ctid AND a.subject = b.subject AND a.name = b.name',
  );
  for (const [name, value] of FIELDS) {
    if (Array.isArray(value)) await client.query(`CREATE INDEX ON wide USING gin (${name})`);
    else if (name.startsWith('v_')) await client.query(`CREATE INDEX ON wide (${name})`);
  }
  await client.query('CREATE INDEX ON statement (subject, name)');
  await client.query('CREATE INDEX ON statement (name, grade)');
  await client.query('VACUUM ANALYZE');
}

/** The statements of a flat record, each a row; what belongs to the provider is stated once for it. */
function statementsOf(
  id: string,
  vendor: string,
  record: Readonly<Record<string, Field>>,
): readonly unknown[] {
  const names = Object.keys(record).filter((field) => field.startsWith('g_') && Number(record[field]) >= 0);
  const rows = names.map((field) => {
    const name = field.slice(2);
    const value = record[`v_${name}`] ?? 0;
    const isProviders =
      name.startsWith('provider') || ['scheme12', 'scheme13', 'scheme14', 'scheme15'].includes(name);
    return {
      subject: isProviders ? vendor : id,
      name,
      grade: record[field],
      ...(typeof value === 'number' ? { number: value } : {}),
      ...(typeof value === 'boolean' ? { flag: value } : {}),
      ...(typeof value === 'string' ? { code: value } : {}),
      ...(Array.isArray(value) ? { codes: value } : {}),
      starts: record[`f_${name}`] ?? null,
      ends: record[`t_${name}`] ?? null,
    };
  });
  return [...rows, { subject: id, name: 'offering_regions', grade: 0, codes: record.regions }];
}

interface Answer {
  readonly counts: readonly { readonly verdict: number; readonly many: number }[];
}

function countsIn(rows: readonly Answer[]): ReadonlyMap<number, number> {
  return new Map(
    rows[0]?.counts
      .map(({ verdict, many }) => [verdict, many] as const)
      .toSorted(([left], [right]) => left - right),
  );
}

/** Ranks all offerings in PostgreSQL: over one wide indexed table, and over one row per statement. */
export async function postgresTimes(world: World, rules: PlainRules): Promise<PostgresTimes> {
  const dataDir = mkdtempSync(join(tmpdir(), 'placet-bench-peers-'));
  const postgres = await openEmbeddedPostgres({ dataDir, log: () => undefined, settings: SETTINGS });
  const client = new Client({ connectionString: postgres.url });
  try {
    await client.connect();
    await load(client, world);
    const timed = async (
      sql: string,
      runs: number,
    ): Promise<{ readonly ms: number; readonly rows: readonly Answer[] }> => {
      let { rows } = await client.query<Answer>(sql);
      const times: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        const began = performance.now();
        ({ rows } = await client.query<Answer>(sql));
        times.push(performance.now() - began);
      }
      return { ms: median(times), rows };
    };
    const wide = await timed(ranking(rules, 'wide'), 5);
    const normalised = await timed(ranking(rules, pivot(rules)), 2);
    const [left, right] = [countsIn(wide.rows), countsIn(normalised.rows)];
    if (JSON.stringify([...left]) !== JSON.stringify([...right]))
      throw new Error('The two forms in PostgreSQL count differently');
    return { wide: wide.ms, normalised: normalised.ms, counts: left };
  } finally {
    await client.end();
    await postgres.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
