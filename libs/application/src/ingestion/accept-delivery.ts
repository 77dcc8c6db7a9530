import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Conflict, NotFound } from '../errors.ts';
import { DeliveryStore, RawStore } from '../ports/intake/deliveries.ts';
import { Outbox } from '../ports/messages.ts';
import { type NewSource, SourceStore } from '../ports/intake/sources.ts';
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
    /** Its id; or a source that is made with its first delivery, so that none is left behind by one that fails. */
    source: string | NewSource;
    body: AsyncIterable<Uint8Array>;
    contentType: string | null;
    maxBytes: number;
    traceparent?: string | null;
    /** The run that brought it, and what is written together with it. */
    run?: { id: string; together: (tx: Tx) => Promise<void> };
  }): Promise<{ id: string; sha256: string; bytes: number }> {
    const { source: asked } = request;
    const known = await this.sources.find(typeof asked === 'string' ? asked : asked.id);
    if (known !== undefined && known.state !== 'active')
      throw new Conflict(`Source "${known.id}" is ${known.state}. Activate it before sending.`);
    const source = known ?? asked;
    if (typeof source === 'string') throw new NotFound('source', source);
    const { sha256, bytes } = await this.raw.save(request.body, request.maxBytes);
    const id = randomUUID();
    await this.transactions.run(async (tx) => {
      if (known === undefined) await this.sources.ensure(tx, source);
      await this.deliveries.add(tx, {
        id,
        source: source.id,
        sha256,
        contentType: request.contentType,
        format: source.format ?? null,
        traceparent: request.traceparent ?? null,
        runId: request.run?.id ?? null,
      });
      await request.run?.together(tx);
      await this.outbox.put(tx, { id, queue: INTAKE.queue, job: INTAKE.read, payload: { deliveryId: id } });
    });
    return { id, sha256, bytes };
  }
}
