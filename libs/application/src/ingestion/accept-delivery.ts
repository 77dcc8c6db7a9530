import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Conflict, NotFound } from '../errors.ts';
import { DeliveryStore, RawStore } from '../ports/intake/deliveries.ts';
import { Outbox } from '../ports/messages.ts';
import { SourceStore } from '../ports/intake/sources.ts';
import { Transactions, type Tx } from '../ports/transactions.ts';
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
    /** The run that brought it, and what is written together with it. */
    run?: { id: string; together: (tx: Tx) => Promise<void> };
  }): Promise<{ id: string; sha256: string; bytes: number }> {
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
        runId: request.run?.id ?? null,
      });
      await request.run?.together(tx);
      await this.outbox.put(tx, { id, queue: INTAKE.queue, job: INTAKE.read, payload: { deliveryId: id } });
    });
    return { id, sha256, bytes };
  }
}
