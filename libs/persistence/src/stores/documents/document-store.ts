import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  type Acceptance,
  type Arrival,
  type DocumentKind,
  DocumentStore,
  type IncomingDocument,
  type IncomingStatement,
  type PlacedDocument,
  settleVersion,
  type StoredContent,
  type StoredDocument,
  type Tx,
  type VersionContent,
  type WriteOutcome,
} from '#application';
import { CHANGE_CHANNEL } from './change-log.ts';
import { managerOf } from '../transactions.ts';

/** Serialises writers of documents: they are few, and an order among them keeps histories simple. */
const WRITE_LOCK = 7266;

/** An instant as text that sorts like the instant. */
const UTC = (expression: string): string =>
  `to_char((${expression}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Columns of a stored document. */
export const STORED = `kind, key, version, body,
  to_json(lower(recorded)) #>> '{}' AS "recordedFrom", to_json(upper(recorded)) #>> '{}' AS "recordedTo",
  (SELECT d.source FROM placet.delivery d WHERE d.id = delivery_id) AS feed`;

/** One version of a document: all contents it has had, and what of them this batch brings. */
interface Slot {
  readonly kind: DocumentKind;
  readonly key: string;
  readonly version: string;
  readonly before: readonly VersionContent[];
  contents: readonly VersionContent[];
  readonly brought: Map<string, PlacedDocument>;
}

/** A document to be stored, with the sending that counts for it. */
interface Entry {
  readonly document: IncomingDocument;
  readonly first: Acceptance;
}

/** Versions of reference documents and their statements, append-only on the recorded axis. */
@Injectable()
export class PostgresDocumentStore extends DocumentStore {
  constructor(private readonly source: DataSource) {
    super();
  }

  async write(
    tx: Tx,
    arrival: Arrival,
    documents: readonly PlacedDocument[],
    restate: (document: StoredContent) => readonly IncomingStatement[],
  ): Promise<WriteOutcome[]> {
    const manager = managerOf(tx);
    await manager.query('SELECT pg_advisory_xact_lock($1)', [WRITE_LOCK]);
    const recordedAt = await instantNow(manager);
    const at = await acceptedAt(manager, arrival);
    const slots = await this.slots(manager, documents);
    const outcomes = documents.map((document): WriteOutcome => {
      const slot = slots.get(slotOf(document));
      if (slot === undefined) throw new Error(`No slot for ${slotOf(document)}`);
      const accepted = { at, delivery: arrival.deliveryId, ordinal: document.ordinal };
      const { kind, hash, revision } = document;
      const settled = settleVersion(kind, { hash, revision, accepted }, slot.contents);
      slot.contents = settled.contents;
      if (!slot.brought.has(document.hash)) slot.brought.set(document.hash, document);
      return settled.outcome;
    });
    await this.keep(manager, recordedAt, [...slots.values()], restate);
    return outcomes;
  }

  async all(knownAt: string | null): Promise<StoredDocument[]> {
    return this.source.query(
      `SELECT ${STORED} FROM placet.document_version
       WHERE CASE WHEN $1::timestamptz IS NULL THEN upper_inf(recorded) ELSE recorded @> $1::timestamptz END ORDER BY id`,
      [knownAt],
    );
  }

  async versions(kind: DocumentKind, key: string): Promise<StoredDocument[]> {
    return this.source.query(
      `SELECT ${STORED} FROM placet.document_version WHERE kind = $1 AND key = $2 AND NOT isempty(recorded) ORDER BY id`,
      [kind, key],
    );
  }

  async current(keys: readonly { kind: DocumentKind; key: string }[]): Promise<StoredDocument[]> {
    return this.source.query(
      `SELECT ${STORED} FROM placet.document_version
       WHERE upper_inf(recorded) AND (kind, key) IN (SELECT * FROM unnest($1::text[], $2::text[])) ORDER BY id`,
      [keys.map((entry) => entry.kind), keys.map((entry) => entry.key)],
    );
  }

  private async slots(
    manager: EntityManager,
    documents: readonly IncomingDocument[],
  ): Promise<Map<string, Slot>> {
    // Content that came back has several rows; all of them say when it was accepted first.
    const rows = await manager.query<(VersionContent & Pick<Slot, 'kind' | 'key' | 'version'>)[]>(
      `SELECT kind, key, version, hash, revision, bool_or(upper_inf(recorded)) AS stands,
         jsonb_build_object('at', ${UTC('min(arrived)')}, 'delivery', coalesce(min(delivery_id::text), ''), 'ordinal', min(ordinal)) AS first
       FROM placet.document_version
       WHERE (kind, key) IN (SELECT * FROM unnest($1::text[], $2::text[])) GROUP BY kind, key, version, hash, revision`,
      [documents.map((document) => document.kind), documents.map((document) => document.key)],
    );
    const slots = new Map<string, Slot>();
    for (const document of documents) {
      const { kind, key, version } = document;
      const before = rows.filter((row) => slotOf(row) === slotOf(document));
      slots.set(slotOf(document), { kind, key, version, before, contents: before, brought: new Map() });
    }
    return slots;
  }

  /** Writes what has changed in the versions that a batch touched. */
  private async keep(
    manager: EntityManager,
    recordedAt: string,
    slots: readonly Slot[],
    restate: (document: StoredContent) => readonly IncomingStatement[],
  ): Promise<void> {
    const late: Entry[] = [];
    const fresh: Entry[] = [];
    for (const slot of slots) {
      for (const { hash, revision, first, stands } of slot.contents) {
        const before = slot.before.find((content) => content.hash === hash);
        if (before !== undefined && before.first !== first)
          await this.moveForward(manager, slot, hash, first);
        const brought = slot.brought.get(hash);
        if (stands && before?.stands !== true)
          fresh.push({
            document: brought ?? (await this.stored(manager, slot, { hash, revision }, restate)),
            first,
          });
        // Never believed, but remembered: it may still come up, and its repetition must not look like news.
        else if (!stands && before === undefined && brought !== undefined && slot.kind !== 'regime')
          late.push({ document: brought, first });
      }
    }
    await this.insertVersions(manager, late, null);
    if (fresh.length === 0) return;
    await this.endVersions(
      manager,
      recordedAt,
      fresh.map(({ document }) => document),
    );
    await this.insertVersions(manager, fresh, recordedAt);
    await this.insertStatements(manager, recordedAt, fresh);
    await this.appendChanges(manager, fresh);
  }

  /** Content turns out to have been accepted earlier than was known. */
  private async moveForward(
    manager: EntityManager,
    { kind, key, version }: Slot,
    hash: string,
    first: Acceptance,
  ): Promise<void> {
    await manager.query(
      `UPDATE placet.document_version SET arrived = $5::timestamptz, delivery_id = $6, ordinal = $7
       WHERE kind = $1 AND key = $2 AND version = $3 AND hash = $4`,
      [kind, key, version, hash, first.at, first.delivery, first.ordinal],
    );
  }

  /** Content that was stored before and is believed again. */
  private async stored(
    manager: EntityManager,
    { kind, key, version }: Slot,
    { hash, revision }: Pick<VersionContent, 'hash' | 'revision'>,
    restate: (document: StoredContent) => readonly IncomingStatement[],
  ): Promise<IncomingDocument> {
    const [row] = await manager.query<{ body: unknown; pointer: string | null }[]>(
      `SELECT body, pointer FROM placet.document_version WHERE kind = $1 AND key = $2 AND version = $3 AND hash = $4 ORDER BY id LIMIT 1`,
      [kind, key, version, hash],
    );
    if (row === undefined) throw new Error(`The content ${hash} of ${kind} "${key}" is not stored`);
    const content = { kind, key, version, body: row.body };
    return { ...content, hash, revision, pointer: row.pointer ?? '', statements: restate(content) };
  }

  private async endVersions(
    manager: EntityManager,
    recordedAt: string,
    documents: readonly IncomingDocument[],
  ): Promise<void> {
    await manager.query(
      `UPDATE placet.document_version SET recorded = tstzrange(lower(recorded), greatest(lower(recorded), $4::timestamptz)), to_xid = pg_current_xact_id()::text::bigint
       WHERE upper_inf(recorded) AND (kind, key, version) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))`,
      [
        documents.map((document) => document.kind),
        documents.map((document) => document.key),
        documents.map((document) => document.version),
        recordedAt,
      ],
    );
  }

  private async insertVersions(
    manager: EntityManager,
    entries: readonly Entry[],
    recordedAt: string | null,
  ): Promise<void> {
    if (entries.length === 0) return;
    await manager.query(
      `INSERT INTO placet.document_version (kind, key, version, revision, body, hash, recorded, delivery_id, arrived, ordinal, pointer, from_xid)
       SELECT kind, key, version, revision, body::jsonb, hash, CASE WHEN $11::timestamptz IS NULL THEN 'empty' ELSE tstzrange($11::timestamptz, NULL) END, delivery, arrived, ordinal, pointer,
         pg_current_xact_id()::text::bigint
       FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::timestamptz[], $10::int[])
         AS doc (kind, key, version, revision, body, hash, pointer, delivery, arrived, ordinal)`,
      [
        entries.map(({ document }) => document.kind),
        entries.map(({ document }) => document.key),
        entries.map(({ document }) => document.version),
        entries.map(({ document }) => document.revision),
        entries.map(({ document }) => JSON.stringify(document.body)),
        entries.map(({ document }) => document.hash),
        entries.map(({ document }) => document.pointer),
        entries.map(({ first }) => first.delivery || null),
        entries.map(({ first }) => first.at),
        entries.map(({ first }) => first.ordinal),
        recordedAt,
      ],
    );
  }

  private async insertStatements(
    manager: EntityManager,
    recordedAt: string,
    entries: readonly Entry[],
  ): Promise<void> {
    const rows = entries.flatMap(({ document, first }) =>
      document.statements.map((statement) => ({
        origin: originOf(document),
        delivery: first.delivery || null,
        ...statement,
      })),
    );
    const origins = entries.map(({ document }) => originOf(document));
    await manager.query(
      `UPDATE placet.fact SET recorded = tstzrange(lower(recorded), greatest(lower(recorded), $5::timestamptz))
       WHERE upper_inf(recorded) AND origin = ANY($1::text[])
         AND (origin, statement, hash) NOT IN (SELECT * FROM unnest($2::text[], $3::text[], $4::text[]))`,
      [
        origins,
        rows.map((row) => row.origin),
        rows.map((row) => row.statement),
        rows.map((row) => row.hash),
        recordedAt,
      ],
    );
    if (rows.length === 0) return;
    await manager.query(
      `INSERT INTO placet.fact (origin, statement, hash, subject, attribute, value, complete, grade, spoken_by, confidence, valid, body, recorded, delivery_id)
       SELECT f.origin, f.statement, f.hash, f.subject, f.attribute, f.value::jsonb, f.complete, f.grade, f.spoken_by, f.confidence,
              daterange(f.valid_from::date, f.valid_to::date), f.body::jsonb, tstzrange($15::timestamptz, NULL), f.delivery
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::text[], $9::text[], $10::text[],
                   $11::text[], $12::text[], $13::text[], $14::uuid[])
         AS f (origin, statement, hash, subject, attribute, value, complete, grade, spoken_by, confidence, valid_from, valid_to, body, delivery)
       ON CONFLICT (origin, statement) WHERE upper_inf(recorded) DO NOTHING`,
      [
        rows.map((row) => row.origin),
        rows.map((row) => row.statement),
        rows.map((row) => row.hash),
        rows.map((row) => row.subject),
        rows.map((row) => row.attribute),
        rows.map((row) => JSON.stringify(row.value)),
        rows.map((row) => row.complete),
        rows.map((row) => row.grade),
        rows.map((row) => row.by),
        rows.map((row) => row.confidence),
        rows.map((row) => row.valid.from),
        rows.map((row) => row.valid.to),
        rows.map((row) => JSON.stringify(row.body)),
        rows.map((row) => row.delivery),
        recordedAt,
      ],
    );
  }

  private async appendChanges(manager: EntityManager, entries: readonly Entry[]): Promise<void> {
    await manager.query(
      `INSERT INTO placet.change (xid, kind, key, version, delivery_id)
       SELECT pg_current_xact_id()::text::bigint, kind, key, version, delivery
       FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[]) AS doc (kind, key, version, delivery)`,
      [
        entries.map(({ document }) => document.kind),
        entries.map(({ document }) => document.key),
        entries.map(({ document }) => document.version),
        entries.map(({ first }) => first.delivery || null),
      ],
    );
    await manager.query(`SELECT pg_notify('${CHANGE_CHANNEL}', '')`);
  }
}

/** One version of one document. */
function slotOf({ kind, key, version }: { kind: DocumentKind; key: string; version: string }): string {
  return `${kind}\n${key}\n${version}`;
}

/** Statements of a register belong to one reading, so that an older reading keeps its own. */
function originOf(document: IncomingDocument): string {
  return document.kind === 'register'
    ? `register:${document.key}@${document.version}`
    : `${document.kind}:${document.key}`;
}

/**
 * The instant at which a writer is the only one. Its transaction may have begun before that of the writer it waited for,
 * so `now()` would end what that one wrote before it began.
 */
async function instantNow(manager: EntityManager): Promise<string> {
  const [row] = await manager.query<{ at: string }[]>(`SELECT ${UTC('clock_timestamp()')} AS at`);
  if (row === undefined) throw new Error('PostgreSQL has no time');
  return row.at;
}

/** When a delivery was accepted, or what was added to it: deliveries are read side by side, so reading order says nothing. */
async function acceptedAt(manager: EntityManager, { deliveryId, at }: Arrival): Promise<string> {
  const [row] = await manager.query<{ accepted: string | null }[]>(
    `SELECT ${UTC('coalesce($2::timestamptz, (SELECT accepted FROM placet.delivery WHERE id = $1))')} AS accepted`,
    [deliveryId, at ?? null],
  );
  if (row === undefined || row.accepted === null)
    throw new Error(`Delivery ${deliveryId} is not in the ledger`);
  return row.accepted;
}
