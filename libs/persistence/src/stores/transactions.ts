import { Injectable } from '@nestjs/common';
import { DataSource, EntityManager, QueryFailedError } from 'typeorm';
import { isGivenUp, writeToNote } from '#access';
import { type Tx, Transactions, Unavailable, Unstorable } from '#application';
import { noteWrite } from './tenants/audit-notes.ts';

/** One Postgres transaction per unit of work. */
@Injectable()
export class PostgresTransactions extends Transactions {
  constructor(private readonly source: DataSource) {
    super();
  }

  run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return storing(() => inTransaction(this.source, (manager) => work({ transaction: manager })));
  }

  runAs<T>(tenant: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return storing(() => inTenant(this.source, tenant, (manager) => work({ transaction: manager })));
  }

  actFor(tx: Tx, tenant: string): Promise<void> {
    return become(managerOf(tx), tenant);
  }
}

/** Another transaction was quicker with the same rows: the work begins anew and sees what that one wrote. */
export class Overtaken extends Error {}

/** How often work is begun; who loses this often has another problem than bad luck. */
const TRIES = 5;

async function storing<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries < TRIES && (error instanceof Overtaken || isDeadlock(error))) continue;
      if (isDataException(error)) throw new Unstorable(error.message, { cause: error });
      throw error;
    }
  }
}

/** Runs work in a transaction; if it is part of a write of somebody's and changes something, the audit's note is in it. */
export async function inTransaction<T>(
  source: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const write = writeToNote();
  if (write === undefined) return source.transaction(work);
  const { result, isNoted } = await source.transaction(async (manager) => {
    const done = { result: await work(manager), isNoted: await noteWrite(manager, write) };
    // Its sender may have been answered while the database stood still, and will send it again.
    if (isGivenUp()) throw new Unavailable('The write was given up before it was done.');
    return done;
  });
  write.isNoted ||= isNoted;
  return result;
}

/** Runs work in a transaction of a tenant; the setting ends with it, so a pooled connection carries nothing over. */
export async function inTenant<T>(
  source: DataSource,
  tenant: string,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  return inTransaction(source, async (manager) => {
    await become(manager, tenant);
    return work(manager);
  });
}

/** Runs work that follows the change log for all tenants: it alone sees every standing question and its verdicts. */
export async function whileFollowing<T>(
  source: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  return source.transaction(async (manager) => {
    await follow(manager);
    return work(manager);
  });
}

/** Lets the rest of a transaction see the standing questions of all tenants. */
export async function follow(manager: EntityManager): Promise<void> {
  await manager.query(`SELECT set_config('placet.following', 'on', true)`);
}

async function become(manager: EntityManager, tenant: string): Promise<void> {
  if (tenant === '') throw new Error('Work for a tenant needs the id of the tenant.');
  await manager.query(`SELECT set_config('placet.tenant', $1, true)`, [tenant]);
}

/** SQLSTATE class 22: the data, not the moment, is to blame. */
function isDataException(error: unknown): error is QueryFailedError {
  return error instanceof QueryFailedError && stateOf(error).startsWith('22');
}

/** Postgres ended this transaction so that another one could go on. */
function isDeadlock(error: unknown): boolean {
  return error instanceof QueryFailedError && stateOf(error) === '40P01';
}

function stateOf(error: QueryFailedError): string {
  const cause: unknown = error.driverError;
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
}

/** The entity manager inside a transaction handle of this adapter. */
export function managerOf(tx: Tx): EntityManager {
  if (!(tx.transaction instanceof EntityManager))
    throw new Error('This transaction was not opened by PostgresTransactions');
  return tx.transaction;
}
