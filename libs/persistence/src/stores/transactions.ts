import { Injectable } from '@nestjs/common';
import { DataSource, EntityManager, QueryFailedError } from 'typeorm';
import { type Tx, Transactions, Unstorable } from '#application';

/** One Postgres transaction per unit of work. */
@Injectable()
export class PostgresTransactions extends Transactions {
  constructor(private readonly source: DataSource) {
    super();
  }

  async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      return await this.source.transaction((manager) => work({ transaction: manager }));
    } catch (error) {
      if (isDataException(error)) throw new Unstorable(error.message, { cause: error });
      throw error;
    }
  }
}

/** SQLSTATE class 22: the data, not the moment, is to blame. */
function isDataException(error: unknown): error is QueryFailedError {
  if (!(error instanceof QueryFailedError)) return false;
  const cause: unknown = error.driverError;
  return (
    typeof cause === 'object' && cause !== null && 'code' in cause && String(cause.code).startsWith('22')
  );
}

/** The entity manager inside a transaction handle of this adapter. */
export function managerOf(tx: Tx): EntityManager {
  if (!(tx.transaction instanceof EntityManager))
    throw new Error('This transaction was not opened by PostgresTransactions');
  return tx.transaction;
}
