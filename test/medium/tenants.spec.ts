import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { prepareRecord } from '../../apps/launcher/src/prepare-record.ts';
import { checkIsolation } from '../../apps/launcher/src/tenant-isolation.ts';
import { ApiKeyStore, TenantStore } from '#access';
import { StandingQuestions, StandingVerdicts, Transactions } from '#application';
import { PersistenceModule } from '#persistence';
import { appUrlOf, createTestDatabase, type TestDatabase } from '../support/service/postgres.ts';

const POOL_SIZE = 2;

describe('tenants in the database', () => {
  let database: TestDatabase;
  let context: INestApplicationContext;
  let source: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    await prepareRecord({ owner: database.url, app: appUrlOf(database.url) }, { hasQueues: true });
    context = await Test.createTestingModule({
      imports: [PersistenceModule.on(appUrlOf(database.url), POOL_SIZE)],
    })
      .useMocker(() => ({}))
      .compile();
    source = context.get(DataSource);
    for (const id of ['a', 'b']) await context.get(TenantStore).add({ id, name: id.toUpperCase() });
  }, 60_000);

  afterAll(async () => {
    await context?.close();
    await database?.close();
  });

  /** Standing questions with their verdicts, as a tenant's transaction sees them. */
  const seenBy = (tenant: string): Promise<unknown[]> =>
    source.transaction(async (manager) => {
      await manager.query(`SELECT set_config('placet.tenant', $1, true)`, [tenant]);
      return manager.query(
        'SELECT q.id, v.question FROM placet.standing_question q FULL JOIN placet.verdict v ON v.question = q.id ORDER BY tenant',
      );
    });

  it('are kept apart by every table that has them', async () => {
    const tables = await source.query<{ name: string; policies: string[] }[]>(
      `
      SELECT c.relname AS name, c.relrowsecurity AS "isEnabled", c.relforcerowsecurity AS "isForced",
        ARRAY(SELECT pg_get_expr(p.polqual, p.polrelid) || ' / ' || pg_get_expr(p.polwithcheck, p.polrelid)
          FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd = '*') AS policies
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped
      WHERE c.relnamespace = 'placet'::regnamespace AND c.relkind IN ('r', 'p')`,
    );
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['api_key', 'event', 'standing_question']),
    );
    const own = `(tenant = NULLIF(current_setting('placet.tenant'::text, true), ''::text))`;
    const ownOrShared = `((tenant IS NULL) OR ${own})`;
    for (const table of tables)
      expect({ ...table, policies: [[`${own} / ${own}`], [`${ownOrShared} / ${ownOrShared}`]] }).toEqual({
        name: table.name,
        isEnabled: true,
        isForced: true,
        policies: expect.arrayContaining([table.policies]),
      });
  });

  it('have a role of the service that owns nothing, changes no schema and looks past nothing', async () => {
    expect((await checkIsolation(appUrlOf(database.url), true)).problems).toEqual([]);
    for (const statement of [
      'CREATE TABLE placet.mine (id int)',
      'ALTER TABLE placet.api_key NO FORCE ROW LEVEL SECURITY',
      'DROP POLICY api_key_tenant ON placet.api_key',
      'ALTER ROLE CURRENT_USER BYPASSRLS',
      'TRUNCATE placet.audit_entry',
      'DELETE FROM placet.audit_entry',
      'INSERT INTO placet.migration (timestamp, name) VALUES (1, $$x$$)',
    ])
      await expect(source.query(statement)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('are not served by a role that could look past them', async () => {
    await expect(checkIsolation(database.url, true)).rejects.toThrow(
      /names a role that may do more than the service should:\n {2}".+" is a superuser: row-level security does not hold/,
    );
    const warned = await checkIsolation(database.url, false);
    expect(warned).toMatchObject({
      isEnforced: false,
      problems: expect.arrayContaining([expect.stringMatching(/owns tables/)]),
    });
  });

  it('never show a row to another one, on connections that both use', async () => {
    const keys = context.get(ApiKeyStore);
    const rounds = 100;
    const foreign: string[] = [];
    await Promise.all(
      Array.from({ length: rounds }, async (_, n) => {
        const tenant = n % 2 === 0 ? 'a' : 'b';
        const id = `${tenant}key${String(n).padStart(5, '0')}`;
        const key = { id, client: id, tenant, name: id, role: 'sales' as const, source: null, scopes: null };
        await keys.add({ ...key, secretHash: '0'.repeat(64), expires: null });
        if (await keys.revoke(tenant === 'a' ? 'b' : 'a', id)) foreign.push(`revoked ${id}`);
        const seen = await keys.list(tenant);
        foreign.push(...seen.filter((row) => row.tenant !== tenant).map((row) => row.id));
        if (!seen.some((row) => row.id === id && row.revoked === null)) foreign.push(`missed ${id}`);
      }),
    );
    expect(foreign).toEqual([]);
    expect(await source.query('SELECT id FROM placet.api_key')).toEqual([]);
    expect((await keys.presented('akey00000'))?.tenant).toBe('a');
    expect(await source.query(`SELECT current_setting('placet.tenant', true) AS t`)).toEqual([{ t: '' }]);
  }, 60_000);

  it('see standing questions and verdicts of their own and of everybody, and no others', async () => {
    const questions = context.get(StandingQuestions);
    const transactions = context.get(Transactions);
    const asked = { market: 'KR', condition: null, need: { 'buyer.kind': ['bank'] }, base: null };
    const everybodys = { ...asked, need: null, base: 'public' as const, tenant: null };
    const own = await transactions.runAs('a', (tx) => questions.register(tx, { ...asked, tenant: 'a' }));
    const shared = await transactions.run((tx) => questions.register(tx, everybodys));
    const at = { position: '1-1', day: '2026-11-24' };
    for (const question of [own, shared]) {
      const verdicts = [{ question, offering: 'one', vendor: 'alpha', verdict: 'unknown' as const }];
      await transactions.run((tx) => context.get(StandingVerdicts).begin(tx, question, at, verdicts));
    }
    expect(await seenBy('a')).toEqual([own, shared].map((id) => ({ id, question: id })));
    for (const tenant of ['b', '']) expect(await seenBy(tenant)).toEqual([{ id: shared, question: shared }]);
    expect((await questions.list()).map(({ id }) => id).toSorted()).toEqual([own, shared].toSorted());
    await expect(
      transactions.runAs('b', (tx) => questions.register(tx, { ...asked, tenant: 'a' })),
    ).rejects.toThrow(/row-level security/);
  });

  it('can not be written into from outside, and work for no tenant is refused', async () => {
    const keys = context.get(ApiKeyStore);
    await expect(
      source.query(
        `INSERT INTO placet.api_key (id, client, tenant, name, role, secret_hash) VALUES ('outside01', 'x', 'a', 'x', 'sales', '0')`,
      ),
    ).rejects.toThrow(/row-level security/);
    await expect(keys.list('')).rejects.toThrow(/needs the id of the tenant/);
    await expect(context.get(Transactions).runAs('', () => Promise.resolve())).rejects.toThrow(
      /needs the id/,
    );
  });

  it('that are disabled have no keys', async () => {
    const tenants = context.get(TenantStore);
    expect(await tenants.change('b', 1, { isDisabled: true })).toMatchObject({ disabled: expect.any(Date) });
    expect(await context.get(ApiKeyStore).presented('bkey00001')).toBeUndefined();
    expect(await tenants.change('b', 1, { isDisabled: false })).toBeUndefined();
    expect(await tenants.change('b', 2, { isDisabled: false })).toMatchObject({ disabled: null, name: 'B' });
    expect((await context.get(ApiKeyStore).presented('bkey00001'))?.tenant).toBe('b');
  });
});
