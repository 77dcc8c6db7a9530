import type { DisputeStatus, StandingDispute } from '#domain';
import type { Tx } from '../transactions.ts';

/** Where a document that supports a dispute can be read. */
export interface DisputeEvidence {
  readonly title: string;
  readonly url?: string;
}

/** One step of a dispute: it was raised, or decided. Steps are only ever added. */
export interface DisputeStep {
  readonly status: DisputeStatus;
  readonly reason: string;
  readonly evidence: DisputeEvidence | null;
  /** Who took it, and in which role. */
  readonly by: { readonly id: string; readonly name: string; readonly role: string };
  /** RFC 3339. */
  readonly at: string;
}

/** A dispute about a statement, with its steps from the oldest on. */
export interface DisputeRecord {
  readonly id: string;
  readonly statement: string;
  readonly subject: string;
  readonly status: DisputeStatus;
  readonly steps: readonly DisputeStep[];
}

export abstract class DisputeStore {
  /** Adds a step; the first one raises the dispute. Also enters it in the change log, and answers its place there. */
  abstract add(
    tx: Tx,
    dispute: Pick<DisputeRecord, 'id' | 'statement' | 'subject'>,
    step: Omit<DisputeStep, 'at'>,
  ): Promise<string>;
  /** Disputes about a statement, oldest first. Inside a transaction, nobody else can add steps to them until it ends. */
  abstract about(statement: string, tx?: Tx): Promise<readonly DisputeRecord[]>;
  /** How all disputes stood at an instant; now when it is null. */
  abstract standing(knownAt: string | null): Promise<readonly StandingDispute[]>;
}
