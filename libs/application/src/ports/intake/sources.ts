import type { Day } from '#domain';
import type { ItemProblem, Outcome } from './deliveries.ts';
import type { Tx } from '../transactions.ts';

export const SOURCE_KINDS = ['push', 'pull', 'folder'] as const;

/** When a pull or folder source is looked at: every so often, or by a cron expression in a time zone. */
export type Schedule = { readonly every: string } | { readonly cron: string; readonly timeZone?: string };

/**
 * How the pages of a source follow each other. Pointers are JSON Pointers into a page.
 * `link`: the Link header's rel="next", or a member of the page. `cursor`: a member of the page that goes back as a
 * parameter; the last one is where the next run goes on. `page`: numbers, until a page has no items. `window`: days,
 * from the last one that was read completely.
 */
export type Paging =
  | { readonly style: 'link'; readonly next?: string }
  | { readonly style: 'cursor'; readonly next: string; readonly parameter: string; readonly items?: string }
  | { readonly style: 'page'; readonly parameter: string; readonly first?: number; readonly items: string }
  | {
      readonly style: 'window';
      readonly from: string;
      readonly to: string;
      readonly start: Day;
      readonly days?: number;
    };

/** Where a pull source stands: what the next request needs to go on. */
export interface PullPosition {
  readonly etag?: string;
  readonly lastModified?: string;
  /** Address of the next page of an unfinished run. */
  readonly next?: string;
  readonly cursor?: string;
  readonly page?: number;
  readonly from?: Day;
  /** File of a folder source that was accepted but perhaps not yet moved. */
  readonly file?: string;
}

/** A feed or sender. */
export interface SourceRecord {
  readonly id: string;
  readonly name: string;
  readonly kind: (typeof SOURCE_KINDS)[number];
  readonly format: string | null;
  readonly mapping: unknown;
  readonly url: string | null;
  readonly schedule: Schedule | null;
  readonly paging: Paging | null;
  readonly freshness: string | null;
  readonly state: 'active' | 'paused' | 'disabled';
  readonly revision: number;
  readonly lastDelivery: Date | null;
  /** Since when its freshness promise is broken. */
  readonly staleSince: Date | null;
  readonly isSigned: boolean;
  /** When its freshness promise runs out, or ran out. */
  readonly due: Date | null;
  /** Its quarantined items that nobody has decided about. */
  readonly quarantined: number;
}

/** What a person may say about a source. */
export type SourceSettings = Pick<
  SourceRecord,
  'name' | 'format' | 'mapping' | 'url' | 'schedule' | 'paging' | 'freshness' | 'state'
>;

/** How a pull or folder source goes on. */
export interface PullState {
  readonly position: PullPosition;
  readonly failures: number;
  readonly notBefore: Date | null;
}

/** One look at a pull or folder source, with the account of what it brought. */
export interface SourceRun {
  readonly id: string;
  readonly source: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly started: Date;
  readonly finished: Date | null;
  readonly pages: number;
  readonly deliveries: number;
  /** Deliveries that are not read to their end yet. */
  readonly unread: number;
  readonly received: number;
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly problem: ItemProblem | null;
}

/** A source and its freshness promise. */
export interface SourceFreshness {
  readonly source: string;
  readonly promise: string;
  /** The last sign of life: a delivery, or a look that found nothing new. */
  readonly last: Date;
  readonly due: Date;
}

/** A source that broke its promise at an instant, or (null) keeps it again. */
export interface FreshnessChange {
  readonly source: string;
  readonly since: string | null;
}

/** A source before anything is known of it; what is not stated has its default. */
export type NewSource = Pick<SourceRecord, 'id' | 'kind' | 'name'> & Partial<SourceSettings>;

export abstract class SourceStore {
  abstract find(id: string): Promise<SourceRecord | undefined>;
  abstract list(): Promise<SourceRecord[]>;
  /** Adds a source; `false` when the id is taken. */
  abstract add(source: NewSource, secret?: string | null): Promise<boolean>;
  /** Adds a source in a transaction, unless the id is taken. */
  abstract ensure(tx: Tx, source: NewSource): Promise<void>;
  /** Changes a source that is still at this revision; `false` when it isn't. */
  abstract change(
    id: string,
    revision: number,
    settings: SourceSettings,
    secret?: string | null,
  ): Promise<boolean>;
  /** Removes a source that never delivered, disables any other; `false` when it isn't at this revision. */
  abstract remove(id: string, revision: number): Promise<boolean>;
  /** Secrets that signatures may be made with at an instant: the present one, and the one before for a day. */
  abstract secrets(id: string): Promise<readonly string[]>;
  /** Sources with a promise, the stalest first. */
  abstract freshness(): Promise<SourceFreshness[]>;
  /** Marks promises that broke or are kept again, as changes of the log; answers which sources. */
  abstract markStale(tx: Tx): Promise<FreshnessChange[]>;
  /** Sources whose promise is marked broken, and since which day. */
  abstract stale(): Promise<ReadonlyMap<string, Day>>;
}

/** Runs of pull and folder sources. */
export abstract class SourceRuns {
  abstract state(source: string): Promise<PullState>;
  /** Begins a run, and ends one that its process left behind; null while another one is at work. */
  abstract begin(source: string): Promise<string | null>;
  /** Says that a run is still at work. */
  abstract beat(run: string): Promise<void>;
  /** Counts a page and remembers where to go on, in the transaction that accepts what the page held. */
  abstract advance(tx: Tx, run: string, source: string, position: PullPosition): Promise<void>;
  /** Ends a run; after a failure the next one waits until `retryAt`. */
  abstract finish(
    run: string,
    source: string,
    outcome: { problem: ItemProblem; retryAt: Date } | { problem: null; position: PullPosition },
  ): Promise<void>;
  abstract list(source: string, after: string | null, limit: number): Promise<SourceRun[]>;
}
