import type { ClauseHint, NoticeVersion, Relevance, RelevanceBand } from '#domain';
import type { Tx } from '../transactions.ts';

/** A notice version as a reader found it; `raw` is the source's own text, kept exactly. */
export interface IncomingNotice {
  readonly notice: NoticeVersion;
  readonly raw: string;
  /** Reader and schema that made it (`ocds-1.1`), which decide how its versions combine. */
  readonly format: string;
  readonly hash: string;
  readonly pointer: string;
}

/** One stored publication of a procedure; `raw` is there where the compiler needs it. */
export interface StoredNoticeVersion {
  readonly notice: NoticeVersion;
  readonly raw: string | null;
  readonly format: string;
}

/**
 * Turns the publications of one procedure into its successive states. Sources that publish only what changed (OCDS
 * releases) are merged by their own rules; others stand as they are.
 */
export abstract class NoticeCompiler {
  /** Says whether publications of a format are combined from the source's own text, which must be kept for that. */
  abstract needsRaw(format: string): boolean;
  abstract compile(versions: readonly StoredNoticeVersion[]): readonly NoticeVersion[];
}

/** What Placet thinks of a notice; `relevance` is null while no rules are known. */
export interface Judgement {
  readonly relevance: Relevance | null;
  readonly clauseHints: readonly ClauseHint[];
}

/** Judges notices by the rules in force. */
export abstract class NoticeJudge {
  /** The transaction whose change gave the rules their present form; `0` before any came. */
  abstract readonly rules: string;
  abstract judge(notice: NoticeVersion): Judgement;
}

/** Search over notices; every given condition must hold, a list is met by any of its values. */
export interface NoticeQuery {
  readonly text?: string;
  /** Languages whose endings are understood in `text`, as BCP 47 tags. */
  readonly languages?: readonly string[];
  readonly market?: string;
  readonly source?: string;
  readonly key?: string;
  readonly status?: string;
  readonly kind?: string;
  readonly buyer?: string;
  readonly currency?: string;
  readonly relevance?: readonly RelevanceBand[];
  readonly classification?: string;
  readonly deadlineFrom?: string;
  readonly deadlineTo?: string;
  readonly valueFrom?: string;
  readonly valueTo?: string;
}

/** Orders of a search: latest published, next deadline, greatest value, highest relevance first. */
export const NOTICE_SORTS = ['published', 'deadline', 'value', 'relevance'] as const;
export type NoticeSort = (typeof NOTICE_SORTS)[number];

/** What the results of a search can be counted by. */
export const NOTICE_FACETS = [
  'market',
  'status',
  'kind',
  'relevance',
  'buyer',
  'source',
  'currency',
] as const;
export type NoticeFacet = (typeof NOTICE_FACETS)[number];

/** How many results have a value; `null` counts those without one. */
export interface FacetCount {
  readonly value: string | null;
  readonly count: number;
}

/** A procedure as stored: `body` is the canonical notice of its present state. */
export interface NoticeRow {
  readonly id: string;
  readonly body: NoticeVersion;
  readonly status: string;
  readonly versions: number;
  readonly relevance: Relevance | null;
  readonly clauseHints: readonly ClauseHint[] | null;
}

export type NoticeOutcome = 'applied' | 'unchanged' | 'superseded' | 'duplicate' | 'conflict';

/** Where a search goes on: after the row with this value of the order and this id. */
export interface NoticeCursor {
  readonly value: string | null;
  readonly id: string;
}

/** A page of a search; `next` is null on the last one. */
export interface NoticePage {
  readonly rows: readonly NoticeRow[];
  readonly next: NoticeCursor | null;
}

/** What is open in a market: how many notices, and the sum of the values stated, by currency. */
export interface OpenNotices {
  readonly notices: number;
  /** Decimal strings by ISO 4217 code; notices without a value add nothing. */
  readonly value: Readonly<Record<string, string>>;
}

export abstract class NoticeStore {
  /** Writes versions and recomputes the process view of each touched notice; one outcome each. */
  abstract write(
    tx: Tx,
    deliveryId: string,
    notices: readonly IncomingNotice[],
  ): Promise<{ outcome: NoticeOutcome; id: string }[]>;
  abstract find(id: string): Promise<NoticeRow | undefined>;
  /** Says whether some notice was judged by older rules than the present ones. */
  abstract hasOutdated(): Promise<boolean>;
  /**
   * Judges up to `limit` notices anew that were judged by older rules, in one transaction of its own, and tells the
   * change log of those whose judgement differs. Answers how many were judged; notices being written are left out.
   */
  abstract judgeAgain(limit: number): Promise<number>;
  /** The stored publications of a procedure, in order of arrival. */
  abstract publications(id: string): Promise<StoredNoticeVersion[]>;
}

/** Publications that are read again by another mapping. */
export abstract class NoticeCorrections {
  /**
   * Gives publications that are stored the body that they were read as now, and the notices of those that differ their
   * view; one answer each, whether it differs.
   */
  abstract correct(tx: Tx, deliveryId: string, notices: readonly IncomingNotice[]): Promise<boolean[]>;
  /**
   * Withdraws what earlier readings of the document that a re-reading read have published under a key or version that
   * its text doesn't give any more. It stays in the history; doing it again changes nothing.
   */
  abstract withdraw(tx: Tx, deliveryId: string): Promise<void>;
}

export abstract class NoticeSearch {
  abstract search(
    query: NoticeQuery,
    sort: NoticeSort,
    after: NoticeCursor | null,
    limit: number,
  ): Promise<NoticePage>;
  /** The most frequent values of each facet under the other conditions, so that alternatives are seen. */
  abstract facets(
    query: NoticeQuery,
    facets: readonly NoticeFacet[],
  ): Promise<Readonly<Partial<Record<NoticeFacet, readonly FacetCount[]>>>>;
  /** Notices open at an instant by market, those left out that buy no infrastructure. */
  abstract openByMarket(now: Date): Promise<ReadonlyMap<string, OpenNotices>>;
}
