import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { AuditTrail } from '#access';
import { createDataSource, migrate, PostgresAuditStore } from '#persistence';
import { createTestDatabase, type TestDatabase } from '../support/service/postgres.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/apps/launcher/src/verify-audit.js', import.meta.url));
const TEMPLATE = `audit_${randomUUID().slice(0, 8)}`;
const WRITE = { actor: 'admin', action: 'POST /v1/sources', details: { status: 201 } };

/** Runs npm run audit:verify without npm. */
function verify(databaseUrl: string, ...words: string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...words], {
      env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stdout.on('data', (part: Buffer) => (said += part.toString('utf8')));
    child.stderr.on('data', (part: Buffer) => (said += part.toString('utf8')));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, said }));
  });
}

async function inDatabase(url: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function appendTo(source: DataSource, subjects: readonly string[]): Promise<void> {
  const trail = new AuditTrail(new PostgresAuditStore(source));
  await Promise.all(
    subjects.map(async (subject) => {
      const begun = await trail.begin('main', { ...WRITE, subject });
      await trail.finish(begun, 'main', { ...WRITE, subject });
    }),
  );
}

async function inCopy(work: (url: string) => Promise<void>): Promise<void> {
  const copy = await createTestDatabase({ template: TEMPLATE });
  try {
    await work(copy.url);
  } finally {
    await copy.close();
  }
}

describe('the audit', () => {
  let template: TestDatabase;
  let end: string;

  beforeAll(async () => {
    template = await createTestDatabase({ name: TEMPLATE });
    await migrate(template.url);
    const source = await createDataSource(template.url, 8).initialize();
    // Many at once, so that some appends carry several.
    await appendTo(
      source,
      Array.from({ length: 60 }, (_, n) => `/v1/sources/s${n}`),
    );
    await source.destroy();
    const { code, said } = await verify(template.url);
    if (code !== 0) throw new Error(said);
    end = /Its end: (\S+)/.exec(said)?.[1] ?? '';
  }, 60_000);

  afterAll(() => template?.close());

  it.each([
    `UPDATE placet.audit_entry SET actor = 'x' WHERE seq = 3`,
    'DELETE FROM placet.audit_entry WHERE seq = 60',
    'TRUNCATE placet.audit_entry',
  ])('refuses %s', async (statement) => {
    await inCopy((url) => expect(inDatabase(url, statement)).rejects.toThrow(/append-only/));
  });

  it.each<[string, string[], RegExp]>([
    [
      'altered an entry',
      [`UPDATE placet.audit_entry SET actor = 'x' WHERE seq = 3`],
      /at entry 3: .*altered/,
    ],
    [
      'altered its details',
      [`UPDATE placet.audit_entry SET details = '{"status": 200}' WHERE seq = 41`],
      /at entry 41: .*altered/,
    ],
    ['removed an entry', ['DELETE FROM placet.audit_entry WHERE seq = 17'], /at entry 17: .*missing/],
    [
      'let two change places',
      [
        'UPDATE placet.audit_entry SET seq = 1000 WHERE seq = 20',
        'UPDATE placet.audit_entry SET seq = 20 WHERE seq = 21',
        'UPDATE placet.audit_entry SET seq = 21 WHERE seq = 1000',
      ],
      /at entry 20: .*altered/,
    ],
    [
      'cut off its end',
      ['DELETE FROM placet.audit_entry WHERE seq > 57'],
      /at entry 58: .*up to 60 are missing/,
    ],
    ['emptied it', ['TRUNCATE placet.audit_entry'], /at entry 1: .*up to 60 are missing/],
    [
      'removed the note of its end',
      [`DELETE FROM placet.setting WHERE name = 'audit.anchor'`],
      /at entry 1: /,
    ],
    [
      'moved the note of its end',
      [`UPDATE placet.setting SET value = jsonb_set(value, '{seq}', '59') WHERE name = 'audit.anchor'`],
      /at entry 59: .*anew/,
    ],
  ])('says where it is broken when its owner %s', async (_name, statements, place) => {
    await inCopy(async (url) => {
      await inDatabase(url, 'ALTER TABLE placet.audit_entry DISABLE TRIGGER USER', ...statements);
      const { code, said } = await verify(url);
      expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(place) });
    });
  });

  it('is found out even when its owner cut it off and moved the note, by an end that was printed before', async () => {
    await inCopy(async (url) => {
      await inDatabase(
        url,
        'ALTER TABLE placet.audit_entry DISABLE TRIGGER USER',
        'DELETE FROM placet.audit_entry WHERE seq > 57',
        `UPDATE placet.setting SET value = (SELECT jsonb_build_object('seq', seq, 'hash', hash) FROM placet.audit_entry WHERE seq = 57)
         WHERE name = 'audit.anchor'`,
      );
      expect((await verify(url)).code).toBe(0);
      expect(await verify(url, '--anchor', end)).toEqual({
        code: 1,
        said: expect.stringMatching(/at entry 58: /),
      });
    });
  });

  it('does not grow over a gap: what is appended after a cut leaves it visible', async () => {
    await inCopy(async (url) => {
      await inDatabase(
        url,
        'ALTER TABLE placet.audit_entry DISABLE TRIGGER USER',
        'DELETE FROM placet.audit_entry WHERE seq > 57',
        'ALTER TABLE placet.audit_entry ENABLE TRIGGER USER',
      );
      const source = await createDataSource(url, 2).initialize();
      await appendTo(source, ['/v1/sources/later']);
      await source.destroy();
      expect((await verify(url)).said).toMatch(/at entry 58: it is missing/);
    });
  });

  it('takes in what ended processes had noted, once: as done, or as begun elsewhere with unknown outcome', async () => {
    await inCopy(async (url) => {
      const source = await createDataSource(url, 4).initialize();
      const store = new PostgresAuditStore(source);
      for (const [name, isDone, age] of [
        ['lost', false, '6 minutes'],
        ['under-way', false, '4 minutes'],
        ['done', true, '40 seconds'],
        ['just-done', true, '0 seconds'],
      ]) {
        const id = randomUUID();
        await store.begin(id, 'main', { ...WRITE, subject: `/v1/sources/${name}` });
        await source.query(
          'UPDATE placet.audit_begun SET is_done = $2, at = now() - $3::interval WHERE id = $1',
          [id, isDone, age],
        );
      }
      const trails = [1, 2].map(() => new AuditTrail(store));
      await Promise.all(trails.map((trail) => trail.onApplicationBootstrap()));
      for (const trail of trails) trail.onApplicationShutdown();
      expect(await store.latest('main', {}, null, 3)).toMatchObject([
        { seq: 62, subject: '/v1/sources/done', details: { outcome: 'done' } },
        { seq: 61, subject: '/v1/sources/lost', details: { outcome: 'unknown' } },
        { seq: 60 },
      ]);
      await source.destroy();
      expect((await verify(url)).code).toBe(0);
    });
  });

  it('is whole as long as nobody touched it', async () => {
    expect(await verify(template.url, '--anchor', end)).toEqual({
      code: 0,
      said: expect.stringContaining('is whole: 60 entries'),
    });
  });

  it('asks for an end in the form that is printed', async () => {
    expect(await verify(template.url, '--anchor', '5')).toEqual({
      code: 2,
      said: expect.stringContaining('is no end of an audit'),
    });
  });
});
