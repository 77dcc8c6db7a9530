import { migrateQueueSchema } from '#messaging';
import { grantAppRole, migrate } from '#persistence';

/** By which roles one process speaks to the database. */
export interface RecordUrls {
  /** The owner, who changes the schema; absent where another process does that. */
  readonly owner?: string;
  /** The role of the service, which reads and writes; absent where it has to be the owner. */
  readonly app?: string;
}

/**
 * Brings the schemas of the record, and of queues that live beside it, up to date, and gives the service's role its
 * rights on what is new. Answers the names of the migrations that ran.
 */
export async function prepareRecord(
  { owner, app }: RecordUrls,
  { hasQueues }: { readonly hasQueues: boolean },
): Promise<string[]> {
  if (owner === undefined) return [];
  const applied = await migrate(owner);
  if (hasQueues) await migrateQueueSchema(owner);
  if (app !== undefined) await grantAppRole(owner, app);
  return applied;
}
