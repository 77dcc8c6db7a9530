import type { EntityManager } from 'typeorm';
import type { WriteInProgress } from '#access';

/**
 * Notes a write, as the last thing that its transaction does, if that has changed anything: both commit or neither.
 * Answers whether it did. No lock of the chain is held, so that writes do not wait for each other's commits.
 */
export async function noteWrite(
  manager: EntityManager,
  { id, tenant, write }: WriteInProgress,
): Promise<boolean> {
  const noted = await manager.query<unknown[]>(
    `INSERT INTO placet.audit_begun (id, is_done, write) SELECT $1, true, $2
     WHERE pg_current_xact_id_if_assigned() IS NOT NULL ON CONFLICT (id) DO NOTHING RETURNING id`,
    [id, JSON.stringify({ ...write, tenant })],
  );
  return noted.length > 0;
}
