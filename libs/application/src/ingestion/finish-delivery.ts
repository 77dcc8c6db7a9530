import { Injectable } from '@nestjs/common';
import { eventId } from '../events/event-id.ts';
import { DeliveryStore } from '../ports/intake/deliveries.ts';
import { EventLog } from '../ports/following/events.ts';
import { Transactions } from '../ports/transactions.ts';

/** Ends a delivery and tells that it has ended, once. */
@Injectable()
export class FinishDelivery {
  constructor(
    private readonly transactions: Transactions,
    private readonly deliveries: DeliveryStore,
    private readonly events: EventLog,
  ) {}

  /** Every item of the delivery must be settled. A delivery that has ended before stays as it is. */
  async run(id: string, outcome: Parameters<DeliveryStore['finish']>[2]): Promise<void> {
    const delivery = await this.deliveries.find(id);
    if (!delivery) return;
    const { source, counts } = delivery;
    const { state, received } = outcome;
    await this.transactions.run(async (tx) => {
      if (!(await this.deliveries.finish(tx, id, outcome))) return;
      await this.events.put(tx, {
        id: eventId('delivery', id),
        type: 'placet.delivery.finished',
        tenant: null,
        subject: id,
        market: null,
        vendor: null,
        traceparent: delivery.traceparent,
        data: { delivery: id, source, state, received, counts },
      });
    });
  }
}
