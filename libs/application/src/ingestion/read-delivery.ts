import { Injectable } from '@nestjs/common';
import { type Delivery, DeliveryStore, type ItemProblem, RawStore } from '../ports/intake/deliveries.ts';
import { IsolatedReading, ReaderFailed, type Turns } from '../ports/intake/isolation.ts';
import { Inbox } from '../ports/messages.ts';
import { Unstorable } from '../errors.ts';
import { DeliveryReader, type ReadItem, Unreadable } from '../ports/intake/reading.ts';
import { NoticeCorrections } from '../ports/intake/notices.ts';
import { SourceStore } from '../ports/intake/sources.ts';
import { Transactions } from '../ports/transactions.ts';
import { WorldKeeper } from '../answers/world-keeper.ts';
import { ItemApplier } from './apply-items.ts';
import { Pace } from './pace.ts';
import { FinishDelivery } from './finish-delivery.ts';

const CHUNK_ITEMS = 500;
/** What was cut off goes on in smaller steps: it is seen to go on sooner, and less is lost when it is cut off again. */
const RESUMED_CHUNK_ITEMS = 100;
/** Long notices make shorter chunks: two of them, one being read and one being written, have to fit in memory. */
const CHUNK_CHARS = 4 * 1024 * 1024;
/** How often a reading may begin in a worker without coming to its end: one end may be anybody's fault. */
const READINGS_HERE = 2;
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
    private readonly isolation: IsolatedReading,
    private readonly finishDelivery: FinishDelivery,
    private readonly corrections: NoticeCorrections,
  ) {}

  /**
   * Reads a delivery, or what is left of it; one whose reading ended its process before is read apart from it.
   *
   * @param getsOn is called whenever a piece of it is done.
   */
  async run(deliveryId: string, getsOn: () => void = () => undefined): Promise<void> {
    const delivery = await this.deliveries.find(deliveryId);
    if (!delivery || delivery.state === 'done' || delivery.state === 'refused') return;
    const before = await this.deliveries.countReading(deliveryId);
    if (before >= READINGS_HERE) await this.isolation.read(deliveryId, getsOn);
    else {
      const chunkItems = before === 0 ? CHUNK_ITEMS : RESUMED_CHUNK_ITEMS;
      await this.read(delivery, chunkItems, { reader: getsOn, record: getsOn });
    }
  }

  /**
   * Reads a delivery in a process that may die of it: item by item, saying whose turn it is.
   *
   * @throws ReaderFailed when the reader, not the record, is to blame.
   */
  async readApart(deliveryId: string, turns: Turns): Promise<void> {
    const delivery = await this.deliveries.find(deliveryId);
    if (!delivery || delivery.state === 'done' || delivery.state === 'refused') return;
    await this.read(delivery, 1, turns);
  }

  private async read(delivery: Delivery, chunkItems: number, turns: Turns): Promise<void> {
    const { id } = delivery;
    await this.worlds.catchUp();
    // What the ledger holds already is skipped: a resumed reading goes on after its last whole chunk.
    const done = await this.deliveries.settledPrefix(id);
    const isApart = chunkItems === 1;
    const bytes = new RawBytes();
    const chunks = new ChunkWriter(isApart, async (from, items) => {
      await this.apply(delivery, from, items);
      await this.deliveries.progress(id, bytes.read);
    });
    let received = 0;
    let chunk: ReadItem[] = [];
    let chars = 0;
    const flush = (): Promise<void> => {
      const items = chunk;
      chunk = [];
      chars = 0;
      return chunks.put(received - items.length, items);
    };
    let problem: ItemProblem | null = null;
    try {
      const pace = new Pace();
      for await (const item of this.itemsOf(delivery, bytes, turns)) {
        await pace.rest();
        received += 1;
        if (received <= done) continue;
        chunk.push(item);
        chars += item.kind === 'notice' ? item.notice.raw.length : 0;
        if (chunk.length >= chunkItems || chars >= CHUNK_CHARS) await flush();
      }
      await flush();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      ({ problem } = error);
      await flush();
    } finally {
      await chunks.end();
    }
    await this.finish(delivery, received, problem);
  }

  /** The items of a delivery; what its reader throws is told from what the record does. */
  private async *itemsOf(delivery: Delivery, bytes: RawBytes, turns: Turns): AsyncGenerator<ReadItem> {
    const mapping = (await this.sources.find(delivery.source))?.mapping;
    const poison = await this.deliveries.poison(delivery.id);
    const { contentType, format: pinned, source, accepted } = delivery;
    const hints = { contentType, format: pinned, source, mapping, accepted, skip: poison };
    let ordinal = 0;
    let isReading = false;
    const fromReader = async <T>(read: () => Promise<T>): Promise<T> => {
      isReading = true;
      turns.reader(ordinal);
      try {
        return await blaming(read, bytes);
      } finally {
        isReading = false;
        turns.record();
      }
    };
    // Streams may ask for bytes ahead, while an item is being written: that isn't the reader's turn.
    const raw = bytes.of(this.raw.open(delivery.sha256), {
      asked: () => isReading && turns.record(),
      given: () => isReading && turns.reader(ordinal),
    });
    const {
      format,
      items,
      mapping: by,
    } = await fromReader(() => this.reader.open(raw, hints, () => this.worlds.world));
    await this.deliveries.begin(delivery.id, format, by ?? null);
    const iterator = items[Symbol.asyncIterator]();
    try {
      for (; ; ordinal++) {
        const item = await fromReader(() => iterator.next());
        if (item.done === true) return;
        yield poison.has(ordinal) ? poisoned(item.value) : item.value;
      }
    } finally {
      await iterator.return?.();
    }
  }

  /** A delivery is done when every item is in the ledger, whoever put it there; otherwise the job is tried again. */
  private async finish(delivery: Delivery, received: number, problem: ItemProblem | null): Promise<void> {
    const { id } = delivery;
    const settled = await this.deliveries.settledPrefix(id);
    if (settled < received)
      throw new Error(`Delivery ${id}: ${received - settled} of ${received} items are not settled yet`);
    if (delivery.rereads !== null) await this.transactions.run((tx) => this.corrections.withdraw(tx, id));
    const state = problem !== null && received === 0 ? 'refused' : 'done';
    await this.finishDelivery.run(id, { state, received, problem });
  }

  private async apply(delivery: Delivery, from: number, chunk: readonly ReadItem[]): Promise<void> {
    const { id: deliveryId, source, rereads } = delivery;
    try {
      await this.transactions.run(async (tx) => {
        if (!(await this.inbox.first(tx, CONSUMER, `${deliveryId}:${from}`))) return;
        const arrival = { deliveryId, isRereading: rereads !== null };
        const records = await this.applier.apply(tx, arrival, from, chunk);
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
        await this.apply(delivery, from, [unstorable(first, error)]);
        return;
      }
      await this.apply(delivery, from, chunk.slice(0, middle));
      await this.apply(delivery, from + middle, chunk.slice(middle));
    }
    if (chunk.some(({ kind }) => kind === 'document')) await this.worlds.catchUp();
  }
}

