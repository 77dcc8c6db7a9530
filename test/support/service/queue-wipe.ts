import { Redis } from 'ioredis';
import { Client } from 'pg';

/** Everything the queues hold is gone at once; on PostgreSQL the schema itself stays, as it does for FLUSHALL. */
export async function wipeQueues(databaseUrl: string, redisUrl: string | undefined): Promise<void> {
  if (redisUrl !== undefined) {
    const redis = new Redis(redisUrl);
    await redis.flushall();
    redis.disconnect();
    return;
  }
  const record = new Client({ connectionString: databaseUrl });
  await record.connect();
  const { rows } = await record.query<{ name: string }>(
    `SELECT format('queue.%I', tablename) AS name FROM pg_tables WHERE schemaname = 'queue' AND tablename NOT LIKE '%migration%'`,
  );
  await record.query(`TRUNCATE ${rows.map(({ name }) => name).join(', ')}`);
  await record.end();
}
