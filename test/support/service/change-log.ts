import { expect } from '@jest/globals';
import { eventually } from '../eventually.ts';

/**
 * Settles when a reader of the change log may see all of it: a running transaction of another database on the same
 * server holds back, for a moment, what was written after it began.
 */
export async function untilChangesSeen(query: (sql: string) => Promise<unknown>): Promise<void> {
  await eventually(
    async () =>
      expect(
        await query(
          `SELECT coalesce(max(xid), 0) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS all FROM placet.change`,
        ),
      ).toEqual([{ all: true }]),
    { within: 20_000 },
  );
}
