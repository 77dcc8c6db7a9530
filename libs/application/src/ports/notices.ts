import type { NoticeVersion } from '#domain';
import type { Tx } from './transactions.ts';

/** A notice version as a reader found it; `raw` is the source's own text, kept exactly. */
export interface IncomingNotice {
  readonly notice: NoticeVersion;
  readonly raw: string;
  /** Reader and schema that made it (`ocds-1.1`), which decide how its versions combine. */
  readonly format: string;
  readonly hash: string;
  readonly pointer: string;
}

/** One stored publication of a procedure. */
export interface StoredNoticeVersion {
  readonly notice: NoticeVersion;
  readonly raw: string;
  readonly format: string;
}

/**
 * Turns the publications of one procedure into its successive states. Sources that publish only what changed (OCDS
 * releases) are merged by their own rules; others stand as they are.
 */
export abstract class NoticeCompiler {
  abstract compile(versions: readonly StoredNoticeVersion[]): readonly NoticeVersion[];
}

/** Search over notices; every given condition must hold. */
export interface NoticeQuery {
  readonly text?: string;
  readonly market?: string;
  readonly source?: string;
  readonly key?: string;
  readonly status?: string;
  readonly classification?: string;
  readonly deadlineFrom?: string;
  readonly deadlineTo?: string;
  readonly valueFrom?: string;
  readonly valueTo?: string;
}

/** A procedure as stored: `body` is the canonical notice of its present state. */
export interface NoticeRow {
  readonly id: string;
  readonly body: NoticeVersion;
  readonly status: string;
  readonly versions: number;
  readonly published: string | null;
}

export type NoticeOutcome = 'applied' | 'unchanged' | 'superseded' | 'duplicate' | 'conflict';

/** Where a search goes on: after this row in the order of publication, latest first. */
export interface NoticeCursor {
  readonly published: string | null;
  readonly id: string;
}

export abstract class NoticeStore {
  /** Writes versions and recomputes the process view of each touched notice; one outcome each. */
  abstract write(
    tx: Tx,
    deliveryId: string,
    notices: readonly IncomingNotice[],
  ): Promise<{ outcome: NoticeOutcome; id: string }[]>;
  abstract find(id: string): Promise<NoticeRow | undefined>;
  abstract search(query: NoticeQuery, after: NoticeCursor | null, limit: number): Promise<NoticeRow[]>;
  /** The stored publications of a procedure, in order of arrival. */
  abstract publications(id: string): Promise<StoredNoticeVersion[]>;
  /** Open notices per market at an instant. */
  abstract openByMarket(now: Date): Promise<ReadonlyMap<string, number>>;
}