/** The raw bytes on their way to a reader: how many it has taken, and whether the store failed to give more. */
class RawBytes {
  read = 0;
  lost: { readonly error: unknown } | null = null;

  async *of(
    chunks: AsyncIterable<Uint8Array>,
    turn: { readonly asked: () => unknown; readonly given: () => unknown },
  ): AsyncGenerator<Uint8Array> {
    try {
      turn.asked();
      for await (const chunk of chunks) {
        this.read += chunk.byteLength;
        turn.given();
        yield chunk;
        turn.asked();
      }
      turn.given();
    } catch (error) {
      this.lost = { error };
      throw error;
    }
  }
}

/**
 * Writes chunks one after the other. While a chunk of notices is written the next one is read; what comes after a
 * document may build on it, so that reading waits until the document is there.
 */
class ChunkWriter {
  private writing: Promise<void> = Promise.resolve();

  constructor(
    /** In a process that may die of an item nothing may be under way but that item. */
    private readonly isOneAtATime: boolean,
    private readonly write: (from: number, items: readonly ReadItem[]) => Promise<void>,
  ) {}

  async put(from: number, items: readonly ReadItem[]): Promise<void> {
    await this.writing;
    if (items.length === 0) return;
    this.writing = this.write(from, items);
    // Whoever waits next is told of a failure; until then it is nobody's.
    this.writing.catch(() => undefined);
    if (this.isOneAtATime || items.some(({ kind }) => kind === 'document')) await this.writing;
  }

  async end(): Promise<void> {
    await this.writing;
  }
}

/** Runs the reader; what it throws is its own fault unless the store failed it, however it words that. */
async function blaming<T>(read: () => Promise<T>, bytes: RawBytes): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (bytes.lost !== null) throw bytes.lost.error;
    if (error instanceof Unreadable) throw error;
    throw new ReaderFailed(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The reader of an item that ended its process twice has left it unread. */
function poisoned(item: ReadItem): ReadItem {
  const detail =
    'Reading this item ended its process twice, so it is left unread. Correct it, or retry it once the reader is mended.';
  return {
    kind: 'broken',
    pointer: item.pointer,
    what: item.kind === 'broken' ? item.what : null,
    key: item.kind === 'broken' ? item.key : null,
    problem: {
      type: 'poison',
      title: 'The item ends the process that reads it',
      detail,
      errors: [{ pointer: item.pointer, detail }],
    },
    fragment: item.kind === 'broken' ? item.fragment : '',
  };
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
