import type { LoggedEvent } from '../../events/event-types.ts';
import type { EventFilter } from './events.ts';
import type { Tx } from '../transactions.ts';

export const WEBHOOK_STATES = ['active', 'paused', 'disabled'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

/** What a person says about a webhook. */
export interface WebhookSettings {
  readonly name: string;
  readonly url: string;
  readonly filter: EventFilter;
  /** One at a time, in the order of the events: what fails holds back what comes after it. */
  readonly isOrdered: boolean;
  /** How many requests may be under way at once; 1 when ordered. */
  readonly concurrency: number;
}

/** An address that events are sent to. */
export interface Webhook extends WebhookSettings {
  readonly id: string;
  readonly tenant: string;
  readonly state: WebhookState;
  /** Why it was disabled: `gone` (410), `failing` (for days); null otherwise. */
  readonly disabledReason: string | null;
  /** Since when nothing has arrived. */
  readonly failingSince: Date | null;
  readonly lastSuccess: Date | null;
  /** Until when requests are signed with the secret before the present one as well. */
  readonly rotatingUntil: Date | null;
  readonly waiting: number;
  readonly revision: number;
  readonly created: Date;
}

/** A secret as stored, and until when it is used; null: the present one. */
export interface SealedSecret {
  readonly sealed: string;
  readonly until: string | null;
}

export const ATTEMPT_RESULTS = ['succeeded', 'failed', 'timeout', 'refused'] as const;
export type AttemptResult = (typeof ATTEMPT_RESULTS)[number];

/** One try to send an event. */
export interface WebhookAttempt {
  readonly id: string;
  readonly event: string;
  readonly type: string;
  /** 0 for the first sending, one more for each replay. */
  readonly round: number;
  /** Number of the try in its round, from 1. */
  readonly no: number;
  readonly at: Date;
  readonly durationMs: number;
  readonly result: AttemptResult;
  readonly status: number | null;
  readonly problem: string | null;
  /** The beginning of the answer's body, without secrets. */
  readonly answer: string | null;
}

/** An event that this process alone may send to its webhook, for as long as its lease lasts. */
export interface ClaimedMessage {
  readonly webhook: string;
  readonly url: string;
  readonly secrets: readonly SealedSecret[];
  readonly event: LoggedEvent;
  readonly claim: string;
  readonly round: number;
  /** Tries of this round before. */
  readonly attempts: number;
}

/** What came of a try; `retryInMs` is null when it is the last one. */
export type AttemptOutcome = Pick<
  WebhookAttempt,
  'at' | 'durationMs' | 'result' | 'status' | 'problem' | 'answer'
> & { readonly retryInMs: number | null };

/** Webhooks of the tenant of a transaction. */
export abstract class WebhookStore {
  abstract list(tx: Tx): Promise<Webhook[]>;
  /** Finds a webhook and keeps it from being removed until the transaction ends. */
  abstract hold(tx: Tx, id: string): Promise<Webhook | undefined>;
  abstract find(tx: Tx, id: string): Promise<Webhook | undefined>;
  abstract add(
    tx: Tx,
    webhook: WebhookSettings & { readonly id: string; readonly tenant: string },
    sealed: string,
  ): Promise<void>;
  /** Changes one that is still at this revision; `false` when it isn't. What is active again has no failures. */
  abstract change(
    tx: Tx,
    id: string,
    revision: number,
    settings: WebhookSettings & { readonly state: WebhookState },
  ): Promise<boolean>;
  abstract remove(tx: Tx, id: string, revision: number): Promise<boolean>;
  /** Makes another secret the present one; the one before is used for `keepMs` more. */
  abstract rotate(tx: Tx, id: string, sealed: string, keepMs: number): Promise<void>;
  /** Notes a failure, and answers since when nothing has arrived. */
  abstract fails(tx: Tx, id: string): Promise<Date>;
  /** Sends nothing to it any more, and gives up what waits for it. */
  abstract disable(tx: Tx, id: string, reason: string): Promise<void>;
  /** Tries, newest first. */
  abstract attempts(tx: Tx, id: string, before: string | null, limit: number): Promise<WebhookAttempt[]>;
}

/** What waits to be sent to the webhooks of the tenant of a transaction: one message per event and webhook. */
export abstract class WebhookMessages {
  /** Lets an event wait for every webhook that wants it; answers for which it waits. Doing it again changes nothing. */
  abstract spread(tx: Tx, event: string): Promise<string[]>;
  /** Lets one event wait for one webhook, whatever its filter says. */
  abstract add(tx: Tx, webhook: string, event: string): Promise<void>;
  /** Lets everything that a webhook wants of a time wait for it (again); answers how many events. */
  abstract replay(tx: Tx, webhook: string, since: Date, until: Date | null): Promise<number>;
  /** Takes the next message that may be sent now; null when there is none or enough is under way. */
  abstract claim(tx: Tx, webhook: string, leaseMs: number): Promise<ClaimedMessage | null>;
  /** Keeps a claim; `false` when it is lost. */
  abstract renew(tx: Tx, message: ClaimedMessage, leaseMs: number): Promise<boolean>;
  /** Writes what came of a try and gives the claim back; `false`, and nothing written, when it was lost meanwhile. */
  abstract settle(tx: Tx, message: ClaimedMessage, outcome: AttemptOutcome): Promise<boolean>;
  /** Webhooks with messages that may be sent now. */
  abstract due(tx: Tx): Promise<string[]>;
  /** When the next message of a webhook may be sent, in ms from now; null when none waits. */
  abstract nextInMs(tx: Tx, webhook: string): Promise<number | null>;
  /** Age of the message that has waited longest for an active webhook, in seconds; 0 when none waits. */
  abstract oldestSeconds(tx: Tx): Promise<number>;
  /** Forgets tries that are older than the log promises. */
  abstract forgetAttempts(tx: Tx): Promise<void>;
}
