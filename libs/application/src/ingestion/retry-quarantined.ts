import { Injectable } from '@nestjs/common';
import { WorldKeeper } from '../answers/world-keeper.ts';
import { Conflict, InvalidInput, NotFound, Unstorable } from '../errors.ts';
import { DeliveryStore, type HeldItem, QuarantineStore, RawStore } from '../ports/intake/deliveries.ts';
import { DeliveryReader, type ReadItem, Unreadable } from '../ports/intake/reading.ts';
import { SourceStore } from '../ports/intake/sources.ts';
import { Transactions } from '../ports/transactions.ts';
import { type ItemAccount, ItemApplier } from './apply-items.ts';

/** Problem of documents whose names are unknown, which more names may cure. */
const NAMES_MISSING = 'invalid-document';
const CORRECTION_MAX_BYTES = 4 * 1024 * 1024;
/** Who decides when nobody asked: items that waited for names of later deliveries. */
const PLACET = 'placet';

interface Decider {
  readonly actor: string;
  readonly reason: string | null;
}

/**
 * Gives quarantined items another try: with a corrected item, or from the raw document with the present readers and
 * names. Every try is recorded with who, when and why.
 */
@Injectable()
export class RetryQuarantined {
  constructor(
    private readonly transactions: Transactions,
    private readonly quarantine: QuarantineStore,
    private readonly deliveries: DeliveryStore,
    private readonly raw: RawStore,
    private readonly sources: SourceStore,
    private readonly reader: DeliveryReader,
    private readonly applier: ItemApplier,
    private readonly worlds: WorldKeeper,
  ) {}

  /** Reads an open item again; `corrected` is its replacement. Answers what became of it. */
  async retry(id: string, by: Decider, corrected: Uint8Array | null): Promise<ItemAccount> {
    const item = await this.openItem(id);
    await this.worlds.catchUp();
    if (corrected === null) return this.settle(item, by, await this.reread(item), null, null);
    const read = await this.readCorrection(item, corrected);
    const { sha256 } = await this.raw.save(once(corrected), CORRECTION_MAX_BYTES);
    return this.settle(item, by, read, sha256, new Date().toISOString());
  }

  /** Gives up an open item for good; the ledger goes on counting it as quarantined. */
  async discard(id: string, by: Decider): Promise<void> {
    const item = await this.openItem(id);
    await this.transactions.run(async (tx) => {
      const held = await this.quarantine.hold(tx, item.id);
      if (held?.state !== 'open') throw alreadyDecided(held ?? item);
      await this.quarantine.decide(
        tx,
        held,
        'discarded',
        { pointer: held.pointer, kind: null, key: null, outcome: 'quarantined', problem: held.problem },
        { action: 'discard', ...by, corrected: null, at: null },
      );
    });
  }

  /** Applies a correction that was accepted before, at its time: for replays. */
  async replayCorrection(item: HeldItem, corrected: Uint8Array, sha256: string, at: string): Promise<void> {
    await this.worlds.catchUp();
    const read = await this.readCorrection(item, corrected);
    await this.settle(item, { actor: PLACET, reason: 'replayed' }, read, sha256, at);
  }

  /**
   * Reads again what waits for names: a rule that came before the scheme it names is applied once the scheme is there,
   * so that the order of deliveries doesn't matter. Answers how many items were applied.
   */
  async rereadWaiting(): Promise<number> {
    await this.worlds.catchUp();
    const waiting = await this.quarantine.waiting(NAMES_MISSING);
    let settled = 0;
    for (const delivery of new Set(waiting.map((item) => item.delivery))) {
      const items = waiting.filter((item) => item.delivery === delivery);
      const read = await this.itemsOf(items);
      for (const item of items) {
        const found = read.get(item.ordinal);
        if (found === undefined || found.kind === 'broken') continue;
        if (await this.settleUnlessDecided(item, found)) settled += 1;
      }
    }
    return settled;
  }

  /** A person or another worker may have been quicker. */
  private async settleUnlessDecided(item: HeldItem, read: ReadItem): Promise<boolean> {
    const by = { actor: PLACET, reason: 'the names it waited for are known now' };
    try {
      const { outcome } = await this.settle(item, by, read, null, null);
      return outcome !== 'quarantined';
    } catch (error) {
      if (error instanceof Conflict || error instanceof InvalidInput) return false;
      throw error;
    }
  }

