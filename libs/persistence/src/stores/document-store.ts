import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  type Arrival,
  type DocumentKind,
  DocumentStore,
  type IncomingDocument,
  type StoredDocument,
  type Tx,
  type WriteOutcome,
} from '#application';
import { CHANGE_CHANNEL } from './change-log.ts';
import { managerOf } from './transactions.ts';

/** Serialises writers of documents: they are few, and an order among them keeps histories simple. */
const WRITE_LOCK = 7266;

const STORED = `kind, key, version, body,
  to_json(lower(recorded)) #>> '{}' AS "recordedFrom", to_json(upper(recorded)) #>> '{}' AS "recordedTo",
  (SELECT d.source FROM placet.delivery d WHERE d.id = delivery_id) AS feed`;

/** One content that a document has had; `later` says that it was accepted after what comes now. */
interface Known {
  version: string;
  hash: string;
  current: boolean;
  later: boolean;
}

/** Versions of reference documents and their statements, append-only on the recorded axis. */
@Injectable()
export class PostgresDocumentStore extends DocumentStore {
  constructor(private readonly source: DataSource) {
    super();
  }

  async write(tx: Tx, arrival: Arrival, documents: readonly IncomingDocument[]): Promise<WriteOutcome[]> {
    const manager = managerOf(tx);
    await manager.query('SELECT pg_advisory_xact_lock($1)', [WRITE_LOCK]);
    const arrived = await arrivedAt(manager, arrival);
    const known = await this.known(manager, documents, arrived, arrival.deliveryId);
    const applied = new Map<string, IncomingDocument>();
    const late: IncomingDocument[] = [];
    const outcomes = documents.map((document): WriteOutcome => {
      const history = known.get(idOf(document)) ?? [];
      known.set(idOf(document), history);
      const isKnown = history.some((entry) => isSame(entry, document));
      const outcome = outcomeOf(document, history);
      if (outcome === 'applied') {
        for (const entry of history) if (entry.version === document.version) entry.current = false;
        history.push({ version: document.version, hash: document.hash, current: true, later: false });
        // Of two bodies of one version in one batch only the last is ever believed; the others are remembered.
        const slot = `${idOf(document)}\n${document.version}`;
        const overtaken = applied.get(slot);
        if (overtaken !== undefined) late.push(overtaken);
        applied.set(slot, document);
      } else if (outcome === 'superseded' && !isKnown) {
        history.push({ version: document.version, hash: document.hash, current: false, later: false });
        late.push(document);
      }
      return outcome;
    });
    const fresh = [...applied.values()];
    const from = { deliveryId: arrival.deliveryId, arrived };
    // Never believed, but remembered: its repetition must not look like news.
    if (late.length > 0) await this.insertVersions(manager, from, late, 'empty');
    if (fresh.length > 0) {
      await this.endVersions(manager, fresh);
      await this.insertVersions(manager, from, fresh, 'believed');
      await this.insertStatements(manager, arrival.deliveryId, fresh);
      await this.appendChanges(manager, arrival.deliveryId, fresh);
    }
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

  private async known(
    manager: EntityManager,
    documents: readonly IncomingDocument[],
    arrived: string,
    deliveryId: string,
  ): Promise<Map<string, Known[]>> {
    const rows = await manager.query<(Known & { kind: DocumentKind; key: string })[]>(
      `SELECT kind, key, version, hash, upper_inf(recorded) AS current,
         (arrived, coalesce(delivery_id, $4)) > ($3::timestamptz, $4::uuid) AS later
       FROM placet.document_version
       WHERE (kind, key) IN (SELECT * FROM unnest($1::text[], $2::text[])) ORDER BY id`,
      [
        documents.map((document) => document.kind),
        documents.map((document) => document.key),
        arrived,
        deliveryId,
      ],
    );
    const known = new Map<string, Known[]>();
    for (const row of rows) known.set(idOf(row), [...(known.get(idOf(row)) ?? []), row]);
    return known;
  }

  private async endVersions(manager: EntityManager, documents: readonly IncomingDocument[]): Promise<void> {
    await manager.query(
      `UPDATE placet.document_version SET recorded = tstzrange(lower(recorded), now()), to_xid = pg_current_xact_id()::text::bigint
       WHERE upper_inf(recorded) AND (kind, key, version) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))`,
      [
        documents.map((document) => document.kind),
        documents.map((document) => document.key),
        documents.map((document) => document.version),
      ],
    );
  }

  private async insertVersions(
    manager: EntityManager,
    { deliveryId, arrived }: { deliveryId: string; arrived: string },
    documents: readonly IncomingDocument[],
    recorded: 'believed' | 'empty',
  ): Promise<void> {
    await manager.query(
      `INSERT INTO placet.document_version (kind, key, version, body, hash, recorded, delivery_id, arrived, pointer, from_xid)
       SELECT kind, key, version, body::jsonb, hash, CASE WHEN $9::boolean THEN tstzrange(now(), NULL) ELSE 'empty' END, $1, $2, pointer,
         pg_current_xact_id()::text::bigint
       FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) AS doc (kind, key, version, body, hash, pointer)`,
      [
        deliveryId,
        arrived,
        documents.map((document) => document.kind),
        documents.map((document) => document.key),
        documents.map((document) => document.version),
        documents.map((document) => JSON.stringify(document.body)),
        documents.map((document) => document.hash),
        documents.map((document) => document.pointer),
        recorded === 'believed',
      ],
    );
  }

  private async insertStatements(
    manager: EntityManager,
    deliveryId: string,
    documents: readonly IncomingDocument[],
  ): Promise<void> {
    const rows = documents.flatMap((document) =>
      document.statements.map((statement) => ({ origin: originOf(document), ...statement })),
    );
    const origins = documents.map(originOf);
    await manager.query(
      `UPDATE placet.fact SET recorded = tstzrange(lower(recorded), now())
       WHERE upper_inf(recorded) AND origin = ANY($1::text[])
         AND (origin, statement, hash) NOT IN (SELECT * FROM unnest($2::text[], $3::text[], $4::text[]))`,
      [origins, rows.map((row) => row.origin), rows.map((row) => row.statement), rows.map((row) => row.hash)],
    );
    if (rows.length === 0) return;
    await manager.query(
      `INSERT INTO placet.fact (origin, statement, hash, subject, attribute, value, complete, grade, spoken_by, confidence, valid, body, recorded, delivery_id)
       SELECT f.origin, f.statement, f.hash, f.subject, f.attribute, f.value::jsonb, f.complete, f.grade, f.spoken_by, f.confidence,
              daterange(f.valid_from::date, f.valid_to::date), f.body::jsonb, tstzrange(now(), NULL), $1
       FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::boolean[], $9::text[], $10::text[], $11::text[],
                   $12::text[], $13::text[], $14::text[])
         AS f (origin, statement, hash, subject, attribute, value, complete, grade, spoken_by, confidence, valid_from, valid_to, body)
       ON CONFLICT (origin, statement) WHERE upper_inf(recorded) DO NOTHING`,
      [
        deliveryId,
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
      ],
    );
  }

  private async appendChanges(
    manager: EntityManager,
    deliveryId: string,
    documents: readonly IncomingDocument[],
  ): Promise<void> {
    await manager.query(
      `INSERT INTO placet.change (xid, kind, key, version, delivery_id)
       SELECT pg_current_xact_id()::text::bigint, kind, key, version, $1 FROM unnest($2::text[], $3::text[], $4::text[]) AS doc (kind, key, version)`,
      [
        deliveryId,
        documents.map((document) => document.kind),
        documents.map((document) => document.key),
        documents.map((document) => document.version),
      ],
    );
    await manager.query(`SELECT pg_notify('${CHANGE_CHANNEL}', '')`);
  }
}

function idOf(document: { kind: DocumentKind; key: string }): string {
  return `${document.kind}\n${document.key}`;
}

/** Statements of a register belong to one reading, so that an older reading keeps its own. */
function originOf(document: IncomingDocument): string {
  return document.kind === 'register'
    ? `register:${document.key}@${document.version}`
    : `${document.kind}:${document.key}`;
}

function isSame(entry: Known, document: IncomingDocument): boolean {
  return entry.version === document.version && entry.hash === document.hash;
}

/** When content was accepted, to the microsecond: deliveries are read side by side, so reading order says nothing. */
async function arrivedAt(manager: EntityManager, { deliveryId, at }: Arrival): Promise<string> {
  if (at !== undefined) return at;
  const [row] = await manager.query<{ accepted: string }[]>(
    `SELECT to_json(accepted) #>> '{}' AS accepted FROM placet.delivery WHERE id = $1`,
    [deliveryId],
  );
  if (!row) throw new Error(`Delivery ${deliveryId} is not in the ledger`);
  return row.accepted;
}

/**
 * A regime's version is its authority's own: other content under the same version is a conflict, and what was accepted
 * first stays. Other documents have no order of their own: what was accepted last wins, but content that was already
 * superseded stays so, since it can only be a late or repeated sending (deliveries are at-least-once).
 */
function outcomeOf(document: IncomingDocument, history: readonly Known[]): WriteOutcome {
  const sameVersion = history.filter((entry) => entry.version === document.version);
  const same = sameVersion.find((entry) => entry.current && isSame(entry, document));
  if (same) return 'unchanged';
  const isKnown = sameVersion.some((entry) => isSame(entry, document));
  const standing = sameVersion.find((entry) => entry.current);
  if (document.kind === 'regime') return standing === undefined || standing.later ? 'applied' : 'conflict';
  return isKnown || standing?.later === true ? 'superseded' : 'applied';
}
