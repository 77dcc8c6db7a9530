/** An open transaction; only adapters know what it is. */
export interface Tx {
  readonly transaction: unknown;
}

/** Runs work so that all of it is kept or none. */
export abstract class Transactions {
  abstract run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** The same for a tenant: what tenants keep for themselves is seen and written in such a transaction only. */
  abstract runAs<T>(tenant: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Lets the rest of a transaction act for a tenant: for work that brings something to several tenants at once. */
  abstract actFor(tx: Tx, tenant: string): Promise<void>;
}
