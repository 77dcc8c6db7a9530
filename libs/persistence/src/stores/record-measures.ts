import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type RecordMeasure, RecordMeasures } from '#application';

/** Measures of the record in Postgres. */
@Injectable()
export class PostgresRecordMeasures extends RecordMeasures {
  constructor(private readonly source: DataSource) {
    super();
  }

  async measure(position: string): Promise<RecordMeasure> {
    const [xid = '0', seq = '0'] = position.split('-');
    const [row] = await this.source.query<RecordMeasure[]>(
      `SELECT coalesce((SELECT extract(epoch FROM now() - min(accepted)) FROM placet.delivery
           WHERE state IN ('accepted', 'reading')), 0)::float8 AS "oldestUndoneSeconds",
         coalesce((SELECT extract(epoch FROM now() - min(at)) FROM placet.change
           WHERE (xid, seq) > ($1::bigint, $2::bigint)), 0)::float8 AS "unseenSeconds"`,
      [xid, seq],
    );
    return row ?? { oldestUndoneSeconds: 0, unseenSeconds: 0 };
  }

  connections(): Readonly<Record<'busy' | 'idle' | 'waiting', number>> {
    // The driver's pool of node-postgres, which TypeORM has no type for.
    const pool: unknown = Reflect.get(this.source.driver, 'master');
    const idle = countIn(pool, 'idleCount');
    return { busy: countIn(pool, 'totalCount') - idle, idle, waiting: countIn(pool, 'waitingCount') };
  }
}

function countIn(pool: unknown, name: 'totalCount' | 'idleCount' | 'waitingCount'): number {
  const count: unknown = typeof pool === 'object' && pool !== null ? Reflect.get(pool, name) : undefined;
  if (typeof count !== 'number') throw new Error(`The pool of the database does not tell its ${name}`);
  return count;
}
