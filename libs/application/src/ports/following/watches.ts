import type { DefaultNeed, Need } from '#domain';
import type { EventData, EventType } from '../../events/event-types.ts';
import type { NoticeQuery } from '../intake/notices.ts';
import type { Tx } from '../transactions.ts';

export const WATCH_KINDS = ['vendor', 'market', 'need', 'regime', 'notices'] as const;
export const DIGESTS = ['none', 'daily', 'weekly'] as const;

/** What is watched. Vendors, markets and regimes are watched through the default needs of markets. */
export type WatchSubject =
  | {
      readonly kind: 'vendor';
      readonly vendor: string;
      readonly market?: string;
      readonly need?: DefaultNeed;
    }
  | { readonly kind: 'market'; readonly market: string; readonly need?: DefaultNeed }
  | { readonly kind: 'need'; readonly market: string; readonly needs: Need }
  | { readonly kind: 'regime'; readonly regime: string }
  | { readonly kind: 'notices'; readonly query: NoticeQuery };

/** What a person says about a watch. */
export interface WatchSettings {
  readonly name: string;
  /** How often its alerts are also told together. */
  readonly digest: (typeof DIGESTS)[number];
  /** IANA name of the time zone whose days and weeks digests follow. */
  readonly timeZone: string;
}

/** A saved question whose changes of verdict, or new notices, are announced. */
export interface Watch extends WatchSettings {
  readonly id: string;
  readonly tenant: string;
  readonly subject: WatchSubject;
  /** The standing question of a watched need. */
  readonly question: string | null;
  readonly alerts: number;
  /** When its next digest is due. */
  readonly digestDue: Date | null;
  /** Number of its feed address. */
  readonly feedNo: number;
  readonly revision: number;
  readonly created: Date;
}

/** An event that concerns a watch. */
export type WatchAlert = {
  [Type in EventType]: {
    readonly event: string;
    readonly type: Type;
    readonly subject: string;
    readonly time: Date;
    readonly data: EventData[Type];
    /** Place in the event log. */
    readonly position: string;
  };
}[EventType];

/** What the condition of a watch is checked against, of an event that may be told. */
export type ForeseenEvent = Pick<WatchAlert, 'type' | 'data'> & {
  readonly market: string | null;
  readonly vendor: string | null;
};

/** How often events that have not happened would alert a watch. */
export interface ForeseenAlerts {
  readonly watch: string;
  readonly name: string;
  readonly kind: (typeof WATCH_KINDS)[number];
  readonly alerts: number;
}

/** Alerts that a digest sums up. */
export interface DuePeriod {
  readonly from: Date;
  readonly to: Date;
  readonly count: number;
  /** The first ones. */
  readonly alerts: readonly WatchAlert[];
}

/** Watches of the tenant of a transaction. */
export abstract class WatchStore {
  abstract list(tx: Tx): Promise<Watch[]>;
  abstract find(tx: Tx, id: string): Promise<Watch | undefined>;
  abstract add(
    tx: Tx,
    watch: WatchSettings & Pick<Watch, 'id' | 'tenant' | 'subject' | 'question'>,
  ): Promise<void>;
  /** Changes one that is still at this revision; `false` when it isn't. */
  abstract change(tx: Tx, id: string, revision: number, settings: WatchSettings): Promise<boolean>;
  abstract remove(tx: Tx, id: string, revision: number): Promise<boolean>;
  /** Whether a watch asks a standing question. */
  abstract isAsked(tx: Tx, question: string): Promise<boolean>;
  /** Gives its feed another address. */
  abstract renewFeed(tx: Tx, id: string): Promise<void>;
  /** Alerts every watch that an event concerns. Doing it again changes nothing. */
  abstract alert(tx: Tx, event: string): Promise<void>;
  /** Which watches some events would alert, and how often, by name; nothing is kept. */
  abstract foresee(tx: Tx, events: readonly ForeseenEvent[]): Promise<ForeseenAlerts[]>;
  /** Alerts after a position going back, newest first. */
  abstract alerts(tx: Tx, id: string, before: string | null, limit: number): Promise<WatchAlert[]>;
  /** Watches whose digest is due, held for the transaction. */
  abstract dueDigests(tx: Tx): Promise<Watch[]>;
  /** The period of a due digest with its alerts; the next period begins. */
  abstract closePeriod(tx: Tx, id: string, alerts: number): Promise<DuePeriod>;
}

/** A notice that matches a watch for the first time. */
export interface MatchedNotice {
  readonly notice: string;
  readonly version: string | null;
  readonly title: string | null;
  readonly market: string | null;
  readonly buyer: string | null;
  readonly deadline: string | null;
  readonly source: string;
  readonly delivery: string | null;
  readonly pointer: string | null;
  /** The trace of the request that brought it. */
  readonly traceparent: string | null;
}

/** Finds, among notices that changed, those that a query asks for. */
export abstract class NoticeMatches {
  /** Up to where the change log has been looked through; null before that has begun. */
  abstract position(): Promise<string | null>;
  /** Moves on; `false` when another worker did. */
  abstract advance(from: string | null, to: string): Promise<boolean>;
  /** Those of the notices that match and that were first published here after an instant. */
  abstract among(notices: readonly string[], query: NoticeQuery, since: Date): Promise<MatchedNotice[]>;
}
