import type { StandingDispute } from '#domain';
import type { Change, DocumentKind, StoredDocument } from './documents.ts';

/** The entries of the change log that one transaction wrote. */
export interface LoggedTransaction {
  /** Position of its last entry. */
  readonly position: string;
  /** The UTC day on which it was written, or the day that it says has begun. */
  readonly day: string;
  readonly changes: readonly Change[];
}

/**
 * The record as it was at any position of the change log. Whoever follows the log by it comes to the same conclusions
 * whenever it does, however many transactions it has to catch up with.
 */
export abstract class PastRecord {
  /** Whole transactions after a position that can no longer be overtaken, in order. */
  abstract transactions(after: string, limit: number): Promise<LoggedTransaction[]>;
  /** Says whether there are entries after a position that may still be overtaken: they are readable in a moment. */
  abstract isAwaited(after: string): Promise<boolean>;
  /** The documents that were current at a position: all, or the named ones. */
  abstract documents(
    position: string,
    keys: readonly { kind: DocumentKind; key: string }[] | null,
  ): Promise<StoredDocument[]>;
  abstract disputes(position: string): Promise<readonly StandingDispute[]>;
  /** Sources whose freshness promise was broken: since which day. */
  abstract staleSources(position: string): Promise<ReadonlyMap<string, string>>;
  /** Which documents have ever made statements, by statement. */
  abstract speakersOf(
    statements: readonly string[],
  ): Promise<ReadonlyMap<string, readonly { kind: string; key: string }[]>>;
}
