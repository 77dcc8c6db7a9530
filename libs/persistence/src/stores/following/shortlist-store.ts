import { Injectable } from '@nestjs/common';
import { type Shortlist, type ShortlistContent, ShortlistStore, type Tx } from '#application';
import { managerOf } from '../transactions.ts';

const COLUMNS = 'id, name, body, version, by_name AS by, created, changed';

type Row = Omit<Shortlist, keyof ShortlistContent> & { readonly body: ShortlistContent };

/** Shortlists in Postgres; row-level security keeps each tenant to its own. */
@Injectable()
export class PostgresShortlistStore extends ShortlistStore {
  async list(tx: Tx): Promise<readonly Shortlist[]> {
    const rows = await managerOf(tx).query<Row[]>(`SELECT ${COLUMNS} FROM placet.shortlist ORDER BY id`);
    return rows.map(toShortlist);
  }

  async find(tx: Tx, id: string): Promise<Shortlist | undefined> {
    const [row] = await managerOf(tx).query<Row[]>(
      `SELECT ${COLUMNS} FROM placet.shortlist WHERE id = $1 FOR UPDATE`,
      [id],
    );
    return row && toShortlist(row);
  }

  add(
    tx: Tx,
    tenant: string,
    { id, name, by, content }: Parameters<ShortlistStore['add']>[2],
  ): Promise<Shortlist> {
    return written(
      tx,
      `INSERT INTO placet.shortlist (id, tenant, name, body, by_name) VALUES ($1, $2, $3, $4, $5) RETURNING ${COLUMNS}`,
      [id, tenant, name, JSON.stringify(content), by],
    );
  }

  change(tx: Tx, id: string, { name, content }: Parameters<ShortlistStore['change']>[2]): Promise<Shortlist> {
    return written(
      tx,
      `WITH changed AS (
         UPDATE placet.shortlist SET name = $2, body = $3, version = version + 1, changed = now() WHERE id = $1
         RETURNING ${COLUMNS.replace(' AS by', '')})
       SELECT ${COLUMNS} FROM changed`,
      [id, name, JSON.stringify(content)],
    );
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await managerOf(tx).query('DELETE FROM placet.shortlist WHERE id = $1', [id]);
  }
}

async function written(tx: Tx, statement: string, values: readonly unknown[]): Promise<Shortlist> {
  const [row] = await managerOf(tx).query<Row[]>(statement, [...values]);
  if (row === undefined) throw new Error('The shortlist was not stored.');
  return toShortlist(row);
}

function toShortlist({ body, ...row }: Row): Shortlist {
  return { ...row, ...body };
}
