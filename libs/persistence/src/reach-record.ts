import { DatabaseError } from 'pg';
import type { DataSource } from 'typeorm';
import { reachPostgres } from '#platform';

/** Reaches the record's server like {@link reachPostgres}. */
export async function reachRecord({ options }: DataSource): Promise<void> {
  if (options.type !== 'postgres') throw new Error('The record needs PostgreSQL');
  await reachPostgres(options.url);
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
