import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Conflict, NotFound } from '../errors.ts';
import { DELIVERY } from '../events/delivery-jobs.ts';
import { EventLog } from '../ports/following/events.ts';
import { Outbox } from '../ports/messages.ts';
import { Seals } from '../ports/seals.ts';
import { Transactions, type Tx } from '../ports/transactions.ts';
import {
  type Webhook,
  type WebhookAttempt,
  WebhookMessages,
  type WebhookSettings,
  type WebhookState,
  WebhookStore,
} from '../ports/following/webhooks.ts';
import { newWebhookSecret } from './signature.ts';

const WEBHOOKS_MAX = 100;
/** For so long after a rotation requests are signed with both secrets. */
const ROTATION_MS = 24 * 3600_000;

/** Keeps the webhooks of a tenant: makes, changes, tests and replays them. Secrets are shown once and stored sealed. */
@Injectable()
export class KeepWebhooks {
  constructor(
    private readonly transactions: Transactions,
    private readonly webhooks: WebhookStore,
    private readonly messages: WebhookMessages,
    private readonly events: EventLog,
    private readonly outbox: Outbox,
    private readonly seals: Seals,
  ) {}

  list(tenant: string): Promise<Webhook[]> {
    return this.transactions.runAs(tenant, (tx) => this.webhooks.list(tx));
  }

  find(tenant: string, id: string): Promise<Webhook> {
    return this.transactions.runAs(tenant, (tx) => this.existing(tx, id));
  }

  /** Makes a webhook; the answer is the only time its secret is seen. */
  async add(tenant: string, settings: WebhookSettings): Promise<{ webhook: Webhook; secret: string }> {
    const id = randomUUID();
    const secret = newWebhookSecret();
    const sealed = this.seals.seal(secret, id);
    const webhook = await this.transactions.runAs(tenant, async (tx) => {
      if ((await this.webhooks.list(tx)).length >= WEBHOOKS_MAX)
        throw new Conflict(`There are ${WEBHOOKS_MAX} webhooks already. Remove one that is not needed.`);
      await this.webhooks.add(tx, { id, tenant, ...settings }, sealed);
      return this.existing(tx, id);
    });
    return { webhook, secret };
  }

  /** Changes a webhook that is still at this revision; `undefined` when it isn't. */
  change(
    tenant: string,
    id: string,
    revision: number,
    settings: WebhookSettings & { readonly state: WebhookState },
  ): Promise<Webhook | undefined> {
    return this.transactions.runAs(tenant, async (tx) => {
      if (!(await this.webhooks.change(tx, id, revision, settings))) return undefined;
      await this.wake(tx, tenant, id);
      return this.existing(tx, id);
    });
  }

  remove(tenant: string, id: string, revision: number): Promise<boolean> {
    return this.transactions.runAs(tenant, (tx) => this.webhooks.remove(tx, id, revision));
  }

  /** Makes a new secret; the one before signs for another day as well. */
  rotate(tenant: string, id: string): Promise<{ secret: string; webhook: Webhook }> {
    const secret = newWebhookSecret();
    const sealed = this.seals.seal(secret, id);
    return this.transactions.runAs(tenant, async (tx) => {
      await this.existing(tx, id);
      await this.webhooks.rotate(tx, id, sealed, ROTATION_MS);
      return { secret, webhook: await this.existing(tx, id) };
    });
  }

  /** Sends a webhook an event that says nothing else; answers its id. */
  test(tenant: string, id: string, traceparent: string | null): Promise<string> {
    const event = randomUUID();
    return this.transactions.runAs(tenant, async (tx) => {
      await this.requireActive(tx, id);
      await this.events.put(tx, {
        id: event,
        type: 'placet.webhook.test',
        tenant,
        subject: id,
        market: null,
        vendor: null,
        data: { webhook: id },
        traceparent,
      });
      await this.messages.add(tx, id, event);
      return event;
    });
  }

  /** Sends everything that a webhook wants of a time (again); answers how many events. */
  replay(tenant: string, id: string, since: Date, until: Date | null): Promise<number> {
    return this.transactions.runAs(tenant, async (tx) => {
      await this.requireActive(tx, id);
      const events = await this.messages.replay(tx, id, since, until);
      await this.wake(tx, tenant, id);
      return events;
    });
  }

  attempts(tenant: string, id: string, before: string | null, limit: number): Promise<WebhookAttempt[]> {
    return this.transactions.runAs(tenant, async (tx) => {
      await this.existing(tx, id);
      return this.webhooks.attempts(tx, id, before, limit);
    });
  }

  private async existing(tx: Tx, id: string): Promise<Webhook> {
    return found(id, await this.webhooks.find(tx, id));
  }

  /** Makes sure that a webhook is active, and that nobody removes it before this transaction ends. */
  private async requireActive(tx: Tx, id: string): Promise<void> {
    const { state } = found(id, await this.webhooks.hold(tx, id));
    if (state !== 'active') throw new Conflict(`Webhook "${id}" is ${state}. Activate it first.`);
  }

  private wake(tx: Tx, tenant: string, webhook: string): Promise<void> {
    const payload = { tenant, webhook };
    return this.outbox.put(tx, {
      id: randomUUID(),
      queue: DELIVERY.queue,
      job: DELIVERY.webhook,
      payload,
    });
  }
}

function found(id: string, webhook: Webhook | undefined): Webhook {
  if (webhook === undefined) throw new NotFound('webhook', id);
  return webhook;
}
