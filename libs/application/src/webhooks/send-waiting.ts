import { Injectable } from '@nestjs/common';
import { CLOUD_EVENT_TYPE, cloudEvent } from '../events/cloud-event.ts';
import { eventId } from '../events/event-id.ts';
import { EventLog } from '../ports/following/events.ts';
import { AddressRefused } from '../ports/intake/fetching.ts';
import { NoAnswer, Poster } from '../ports/following/posting.ts';
import { Seals } from '../ports/seals.ts';
import { Transactions, type Tx } from '../ports/transactions.ts';
import {
  type AttemptOutcome,
  type AttemptResult,
  type ClaimedMessage,
  WebhookMessages,
  WebhookStore,
} from '../ports/following/webhooks.ts';
import { retryAfterMs, retryInMs } from './retry-schedule.ts';
import { webhookSignature } from './signature.ts';

/** An answer must come within this time (Standard Webhooks). */
const ANSWER_WITHIN_MS = 15_000;
/** One webhook gives others a turn after this time. */
const TURN_MS = 20_000;
const DISABLED_AFTER_MS = 5 * 24 * 3600_000;
const GONE = 410;
/** Of an answer's body, this much is kept for whoever looks for the reason of a failure. */
const ANSWER_CHARS = 4096;

/** How sending is tried again, and for how long a claim holds without a sign of life. */
export class WebhookPolicy {
  readonly scheduleMs: readonly number[];
  readonly leaseMs: number;

  constructor(scheduleMs: readonly number[], leaseMs: number) {
    this.scheduleMs = scheduleMs;
    this.leaseMs = leaseMs;
  }
}

/**
 * Sends what waits for one webhook, in the order of the events, as much at once as it allows. Who may send a message is
 * decided in the record, so that jobs that run twice, or whose worker dies, send nothing twice that was seen to arrive.
 */
@Injectable()
export class SendWaiting {
  constructor(
    private readonly transactions: Transactions,
    private readonly webhooks: WebhookStore,
    private readonly messages: WebhookMessages,
    private readonly events: EventLog,
    private readonly seals: Seals,
    private readonly poster: Poster,
    private readonly policy: WebhookPolicy,
  ) {}

  /**
   * Answers in how many ms something can be sent again; null when nothing waits.
   *
   * @param told is called with the result of each try.
   */
  async run(tenant: string, webhook: string, told: (result: AttemptResult) => void): Promise<number | null> {
    const found = await this.transactions.runAs(tenant, (tx) => this.webhooks.find(tx, webhook));
    if (found?.state !== 'active') return null;
    const until = Date.now() + TURN_MS;
    const sendUntilNone = async (): Promise<void> => {
      while (Date.now() < until) {
        const message = await this.transactions.runAs(tenant, (tx) =>
          this.messages.claim(tx, webhook, this.policy.leaseMs),
        );
        if (message === null) return;
        await this.send(tenant, message, told);
      }
    };
    await Promise.all(Array.from({ length: found.concurrency }, sendUntilNone));
    return this.transactions.runAs(tenant, (tx) => this.messages.nextInMs(tx, webhook));
  }

  private async send(
    tenant: string,
    message: ClaimedMessage,
    told: (result: AttemptResult) => void,
  ): Promise<void> {
    const renewing = setInterval(() => {
      // A claim that can't be renewed runs out: then another process sends, which receivers must expect.
      this.transactions
        .runAs(tenant, (tx) => this.messages.renew(tx, message, this.policy.leaseMs))
        .catch(() => undefined);
    }, this.policy.leaseMs / 3);
    try {
      const outcome = await this.attempt(message);
      const isSettled = await this.transactions.runAs(tenant, (tx) =>
        this.settle(tx, tenant, message, outcome),
      );
      if (isSettled) told(outcome.result);
    } finally {
      clearInterval(renewing);
    }
  }

  private async attempt(message: ClaimedMessage): Promise<AttemptOutcome> {
    const at = new Date();
    const secrets = message.secrets
      .filter(({ until }) => until === null || new Date(until) > at)
      .map(({ sealed }) => this.seals.open(sealed, message.webhook));
    const { event } = message;
    const body = JSON.stringify(cloudEvent(event));
    const timestamp = Math.floor(at.getTime() / 1000);
    const signature = webhookSignature(secrets, event.id, timestamp, body);
    const headers = {
      'content-type': CLOUD_EVENT_TYPE,
      'webhook-id': event.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signature,
      ...(event.traceparent === null ? {} : { traceparent: event.traceparent }),
    };
    const started = performance.now();
    const spent = (): number => Math.round(performance.now() - started);
    const failed = (
      result: AttemptResult,
      problem: string,
      answer: Pick<AttemptOutcome, 'status' | 'answer'>,
      askedMs: number | null,
    ): AttemptOutcome => ({
      at,
      durationMs: spent(),
      result,
      problem,
      ...answer,
      retryInMs: retryInMs(this.policy.scheduleMs, message.attempts + 1, askedMs, Math.random()),
    });
    try {
      const {
        status,
        retryAfter,
        body: text,
      } = await this.poster.post(message.url, headers, body, ANSWER_WITHIN_MS);
      const answer = { status, answer: withoutSecrets(text, [...secrets, ...signature.split(' ')]) };
      if (status >= 200 && status < 300)
        return { at, durationMs: spent(), result: 'succeeded', problem: null, ...answer, retryInMs: null };
      const problem =
        status >= 300 && status < 400
          ? `The receiver redirects (${status}); redirects are not followed.`
          : `The receiver answered with status ${status}.`;
      return failed('failed', problem, answer, retryAfterMs(retryAfter, at));
    } catch (error) {
      const nothing = { status: null, answer: null };
      if (error instanceof AddressRefused) return failed('refused', error.message, nothing, null);
      if (!(error instanceof NoAnswer)) throw error;
      const isLate = spent() >= ANSWER_WITHIN_MS;
      return failed(isLate ? 'timeout' : 'failed', error.message, nothing, null);
    }
  }

  private async settle(
    tx: Tx,
    tenant: string,
    message: ClaimedMessage,
    outcome: AttemptOutcome,
  ): Promise<boolean> {
    if (!(await this.messages.settle(tx, message, outcome))) return false;
    if (outcome.result === 'succeeded') return true;
    const failingSince = await this.webhooks.fails(tx, message.webhook);
    const isGone = outcome.status === GONE;
    if (isGone || outcome.at.getTime() - failingSince.getTime() >= DISABLED_AFTER_MS)
      await this.disable(tx, tenant, message.webhook, isGone ? 'gone' : 'failing', failingSince);
    return true;
  }

  private async disable(
    tx: Tx,
    tenant: string,
    webhook: string,
    reason: string,
    failingSince: Date,
  ): Promise<void> {
    await this.webhooks.disable(tx, webhook, reason);
    const found = await this.webhooks.find(tx, webhook);
    await this.events.put(tx, {
      id: eventId('webhook.disabled', webhook, String(found?.revision ?? 0)),
      type: 'placet.webhook.disabled',
      tenant,
      subject: webhook,
      market: null,
      vendor: null,
      data: { webhook, name: found?.name ?? '', reason, failingSince: failingSince.toISOString() },
      traceparent: null,
    });
  }
}

/** The beginning of an answer, for the log: receivers that echo what they got must not put secrets there. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .flatMap((secret) => [secret, secret.replace(/^(?:whsec_|v1,)/, '')])
    .reduce((left, secret) => left.replaceAll(secret, '***'), text)
    .replaceAll('\0', '\uFFFD')
    .slice(0, ANSWER_CHARS);
}
