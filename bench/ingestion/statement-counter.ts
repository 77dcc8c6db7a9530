import { Client } from 'pg';

const SHOWN = 14;

/** Prints what statements of a record took since it was last asked, by pg_stat_statements. */
export class StatementCounter {
  private constructor(private readonly client: Client) {}

  /** Begins to count; the server must have been started with the extension. */
  static async on(url: string): Promise<StatementCounter> {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    await client.query('SELECT pg_stat_statements_reset()');
    return new StatementCounter(client);
  }

  /** Prints the costliest statements, each by the time that one of `notices` took, and begins anew. */
  async print(what: string, notices: number): Promise<void> {
    const { rows } = await this.client.query<{ us: number; calls: string; wal: string; query: string }>(
      `SELECT total_exec_time * 1000 / $1 AS us, calls, wal_bytes / $1 AS wal, regexp_replace(query, '\\s+', ' ', 'g') AS query
       FROM pg_stat_statements ORDER BY total_exec_time DESC LIMIT $2`,
      [notices, SHOWN],
    );
    process.stdout.write(`\n${what}: µs and bytes of log a notice, calls, statement\n`);
    for (const { us, calls, wal, query } of rows) {
      const numbers = `${us.toFixed(1).padStart(8)} ${Number(wal).toFixed(0).padStart(8)} ${calls.padStart(6)}`;
      process.stdout.write(`${numbers}  ${query.slice(0, 100)}\n`);
    }
    await this.client.query('SELECT pg_stat_statements_reset()');
  }

  /** Ends its session. */
  async end(): Promise<void> {
    await this.client.end();
  }
}
