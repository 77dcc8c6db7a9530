import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditedWrite } from './audit-chain.ts';

/** A write that is being worked on: it is noted for the audit in the transaction that does it. */
export interface WriteInProgress {
  readonly id: string;
  readonly tenant: string;
  readonly write: AuditedWrite;
  /** Whether a transaction that did something for it has committed, and its note with it. */
  isNoted: boolean;
  /** What goes on behind an answer is no part of the write any more. */
  isAnswered: boolean;
  /** Whoever sent it was told that it was not done, so what is not committed by now must not be. */
  isGivenUp: boolean;
}

const inProgress = new AsyncLocalStorage<WriteInProgress>();

/** Does work as part of a write: the first of its transactions that changes something takes the note along. */
export function workingOn<T>(write: WriteInProgress, work: () => T): T {
  return inProgress.run(write, work);
}

/** The write that the present work is part of, as long as nothing of it is noted. */
export function writeToNote(): WriteInProgress | undefined {
  const write = inProgress.getStore();
  return write === undefined || write.isNoted || write.isAnswered ? undefined : write;
}

/** Whether the present work is part of a write that was given up, and must leave nothing. */
export function isGivenUp(): boolean {
  return inProgress.getStore()?.isGivenUp === true;
}
