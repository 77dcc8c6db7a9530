import { Client } from 'pg';

const REACH_WITHIN_MS = 3000;

/** Answers over a connection of its own, or throws: tells dead connections from a server that is away. */
export async function reachPostgres(url: string | undefined): Promise<void> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: REACH_WITHIN_MS,
    query_timeout: REACH_WITHIN_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    // A server that stopped answering would not take the farewell either.
    void client.end().catch(() => undefined);
  }
}
