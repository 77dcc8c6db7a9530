import { Injectable } from '@nestjs/common';
import { DeliveryStore, RawStore } from '../ports/deliveries.ts';
import { Inbox } from '../ports/messages.ts';
import { Unstorable } from '../errors.ts';
import { DeliveryReader, type ReadItem, Unreadable } from '../ports/reading.ts';
import { SourceStore } from '../ports/sources.ts';
import { Transactions } from '../ports/transactions.ts';
import { WorldKeeper } from '../answers/world-keeper.ts';
import { ItemApplier } from './apply-items.ts';

const CHUNK_ITEMS = 200;
const CONSUMER = 'intake';

/**
 * Reads one accepted delivery and applies its items, a chunk per transaction. Safe to run again at any point: each
 * chunk is remembered in the same transaction as its effects, and reading is deterministic, so a resumed run skips
 * exactly what is done.
 */
@Injectable()
export class ReadDelivery {
  constructor(
    private readonly transactions: Transactions,
    private readonly raw: RawStore,
    private readonly sources: SourceStore,
    private readonly deliveries: DeliveryStore,
    private readonly applier: ItemApplier,
    private readonly inbox: Inbox,
    private readonly reader: DeliveryReader,
    private readonly worlds: WorldKeeper,
  ) {}

  async run(deliveryId: string): Promise<void> {
    const delivery = await this.deliveries.find(deliveryId);
    if (!delivery || delivery.state === 'done' || delivery.state === 'refused') return;
    await this.worlds.catchUp();
    // What the ledger holds already is skipped: a resumed reading goes on after its last whole chunk.
    const done = await this.deliveries.settledPrefix(deliveryId);
    const mapping = (await this.sources.find(delivery.source))?.mapping;
    let received = 0;
    try {
      const { format, items } = await this.reader.open(
        this.raw.open(delivery.sha256),
        { contentType: delivery.contentType, format: delivery.format, source: delivery.source, mapping },
        () => this.worlds.world,
      );
      await this.deliveries.begin(deliveryId, format);
      let chunk: ReadItem[] = [];
      for await (const item of items) {
        received += 1;
        if (received <= done) continue;
        chunk.push(item);
        if (chunk.length < CHUNK_ITEMS) continue;
        await this.apply(deliveryId, delivery.source, received - chunk.length, chunk);
        chunk = [];
      }
      if (chunk.length > 0) await this.apply(deliveryId, delivery.source, received - chunk.length, chunk);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      await this.deliveries.finish(deliveryId, {
        state: received === 0 ? 'refused' : 'done',
        received,
        problem: error.problem,
      });
      return;
    }
    await this.finish(deliveryId, received);
  }

  /** A delivery is done when every item is in the ledger, whoever put it there; otherwise the job is tried again. */
  private async finish(deliveryId: string, received: number): Promise<void> {
    const settled = await this.deliveries.settledPrefix(deliveryId);
    if (settled < received)
      throw new Error(
        `Delivery ${deliveryId}: ${received - settled} of ${received} items are not settled yet`,
      );
    await this.deliveries.finish(deliveryId, { state: 'done', received, problem: null });
  }

  private async apply(
    deliveryId: string,
    source: string,
    from: number,
    chunk: readonly ReadItem[],
  ): Promise<void> {
    try {
      await this.transactions.run(async (tx) => {
        if (!(await this.inbox.first(tx, CONSUMER, `${deliveryId}:${from}`))) return;
        const records = await this.applier.apply(tx, { deliveryId }, chunk);
        await this.deliveries.addItems(
          tx,
          deliveryId,
          source,
          records.map((record, index) => ({ ...record, ordinal: from + index })),
        );
      });
    } catch (error) {
      const [first] = chunk;
      if (!(error instanceof Unstorable) || !first) throw error;
      // One item can't be stored: halve the chunk until it stands alone, so that its neighbours are never blamed.
      const middle = Math.floor(chunk.length / 2);
      if (middle === 0) {
        await this.apply(deliveryId, source, from, [unstorable(first, error)]);
        return;
      }
      await this.apply(deliveryId, source, from, chunk.slice(0, middle));
      await this.apply(deliveryId, source, from + middle, chunk.slice(middle));
    }
    await this.worlds.catchUp();
  }
}

function unstorable(item: ReadItem, error: Unstorable): ReadItem {
  const detail = `The item is well-formed but can't be stored: ${error.message}. Correct the value and deliver it again.`;
  return {
    kind: 'broken',
    pointer: item.pointer,
    what: item.kind === 'document' ? item.document.kind : 'notice',
    key: null,
    problem: {
      type: 'unstorable',
      title: 'The item can not be stored',
      detail,
      errors: [{ pointer: item.pointer, detail }],
    },
    fragment: item.kind === 'notice' ? item.notice.raw.slice(0, 8000) : '',
  };
}
