import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import type { RoleRights } from '#access';

const SCHEMAS = ['placet', 'queue'];
/** What nobody but the owner may change: the audit is only added to, and which migrations ran is the owner's to say. */
const READ_ONLY: readonly (readonly [table: string, rights: string])[] = [
  ['placet.migration', 'INSERT, UPDATE, DELETE'],
  ['placet.audit_entry', 'UPDATE, DELETE'],
  ['placet.verdict_transition', 'UPDATE, DELETE'],
];
/** The lock of migrations: processes that start together change rights one after the other. */
const MIGRATION_LOCK = 7265;
/** SQLSTATE of a role, or an entry of the catalogue, that another process has made meanwhile. */
const EXISTS = new Set(['42710', '23505']);

/** Raised when the role of the service can neither be found nor made. */
export class NoAppRole extends Error {}

/**
 * Gives the role of the service, which `appUrl` names, the right to read and write what is there now, and no other
 * right; makes the role if there is none. Runs as the owner, after every migration.
 *
 * @throws NoAppRole when the owner may not make the role that is missing.
 */
export async function grantAppRole(ownerUrl: string, appUrl: string): Promise<void> {
  const { username, password } = new URL(appUrl);
  const name = decodeURIComponent(username);
  await asClient(ownerUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await makeRole(client, name, decodeURIComponent(password));
    const role = escapeIdentifier(name);
    for (const schema of await present(client, 'SELECT nspname AS name FROM pg_namespace', SCHEMAS)) {
      await client.query(`
        GRANT USAGE ON SCHEMA ${schema} TO ${role};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role};
        GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role};`);
    }
    for (const [table, rights] of READ_ONLY) await client.query(`REVOKE ${rights} ON ${table} FROM ${role}`);
  });
}

/** What the role of a connection may do that the service's role should not. */
export async function rightsOf(url: string): Promise<RoleRights> {
  return asClient(url, async (client) => {
    const { rows } = await client.query<RoleRights>(`
      SELECT current_user AS role, r.rolsuper AS "isSuperuser", r.rolbypassrls AS "canBypassRowSecurity",
        has_schema_privilege('placet', 'CREATE') AS "canCreateTables",
        EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = 'placet'::regnamespace AND c.relkind IN ('r', 'p')
          AND pg_has_role(c.relowner, 'MEMBER')) AS "ownsTables"
      FROM pg_roles r WHERE r.rolname = current_user`);
    const [rights] = rows;
    if (rights === undefined) throw new Error('The database does not know the role that it was asked by.');
    return rights;
  });
}

async function makeRole(client: Client, name: string, password: string): Promise<void> {
  if ((await present(client, 'SELECT rolname AS name FROM pg_roles', [name])).length > 0) return;
  try {
    await client.query(
      `CREATE ROLE ${escapeIdentifier(name)} LOGIN PASSWORD ${escapeLiteral(password)}
       NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION`,
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && EXISTS.has(String(error.code))) return;
    throw new NoAppRole(
      `DATABASE_APP_URL names the role "${name}", which does not exist, and the role of DATABASE_URL may not make it.\n` +
        `Make it once, as an administrator of the database, with the password that DATABASE_APP_URL has:\n` +
        `  CREATE ROLE ${escapeIdentifier(name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD '…';`,
      { cause: error },
    );
  }
}

/** Which of the names a query lists. */
async function present(client: Client, query: string, names: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM (${query}) AS known WHERE name = ANY($1::text[])`,
    [names],
  );
  return rows.map((row) => row.name);
}

async function asClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'placet' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
