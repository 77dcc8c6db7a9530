import { Injectable } from '@nestjs/common';
import { TenantDirectory } from '../ports/tenant-directory.ts';
import { Transactions } from '../ports/transactions.ts';
import { WatchStore } from '../ports/following/watches.ts';
import { WebhookMessages } from '../ports/following/webhooks.ts';

/** A webhook of a tenant that something waits for. */
export interface WokenWebhook {
  readonly tenant: string;
  readonly webhook: string;
}

/** Lets one event wait for everybody who wants it. Safe to run again: what waits already is left as it is. */
@Injectable()
export class TellEvent {
  constructor(
    private readonly transactions: Transactions,
    private readonly tenants: TenantDirectory,
    private readonly watches: WatchStore,
    private readonly messages: WebhookMessages,
  ) {}

  /** @param tenant whose event it is; without one it is everybody's. */
  async run(event: string, tenant: string | undefined): Promise<WokenWebhook[]> {
    const tenants = tenant === undefined ? await this.tenants.ids() : [tenant];
    const woken: WokenWebhook[] = [];
    for (const one of tenants) {
      const webhooks = await this.transactions.runAs(one, async (tx) => {
        await this.watches.alert(tx, event);
        return this.messages.spread(tx, event);
      });
      woken.push(...webhooks.map((webhook) => ({ tenant: one, webhook })));
    }
    return woken;
  }
}
