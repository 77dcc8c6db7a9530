import { Client, DatabaseError } from 'pg';
import type { DataSource } from 'typeorm';

const REACH_WITHIN_MS = 3000;

/** Answers over a connection of its own, or throws: tells dead connections from a database that is away. */
export async function reachRecord({ options }: DataSource): Promise<void> {
  if (options.type !== 'postgres') throw new Error('The record needs PostgreSQL');
  const client = new Client({
    connectionString: options.url,
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

/** Whether the database gives no sign of life within a time; a refusal, such as too many clients, is one. */
export async function isRecordSilent(source: DataSource, withinMs: number): Promise<boolean> {
  let late: NodeJS.Timeout | undefined;
  const silence = new Promise<boolean>((resolve) => {
    late = setTimeout(resolve, withinMs, true);
  });
  const sign = reachRecord(source).then(
    () => false,
    (error: unknown) => !(error instanceof DatabaseError),
  );
  try {
    return await Promise.race([sign, silence]);
  } finally {
    clearTimeout(late);
  }
}
