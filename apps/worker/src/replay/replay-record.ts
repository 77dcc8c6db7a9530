import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { QuarantineStore, RawStore, ReadDelivery, RereadMapped, RetryQuarantined } from '#application';

const PAGE = 200;

/** How far a replay is. */
export interface ReplayProgress {
  readonly done: number;
  readonly of: number;
}

/**
 * Tells an empty record everything another one was told: its deliveries in the order they were accepted, read from the
 * raw documents by the present readers, and what people decided about quarantined items.
 */
export class ReplayRecord {
  private readonly from: DataSource;
  private readonly to: DataSource;
  private readonly decisions = new Set<string>();
  private position = { accepted: '-infinity', id: '00000000-0000-0000-0000-000000000000' };
  private done = 0;

  constructor(
    private readonly original: INestApplicationContext,
    private readonly target: INestApplicationContext,
  ) {
    this.from = original.get(DataSource);
    this.to = target.get(DataSource);
  }

  /** Replays what was accepted since the last call; answers how many deliveries that were. */
  async advance(report: (progress: ReplayProgress) => void): Promise<number> {
    const before = this.done;
    await this.copySources();
    for (let page = await this.nextPage(); page.length > 0; page = await this.nextPage()) {
      for (const { id, row, accepted } of page) {
        await this.insert('raw_document', row['raw']);
        await this.insert('delivery', row['delivery']);
        for (const { row: poison } of await this.poisonOf(id)) await this.insert('poison', poison);
        await this.target.get(ReadDelivery).run(id);
        this.position = { accepted, id };
        this.done += 1;
        report({ done: this.done, of: this.done + (await this.remaining()) });
      }
    }
    await this.repeatDecisions();
    while ((await this.target.get(RetryQuarantined).rereadWaiting()) > 0);
    return this.done - before;
  }

  /** Waits for nothing: answers whether deliveries of the original are still being read, or wait to be read again. */
  async isOriginalBusy(): Promise<boolean> {
    const [row] = await this.from.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM placet.delivery WHERE state IN ('accepted', 'reading')`,
    );
    if ((row?.n ?? 0) > 0) return true;
    return (await this.original.get(RereadMapped).due()).length > 0;
  }

  private async copySources(): Promise<void> {
    const rows = await this.from.query<{ row: object }[]>('SELECT to_jsonb(s) AS row FROM placet.source s');
    for (const { row } of rows) await this.insert('source', row);
  }

  private nextPage(): Promise<{ id: string; accepted: string; row: Record<string, object> }[]> {
    return this.from.query(
      `SELECT d.id, to_json(d.accepted) #>> '{}' AS accepted,
         jsonb_build_object('raw', to_jsonb(r), 'delivery', to_jsonb(d) ||
           '{"state": "accepted", "received_items": 0, "problem": null, "started": null, "finished": null, "run_id": null, "readings": 0, "read_bytes": 0, "mapping": null}') AS row
       FROM placet.delivery d JOIN placet.raw_document r ON r.sha256 = d.raw_sha256
       WHERE (d.accepted, d.id) > ($1::timestamptz, $2::uuid) ORDER BY d.accepted, d.id LIMIT ${PAGE}`,
      [this.position.accepted, this.position.id],
    );
  }

  /** What must not be read again, since it ends the process. */
  private poisonOf(id: string): Promise<{ row: object }[]> {
    return this.from.query('SELECT to_jsonb(p) AS row FROM placet.poison p WHERE delivery_id = $1', [id]);
  }

  private async remaining(): Promise<number> {
    const [row] = await this.from.query<{ n: number }[]>(
      'SELECT count(*)::int AS n FROM placet.delivery WHERE (accepted, id) > ($1::timestamptz, $2::uuid)',
      [this.position.accepted, this.position.id],
    );
    return row?.n ?? 0;
  }

  /** Rows go over as JSON, whatever their columns are; what is there already stays. */
  private async insert(
    table: 'raw_document' | 'delivery' | 'poison' | 'source',
    row: object | undefined,
  ): Promise<void> {
    await this.to.query(
      `INSERT INTO placet.${table} SELECT * FROM jsonb_populate_record(NULL::placet.${table}, $1::jsonb) ON CONFLICT DO NOTHING`,
      [JSON.stringify(row)],
    );
  }

  /** Before items are read again with new names: what was discarded must not come back that way. */
  private async repeatDecisions(): Promise<void> {
    const raw = this.original.get(RawStore);
    const quarantine = this.target.get(QuarantineStore);
    const retry = this.target.get(RetryQuarantined);
    for (const { item, action, corrected, at } of await this.original.get(QuarantineStore).decided()) {
      const held = await quarantine.at(item.delivery, item.ordinal);
      const key = `${item.id} ${at}`;
      if (this.decisions.has(key) || held?.state !== 'open') continue;
      this.decisions.add(key);
      const by = { actor: 'placet', reason: 'replayed' };
      if (action === 'discard') {
        await retry.discard(held.id, by);
        continue;
      }
      if (corrected === null) {
        await retry.retry(held.id, by, null);
        continue;
      }
      await this.insert('raw_document', await this.rawRow(corrected));
      await retry.replayCorrection(held, await bytesOf(raw.open(corrected)), corrected, at);
    }
  }

  private async rawRow(sha256: string): Promise<object | undefined> {
    const [found] = await this.from.query<{ row: object }[]>(
      'SELECT to_jsonb(r) AS row FROM placet.raw_document r WHERE sha256 = $1',
      [sha256],
    );
    return found?.row;
  }
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of chunks) parts.push(part);
  return Buffer.concat(parts);
}
