import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** Is an empty (or copied) database of a test's own. */
export interface TestDatabase {
  readonly url: string;
  /** Ends all its sessions and drops it. */
  close(): Promise<void>;
}

/** Environment variable by which `npm test` hands over the server it has started for all test files. */
export const SERVER_URL_VARIABLE = 'PLACET_TEST_DATABASE_URL';

/** Returns the URL of the test server as its superuser. */
export function testServerUrl(): string {
  const url = process.env[SERVER_URL_VARIABLE];
  if (url === undefined)
    throw new Error(`${SERVER_URL_VARIABLE} is not set; jest's globalSetup of this project sets it.`);
  return url;
}

/** Creates a database on the test server: empty, or a copy of a template, which takes some 30 ms. */
export async function createTestDatabase(
  options: { template?: string; name?: string } = {},
): Promise<TestDatabase> {
  const name = options.name ?? `test_${randomBytes(6).toString('hex')}`;
  const template = options.template === undefined ? '' : ` TEMPLATE ${quote(options.template)}`;
  await onServer(`CREATE DATABASE ${quote(name)}${template}`);
  return {
    url: databaseUrl(name),
    close: () => onServer(`DROP DATABASE IF EXISTS ${quote(name)} WITH (FORCE)`),
  };
}

/** Returns the URL of a database by the role of the service, which owns nothing; `prepareRecord` makes it. */
export function appUrlOf(url: string): string {
  const app = new URL(url);
  app.username = 'placet_test_app';
  app.password = 'of-a-test-server';
  return app.href;
}

/** Runs statements on the server's own database, as superuser. */
export async function onServer(...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: testServerUrl(), application_name: 'placet test support' });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Returns the URL of a database on the test server. */
export function databaseUrl(name: string): string {
  const url = new URL(testServerUrl());
  url.pathname = `/${name}`;
  return url.href;
}

function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
