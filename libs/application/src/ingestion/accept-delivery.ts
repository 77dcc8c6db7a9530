import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Conflict, NotFound } from '../errors.ts';
import { DeliveryStore, RawStore, SourceStore } from '../ports/deliveries.ts';
import { Outbox } from '../ports/messages.ts';
import { Transactions } from '../ports/transactions.ts';
import { INTAKE } from './intake-jobs.ts';

/** Takes a delivery in: raw bytes kept, delivery and outbox row in one transaction. Nothing is read yet. */
@Injectable()
export class AcceptDelivery {
  constructor(
    private readonly transactions: Transactions,
    private readonly sources: SourceStore,
    private readonly raw: RawStore,
    private readonly deliveries: DeliveryStore,
    private readonly outbox: Outbox,
  ) {}

  async run(request: {
    source: string;
    body: AsyncIterable<Uint8Array>;
    contentType: string | null;
    maxBytes: number;
    traceparent?: string | null;
  }): Promise<{ id: string; bytes: number }> {
    const source = await this.sources.find(request.source);
    if (!source) throw new NotFound('source', request.source);
    if (source.state !== 'active')
      throw new Conflict(`Source "${source.id}" is ${source.state}. Activate it before sending.`);
    const { sha256, bytes } = await this.raw.save(request.body, request.maxBytes);
    const id = randomUUID();
    await this.transactions.run(async (tx) => {
      await this.deliveries.add(tx, {
        id,
        source: source.id,
        sha256,
        contentType: request.contentType,
        format: source.format,
        traceparent: request.traceparent ?? null,
      });
      await this.outbox.put(tx, { id, queue: INTAKE.queue, job: INTAKE.read, payload: { deliveryId: id } });
    });
    return { id, bytes };
  }
}
