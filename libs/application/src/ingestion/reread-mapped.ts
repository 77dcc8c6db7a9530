import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { WorldKeeper } from '../answers/world-keeper.ts';
import { Conflict } from '../errors.ts';
import { type MappedReading, QuarantineStore, Rereadings } from '../ports/intake/deliveries.ts';
import { DeliveryReader } from '../ports/intake/reading.ts';
import { SourceStore } from '../ports/intake/sources.ts';
import { Outbox } from '../ports/messages.ts';
import { Transactions } from '../ports/transactions.ts';
import { INTAKE } from './intake-jobs.ts';
import { RetryQuarantined } from './retry-quarantined.ts';

/** Re-readings under way at a time: what comes in new is read between them. */
const PENDING_MAX = 20;
const QUARANTINE_PAGE = 200;
const BY_PLACET = { actor: 'placet', reason: 'the document is read again by another mapping' };

/**
 * Has documents read again whose mapping has changed since. A re-reading is a delivery of its own, accepted now, of the
 * same raw document: it is accounted for, isolated, and replayed in its place like any other.
 */
@Injectable()
export class RereadMapped {
  constructor(
    private readonly transactions: Transactions,
    private readonly rereadings: Rereadings,
    private readonly quarantine: QuarantineStore,
    private readonly retry: RetryQuarantined,
    private readonly sources: SourceStore,
    private readonly reader: DeliveryReader,
    private readonly worlds: WorldKeeper,
    private readonly outbox: Outbox,
  ) {}

  /** Accepts some of the documents that are due; answers how many. */
  async run(): Promise<number> {
    let room = PENDING_MAX - (await this.rereadings.pending());
    let accepted = 0;
    for (const reading of await this.due()) {
      if (room <= 0) break;
      const deliveries = await this.rereadings.deliveries(reading, room);
      for (const delivery of deliveries) if (await this.accept(delivery)) accepted += 1;
      room -= deliveries.length;
    }
    return accepted;
  }

  /** What was read by another mapping than the present one. */
  async due(): Promise<MappedReading[]> {
    // An older snapshot would take what a newer mapping has read for outdated.
    await this.worlds.catchUp();
    if (!this.worlds.isLoaded) return [];
    const { world } = this.worlds;
    const due: MappedReading[] = [];
    for (const reading of await this.rereadings.readings()) {
      const mapping = (await this.sources.find(reading.source))?.mapping;
      const present = this.reader.mappingOf({ format: reading.format, mapping }, world);
      if (present !== null && present !== reading.mapping) due.push(reading);
    }
    return due;
  }

  private async accept(delivery: string): Promise<boolean> {
    await this.discardWaiting(delivery);
    const id = randomUUID();
    return this.transactions.run(async (tx) => {
      if (!(await this.rereadings.accept(tx, delivery, id))) return false;
      await this.outbox.put(tx, { id, queue: INTAKE.queue, job: INTAKE.read, payload: { deliveryId: id } });
      return true;
    });
  }

  /** What waits there is read again too, and waits again if it must. */
  private async discardWaiting(delivery: string): Promise<void> {
    for (;;) {
      const waiting = await this.quarantine.list({ delivery, state: 'open' }, null, QUARANTINE_PAGE);
      if (waiting.length === 0) return;
      for (const { id } of waiting) await this.discard(id);
    }
  }

  /** A person or another worker may have been quicker. */
  private async discard(id: string): Promise<void> {
    try {
      await this.retry.discard(id, BY_PLACET);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
    }
  }
}