  /** The item that began to wait for names last, or null. */
  newestWaiting(): Promise<string | null> {
    return this.quarantine.newest(NAMES_MISSING);
  }

  private async openItem(id: string): Promise<HeldItem> {
    const item = await this.quarantine.find(id);
    if (!item) throw new NotFound('quarantined item', id);
    if (item.state !== 'open') throw alreadyDecided(item);
    return item;
  }

  private async mappingOf(source: string): Promise<unknown> {
    return (await this.sources.find(source))?.mapping;
  }

  private async reread(item: HeldItem): Promise<ReadItem> {
    const found = (await this.itemsOf([item])).get(item.ordinal);
    if (!found)
      throw new Conflict(
        `The present reader finds no item number ${item.ordinal} in delivery ${item.delivery}. Send a corrected item, or deliver the document again.`,
      );
    return found;
  }

  /** Reads the delivery of some items once and picks them. */
  private async itemsOf(items: readonly HeldItem[]): Promise<Map<number, ReadItem>> {
    const found = new Map<number, ReadItem>();
    const [first] = items;
    const delivery = first && (await this.deliveries.find(first.delivery));
    if (!delivery) return found;
    const { contentType, format, source, accepted } = delivery;
    const mapping = await this.mappingOf(source);
    const wanted = new Set(items.map(({ ordinal }) => ordinal));
    const last = Math.max(...wanted);
    try {
      const { items: read } = await this.reader.open(
        this.raw.open(delivery.sha256),
        { contentType, format, source, accepted, mapping },
        () => this.worlds.world,
      );
      let ordinal = 0;
      for await (const item of read) {
        if (wanted.has(ordinal)) found.set(ordinal, item);
        if (ordinal++ === last) break;
      }
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
    }
    return found;
  }

  private async readCorrection(item: HeldItem, corrected: Uint8Array): Promise<ReadItem> {
    const delivery = await this.deliveries.find(item.delivery);
    const read: ReadItem[] = [];
    try {
      const { items } = await this.reader.open(
        once(corrected),
        {
          contentType: null,
          format: delivery?.format ?? null,
          source: item.source,
          mapping: await this.mappingOf(item.source),
          ...(delivery === undefined ? {} : { accepted: delivery.accepted }),
        },
        () => this.worlds.world,
      );
      for await (const one of items) if (read.push(one) > 1) break;
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      throw new InvalidInput([{ pointer: '/item', detail: error.problem.detail }]);
    }
    const [only] = read;
    if (!only || read.length > 1)
      throw new InvalidInput([
        {
          pointer: '/item',
          detail: `The correction must hold exactly one item; it holds ${only ? 'several' : 'none'}.`,
        },
      ]);
    if (only.kind === 'broken')
      throw new InvalidInput(
        only.problem.errors.map(({ pointer, detail, nearest }) => ({
          pointer: `/item${pointer}`,
          detail,
          ...(nearest === undefined ? {} : { nearest }),
        })),
      );
    return only;
  }

  private async settle(
    item: HeldItem,
    by: Decider,
    read: ReadItem,
    corrected: string | null,
    at: string | null,
  ): Promise<ItemAccount> {
    const account = await this.transactions
      .run(async (tx) => {
        const held = await this.quarantine.hold(tx, item.id);
        if (held?.state !== 'open') throw alreadyDecided(held ?? item);
        const arrival = { deliveryId: item.delivery, ...(at === null ? {} : { at }) };
        const [applied] = await this.applier.apply(tx, arrival, item.ordinal, [read]);
        if (!applied) throw new Error(`No account of quarantined item ${item.id}`);
        const present = { ...applied, pointer: held.pointer };
        const state = present.outcome === 'quarantined' ? 'open' : 'retried';
        await this.quarantine.decide(tx, held, state, present, { action: 'retry', ...by, corrected, at });
        return present;
      })
      .catch((error: unknown) => {
        if (!(error instanceof Unstorable)) throw error;
        throw new InvalidInput([{ pointer: '/item', detail: `The item can't be stored: ${error.message}` }]);
      });
    await this.worlds.catchUp();
    return account;
  }
}

function alreadyDecided(item: HeldItem): Conflict {
  return new Conflict(`The item is ${item.state} already; only open items can be retried or discarded.`);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
