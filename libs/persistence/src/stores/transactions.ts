import { Injectable } from '@nestjs/common';
import { DataSource, EntityManager } from 'typeorm';
import { type Tx, Transactions } from '#application';

/** One Postgres transaction per unit of work. */
@Injectable()
export class PostgresTransactions extends Transactions {
  constructor(private readonly source: DataSource) {
    super();
  }

  run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.source.transaction((manager) => work({ transaction: manager }));
  }
}

/** The entity manager inside a transaction handle of this adapter. */
export function managerOf(tx: Tx): EntityManager {
  if (!(tx.transaction instanceof EntityManager))
    throw new Error('This transaction was not opened by PostgresTransactions');
  return tx.transaction;
}
